"""Windows in which a room is out of order or out of service: opened, begun, ended, closed."""

from datetime import date, datetime

from hotelmate.core import capabilities
from hotelmate.core.actor import Actor
from hotelmate.core.change import Outcome, require_version
from hotelmate.core.errors import StartOver, not_found, refuse_if
from hotelmate.core.locking import lock_one, lock_rows
from hotelmate.events.services import record
from hotelmate.hotel.queries import hotel_of
from hotelmate.housekeeping.services import write_room_status
from hotelmate.housekeeping.turnover import open_turnover
from hotelmate.room_bookings import block_rules
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.services.creation import make_room_in_ledger
from hotelmate.room_bookings.services.room_assignment import give_up_room
from hotelmate.rooms.allocations import conflicting_claims
from hotelmate.rooms.lifecycle import RoomStatus, Source
from hotelmate.rooms.models import BlockKind, Room, RoomAllocation, RoomBlock
from hotelmate.rooms.services import lock_nights


def open_block(
    *,
    actor: Actor,
    room_id: int,
    kind: str,
    from_date: date,
    to_date: date,
    reason: str,
    displace: bool = False,
    oversell_note: str = "",
) -> Outcome[RoomBlock]:
    """Open a window `[from_date, to_date)`. Out of order leaves inventory, out of service stays sellable.

    Future arrivals in the room lose it only with `displace`. Refuses with INVALID_DATES, DATES_IN_THE_PAST,
    ROOM_NOT_ACTIVE, ROOM_OCCUPIED (a guest is in it on those nights), BLOCK_HITS_BOOKINGS (names them),
    ROOM_OVERLAP_CONFLICT (another window) and CAPACITY_EXCEEDED, unless `oversell_note` raises the allowance.
    """
    actor.require(capabilities.MANAGE_BLOCKS)
    found = conflicting_claims(room_ids=[room_id], from_date=from_date, to_date=max(to_date, from_date))
    bookings = lock_rows(
        RoomBooking.objects.filter(pk__in=[claim.booking_pk for claim in found], hotel_id=actor.hotel_id)
    )
    room = lock_one(Room, parent="room_type", pk=room_id, hotel_id=actor.hotel_id)
    if room is None:
        raise not_found("Room")
    now = hotel_of(actor).now()
    today = hotel_of(actor).business_date_at(now)
    refuse_if(block_rules.block_wrong(room, kind, from_date, to_date, today))
    claims = conflicting_claims(room_ids=[room.pk], from_date=from_date, to_date=to_date)
    holders = {claim.booking_pk for claim in claims if claim.booking_pk}
    if holders - {booking.pk for booking in bookings}:
        raise StartOver
    # Who left or gave the room up before the locks came has nothing here that could be taken away.
    bookings = [booking for booking in bookings if booking.pk in holders]
    refuse_if(
        block_rules.block_hits_window(room, [claim for claim in claims if claim.block_id]),
        block_rules.block_hits_stay(room, bookings, from_date, today),
        block_rules.block_hits_bookings(bookings, displace=displace),
    )
    if bookings:
        # What they give up is of the types that they were sold, too, and of more nights.
        lock_nights(
            hotel_id=actor.hotel_id,
            room_type_ids={room.room_type_id, *(booking.room_type_id for booking in bookings)},
            from_date=min(from_date, *(booking.check_in for booking in bookings)),
            to_date=max(to_date, *(booking.held_until for booking in bookings)),
        )
    _displace(actor, bookings, room, now)
    if kind == BlockKind.OUT_OF_ORDER:
        make_room_in_ledger(
            actor=actor,
            room_type=room.room_type,
            from_date=from_date,
            to_date=to_date,
            oversell_note=oversell_note,
            cause=f"room:{room.number}",
        )
    block = _insert(actor, room, kind, from_date, to_date, reason, now)
    if from_date <= today:
        _begin(actor, room, block, now)
    return Outcome(block)


def _displace(actor: Actor, bookings: list[RoomBooking], room: Room, now: datetime) -> None:
    for booking in bookings:
        give_up_room(actor, booking, now, cause=f"block:{room.number}")


def _insert(
    actor: Actor, room: Room, kind: str, from_date: date, to_date: date, reason: str, now: datetime
) -> RoomBlock:
    block = RoomBlock.objects.create(
        hotel_id=room.hotel_id,
        room=room,
        kind=kind,
        from_date=from_date,
        to_date=to_date,
        reason=reason,
        opened_by=actor.ref,
        opened_at=now,
    )
    RoomAllocation.objects.create(hotel_id=room.hotel_id, room=room, block=block, from_date=from_date, to_date=to_date)
    _record(actor, "block_opened", block, room, now)
    return block


def close_block(*, actor: Actor, block_id: int) -> Outcome[RoomBlock]:
    """Close a window today: nights that have passed stay as history, the rest are given back.

    A room that was out of order becomes dirty, with a turnover task. Refuses with BLOCK_NOT_FOUND. A closed window is
    a natural no-op.
    """
    actor.require(capabilities.MANAGE_BLOCKS)
    found = RoomBlock.objects.filter(pk=block_id, hotel_id=actor.hotel_id).values_list("room_id", flat=True).first()
    room = lock_one(Room, pk=found, hotel_id=actor.hotel_id) if found else None
    if room is None:
        raise not_found("Block", block_id=block_id)
    block = RoomBlock.objects.select_related("room").get(pk=block_id)
    if block.closed_at is not None:
        return Outcome(block, changed=False)
    require_version(block.version)
    _end(actor, room, block, hotel_of(actor).now())
    return Outcome(block)


def begin_due_blocks(*, actor: Actor) -> Outcome[list[RoomBlock]]:
    """Put rooms out of order whose window has begun; a room that somebody is still in follows when it is left."""
    today = hotel_of(actor).business_date()
    due = RoomBlock.objects.filter(
        hotel_id=actor.hotel_id,
        kind=BlockKind.OUT_OF_ORDER,
        closed_at__isnull=True,
        from_date__lte=today,
        to_date__gt=today,
    )
    rooms = {room.pk: room for room in lock_rows(Room.objects.filter(pk__in=due.values("room_id")))}
    begun = []
    for block in due.order_by("room_id"):
        room = rooms.get(block.room_id)
        if room is not None and _begin(actor, room, block, hotel_of(actor).now()):
            begun.append(block)
    return Outcome(begun, changed=bool(begun))


def end_due_blocks(*, actor: Actor) -> Outcome[list[RoomBlock]]:
    """Close the windows whose last night has passed."""
    today = hotel_of(actor).business_date()
    due = RoomBlock.objects.filter(hotel_id=actor.hotel_id, closed_at__isnull=True, to_date__lte=today)
    rooms = {room.pk: room for room in lock_rows(Room.objects.filter(pk__in=due.values("room_id")))}
    ended = [block for block in due.order_by("room_id") if block.room_id in rooms]
    for block in ended:
        _end(actor, rooms[block.room_id], block, hotel_of(actor).now())
    return Outcome(ended, changed=bool(ended))


def _begin(actor: Actor, room: Room, block: RoomBlock, now: datetime) -> bool:
    """Put a vacant room out of order for its window; whether its status changed."""
    if block.kind != BlockKind.OUT_OF_ORDER or room.room_status in (RoomStatus.OCCUPIED, RoomStatus.OUT_OF_ORDER):
        return False
    write_room_status(
        actor=actor,
        room=room,
        steps=[(RoomStatus.OUT_OF_ORDER, Source.SYSTEM, "Out-of-order window")],
        at=now,
        cause=f"block:{block.pk}",
    )
    return True


def _end(actor: Actor, room: Room, block: RoomBlock, now: datetime) -> None:
    today = hotel_of(actor).business_date_at(now)
    before = {"from_date": block.from_date, "to_date": block.to_date, "closed": False}
    block.closed_at = now
    block.version += 1
    if block.from_date >= today:
        block.to_date = block.from_date
        RoomAllocation.objects.filter(block_id=block.pk).delete()
    else:
        block.to_date = min(block.to_date, today)
        RoomAllocation.objects.filter(block_id=block.pk).update(to_date=block.to_date, ended_at=now)
    block.save(update_fields=["closed_at", "to_date", "version"])
    _record(actor, "block_closed", block, room, now, before)
    if block.kind == BlockKind.OUT_OF_ORDER and room.room_status == RoomStatus.OUT_OF_ORDER:
        write_room_status(
            actor=actor,
            room=room,
            steps=[(RoomStatus.CHECKOUT_DIRTY, Source.SYSTEM, "Out-of-order window closed")],
            at=now,
            cause=f"block:{block.pk}",
        )
        open_turnover(actor=actor, room=room, at=now, cause=f"block:{block.pk}")


def _record(
    actor: Actor, event: str, block: RoomBlock, room: Room, now: datetime, before: dict[str, object] | None = None
) -> None:
    record(
        actor=actor,
        type=event,
        subject=("block", block.pk),
        at=now,
        before=before,
        after={
            "room_number": room.number,
            "kind": block.kind,
            "from_date": block.from_date,
            "to_date": block.to_date,
            "closed": block.closed_at is not None,
        },
    )
