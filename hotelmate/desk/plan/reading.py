"""What the plan shows, read with a constant number of statements: rooms, who holds them, who has none yet, and what is free."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length

from hotelmate.desk.frame import Desk
from hotelmate.desk.plan.span import Span
from hotelmate.reports.figures import RoomNights, room_nights
from hotelmate.room_bookings.lifecycle import HOLDING, BookingStatus
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.queries import free_tonight_and_after
from hotelmate.rooms.models import Room, RoomAllocation

NIGHT = timedelta(days=1)
NOT_ARRIVED = tuple(status for status in HOLDING if status != BookingStatus.IN_HOUSE)


class PlannedRoom(NamedTuple):
    """A room as a row shows it."""

    pk: int
    number: str
    floor: str
    room_status: str
    active_from: date
    active_until: date | None
    type_id: int
    type_code: str
    type_name: str


class Stay(NamedTuple):
    """Nights of a booking in a room, or of one that has none yet. `is_open` is false for nights that are history."""

    room_id: int | None
    from_date: date
    to_date: date
    is_open: bool
    booking_id: str
    status: str
    check_in: date
    check_out: date
    first_name: str
    last_name: str
    people: int


class Window(NamedTuple):
    """Nights in which a room is out of order or out of service."""

    room_id: int
    from_date: date
    to_date: date
    is_open: bool
    block_id: int
    kind: str
    reason: str


@dataclass(frozen=True)
class Counts:
    """What is free of each type in each night, and what is sold of the whole house."""

    free: Mapping[int, Mapping[date, int]]
    nights: Mapping[date, RoomNights]


ROOM_COLUMNS = (
    "pk",
    "number",
    "floor",
    "room_status",
    "active_from",
    "active_until",
    "room_type_id",
    "room_type__code",
    "room_type__name",
)
CLAIM_COLUMNS = (
    "room_id",
    "from_date",
    "to_date",
    "ended_at",
    "block_id",
    "block__kind",
    "block__reason",
    "booking__booking_id",
    "booking__status",
    "booking__check_in",
    "booking__check_out",
    "booking__primary_first_name",
    "booking__primary_last_name",
    "booking__adults",
    "booking__children",
)
WAITING_COLUMNS = (
    "booking_id",
    "status",
    "check_in",
    "check_out",
    "primary_first_name",
    "primary_last_name",
    "adults",
    "children",
)


def rooms_in(desk: Desk, span: Span, room_ids: Collection[int] | None = None) -> list[PlannedRoom]:
    """The rooms that are in use on any of the days, in the order of their numbers; all of them, or these. One statement."""
    rooms = Room.objects.filter(
        Q(active_until__isnull=True) | Q(active_until__gt=span.first), hotel_id=desk.hotel.pk, active_from__lt=span.end
    )
    if room_ids is not None:
        rooms = rooms.filter(pk__in=room_ids)
    ordered = rooms.order_by(Length("number"), "number").values_list(*ROOM_COLUMNS)
    return [PlannedRoom(*row) for row in ordered]


def held_by_room(
    desk: Desk, span: Span, room_ids: Collection[int] | None = None
) -> Mapping[int, Sequence[Stay | Window]]:
    """By room who holds it on these days, by date; of all rooms, or of these. One statement."""
    claims = RoomAllocation.objects.filter(hotel_id=desk.hotel.pk, from_date__lt=span.end, to_date__gte=span.first)
    if room_ids is not None:
        claims = claims.filter(room_id__in=room_ids)
    held: dict[int, list[Stay | Window]] = defaultdict(list)
    for row in claims.order_by("from_date", "to_date", "pk").values_list(*CLAIM_COLUMNS):
        held[row[0]].append(_holder(row))
    return held


def _holder(row: Sequence[Any]) -> Stay | Window:
    room_id, from_date, to_date, ended_at, block_id, kind, reason, *booking, adults, children = row
    if block_id is not None:
        return Window(room_id, from_date, to_date, ended_at is None, block_id, kind, reason)
    return Stay._make([*row[:3], ended_at is None, *booking, adults + children])


def waiting_for_room(desk: Desk, span: Span) -> list[Stay]:
    """The bookings of these days that keep a room from being sold and have none yet, by date. One statement."""
    has_room = RoomAllocation.objects.filter(booking_id=OuterRef("pk"), ended_at__isnull=True)
    bookings = RoomBooking.objects.filter(
        ~Exists(has_room),
        hotel_id=desk.hotel.pk,
        status__in=NOT_ARRIVED,
        check_in__lt=span.end,
        check_out__gte=span.first,
    )
    rows = bookings.order_by("check_in", "check_out", "pk").values_list(*WAITING_COLUMNS)
    return [_waiting(row) for row in rows]


def _waiting(row: Sequence[Any]) -> Stay:
    *booking, adults, children = row
    check_in, check_out = row[2:4]
    # Day use holds one night until check-out.
    return Stay._make([None, check_in, max(check_out, check_in + NIGHT), True, *booking, adults + children])


def counts_of(desk: Desk, span: Span) -> Counts:
    """What is free and what is sold on these days. Four statements."""
    free = free_tonight_and_after(desk.hotel, from_date=span.first, to_date=span.end)
    return Counts(free, room_nights(desk.hotel, first=span.first, last=span.last))
