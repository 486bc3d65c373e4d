"""Overselling on purpose: the nightly allowance of a type, raised with a note."""

from datetime import date

from django.db import connection

from hotelmate.core.actor import Actor
from hotelmate.core.capabilities import OVERSELL
from hotelmate.core.change import Outcome
from hotelmate.core.errors import refuse_if
from hotelmate.events.services import record
from hotelmate.hotel.queries import hotel_of
from hotelmate.rooms.models import AllowanceChange, RoomType
from hotelmate.rooms.queries import get_room_type
from hotelmate.rooms.rules import unusable_allowance, unusable_nights
from hotelmate.rooms.services.ledger import hold_nights


def raise_allowance(
    *,
    actor: Actor,
    room_type: RoomType | int,
    from_date: date,
    to_date: date,
    by: int | None = None,
    to: int | None = None,
    note: str,
    cause: str = "",
) -> Outcome[RoomType]:
    """Let `by` more rooms of a type be sold than there are, or at least `to` more, in each night of `[from, to)`.

    Also for services that find a house full: they call it in their own change, after their locks on rooms, and on the
    nights that they will change themselves.
    """
    return _write(actor, room_type, from_date, to_date, by, to, note, cause, "greatest(allowance, %s)")


def lower_allowance(
    *, actor: Actor, room_type: RoomType | int, from_date: date, to_date: date, to: int, note: str
) -> Outcome[RoomType]:
    """Let at most `to` more rooms of a type be sold than there are. What is sold already stays: CAPACITY_EXCEEDED."""
    return _write(actor, room_type, from_date, to_date, None, to, note, "", "least(allowance, %s)")


def _write(
    actor: Actor,
    room_type: RoomType | int,
    from_date: date,
    to_date: date,
    by: int | None,
    to: int | None,
    note: str,
    cause: str,
    rule: str,
) -> Outcome[RoomType]:
    actor.require(OVERSELL)
    refuse_if(unusable_nights(from_date, to_date), unusable_allowance(by=by, to=to, note=note))
    key = room_type if isinstance(room_type, int) else room_type.pk
    subject = get_room_type(hotel_id=actor.hotel_id, room_type_id=key)
    hold_nights(hotel_id=actor.hotel_id, room_type_ids=[subject.pk], from_date=from_date, to_date=to_date)
    if not _update_nights(subject.pk, from_date, to_date, by, to, rule):
        return Outcome(subject, changed=False)
    now = hotel_of(actor).now()
    AllowanceChange.objects.create(
        hotel_id=actor.hotel_id,
        room_type=subject,
        from_date=from_date,
        to_date=to_date,
        by_rooms=by,
        to_rooms=to,
        note=note.strip(),
        made_by=actor.ref,
        made_at=now,
    )
    record(
        actor=actor,
        type="allowance_lowered" if rule.startswith("least") else "allowance_raised",
        subject=("room_type", subject.pk),
        at=now,
        after={
            "room_type": subject.code,
            "from_date": from_date,
            "to_date": to_date,
            **({"by": by} if by is not None else {"to": to}),
        },
        changed_fields=("allowance",),
        cause=cause,
    )
    return Outcome(subject)


def _update_nights(
    room_type_id: int, from_date: date, to_date: date, by: int | None, to: int | None, rule: str
) -> bool:
    """Write the allowance into each of the locked nights whose allowance differs. True if any did."""
    value = "allowance + %s" if by is not None else rule
    rooms = by if by is not None else to
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE rooms_typenight SET allowance = {value}"
            f" WHERE room_type_id = %s AND night >= %s AND night < %s AND allowance <> {value}",
            [rooms, room_type_id, from_date, to_date, rooms],
        )
        return bool(cursor.rowcount)
