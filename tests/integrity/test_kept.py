"""The newest verification of each hotel is kept current by workers, one of them at a time, and made when somebody asks."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.db import connection, connections

from hotelmate.config.worker import verify_round
from hotelmate.core import clock
from hotelmate.core.change import run_change
from hotelmate.core.errors import Refused
from hotelmate.events.queries import last_seq
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.queries import system_of
from hotelmate.hotel.services import update_settings
from hotelmate.integrity.checks import CHECKS
from hotelmate.integrity.jobs import FIRST_LOCK, due_hotels, verify_if_due, verify_now
from hotelmate.integrity.models import Verification
from hotelmate.integrity.queries import latest_verification
from hotelmate.integrity.report import CheckResult, Finding, Report
from hotelmate.integrity.services import MOST_FINDINGS, keep_verification
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.services import Request, assign_room, create_booking
from hotelmate.staff.models import Role
from tests.factories import make_hotel, make_room_type, make_rooms, open_house
from tests.statements import statements_of


def is_due(hotel, later=timedelta(0)):
    with clock.travel_to(clock.now() + later):
        return hotel.pk in [one.pk for one in due_hotels()]


def something_happens(hotel, name):
    run_change(partial(update_settings, actor=system_of(Hotel.objects.get(pk=hotel.pk)), name=name))


def leave_only(*hotels):
    """Let every other hotel have been verified just now."""
    for hotel in Hotel.objects.exclude(pk__in=[one.pk for one in hotels]):
        report = Report(hotel.slug, clock.now(), clock.now().date(), (), last_seq(hotel.pk))
        run_change(partial(keep_verification, actor=system_of(hotel), report=report, duration_ms=1))


@pytest.fixture
def crowded():
    """A house in which a party is larger than its room."""
    house = open_house()
    room_type = make_room_type(house.hotel, max_occupancy=2)
    (room,) = make_rooms(room_type, ["101"])
    today = house.hotel.business_date()
    request = Request(room_type_id=room_type.pk, check_in=today, check_out=today + timedelta(days=1), adults=2)
    booking = run_change(
        partial(create_booking, actor=system_of(house.hotel), request=request, guarantee="HOTEL")
    ).subject
    run_change(partial(assign_room, actor=system_of(house.hotel), booking_id=booking.booking_id, room_id=room.pk))
    RoomBooking.objects.filter(pk=booking.pk).update(children=3)
    yield house, booking
    RoomBooking.objects.filter(pk=booking.pk).update(children=0)


def test_before_the_first_verification_there_is_nothing_but_the_checks():
    house = open_house()
    answer = house.client.get(f"{house.url}/integrity/").data
    assert answer["verification"] is None
    assert answer["last_seq"] == last_seq(house.hotel.pk)
    assert [(one["name"], one["says"], one["findings"]) for one in answer["checks"]] == [
        (check.name, check.says, None) for check in CHECKS
    ]


def test_what_is_found_is_kept_and_names_its_record(crowded):
    house, booking = crowded
    answer = house.client.post(f"{house.url}/integrity/verify/")
    assert answer.status_code == 200
    found = answer.data["verification"]
    assert (found["contradictions"], found["checks"]) == (1, len(CHECKS))
    assert found["seq"] == answer.data["last_seq"] == last_seq(house.hotel.pk)
    assert found["business_date"] == house.hotel.business_date().isoformat()
    (finding,) = found["findings"]
    assert finding["check"] == "party_larger_than_room"
    assert finding["invariant"] == 13
    assert finding["record"] == f"booking {booking.booking_id}"
    assert finding["subject"] == {"type": "booking", "id": booking.booking_id}
    assert [one["findings"] for one in answer.data["checks"] if one["name"] == finding["check"]] == [1]
    assert sum(one["findings"] for one in answer.data["checks"]) == 1
    assert house.client.get(f"{house.url}/integrity/").data == answer.data


def test_the_next_verification_takes_the_place_of_the_one_before(crowded):
    house, booking = crowded
    actor = system_of(house.hotel)
    assert verify_now(actor).contradictions == 1
    RoomBooking.objects.filter(pk=booking.pk).update(children=0)
    assert verify_now(actor).contradictions == 0
    kept = Verification.objects.get(hotel=house.hotel)
    assert (kept.contradictions, kept.findings, kept.counts) == (0, [], {})


def test_of_a_check_that_finds_very_much_the_first_are_kept_and_all_are_counted():
    hotel = make_hotel()
    findings = tuple(Finding(f"room {number}", "", "", ("room", str(number))) for number in range(MOST_FINDINGS + 5))
    checks = (CheckResult("one", 1, findings), CheckResult("other", 2, findings[:1]), CheckResult("third", 3, ()))
    report = Report(hotel.slug, clock.now(), hotel.business_date(), checks, 1)
    kept = run_change(partial(keep_verification, actor=system_of(hotel), report=report, duration_ms=7)).subject
    kept.refresh_from_db()
    assert kept.counts == {"one": MOST_FINDINGS + 5, "other": 1}
    assert (kept.contradictions, kept.checks, kept.duration_ms) == (MOST_FINDINGS + 6, 3, 7)
    assert [finding["check"] for finding in kept.findings] == ["one"] * MOST_FINDINGS + ["other"]


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.HOUSEKEEPING, Role.MAINTENANCE])
def test_only_managers_look_whether_all_is_well(role):
    house = open_house()
    client = house.client_of(role)
    for answer in (client.get(f"{house.url}/integrity/"), client.post(f"{house.url}/integrity/verify/")):
        assert (answer.status_code, answer.data["code"]) == (403, "PERMISSION_DENIED")
    assert house.client_of(Role.STAFF_ADMIN).post(f"{house.url}/integrity/verify/").status_code == 200


def test_another_hotel_is_none_of_their_business():
    house, other = open_house(), open_house()
    for answer in (house.client.get(f"{other.url}/integrity/"), house.client.post(f"{other.url}/integrity/verify/")):
        assert (answer.status_code, answer.data["code"]) == (404, "HOTEL_NOT_FOUND")
    assert latest_verification(other.hotel.pk) is None


def test_reading_costs_the_same_however_much_was_found(crowded):
    house, _ = crowded
    empty = statements_of(lambda: house.client.get(f"{house.url}/integrity/"))
    verify_now(system_of(house.hotel))
    assert len(statements_of(lambda: house.client.get(f"{house.url}/integrity/"))) == len(empty) <= 3


def test_a_hotel_is_due_until_it_was_verified_and_again_after_five_minutes():
    hotel = make_hotel()
    assert is_due(hotel)
    assert verify_if_due(hotel)
    assert not is_due(hotel)
    assert not is_due(hotel, timedelta(minutes=4, seconds=50))
    assert is_due(hotel, timedelta(minutes=5))


def test_a_hotel_in_which_something_happened_is_due_sooner():
    hotel = make_hotel()
    verify_now(system_of(hotel))
    something_happens(hotel, "The New Name")
    assert not is_due(hotel, timedelta(seconds=60))
    assert is_due(hotel, timedelta(seconds=90))


def test_a_hotel_that_takes_long_to_verify_is_verified_less_often():
    hotel = make_hotel()
    report = Report(hotel.slug, clock.now(), hotel.business_date(), (), 0)
    run_change(partial(keep_verification, actor=system_of(hotel), report=report, duration_ms=30_000))
    assert not is_due(hotel, timedelta(minutes=9))
    assert is_due(hotel, timedelta(minutes=10))


def test_a_clock_that_was_set_back_does_not_end_the_verifying():
    hotel = make_hotel()
    verify_now(system_of(hotel))
    assert is_due(hotel, timedelta(hours=-1))


def test_hotels_that_are_simulated_are_verified_as_well():
    hotel = make_hotel(is_simulated=True)
    assert is_due(hotel)
    assert verify_if_due(hotel)


def test_two_never_verify_the_same_hotel_at_once(open_session):
    house = open_house()
    other = open_session(autocommit=True)
    other.execute("SELECT pg_advisory_lock(%s)", [FIRST_LOCK + house.hotel.pk])
    assert not verify_if_due(house.hotel)
    answer = house.client.post(f"{house.url}/integrity/verify/")
    assert (answer.status_code, answer.data["code"]) == (409, "VERIFICATION_UNDER_WAY")
    assert latest_verification(house.hotel.pk) is None
    # It was killed in the middle: its session is gone, and with it the lock.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [other.info.backend_pid])
    assert verify_if_due(house.hotel)


def test_what_somebody_else_has_just_verified_is_not_verified_again():
    hotel = make_hotel()
    seen_as_due = next(one for one in due_hotels() if one.pk == hotel.pk)
    first = verify_now(system_of(hotel))
    assert not verify_if_due(seen_as_due)
    assert latest_verification(hotel.pk).checked_at == first.checked_at


def test_the_lock_is_let_go_of_when_a_verification_fails():
    hotel = make_hotel()
    Hotel.objects.filter(pk=hotel.pk).update(timezone="Nowhere/Land")
    with pytest.raises(Exception, match="Nowhere"):
        verify_if_due(hotel)
    Hotel.objects.filter(pk=hotel.pk).update(timezone="Europe/Dublin")
    assert verify_if_due(hotel)


def test_a_hotel_that_cannot_be_verified_keeps_no_other_waiting():
    with clock.travel_to(datetime.now(UTC)):
        broken, *others = (make_hotel() for _ in range(3))
        leave_only(broken, *others)
    Hotel.objects.filter(pk=broken.pk).update(timezone="Nowhere/Land")
    with ThreadPoolExecutor(1) as pool:
        assert not verify_round(pool, threading.Event())
        pool.submit(connections.close_all)
    Hotel.objects.filter(pk=broken.pk).update(timezone="Europe/Dublin")
    assert latest_verification(broken.pk) is None
    assert all(latest_verification(hotel.pk) is not None for hotel in others)


def test_a_worker_that_is_to_stop_begins_no_other_hotel():
    with clock.travel_to(datetime.now(UTC)):
        hotel = make_hotel()
        leave_only(hotel)
    stopped = threading.Event()
    stopped.set()
    with ThreadPoolExecutor(1) as pool:
        assert verify_round(pool, stopped)
        pool.submit(connections.close_all)
    assert latest_verification(hotel.pk) is None


def test_somebody_without_the_capability_is_refused_before_anything_is_read():
    hotel = make_hotel()
    actor = system_of(hotel)
    powerless = type(actor)(kind="staff", hotel_id=hotel.pk, hotel=hotel)
    with pytest.raises(Refused, match="PERMISSION_DENIED"):
        verify_now(powerless)
