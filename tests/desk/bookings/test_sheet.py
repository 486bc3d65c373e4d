"""The drawer and the page of a booking: what is in them, what is not for everybody, and what has happened."""

from decimal import Decimal

import pytest
from django.test import Client
from django.utils.html import escape

from hotelmate.core.actor import Actor
from hotelmate.core.capabilities import VIEW_CONTACTS, VIEW_MONEY
from hotelmate.core.change import run_change
from hotelmate.notifications.models import Mail, MailState
from hotelmate.room_bookings import services
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.services import Person, RoomMoveService
from hotelmate.staff.models import Role
from hotelmate.staff.roles import CAPABILITIES
from tests.desk.desks import DAY, HTMX, TODAY, House, done, part, signed_in
from tests.statements import statements_of

NASTY = "<script>alert('x')</script>"


def page_of(client: Client, booking: RoomBooking) -> str:
    """The page of a booking."""
    answer = client.get(f"/bookings/{booking.booking_id}/")
    assert answer.status_code == 200
    return answer.content.decode()


def drawer_of(client: Client, booking: RoomBooking) -> str:
    """What the drawer shows."""
    return part(client, f"/bookings/{booking.booking_id}/", "drawer-body")


def titles(text: str) -> list[str]:
    """The titles of the timeline, the newest first."""
    timeline = text[text.index('<ol class="timeline">') :]
    return [piece.partition("</b>")[0] for piece in timeline.split("<b>")[1:]]


def test_a_booking_is_a_page_a_drawer_and_a_part_that_keeps_itself_up_to_date(house: House, client: Client) -> None:
    booking = house.assigned(nights=3)
    page, drawer = page_of(client, booking), drawer_of(client, booking)
    only = part(client, f"/bookings/{booking.booking_id}/", f"booking-{booking.booking_id}")
    for text in (page, drawer, only):
        assert f'data-live="booking:{booking.booking_id} room:101"' in text
        assert "Wilhelmina Quackenbush" in text
        assert "3 nights" in text
        assert "€300.00" in text
        assert "101 · Ready" in text or "Ready" in text
    assert "Open as a page" in drawer
    assert "Open as a page" not in only


def test_the_next_step_stands_first_and_what_is_refused_says_why(house: House, client: Client) -> None:
    arriving = drawer_of(client, house.assigned())
    assert 'class="button primary wide" id="check_in"' in arriving
    assert "Not with the status “Confirmed”." in arriving
    without_room = drawer_of(client, house.book(start=TODAY + DAY))
    assert 'class="button primary wide"' in without_room
    assert without_room.index('id="assign_room"') < without_room.index('id="change_dates"')
    assert escape("Arrives on Tue 13 May.") in without_room
    waiting = drawer_of(client, house.with_card(room_type_id=house.superior.pk))
    assert 'class="button primary wide" id="approve"' in waiting
    assert "Waits until" in waiting
    house.dirty(house.rooms[1])
    dirty = drawer_of(client, house.assigned(house.rooms[1]))
    assert "Room 102 is not ready" in dirty
    assert 'aria-disabled="true"' in dirty


def test_who_may_not_see_money_or_contacts_finds_none(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    booking = house.paid_by_hand(amount="77.00")
    house.do(services.cancel_booking, booking_id=house.book(start=TODAY + DAY).booking_id, reason="Quackenbush is ill")
    client = signed_in(house.person(Role.FRONT_DESK))
    for missing in (VIEW_MONEY, VIEW_CONTACTS):
        less = {**CAPABILITIES, Role.FRONT_DESK: CAPABILITIES[Role.FRONT_DESK] - {missing}}
        monkeypatch.setattr("hotelmate.staff.queries.CAPABILITIES", less)
        text = page_of(client, booking)
        assert ("€" in text) == (missing != VIEW_MONEY)
        assert ("77.00" in text) == (missing != VIEW_MONEY)
        assert ("Quackenbush" in text) == (missing != VIEW_CONTACTS)
        assert ("Zebulon" in text) == (missing != VIEW_CONTACTS)


def test_housekeeping_opens_no_booking_and_a_strangers_booking_is_not_there(house: House, client: Client) -> None:
    booking = house.book()
    assert signed_in(house.person(Role.HOUSEKEEPING)).get(f"/bookings/{booking.booking_id}/").status_code == 403
    assert client.get(f"/bookings/{House().book().booking_id}/").status_code == 404
    assert client.get("/bookings/%00/").status_code == 404
    assert client.get(f"/bookings/{'x' * 90}/", headers={**HTMX, "HX-Target": "drawer-body"}).status_code == 404


def test_what_people_write_is_shown_and_never_run(house: House, client: Client) -> None:
    person = Person(NASTY, NASTY, "a@b.example", NASTY[:40])
    booking = house.book(primary=person, special_requests=NASTY, internal_notes=NASTY, group_code=NASTY[:40])
    house.do(services.record_payment, booking_id=booking.booking_id, method="CASH", amount=Decimal(9), note=NASTY)
    house.do(services.assign_room, booking_id=booking.booking_id, room_id=house.rooms[0].pk, notes=NASTY)
    for action in ("change_party", "assign_room", "cancel", "record_payment"):
        text = client.get(f"/bookings/{booking.booking_id}/do/{action}/").content.decode()
        assert NASTY not in text
    text = page_of(client, booking)
    assert NASTY not in text
    assert text.count(escape(NASTY)) >= 5


def test_the_timeline_tells_a_whole_life_in_plain_sentences(house: House, client: Client) -> None:
    booking = house.paid_by_card(start=TODAY, channel="AGENCY")
    key = booking.booking_id
    house.do(services.assign_room, booking_id=key, room_id=house.rooms[0].pk)
    house.do(services.assign_room, booking_id=key, room_id=house.rooms[1].pk, notes="By the sea")
    house.do(services.check_in, booking_id=key)
    house.do(services.extend_stay, booking_id=key, check_out=TODAY + 3 * DAY)
    house.do(RoomMoveService.move_room, booking_id=key, to_room_id=house.rooms[2].pk, reason="The street is loud")
    house.do(services.record_payment, booking_id=key, method="CASH", amount=Decimal(100))
    house.do(services.check_out, booking_id=key)
    text = page_of(client, booking)
    assert titles(text) == [
        "Checked out of room 103",
        "€100.00 taken: Cash",
        "Moved to room 103",
        "Dates changed",
        "Checked in to room 102",
        "Room 102 assigned",
        "Room 101 assigned",
        "Confirmed",
        "Waits for approval",
        "Booked by an agency",
    ]
    for line in (
        "The street is loud",
        "was 102",
        "was 101",
        "By the sea",
        "€200.00 charged to the card",
        "€200.00 held on the card",
        "€200.00 → €300.00",
    ):
        assert line in text
    assert house.person(Role.SUPER_STAFF_ADMIN).full_name in text


def test_the_timeline_tells_endings_with_their_reasons(house: House, client: Client) -> None:
    cancelled = house.book(start=TODAY + DAY)
    house.do(services.cancel_booking, booking_id=cancelled.booking_id, reason="The ferry does not run")
    text = page_of(client, cancelled)
    assert titles(text)[0] == "Cancelled"
    assert "The ferry does not run" in text
    declined = house.with_card(start=TODAY + DAY)
    done(client, f"/bookings/{declined.booking_id}/do/decline/", reason_code="DUPLICATE", reason_note="See the other")
    text = page_of(client, declined)
    assert titles(text) == ["Declined", "Waits for approval", "Booked at the front desk"]
    assert "The hold of €200.00 on the card let go" in text
    assert "Booked twice" in text
    assert "See the other" in text


def test_money_that_wants_a_hand_says_what_to_do(house: House, client: Client) -> None:
    booking = house.paid_by_hand(amount="200.00", start=TODAY + 9 * DAY)
    guest = Actor(
        kind="guest",
        hotel_id=house.hotel.pk,
        hotel=house.hotel,
        id=1,
        booking_pk=booking.pk,
        booking_id=booking.booking_id,
    )
    run_change(lambda: services.cancel_by_guest(actor=guest, booking_id=booking.booking_id))
    text = page_of(client, booking)
    assert "The guest is to get back €200.00 that was taken by hand." in text
    payment = house.payments(booking)[0]
    form = client.get(f"/bookings/{booking.booking_id}/do/refund/", headers=HTMX).content.decode()
    assert 'value="200.00"' in form
    done(client, f"/bookings/{booking.booking_id}/do/refund/", payment_id=payment.pk, amount="200.00")
    assert "The guest is to get back" not in page_of(client, booking)


def test_mails_are_listed_with_what_became_of_them_and_sent_again(house: House, client: Client) -> None:
    booking = house.book()
    event = house.events()[-1]
    mail = Mail.objects.create(
        hotel=house.hotel,
        booking=booking,
        event_id=event.event_id,
        seq=event.seq,
        kind="booking_confirmed",
        state=MailState.REFUSED,
        last_error="RECIPIENT_REFUSED",
        queued_at=event.occurred_at,
        finished_at=event.occurred_at,
    )
    text = page_of(client, booking)
    assert "Your booking is confirmed" in text
    assert "The mail server knows no such address" in text
    done(client, f"/bookings/{booking.booking_id}/do/resend_mail/?mail_id={mail.pk}")
    assert "This mail still waits to be sent" in page_of(client, booking)


def test_a_long_life_takes_no_more_statements_than_a_short_one(house: House, client: Client) -> None:
    young, old = house.book(), house.paid_by_hand(companions=[Person(f"No {n}", "Quackenbush") for n in range(5)])
    for number in range(6):
        room = house.rooms[1 + number % 2]
        house.do(services.assign_room, booking_id=old.booking_id, room_id=room.pk)
        house.do(services.record_payment, booking_id=old.booking_id, method="CASH", amount=Decimal(1))
    page_of(client, young)
    short, long = (len(statements_of(lambda one=one: page_of(client, one))) for one in (young, old))
    assert long <= short + 1
    assert long < 25
