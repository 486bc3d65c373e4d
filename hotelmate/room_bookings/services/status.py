"""Locking a booking and writing its status: the one writer of `status`."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from hotelmate.core.actor import Actor
from hotelmate.core.errors import not_found, refuse
from hotelmate.core.locking import lock_one, lock_rows
from hotelmate.events.services import record
from hotelmate.room_bookings.lifecycle import can_become
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.queries import LONGEST_BOOKING_ID, is_booking_id

# Fields whose values are personal: an event names them, and never says what is in them.
PERSONAL = frozenset(
    {
        "primary_first_name",
        "primary_last_name",
        "primary_email",
        "primary_phone",
        "booker_first_name",
        "booker_last_name",
        "booker_company",
        "booker_email",
        "booker_phone",
        "special_requests",
        "internal_notes",
        "origin",
        "precheckin_payload",
        "cancellation_reason",
        "decline_reason_note",
    }
)
# The two rows of a stay name each other by primary keys, which mean nothing to a reader of the log.
UNSAID = frozenset({"in_room_id", "stay_allocation_id", "updated_at"})


def lock_booking(actor: Actor, booking_id: str) -> RoomBooking:
    """The booking of the actor's hotel, locked; BOOKING_NOT_FOUND otherwise."""
    known = is_booking_id(booking_id)
    booking = lock_one(RoomBooking, hotel_id=actor.hotel_id, booking_id=booking_id) if known else None
    if booking is None:
        raise not_found("Booking", booking_id=booking_id[:LONGEST_BOOKING_ID])
    return booking


def lock_bookings(actor: Actor, booking_ids: list[str]) -> dict[str, RoomBooking]:
    """Several bookings of the actor's hotel, locked in the order of the house, by their ids."""
    wanted = [booking_id for booking_id in booking_ids if is_booking_id(booking_id)]
    found = lock_rows(RoomBooking.objects.filter(hotel_id=actor.hotel_id, booking_id__in=wanted))
    by_id = {booking.booking_id: booking for booking in found}
    for booking_id in booking_ids:
        if booking_id not in by_id:
            raise not_found("Booking", booking_id=booking_id[:LONGEST_BOOKING_ID])
    return by_id


def write_status(
    *,
    actor: Actor,
    booking: RoomBooking,
    to_status: str,
    at: datetime,
    event: str,
    changes: Mapping[str, Any],
    facts: Mapping[str, Any] | None = None,
    before: Mapping[str, Any] | None = None,
    cause: str = "",
) -> None:
    """Write a booking's status and what goes with it, and record the event.

    `facts` (room numbers and the like) are added to the event's `after`, `before` to its `before`.
    """
    if not can_become(booking.status, to_status):
        raise refuse(
            "BOOKING_LIFECYCLE",
            f"A booking cannot go from {booking.status} to {to_status}.",
            current_status=booking.status,
        )
    write_booking(
        actor=actor,
        booking=booking,
        at=at,
        event=event,
        changes={"status": to_status, **changes},
        facts=facts,
        before=before,
        cause=cause,
    )


def write_booking(
    *,
    actor: Actor,
    booking: RoomBooking,
    at: datetime,
    event: str,
    changes: Mapping[str, Any],
    facts: Mapping[str, Any] | None = None,
    before: Mapping[str, Any] | None = None,
    cause: str = "",
    also_changed: Sequence[str] = (),
) -> None:
    """Write changed fields of a locked booking with its next version, and record the event.

    `also_changed` names what the event says nothing of but that it changed, such as the people of the party.
    """
    old = {name: getattr(booking, name) for name in changes}
    known = {"status": booking.status, **(before or {})}
    new_facts = [name for name, value in (facts or {}).items() if value != known.get(name)]
    changed = [name for name in changes if old[name] != changes[name] and name not in UNSAID]
    for name, value in {**changes, "updated_at": at, "version": booking.version + 1}.items():
        setattr(booking, name, value)
    _update(booking.pk, {**changes, "updated_at": at, "version": booking.version})
    said = [name for name in changed if name not in PERSONAL]
    record(
        actor=actor,
        type=event,
        subject=("booking", booking.booking_id),
        at=at,
        before={**{name: _told(old[name]) for name in said}, **(before or {})},
        after={**{name: _told(changes[name]) for name in said}, **(facts or {})},
        changed_fields=[*changed, *(name for name in new_facts if name not in changed), *also_changed],
        cause=cause,
    )


def _told(value: Any) -> Any:
    """A value as the API says it: the hour of an arrival without seconds."""
    return f"{value:%H:%M}" if isinstance(value, time) else value


def _update(booking_pk: int, values: Mapping[str, Any]) -> None:
    """Write columns of one booking, by hand: every change of a booking comes through here."""
    columns = ", ".join(f"{column} = %s" for column in values)
    with connection.cursor() as cursor:
        sent: list[Any] = [Jsonb(value) if isinstance(value, dict) else value for value in values.values()]
        cursor.execute(f"UPDATE room_bookings_roombooking SET {columns} WHERE id = %s", [*sent, booking_pk])


def facts_of(booking: RoomBooking) -> dict[str, str | int | date | Decimal]:
    """What the log says of a booking when it is created."""
    return {
        "status": booking.status,
        "check_in": booking.check_in,
        "check_out": booking.check_out,
        "room_type_id": booking.room_type_id,
        "adults": booking.adults,
        "children": booking.children,
        "total_amount": booking.total_amount,
        "currency": booking.currency,
        "channel": booking.channel,
        "guarantee": booking.guarantee,
    }
