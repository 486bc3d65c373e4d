"""What the sweeps do about guests: reminders once, people forgotten in time, tokens ended; at the edges of days and zones."""

import subprocess
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from hotelmate.core import clock
from hotelmate.events.models import Event
from hotelmate.hotel.models import Hotel
from hotelmate.room_bookings import services
from hotelmate.room_bookings.jobs import sweep_hotel
from hotelmate.room_bookings.models import BookingReminder, GuestToken
from hotelmate.room_bookings.reminder_rules import reminder_due
from tests.programs import COMMAND, program_environment

from ..at_once import at_once
from ..room_bookings.house import DAY, TODAY, House
from .visiting import Guest

REMINDERS = ("booking_due_out", "booking_overstay", "booking_no_show_proposed", "booking_pre_arrival")
MINUTE = timedelta(minutes=1)


def told(house):
    events = Event.objects.filter(hotel_id=house.hotel.pk, type__in=REMINDERS).order_by("seq")
    return [(event.type.removeprefix("booking_"), event.after["day"]) for event in events]


def sweep(house, moment=None):
    hotel = Hotel.objects.get(pk=house.hotel.pk)
    if moment is None:
        return sweep_hotel(hotel)
    with clock.travel_to(moment):
        return sweep_hotel(hotel)


def local(house, day, hour, minute=0):
    return house.hotel.local_moment(day, time(hour, minute))


# Stays that should have ended


def test_a_guest_who_is_still_there_at_check_out_time_is_told_of_once_and_then_each_day():
    house = House()
    house.staying(nights=1)
    out = TODAY + DAY
    assert "reminders" not in sweep(house, local(house, out, 11) - MINUTE)
    assert sweep(house, local(house, out, 11))["reminders"] == 1
    for moment in (local(house, out, 11), local(house, out, 23), local(house, out + DAY, 4) - MINUTE):
        assert "reminders" not in sweep(house, moment)
    assert sweep(house, local(house, out + DAY, 4))["reminders"] == 1
    assert "reminders" not in sweep(house, local(house, out + 2 * DAY, 4) - MINUTE)
    assert sweep(house, local(house, out + 2 * DAY, 4))["reminders"] == 1
    days = [(out + n * DAY).isoformat() for n in range(3)]
    assert told(house) == [("due_out", days[0]), ("overstay", days[1]), ("overstay", days[2])]


def test_day_use_is_over_at_check_out_time_of_the_next_day():
    house = House()
    house.staying(nights=0)
    assert "reminders" not in sweep(house, local(house, TODAY + DAY, 11) - MINUTE)
    assert sweep(house, local(house, TODAY + DAY, 11))["reminders"] == 1


def test_a_stay_that_was_extended_is_nobodys_worry():
    house = House()
    booking = house.staying(nights=1)
    house.do(services.extend_stay, booking_id=booking.booking_id, check_out=TODAY + 3 * DAY)
    assert "reminders" not in sweep(house, local(house, TODAY + DAY, 12))


@pytest.mark.parametrize(("zone", "hour_utc"), [("Pacific/Auckland", 22), ("Europe/Dublin", 11), ("America/Lima", 16)])
def test_check_out_time_is_that_of_the_hotels_clock(zone, hour_utc):
    """On 2 January, so that the two hemispheres differ."""
    house = House(timezone=zone)
    arrival = date(2032, 1, 1)
    with clock.travel_to(datetime(2032, 1, 1, 15, 30, tzinfo=ZoneInfo(zone))):
        house.staying(nights=1, start=arrival)
    out = datetime(2032, 1, 2, 11, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert out.hour == hour_utc
    assert "reminders" not in sweep(house, out - MINUTE)
    assert sweep(house, out)["reminders"] == 1


def test_on_the_night_of_23_hours_the_business_day_turns_at_its_hour():
    house = House()
    arrival = date(2032, 3, 27)
    with house.at(arrival, 15, 30):
        house.staying(nights=1, start=arrival)
    # The clocks go forward at one o'clock on the 28th; four o'clock comes three hours after midnight.
    assert sweep(house, local(house, date(2032, 3, 28), 11))["reminders"] == 1
    assert sweep(house, local(house, date(2032, 3, 29), 4))["reminders"] == 1
    assert [kind for kind, _ in told(house)] == ["due_out", "overstay"]


# Guests who did not come


def test_who_did_not_come_until_the_cutoff_is_proposed_once_and_listed():
    house = House()
    booking = house.book()
    cutoff = local(house, TODAY + DAY, 2)
    assert "reminders" not in sweep(house, cutoff - MINUTE)
    with clock.travel_to(cutoff):
        assert sweep(house)["reminders"] == 1
        assert "reminders" not in sweep(house)
        listed = house.client().get(house.bookings, {"bucket": "no_show_proposed"}).json()["results"]
        assert [one["booking_id"] for one in listed] == [booking.booking_id]
        house.done(booking, "no-show")
        assert house.client().get(house.bookings, {"bucket": "no_show_proposed"}).json()["results"] == []
    assert told(house) == [("no_show_proposed", TODAY.isoformat())]


def test_other_dates_are_another_chance_not_to_come():
    house = House()
    booking = house.book()
    later = TODAY + 5 * DAY
    with clock.travel_to(local(house, TODAY + DAY, 2)):
        sweep(house)
        dates = {"check_in": later.isoformat(), "check_out": (later + DAY).isoformat()}
        house.done(booking, "change-dates", dates)
    assert sweep(house, local(house, later + DAY, 2))["reminders"] == 1
    assert [kind for kind, _ in told(house)] == ["no_show_proposed", "no_show_proposed"]


# Mails before the arrival


def test_guests_are_written_to_some_days_before_they_come_in_the_morning():
    house = House(pre_arrival_mail_days=3)
    arrival = TODAY + 10 * DAY
    house.book(start=arrival)
    due = local(house, arrival - 3 * DAY, 9)
    assert "reminders" not in sweep(house, due - MINUTE)
    assert sweep(house, due)["reminders"] == 1
    assert "reminders" not in sweep(house, due + DAY)
    assert told(house) == [("pre_arrival", arrival.isoformat())]


@pytest.mark.parametrize(("days", "start", "sent"), [(0, 10, 0), (3, 2, 0), (60, 61, 1), (1, 3, 1)])
def test_who_books_later_was_written_to_just_then_and_a_hotel_may_not_write_at_all(days, start, sent):
    house = House(pre_arrival_mail_days=days)
    arrival = TODAY + start * DAY
    house.book(start=arrival)
    sweep(house, local(house, max(arrival - days * DAY, TODAY + DAY), 9))
    assert len(told(house)) == sent


def test_what_is_not_confirmed_or_over_is_nobodys_reminder(house):
    hotel, now = house.hotel, local(house, TODAY + 30 * DAY, 12)
    bookings = [house.unpaid(), house.book(status="PENDING_APPROVAL"), house.left(house.rooms[2])]
    assert [reminder_due(booking, hotel, now) for booking in bookings] == [None, None, None]


# People and tokens


def test_people_are_forgotten_after_the_hotels_days_and_not_before():
    house = House(retention_days=30)
    booking = house.left(nights=1)
    guest = Guest(house, booking)
    last = local(house, booking.check_out + 30 * DAY, 4)
    assert "guests_erased" not in sweep(house, last)
    assert house.fresh(booking).primary_email != ""
    assert sweep(house, last + DAY)["guests_erased"] == 1
    assert house.fresh(booking).primary_email == ""
    assert "guests_erased" not in sweep(house, last + 2 * DAY)
    assert guest.page().status_code == 404


def test_nobody_is_forgotten_who_is_still_to_come_or_in_house_or_owed_money():
    house = House(retention_days=1)
    staying = house.staying(nights=1)
    coming = house.book(start=TODAY + 400 * DAY)
    owed = house.with_card("unreachable-later")
    sweep(house, local(house, TODAY + 300 * DAY, 12))
    assert house.fresh(staying).primary_email != ""
    assert house.fresh(coming).primary_email != ""
    assert house.fresh(owed).primary_email != ""


def test_tokens_that_have_expired_are_ended():
    house = House()
    booking = house.book(1)
    Guest(house, booking)
    sweep(house, local(house, TODAY + 32 * DAY, 13))
    token = GuestToken.objects.get(booking_id=booking.pk)
    assert (token.revoked_reason, token.revoked_at is not None) == ("EXPIRED", True)


def test_an_approval_that_nobody_gives_ends_before_the_cards_hold_does():
    house = House(approval_window_minutes=43_200)
    booking = house.with_card()
    assert booking.expires_at - clock.now() < timedelta(days=7)
    sweep(house, booking.expires_at + MINUTE)
    fresh = house.fresh(booking)
    assert (fresh.status, fresh.held_amount) == ("EXPIRED", 0)


# At once, and cut off


def test_five_sweeps_at_once_remind_once():
    house = House()
    house.staying(nights=1)
    house.book()
    moment = local(house, TODAY + DAY, 12)
    at_once(*[partial(sweep, house, moment)] * 5)
    assert sorted(kind for kind, _ in told(house)) == ["due_out", "no_show_proposed"]
    assert BookingReminder.objects.filter(hotel_id=house.hotel.pk).count() == 2


def test_sweeps_that_are_killed_again_and_again_remind_once_of_everything():
    """Real time here: the command has no other. Bookings are made days ago, so that they are due."""
    with clock.travel_to(datetime.now(UTC) - 3 * DAY):
        house = House()
        bookings = [house.book(1, start=house.hotel.business_date(), adults=1) for _ in range(3)]
    assert {booking.status for booking in bookings} == {"CONFIRMED"}
    command = [COMMAND, "sweep", "--hotel", house.hotel.slug]
    environment = program_environment()
    for patience in (0.4, 0.7, 1.0, 1.3, 1.6):
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    assert [kind for kind, _ in told(house)] == ["no_show_proposed"] * 3
