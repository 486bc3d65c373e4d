"""Consistency: the verdict that was kept, each check in plain words, findings with what to do and where to look."""

from datetime import timedelta
from functools import partial

import pytest

from hotelmate.core import clock
from hotelmate.core.change import run_change
from hotelmate.desk.manage.check_words import AREAS, CHECK
from hotelmate.events.queries import last_seq
from hotelmate.hotel.queries import system_of
from hotelmate.integrity.checks import CHECKS
from hotelmate.integrity.jobs import verify_now
from hotelmate.integrity.report import CheckResult, Finding, Report
from hotelmate.integrity.services import MOST_FINDINGS, keep_verification
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.staff.models import Role
from tests.desk.desks import House, done, part, refused, signed_in
from tests.statements import statements_of

CONSISTENCY = "/manage/consistency/"


@pytest.fixture
def manager(house):
    return signed_in(house.person(Role.STAFF_ADMIN))


def page(client, path=CONSISTENCY):
    answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def keep(house: House, check="party_larger_than_room", **findings):
    """Keep a verification in which this check found something about these records: kind and id."""
    found = tuple(
        Finding(f"{kind} {name}", "is larger than its room", "Move the party.", (kind, name))
        for kind, names in findings.items()
        for name in names
    )
    checks = tuple(CheckResult(one.name, one.invariant, found if one.name == check else ()) for one in CHECKS)
    report = Report(house.hotel.slug, clock.now(), house.hotel.business_date(), checks, last_seq(house.hotel.pk))
    run_change(partial(keep_verification, actor=system_of(house.hotel), report=report, duration_ms=7))


def test_every_check_has_plain_words_and_a_place_on_the_page():
    assert CHECK.keys() == {check.name for check in CHECKS}
    placed = [invariant for _, invariants in AREAS for invariant in invariants]
    assert len(placed) == len(set(placed))
    assert {check.invariant for check in CHECKS} <= set(placed)


def test_before_the_first_verification_nothing_is_claimed(manager):
    text = page(manager)
    assert "Nothing has been checked yet." in text
    assert "All hold" not in text
    assert text.count("Not checked yet:") == len(CHECKS)


def test_a_sound_house_is_said_to_be_sound_and_since_when(house, manager):
    keep(house)
    with clock.travel_to(clock.now() + timedelta(minutes=2)):
        text = page(manager)
    assert f"All {len(CHECKS)} checks passed" in text
    assert "2 min ago" in text
    assert text.count("Holds:") == len(CHECKS)
    assert "note verdict ok" in text


def test_what_has_happened_since_is_counted(house, manager):
    keep(house)
    assert "Nothing has happened since." in page(manager)
    house.book()
    assert "1 thing has happened since." in page(manager)


def test_a_verdict_that_is_old_warns_that_no_worker_verifies(house, manager):
    keep(house)
    with clock.travel_to(clock.now() + timedelta(hours=3)):
        text = page(manager)
    assert "3 hours ago" in text
    assert "See that the worker runs." in text
    assert "note verdict warn" in text


def test_a_finding_says_what_is_wrong_what_to_do_and_leads_to_its_record(house, manager):
    booking = house.assigned()
    keep(house, booking=[booking.booking_id], room=["101"], event=["3"])
    text = page(manager)
    assert "3 contradictions found" in text
    assert f'href="/bookings/{booking.booking_id}/"' in text
    assert f'href="/rooms/{house.rooms[0].pk}/"' in text
    assert 'href="/manage/audit/?before=4"' in text
    assert "is larger than its room" in text
    assert "Move the party." in text
    assert text.count("Does not hold:") == 1
    assert "note verdict refused" in text


def test_a_record_that_is_gone_is_named_without_a_link(house, manager):
    keep(house, room=["999"], night=["2031-05-12"])
    text = page(manager)
    assert "Room 999" in text
    assert "night 2031-05-12" in text


def test_findings_are_escaped(house, manager):
    keep(house, room=["<script>alert(1)</script>"])
    assert "<script>alert" not in page(manager)


def test_more_findings_than_are_kept_are_counted(house, manager):
    keep(house, room=[str(number) for number in range(MOST_FINDINGS + 5)])
    text = page(manager)
    assert f"{MOST_FINDINGS + 5} contradictions found" in text
    assert "5 more of the same kinds are not listed." in text


def test_a_real_contradiction_is_found_when_somebody_checks_now(house, manager):
    booking = house.assigned()
    assert done(manager, f"{CONSISTENCY}check/")["said"] == f"All {len(CHECKS)} checks passed."
    RoomBooking.objects.filter(pk=booking.pk).update(children=3)
    assert done(manager, f"{CONSISTENCY}check/")["said"] == "1 contradiction found."
    text = part(manager, CONSISTENCY, "consistency")
    assert f'href="/bookings/{booking.booking_id}/"' in text
    assert "Every party fits its room." in text


def test_checking_now_is_for_those_who_may_see_the_reports(house):
    clerk = signed_in(house.person(Role.FRONT_DESK))
    assert refused(clerk, f"{CONSISTENCY}check/")["code"] == "PERMISSION_DENIED"
    assert clerk.get(f"{CONSISTENCY}check/").status_code == 403


def test_queries_are_as_many_for_many_findings_as_for_one(house, manager):
    keep(house, room=["101"])
    page(manager)
    few = statements_of(lambda: page(manager))
    keep(house, room=[str(number) for number in range(90)])
    assert len(statements_of(lambda: page(manager))) == len(few)


def test_nobody_sees_another_houses_findings(house, manager):
    other = House()
    keep(other, room=["101"])
    verify_now(house.actor(Role.STAFF_ADMIN))
    assert "contradictions found" not in page(manager)
