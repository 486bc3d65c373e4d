"""May this be done to this booking now? Pure functions that return a refusal, or None.

Services, the API's `actions`, the dry run and the desk's greyed buttons all ask these. They read what they are given:
a booking's row, its room's row, the hotel's settings, a moment.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hotelmate.core.errors import Refusal
from hotelmate.hotel.models import Hotel
from hotelmate.room_bookings.lifecycle import FALLEN_THROUGH, BookingStatus, can_become
from hotelmate.room_bookings.models import Channel, RoomBooking
from hotelmate.room_bookings.request_rules import dates_wrong
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room

S = BookingStatus
ASSIGNABLE = (S.PENDING_APPROVAL, S.CONFIRMED)


def endpoints(booking: RoomBooking, hotel: Hotel, *names: str) -> dict[str, str]:
    """Where to go instead, by the name of the action."""
    base = f"/api/staff/hotel/{hotel.slug}/room-bookings/{booking.booking_id}"
    return {name: f"{base}/{name}/" for name in names}


def cannot_cancel(booking: RoomBooking, hotel: Hotel) -> Refusal | None:
    """Staff may cancel what waits for payment or is confirmed, unless a card is involved."""
    if booking.status == S.COMPLETED:
        return Refusal("BOOKING_COMPLETED", "Cannot cancel a completed booking.")
    if booking.status == S.IN_HOUSE:
        return Refusal(
            "BOOKING_IN_HOUSE",
            "The guest is in house. Check the booking out instead.",
            409,
            {"required_endpoints": endpoints(booking, hotel, "check-out")},
        )
    if booking.status == S.PENDING_APPROVAL:
        return Refusal(
            "USE_DECLINE",
            "Cannot cancel a booking that waits for approval. Decline it, which releases the card.",
            409,
            {
                "current_status": booking.status,
                "required_endpoints": endpoints(booking, hotel, "approve", "decline"),
            },
        )
    if not can_become(booking.status, S.CANCELLED):
        return _wrong_status(booking, "cancelled", "BOOKING_NOT_CANCELLABLE")
    return None


def cannot_assign(booking: RoomBooking) -> Refusal | None:
    """A room is given to a booking that is confirmed or waits for approval."""
    if booking.status == S.IN_HOUSE:
        return Refusal("BOOKING_ALREADY_CHECKED_IN", "The guest is in house. Move the booking instead.")
    if booking.status not in ASSIGNABLE:
        return _wrong_status(booking, "given a room", "BOOKING_STATUS_NOT_ASSIGNABLE")
    return None


def cannot_unassign(booking: RoomBooking) -> Refusal | None:
    """A room is taken back before arrival only."""
    if booking.status == S.IN_HOUSE:
        return Refusal("BOOKING_ALREADY_CHECKED_IN", "Cannot unassign the room of a guest who is in house.")
    return None


def room_unfit(room: Room, booking: RoomBooking, *, allow_other_type: bool) -> Refusal | None:
    """Whether the room as such will do: in use, big enough, of the type sold unless another is asked for, sound."""
    if not room.is_active:
        return Refusal("ROOM_NOT_ACTIVE", f"Room {room.number} is no longer in use.")
    if room.room_type_id != booking.room_type_id and not allow_other_type:
        return Refusal(
            "ROOM_TYPE_MISMATCH",
            f"Room {room.number} is of another type than was sold. Send allow_other_type to give it all the same.",
        )
    if booking.party_size > room.room_type.max_occupancy:
        return Refusal(
            "ROOM_CAPACITY_EXCEEDED",
            f"Room {room.number} sleeps {room.room_type.max_occupancy}, the party has {booking.party_size}.",
        )
    if room.open_blocking_faults or room.room_status == RoomStatus.MAINTENANCE_REQUIRED:
        return Refusal("ROOM_NOT_BOOKABLE", f"Room {room.number} has a fault that must be resolved first.")
    return None


def due_out_by(hotel: Hotel, now: datetime) -> date:
    """The latest day whose check-out time has passed: who had a room until then and is still in it is overdue."""
    until = hotel.check_out_by
    return (now.astimezone(ZoneInfo(hotel.timezone)) - timedelta(hours=until.hour, minutes=until.minute)).date()


def room_kept_by_overdue_stay(
    room: Room, hotel: Hotel, now: datetime, from_date: date, occupant_until: date | None
) -> Refusal | None:
    """A stay that should have left keeps its room: it cannot be given away for tonight."""
    if occupant_until is None or from_date > hotel.business_date_at(now):
        return None
    if occupant_until <= due_out_by(hotel, now):
        return Refusal(
            "ROOM_OVERDUE_STAY",
            f"The guest in room {room.number} was due out on {occupant_until}. Check out or extend that stay first.",
        )
    return None


def cannot_check_in(booking: RoomBooking, hotel: Hotel, now: datetime) -> Refusal | None:
    """Whether the booking may arrive now: confirmed, on its arrival date, within the hotel's hours."""
    if booking.status != S.CONFIRMED:
        return Refusal("BOOKING_NOT_ELIGIBLE", f"Status {booking.status} is not eligible for check-in.")
    opens = hotel.local_moment(booking.check_in, hotel.early_check_in_from)
    closes = arrival_cutoff(booking, hotel)
    booked_late = booking.channel == Channel.WALK_IN or booking.created_at >= opens
    if hotel.business_date() < booking.check_in:
        return Refusal("CHECKIN_WRONG_DATE", f"Check-in is not allowed before the arrival date {booking.check_in}.")
    if now < opens and not booked_late:
        return Refusal("CHECKIN_TOO_EARLY", f"Check-in is not allowed before {hotel.early_check_in_from:%H:%M}.")
    if now >= closes and not (booked_late and hotel.business_date() == booking.check_in):
        return Refusal(
            "CHECKIN_TOO_LATE",
            f"The check-in window of {booking.check_in} has closed. Change the dates, or mark a no-show.",
        )
    return None


def no_room(*, assigned: bool) -> Refusal | None:
    """Whoever arrives has a room."""
    if assigned:
        return None
    return Refusal("NO_ROOM_ASSIGNED", "No room is assigned to the booking. Assign one, or send room_id.")


def room_not_ready(room: Room) -> Refusal | None:
    """An arriving guest gets a room that is ready."""
    if room.room_status != RoomStatus.READY_FOR_GUEST or room.open_blocking_faults:
        return Refusal(
            "ROOM_NOT_READY",
            f"Room {room.number} is not ready (status: {room.room_status}). Have it made ready, or give another room.",
            409,
            {"room_number": room.number, "room_status": room.room_status},
        )
    return None


def arrival_cutoff(booking: RoomBooking, hotel: Hotel) -> datetime:
    """The moment until which the guest may still arrive; from then on it is a no-show."""
    day = booking.check_in
    if hotel.late_arrival_cutoff <= hotel.early_check_in_from:
        day += timedelta(days=1)
    return hotel.local_moment(day, hotel.late_arrival_cutoff)


def cannot_check_out(booking: RoomBooking) -> Refusal | None:
    """Only somebody who is in house leaves."""
    if booking.status != S.IN_HOUSE:
        return Refusal("NOT_CHECKED_IN", "The booking must be checked in to check out.")
    return None


def cannot_undo_check_in(booking: RoomBooking, hotel: Hotel) -> Refusal | None:
    """A check-in can be taken back on its own business date."""
    if booking.status != S.IN_HOUSE:
        return Refusal("NOT_CHECKED_IN", "The booking is not in house.")
    return _not_today(booking.checked_in_at, hotel, "check-in")


def cannot_undo_check_out(booking: RoomBooking, hotel: Hotel) -> Refusal | None:
    """A check-out can be taken back on its own business date."""
    if booking.status != S.COMPLETED:
        return Refusal("NOT_CHECKED_OUT", "The booking is not checked out.")
    return _not_today(booking.checked_out_at, hotel, "check-out")


def room_not_as_left(room: Room | None) -> Refusal | None:
    """A check-out is undone into the room as the guest left it: dirty, and nobody in it."""
    if room is None or room.room_status != RoomStatus.CHECKOUT_DIRTY:
        return Refusal("ROOM_NOT_AS_LEFT", "The room has been turned over meanwhile; check the guest in anew.")
    return None


def cannot_move(booking: RoomBooking) -> Refusal | None:
    """Only somebody who is in house moves."""
    if booking.status == S.COMPLETED:
        return Refusal("BOOKING_ALREADY_CHECKED_OUT", "The guest has left.")
    if booking.status != S.IN_HOUSE:
        return Refusal("BOOKING_NOT_CHECKED_IN", "The booking is not in house. Assign another room instead.")
    return None


def cannot_move_overdue(booking: RoomBooking, today: date) -> Refusal | None:
    """A stay that is over its dates is extended before it moves."""
    if booking.held_until <= today:
        return Refusal("STAY_OVERDUE", f"The stay ended on {booking.check_out}. Extend it before moving.")
    return None


def cannot_swap(one: RoomBooking, other: RoomBooking) -> Refusal | None:
    """Two different stays may change rooms when each party fits."""
    if one.pk == other.pk:
        return Refusal("SAME_BOOKING", "A booking cannot swap rooms with itself.", 400)
    return cannot_move(one) or cannot_move(other)


def cannot_exchange(one: RoomBooking, other: RoomBooking) -> Refusal | None:
    """Two different bookings may change their rooms before they arrive."""
    if one.pk == other.pk:
        return Refusal("SAME_BOOKING", "A booking cannot swap rooms with itself.", 400)
    return cannot_assign(one) or cannot_assign(other)


def cannot_move_into(room: Room, booking: RoomBooking) -> Refusal | None:
    """Whether a guest in house may move into the room now: in use, empty, in order, ready, big enough."""
    if not room.is_active:
        return Refusal("ROOM_NOT_ACTIVE", f"Room {room.number} is no longer in use.")
    if room.occupant_id is not None:
        return Refusal("ROOM_OCCUPIED", f"Room {room.number} is occupied. Swap the two, or choose another room.")
    if room.room_status == RoomStatus.OUT_OF_ORDER:
        return Refusal("ROOM_OUT_OF_ORDER", f"Room {room.number} is out of order.")
    return room_unfit(room, booking, allow_other_type=True) or room_not_ready(room)


def cannot_mark_no_show(booking: RoomBooking, hotel: Hotel, now: datetime) -> Refusal | None:
    """Nobody came, and the arrival's cutoff has passed."""
    if booking.status != S.CONFIRMED:
        return _wrong_status(booking, "marked as a no-show", "BOOKING_NOT_ELIGIBLE")
    cutoff = arrival_cutoff(booking, hotel)
    if now < cutoff:
        return Refusal("TOO_EARLY_FOR_NO_SHOW", f"The guest may still arrive until {cutoff:%Y-%m-%d %H:%M}.")
    return None


def cannot_reinstate(booking: RoomBooking, hotel: Hotel) -> Refusal | None:
    """A no-show can be taken back until the next rollover."""
    if booking.status != S.NO_SHOW:
        return _wrong_status(booking, "reinstated", "BOOKING_NOT_ELIGIBLE")
    return _not_today(booking.no_show_at, hotel, "no-show")


def is_no_show_for_good(booking: RoomBooking, hotel: Hotel) -> bool:
    """Whether the guest did not come and cannot be reinstated any more."""
    return booking.status == S.NO_SHOW and cannot_reinstate(booking, hotel) is not None


def cannot_confirm(booking: RoomBooking, hotel: Hotel, guarantee: str) -> Refusal | None:
    """Confirming by hand is for unpaid bookings with a guarantee; a card is approved or declined."""
    if booking.status == S.PENDING_APPROVAL:
        return Refusal(
            "USE_APPROVE",
            "The booking waits for approval. Approve or decline it.",
            409,
            {"current_status": booking.status, "required_endpoints": endpoints(booking, hotel, "approve", "decline")},
        )
    if booking.status == S.CANCELLED:
        return Refusal("BOOKING_CANCELLED", "Cannot confirm a cancelled booking.")
    if not can_become(booking.status, S.CONFIRMED) or booking.status != S.PENDING_PAYMENT:
        return _wrong_status(booking, "confirmed", "BOOKING_NOT_CONFIRMABLE")
    if not guarantee:
        return Refusal(
            "GUARANTEE_REQUIRED",
            "The booking is unpaid. Take a payment, or confirm it with a named guarantee.",
            409,
            {"current_status": booking.status},
        )
    return None


def cannot_decide(booking: RoomBooking, now: datetime) -> Refusal | None:
    """Approve and decline are for bookings that wait for approval and whose time has not run out."""
    if booking.status == S.PENDING_PAYMENT:
        return Refusal("PAYMENT_PENDING", "The guest has not paid yet. Take a payment, or confirm with a guarantee.")
    if booking.status != S.PENDING_APPROVAL:
        return _wrong_status(booking, "decided", "BOOKING_NOT_PENDING")
    if booking.expires_at is not None and booking.expires_at <= now:
        return Refusal("APPROVAL_EXPIRED", "The time to decide has run out; the booking is about to expire.")
    return None


def cannot_decline(booking: RoomBooking) -> Refusal | None:
    """Declining is for bookings that wait for approval."""
    if booking.status == S.PENDING_PAYMENT:
        return Refusal("PAYMENT_PENDING", "The guest has not paid yet; there is nothing to decline. Cancel it instead.")
    if booking.status != S.PENDING_APPROVAL:
        return _wrong_status(booking, "declined", "BOOKING_NOT_PENDING")
    return None


def cannot_pay(booking: RoomBooking) -> Refusal | None:
    """Money is taken for bookings that take place or may do so."""
    if booking.status in FALLEN_THROUGH:
        return Refusal("BOOKING_OVER", f"Nothing can be taken for a booking with status {booking.status}.")
    return None


def cannot_hold_card(booking: RoomBooking) -> Refusal | None:
    """A card is held for a booking that waits for its payment."""
    if booking.status != S.PENDING_PAYMENT:
        return _wrong_status(booking, "paid by card", "BOOKING_NOT_UNPAID")
    return None


def cannot_edit(booking: RoomBooking) -> Refusal | None:
    """Dates and party change while the booking is alive."""
    if not booking.holds_inventory:
        return _wrong_status(booking, "changed", "BOOKING_NOT_EDITABLE")
    return None


def cannot_stay_longer(booking: RoomBooking) -> Refusal | None:
    """Only somebody who is in house stays longer."""
    if booking.status != S.IN_HOUSE:
        return Refusal("NOT_CHECKED_IN", "The booking is not in house. Change its dates instead.")
    return None


def cannot_extend(booking: RoomBooking, check_out: date, today: date) -> Refusal | None:
    """A stay is made longer, beyond what it has and beyond today."""
    if booking.status != S.IN_HOUSE:
        return cannot_stay_longer(booking)
    if check_out <= booking.check_out or check_out <= today:
        return Refusal("INVALID_DATES", f"Extend the stay beyond {max(booking.check_out, today)}.", 400)
    return dates_wrong(booking.check_in, check_out, today, arrived=True)


def cannot_erase(booking: RoomBooking) -> Refusal | None:
    """People can be erased once the booking is over."""
    if booking.holds_inventory:
        return Refusal("BOOKING_ALIVE", "The booking is still alive. Cancel it or check it out first.")
    return None


def _wrong_status(booking: RoomBooking, what: str, code: str) -> Refusal:
    return Refusal(
        code, f"A booking with status {booking.status} cannot be {what}.", 409, {"current_status": booking.status}
    )


def _not_today(moment: datetime | None, hotel: Hotel, what: str) -> Refusal | None:
    if moment is None or hotel.business_date_at(moment) != hotel.business_date():
        return Refusal("TOO_LATE_TO_UNDO", f"A {what} can be undone on its own business date only.")
    return None
