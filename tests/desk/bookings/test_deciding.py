"""Decisions, dates, people and money of bookings at the desk: what is shown before, what is refused, what is done once."""

from typing import Any
from uuid import uuid4

from django.test import Client

from hotelmate.room_bookings import services
from hotelmate.staff.models import Role
from tests.desk.bookings.places import do
from tests.desk.desks import DAY, HTMX, TODAY, House, asked, done, refused, signed_in

# Decisions


def test_a_booking_that_waits_is_approved_and_its_card_charged_once(house: House, client: Client) -> None:
    booking = house.with_card()
    key = uuid4().hex
    first = done(client, do(booking, "approve"), key=key)
    assert first["said"] == "The booking of Wilhelmina Quackenbush is approved, and the card is charged."
    assert done(client, do(booking, "approve"), key=key) == first
    assert [one.state for one in house.payments(booking)] == ["CAPTURED"]


def test_a_booking_that_waits_is_declined_with_a_reason(house: House, client: Client) -> None:
    booking = house.with_card()
    done(client, do(booking, "decline"), reason_code="NO_ROOM", reason_note="The boiler")
    booking = house.fresh(booking)
    assert (booking.status, booking.decline_reason_code) == ("DECLINED", "NO_ROOM")
    assert refused(client, do(booking, "approve"))["code"] == "BOOKING_NOT_PENDING"


def test_an_unpaid_booking_is_confirmed_on_somebodys_word(house: House, client: Client) -> None:
    booking = house.unpaid()
    answer = client.post(do(booking, "confirm"), {"key": uuid4().hex}, headers=HTMX)
    assert answer.status_code == 400
    done(client, do(booking, "confirm"), guarantee="COMPANY")
    assert house.fresh(booking).guarantee == "COMPANY"


def test_what_cancelling_costs_is_shown_before_and_a_double_click_cancels_once(house: House, client: Client) -> None:
    booking = house.book(start=TODAY + DAY)
    assert "Cancelling now costs" in asked(client, do(booking, "cancel"))
    key, before = uuid4().hex, house.last_seq()
    for _click in range(2):
        done(client, do(booking, "cancel"), key=key, reason="Plans changed")
    assert house.types(before) == ["booking_cancelled"]


def test_a_paid_booking_is_refunded_and_cancelled_and_the_form_says_what_goes_back(
    house: House, client: Client
) -> None:
    booking = house.paid_by_card(start=TODAY + 9 * DAY)
    refusal = asked(client, do(booking, "cancel"))
    assert "Refund and cancel…" in refusal
    assert do(booking, "refund_and_cancel") in refusal
    form = asked(client, do(booking, "refund_and_cancel"))
    assert "Everything: €200.00" in form
    answer = client.post(do(booking, "refund_and_cancel"), {"key": uuid4().hex, "refund": "amount"}, headers=HTMX)
    assert "Say how much." in answer.content.decode()
    done(client, do(booking, "refund_and_cancel"), refund="full", reason="Ill")
    booking = house.fresh(booking)
    assert (booking.status, booking.refunded_amount) == ("CANCELLED", 200)


def test_a_no_show_is_marked_and_taken_back(house: House, client: Client) -> None:
    booking = house.book()
    assert refused(client, do(booking, "no_show"))["code"] == "TOO_EARLY_FOR_NO_SHOW"
    with house.at(TODAY + DAY, 5):
        told = done(client, do(booking, "no_show"))
        assert house.fresh(booking).status == "NO_SHOW"
        done(client, told["undo"])
    assert house.fresh(booking).status == "CONFIRMED"


# Dates and people


def test_dates_show_their_price_before_and_go_back_to_what_they_were(house: House, client: Client) -> None:
    booking = house.book(start=TODAY + DAY)
    until = TODAY + 4 * DAY
    answer = client.get(
        do(booking, "change_dates"),
        {"check_in": TODAY + DAY, "check_out": until},
        headers={**HTMX, "HX-Target": "price"},
    )
    text = answer.content.decode()
    assert "€300.00" in text
    assert "<form" not in text
    told = done(client, do(booking, "change_dates"), check_in=TODAY + DAY, check_out=until)
    assert house.fresh(booking).nights == 3
    done(client, told["undo"])
    booking = house.fresh(booking)
    assert (booking.nights, booking.total_amount) == (2, 200)


def test_dates_that_are_full_name_the_nights_and_nothing_is_lost(house: House, client: Client) -> None:
    booking = house.book(start=TODAY + DAY, nights=1)
    for _number in range(3):
        house.book(start=TODAY + 2 * DAY, nights=1)
    values = {"key": uuid4().hex, "check_in": TODAY + DAY, "check_out": TODAY + 3 * DAY}
    answer = client.post(do(booking, "change_dates"), values, headers=HTMX)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Wed 14 May" in text
    assert f'value="{TODAY + 3 * DAY}"' in text
    preview = client.get(do(booking, "change_dates"), values, headers={**HTMX, "HX-Target": "price"})
    assert "Wed 14 May" in preview.content.decode()
    front_desk = signed_in(house.person(Role.FRONT_DESK))
    assert 'type="hidden" name="oversell_note"' in asked(front_desk, do(booking, "change_dates"))
    done(client, do(booking, "change_dates"), **{**values, "oversell_note": "A regular guest"})


def test_a_stay_is_extended(house: House, client: Client) -> None:
    booking = house.staying()
    assert f'value="{TODAY + 3 * DAY}"' in asked(client, do(booking, "extend"))
    told = done(client, do(booking, "extend"), check_out=TODAY + 4 * DAY)
    assert house.fresh(booking).total_amount == 400
    done(client, told["undo"])
    assert house.fresh(booking).check_out == booking.check_out


def test_the_party_is_changed_person_by_person(house: House, client: Client) -> None:
    booking = house.book()
    companion = booking.party.get(role="COMPANION")
    form = asked(client, do(booking, "change_party"))
    assert 'value="Bartholomew"' in form
    people: dict[str, Any] = {
        "adults": 3,
        "children": 0,
        "primary_first_name": "Wilhelmina",
        "primary_last_name": "Quackenbush",
        "companion_0_id": companion.pk,
        "companion_0_first_name": "Barty",
        "companion_0_last_name": "Quackenbush",
        "companion_1_first_name": "Ottilie",
    }
    answer = client.post(do(booking, "change_party"), {"key": uuid4().hex, **people}, headers=HTMX)
    assert "Give both names." in answer.content.decode()
    done(client, do(booking, "change_party"), **people, companion_1_last_name="Quackenbush")
    assert [one.full_name for one in booking.party.filter(role="COMPANION").order_by("pk")] == [
        "Barty Quackenbush",
        "Ottilie Quackenbush",
    ]
    assert booking.party.filter(pk=companion.pk).exists()
    done(client, do(booking, "change_party"), adults=3, children=0, primary_last_name="Quackenbush")
    assert not booking.party.filter(role="COMPANION").exists()


def test_whoever_is_late_with_the_party_takes_nobody_off(house: House, client: Client) -> None:
    booking = house.book(adults=3)
    form = client.get(do(booking, "change_party"), headers=HTMX).context["form"]
    values = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    person = (None, services.Person("Ottilie", "Quackenbush"))
    house.do(services.change_party, booking_id=booking.booking_id, companions=[person])
    answer = client.post(do(booking, "change_party"), {"key": uuid4().hex, **values}, headers=HTMX)
    assert answer.status_code == 412
    text = answer.content.decode()
    assert "Somebody else saved a change" in text
    assert 'value="Bartholomew"' in text
    assert booking.party.filter(first_name="Ottilie").exists()
    done(client, do(booking, "change_party"), **{**values, "version": house.fresh(booking).version})
    assert [one.first_name for one in booking.party.filter(role="COMPANION")] == ["Bartholomew"]


def test_wishes_and_notes_are_changed_by_who_may_read_them(house: House, client: Client) -> None:
    booking = house.book(special_requests="High floor")
    assert "High floor" in asked(client, do(booking, "change_details"))
    values = {"expected_arrival": "18:15", "special_requests": "Low floor", "internal_notes": "Brings a dog"}
    version = house.fresh(booking).version
    done(client, do(booking, "change_details"), **values, version=version)
    changed = house.fresh(booking)
    assert (f"{changed.expected_arrival:%H:%M}", changed.special_requests) == ("18:15", "Low floor")
    late = {**values, "special_requests": "No floor", "version": version}
    answer = client.post(do(booking, "change_details"), {"key": uuid4().hex, **late}, headers=HTMX)
    assert answer.status_code == 412
    assert "Somebody else saved a change" in answer.content.decode()
    assert house.fresh(booking).special_requests == "Low floor"


# Money and mails


def test_money_is_taken_held_and_given_back(house: House, client: Client) -> None:
    booking = house.unpaid()
    assert done(client, do(booking, "card_payment"), provider="demo", card="visa", amount="200.00")["said"] == (
        "€200.00 held on the card."
    )
    paid = house.paid_by_hand(amount="50.00")
    payment = house.payments(paid)[0]
    assert "Cash, €50.00 can be given back" in asked(client, do(paid, "refund"))
    assert done(client, do(paid, "refund"), payment_id=payment.pk, amount="20.00")["said"] == "€20.00 given back."
    assert refused(client, do(paid, "refund"), payment_id=payment.pk, amount="31.00")["code"] == "REFUND_TOO_LARGE"
    assert "Amount" in refused(client, do(paid, "record_payment"), method="CASH", amount="-1")["text"]


def test_a_card_that_is_declined_says_so_in_the_form(house: House, client: Client) -> None:
    booking = house.unpaid()
    values = {"key": uuid4().hex, "provider": "demo", "card": "decline", "amount": "200.00"}
    answer = client.post(do(booking, "card_payment"), values, headers=HTMX)
    assert answer.status_code >= 400
    assert "declined" in answer.content.decode()


def test_links_are_sent_and_a_guest_without_an_address_is_named(house: House, client: Client) -> None:
    booking = house.book()
    assert done(client, do(booking, "send_precheckin_link"))["said"] == (
        "The link is on its way to wilhelmina@quackenbush.example."
    )
    done(client, do(booking, "send_guest_link"), replace="on")
    silent = house.book(primary=services.Person("Ada", "Wren"), booker_type="SELF")
    assert refused(client, do(silent, "send_guest_link"))["code"] == "NO_EMAIL"
    assert refused(client, do(booking, "resend_mail"), mail_id="12345")["code"] == "MAIL_NOT_FOUND"


def test_a_guest_is_erased_when_the_booking_is_over(house: House, client: Client) -> None:
    alive = house.book()
    assert refused(client, do(alive, "erase_guest"))["code"] == "BOOKING_ALIVE"
    over = house.left()
    assert "blanked for good" in asked(client, do(over, "erase_guest"))
    done(client, do(over, "erase_guest"))
    assert house.fresh(over).primary_last_name == ""
