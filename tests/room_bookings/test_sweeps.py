"""What the house does by itself, and that doing it twice or after a crash changes nothing more."""

from datetime import timedelta
from functools import partial

from hotelmate.core import clock
from hotelmate.core.change import run_change
from hotelmate.events.models import Event
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.queries import system_of
from hotelmate.payments.models import DemoCharge, PaymentIntent, PaymentState
from hotelmate.room_bookings.jobs import sweep_hotel
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.services import (
    Request,
    begin_approval,
    begin_card_payment,
    create_booking,
    hold_and_settle,
    open_block,
)
from hotelmate.rooms.models import Room, RoomType, TypeNight
from tests.factories import make_hotel, make_room_type, make_rooms


def unpaid(hotel: Hotel, room_type: RoomType) -> RoomBooking:
    """A booking for tonight that nobody has paid for."""
    today = hotel.business_date()
    request = Request(room_type_id=room_type.pk, check_in=today, check_out=today + timedelta(days=2))
    return run_change(
        partial(create_booking, actor=system_of(hotel), request=request, status="PENDING_PAYMENT")
    ).subject


def held(hotel: Hotel, room_type: RoomType, card: str = "visa") -> RoomBooking:
    """A booking whose card is held and that waits for approval."""
    actor, booking = system_of(hotel), unpaid(hotel, room_type)
    receipt = run_change(
        partial(begin_card_payment, actor=actor, booking_id=booking.booking_id, source=card, provider="demo")
    ).subject
    return hold_and_settle(actor, receipt).booking


def house() -> tuple[Hotel, RoomType, Room]:
    """A hotel with one room."""
    hotel = make_hotel()
    room_type = make_room_type(hotel)
    (room,) = make_rooms(room_type)
    return hotel, room_type, room


def events_of(hotel: Hotel, event_type: str) -> int:
    """How many events of a type the hotel's log holds."""
    return Event.objects.filter(hotel_id=hotel.pk, type=event_type).count()


def test_an_unpaid_booking_expires_when_its_minutes_are_over_and_frees_its_nights():
    hotel, room_type, _ = house()
    booking = unpaid(hotel, room_type)
    assert "expired" not in sweep_hotel(hotel)
    with clock.travel_to(hotel.now() + timedelta(minutes=hotel.unpaid_hold_minutes + 1)):
        assert sweep_hotel(hotel)["expired"] == 1
        assert "expired" not in sweep_hotel(hotel)
    booking.refresh_from_db()
    assert booking.status == "EXPIRED"
    assert booking.expires_at is None
    assert not TypeNight.objects.filter(room_type=room_type, held__gt=0).exists()
    assert events_of(hotel, "booking_expired") == 1


def test_a_booking_that_nobody_approved_in_time_expires_and_its_card_is_let_go_of():
    hotel, room_type, _ = house()
    booking = held(hotel, room_type)
    reference = booking.payments.get().provider_reference
    with clock.travel_to(hotel.now() + hotel.approval_window + timedelta(minutes=1)):
        sweep_hotel(hotel)
    booking.refresh_from_db()
    assert booking.status == "EXPIRED"
    assert booking.held_amount == 0
    assert DemoCharge.objects.get(reference=reference).state == PaymentState.RELEASED


def test_an_approval_that_crashed_before_the_provider_was_called_is_finished_by_the_sweep():
    hotel, room_type, _ = house()
    booking = held(hotel, room_type)
    run_change(partial(begin_approval, actor=system_of(hotel), booking_id=booking.booking_id))
    assert sweep_hotel(hotel)["payments_settled"] == 1
    booking.refresh_from_db()
    assert booking.status == "CONFIRMED"
    assert booking.guarantee == "PREPAID"
    assert booking.captured_amount == booking.total_amount


def test_an_answer_that_got_lost_after_the_capture_does_not_capture_twice():
    hotel, room_type, _ = house()
    booking = held(hotel, room_type, card="lost-answer")
    run_change(partial(begin_approval, actor=system_of(hotel), booking_id=booking.booking_id))
    first, second = sweep_hotel(hotel), sweep_hotel(hotel)
    assert first["payments_remaining"] == 1
    assert second["payments_settled"] == 1
    booking.refresh_from_db()
    charge = DemoCharge.objects.get(reference=booking.payments.get().provider_reference)
    assert booking.status == "CONFIRMED"
    assert charge.captured_amount == booking.captured_amount == booking.total_amount
    assert charge.calls.exclude(action="").count() == 1


def test_a_provider_that_is_away_leaves_the_decision_open_and_shows_why():
    hotel, room_type, _ = house()
    booking = held(hotel, room_type, card="unreachable-later")
    run_change(partial(begin_approval, actor=system_of(hotel), booking_id=booking.booking_id))
    assert sweep_hotel(hotel)["payments_remaining"] == 1
    intent = PaymentIntent.objects.get(booking_id=booking.pk)
    assert intent.state == "OPEN"
    assert "does not answer" in intent.error
    booking.refresh_from_db()
    assert booking.status == "PENDING_APPROVAL"


def test_a_window_begins_on_its_first_day_and_ends_after_its_last_night():
    hotel, _, room = house()
    today = hotel.business_date()
    run_change(
        partial(
            open_block,
            actor=system_of(hotel),
            room_id=room.pk,
            kind="OUT_OF_ORDER",
            from_date=today + timedelta(days=1),
            to_date=today + timedelta(days=3),
            reason="New bathroom",
        )
    )
    noon = hotel.now()
    seen = []
    for day in range(4):
        with clock.travel_to(noon + timedelta(days=day)):
            sweep_hotel(hotel)
            room.refresh_from_db()
            seen.append(room.room_status)
    assert seen == ["READY_FOR_GUEST", "OUT_OF_ORDER", "OUT_OF_ORDER", "CHECKOUT_DIRTY"]
