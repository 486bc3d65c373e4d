"""Of what is somebody to be reminded now? Pure functions over a booking, the hotel's settings and a moment."""

from datetime import date, datetime, time, timedelta

from hotelmate.hotel.models import Hotel
from hotelmate.room_bookings import rules
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.models import ReminderKind, RoomBooking

S = BookingStatus
# By the hotel's clock: nobody is written to at night.
MAIL_HOUR = time(9)


def reminder_due(booking: RoomBooking, hotel: Hotel, now: datetime) -> tuple[ReminderKind, date] | None:
    """What somebody is to be reminded of at this moment, and for which day."""
    if booking.status == S.IN_HOUSE:
        return _stay_due(booking, hotel, now)
    if booking.status != S.CONFIRMED:
        return None
    if rules.cannot_mark_no_show(booking, hotel, now) is None:
        return ReminderKind.NO_SHOW, booking.check_in
    if pre_arrival_due(booking, hotel, now):
        return ReminderKind.PRE_ARRIVAL, booking.check_in
    return None


def _stay_due(booking: RoomBooking, hotel: Hotel, now: datetime) -> tuple[ReminderKind, date] | None:
    """From check-out time on the last day, and once more on each business date after it."""
    if rules.due_out_by(hotel, now) < booking.held_until:
        return None
    today = hotel.business_date_at(now)
    if today <= booking.held_until:
        return ReminderKind.DUE_OUT, booking.held_until
    return ReminderKind.OVERSTAY, today


def pre_arrival_due(booking: RoomBooking, hotel: Hotel, now: datetime) -> bool:
    """Whether the guest is to be written to before the arrival: who booked later than that was written to just then."""
    days = hotel.pre_arrival_mail_days
    if not days:
        return False
    due = hotel.local_moment(booking.check_in - timedelta(days=days), MAIL_HOUR)
    return booking.created_at < due <= now < hotel.local_moment(booking.check_in, hotel.check_in_from)
