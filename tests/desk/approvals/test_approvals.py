"""Approvals: what waits, until when, how full the nights are; deciding, coming too late, and money that wants a hand."""

from datetime import timedelta
from functools import partial

from hotelmate.core.actor import Actor
from hotelmate.core.change import run_change
from hotelmate.desk.approvals.countdown import time_left
from hotelmate.room_bookings import services
from hotelmate.staff.models import Role
from tests.desk.desks import DAY, TODAY, done, part, refused, signed_in
from tests.factories import make_rooms
from tests.statements import statements_of

PAGE = "/approvals/"


def row(text, booking):
    """The part of a page that shows a booking that waits."""
    start = text.index(f'id="waiting-{booking.booking_id}"')
    return text[start : text.index("</li>", start)]


def url(booking, action):
    return f"/bookings/{booking.booking_id}/do/{action}/"


def test_what_waits_is_sorted_by_when_its_time_runs_out(house):
    with house.at(TODAY, 12):
        first = house.with_card(start=TODAY + 9 * DAY)
    second = house.with_card(start=TODAY)
    page = signed_in(house.person(Role.FRONT_DESK)).get(PAGE).content.decode()
    assert page.index(f"waiting-{first.booking_id}") < page.index(f"waiting-{second.booking_id}")
    assert "€200.00" in row(page, first)
    assert "Card held for" in row(page, first)
    assert "20 h 30 min" in row(page, first)
    assert 'data-left="73800"' in row(page, first)
    assert "24 h" not in row(page, second)
    assert "1 d 0 h" in row(page, second)


def test_the_nights_say_how_many_rooms_are_left_besides(house):
    booking = house.with_card(start=TODAY + DAY)
    client = signed_in(house.person(Role.FRONT_DESK))
    assert "2 more rooms free on these nights" in part(client, PAGE, "waiting")
    house.book(start=TODAY + 2 * DAY)
    assert "1 more room free on these nights" in part(client, PAGE, "waiting")
    house.book(start=TODAY + 2 * DAY, nights=1)
    assert "This is the last room on Wed 14 May" in row(part(client, PAGE, "waiting"), booking)


def test_a_booking_is_approved_by_one_press_and_the_list_says_by_whom(house):
    booking = house.with_card(start=TODAY + DAY)
    clerk = house.person(Role.FRONT_DESK)
    client = signed_in(clerk)
    assert "card is charged" in done(client, url(booking, "approve"))["said"]
    assert "Nothing waits for a decision." in part(client, PAGE, "waiting")
    assert f"Approved by {clerk.full_name}" in part(client, PAGE, "decided")


def test_a_booking_is_declined_with_a_reason(house):
    booking = house.with_card(start=TODAY + DAY)
    clerk = house.person(Role.FRONT_DESK)
    client = signed_in(clerk)
    assert refused(client, url(booking, "decline"))["code"] == "VALIDATION_ERROR"
    done(client, url(booking, "decline"), reason_code="DUPLICATE")
    assert f"Declined by {clerk.full_name}: Booked twice" in part(client, PAGE, "decided")


def test_who_comes_second_is_told_who_was_quicker(house):
    booking = house.with_card(start=TODAY + DAY)
    quick, slow = house.person(Role.STAFF_ADMIN), house.person(Role.FRONT_DESK)
    done(signed_in(quick), url(booking, "approve"))
    assert f"{quick.full_name} has approved" in done(signed_in(slow), url(booking, "approve"))["said"]


def test_what_ran_out_is_greyed_and_says_so(house):
    booking = house.with_card(start=TODAY + 9 * DAY)
    client = signed_in(house.person(Role.FRONT_DESK))
    with house.at(TODAY + DAY, 16):
        shown = row(part(client, PAGE, "waiting"), booking)
        assert "Time is up" in shown
        assert shown.count('aria-disabled="true" data-why="The time to decide has run out') == 2
        assert "primary" not in shown
        assert refused(client, url(booking, "approve"))["code"] == "APPROVAL_EXPIRED"
        house.do(services.expire_booking, booking_pk=booking.pk)
        assert "nobody decided in time" in part(client, PAGE, "decided")


def test_money_that_wants_a_hand_is_shown_with_what_to_do(house):
    booking = house.paid_by_hand("250.00", start=TODAY + DAY)
    client = signed_in(house.person(Role.STAFF_ADMIN))
    assert "Money that wants a hand" not in client.get(PAGE).content.decode()
    guest = Actor(kind="guest", hotel_id=house.hotel.pk, hotel=house.hotel, booking_pk=booking.pk)
    run_change(lambda: services.cancel_by_guest(actor=guest, booking_id=booking.booking_id))
    shown = part(client, PAGE, "money")
    assert "The guest is to get back €250.00 that was taken by hand." in shown
    assert url(booking, "refund") in shown
    told = done(client, url(booking, "refund"), payment_id=house.payments(booking)[0].pk, amount="250.00")
    assert told["said"] == "€250.00 given back."
    assert "taken by hand" not in part(client, PAGE, "money")


def test_who_may_not_give_money_back_sees_what_is_due_without_the_button(house):
    booking = house.paid_by_hand("250.00", start=TODAY + DAY)
    guest = Actor(kind="guest", hotel_id=house.hotel.pk, hotel=house.hotel, booking_pk=booking.pk)
    run_change(lambda: services.cancel_by_guest(actor=guest, booking_id=booking.booking_id))
    shown = part(signed_in(house.person(Role.FRONT_DESK)), PAGE, "money")
    assert "is to get back" in shown
    assert url(booking, "refund") not in shown


def test_only_those_who_decide_see_the_page(house):
    house.with_card(start=TODAY + DAY)
    answer = signed_in(house.person(Role.HOUSEKEEPING)).get(PAGE)
    assert answer.status_code == 403
    assert "Quackenbush" not in answer.content.decode()
    assert "/approvals/" not in signed_in(house.person(Role.MAINTENANCE)).get("/").content.decode()


def test_the_page_makes_as_many_queries_for_many_bookings_as_for_few(house):
    make_rooms(house.standard, 9)
    client = signed_in(house.person(Role.FRONT_DESK))
    counts = []
    for bookings in (1, 5):
        for _ in range(bookings):
            house.with_card(start=TODAY + DAY)
        approved = house.with_card(start=TODAY + 20 * DAY)
        done(client, url(approved, "approve"))
        counts.append(len(statements_of(partial(client.get, PAGE))))
    assert counts[0] == counts[1]


def test_time_left_is_told_in_two_units_at_most():
    told = {
        timedelta(days=2, hours=6, minutes=59): "2 d 6 h",
        timedelta(hours=3, minutes=20): "3 h 20 min",
        timedelta(minutes=12, seconds=5): "12 min",
        timedelta(seconds=45): "45 s",
        timedelta(0): "Time is up",
    }
    for left, text in told.items():
        assert time_left(int(left.total_seconds())) == text
