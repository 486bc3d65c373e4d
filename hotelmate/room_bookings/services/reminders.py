"""Reminding of bookings, each time once: guests who should have left, who did not come, who will come soon."""

from datetime import date, datetime

from hotelmate.core.actor import Actor
from hotelmate.core.change import Outcome
from hotelmate.core.errors import not_found
from hotelmate.core.locking import lock_one
from hotelmate.events.services import record
from hotelmate.hotel.queries import hotel_of
from hotelmate.room_bookings.models import BookingReminder, GuestToken, ReminderKind, RoomBooking
from hotelmate.room_bookings.reminder_rules import reminder_due


def remind(*, actor: Actor, booking_pk: int) -> Outcome[RoomBooking]:
    """Record what is to be said of the booking now, if anything is and it was not said yet."""
    booking = lock_one(RoomBooking, pk=booking_pk, hotel_id=actor.hotel_id)
    if booking is None:
        raise not_found("Booking")
    hotel = hotel_of(actor)
    now = hotel.now()
    due = reminder_due(booking, hotel, now)
    if due is None:
        return Outcome(booking, changed=False)
    kind, day = due
    if BookingReminder.objects.filter(booking_id=booking.pk, kind=kind, day=day).exists():
        return Outcome(booking, changed=False)
    BookingReminder.objects.create(hotel_id=booking.hotel_id, booking_id=booking.pk, kind=kind, day=day, created_at=now)
    _record(actor, booking, kind, day, now)
    return Outcome(booking)


def _record(actor: Actor, booking: RoomBooking, kind: ReminderKind, day: date, now: datetime) -> None:
    record(
        actor=actor,
        type="booking_due_out"
        if kind == ReminderKind.DUE_OUT
        else "booking_overstay"
        if kind == ReminderKind.OVERSTAY
        else "booking_no_show_proposed"
        if kind == ReminderKind.NO_SHOW
        else "booking_pre_arrival",
        subject=("booking", booking.booking_id),
        at=now,
        after={"status": booking.status, "check_in": booking.check_in, "check_out": booking.check_out, "day": day},
        changed_fields=("reminders",),
    )


def end_expired_tokens(*, actor: Actor) -> Outcome[int]:
    """Mark the tokens of guests that have expired as ended; how many. They opened nothing before, either."""
    now = hotel_of(actor).now()
    expired = GuestToken.objects.filter(hotel_id=actor.hotel_id, revoked_at__isnull=True, expires_at__lte=now)
    ended = expired.update(revoked_at=now, revoked_reason="EXPIRED")
    return Outcome(ended, changed=ended > 0)
