"""The downtime sheet: every room with its state and who has it until when, who comes and who leaves, as of a moment.

Names are on it for those who may know them; no contacts and no money, for a sheet of paper lies around. A constant number
of queries.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Prefetch, QuerySet
from django.db.models.functions import Length
from django.utils.functional import Promise

from hotelmate.desk import words
from hotelmate.desk.frame import Desk
from hotelmate.desk.housekeeping.rows import SOME_TIME, expected
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.rooms.models import Room, RoomAllocation, RoomBlock

EXPECTED = (BookingStatus.CONFIRMED, BookingStatus.PENDING_APPROVAL)
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Party:
    """Who comes, stays or leaves: by name where this person may know it."""

    name: str
    guests: int
    room: str
    type: str
    check_in: date
    check_out: date
    at: datetime | None
    waits: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A room: its state, who is in it, and until when it is out of use."""

    number: str
    status: str
    state: Promise
    icon: str
    stays: Party | None
    comes: Party | None
    has_fault: bool
    window: RoomBlock | None


@dataclass(frozen=True, slots=True)
class Day:
    """Who comes and who leaves on a day; on the first also who should have."""

    day: date
    arrivals: Sequence[Party]
    departures: Sequence[Party]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The house as of a moment."""

    as_of: datetime
    rooms: Sequence[Place]
    days: Sequence[Day]


def read_sheet(desk: Desk) -> Sheet:
    """The house as this person may see it. Five queries."""
    as_of, today = desk.hotel.now(), desk.day
    tomorrow = today + A_DAY
    staying = sorted(
        (_party(desk, booking) for booking in _bookings(desk).filter(status=BookingStatus.IN_HOUSE)), key=_by_room
    )
    coming = [
        _party(desk, booking)
        for booking in _bookings(desk).filter(status__in=EXPECTED, check_in__lte=tomorrow, check_out__gte=today)
    ]
    days = [
        Day(today, _by_time(p for p in coming if p.check_in <= today), [p for p in staying if p.check_out <= today]),
        Day(
            tomorrow,
            _by_time(p for p in coming if p.check_in == tomorrow),
            [p for p in staying if p.check_out == tomorrow],
        ),
    ]
    return Sheet(as_of, _places(desk, staying, [p for p in coming if p.check_in <= today]), days)


def _bookings(desk: Desk) -> QuerySet[RoomBooking]:
    claims = RoomAllocation.objects.filter(open_claim=True).select_related("room").order_by("from_date")
    bookings = RoomBooking.objects.filter(hotel_id=desk.hotel.pk).select_related("room_type")
    return bookings.prefetch_related(Prefetch("allocations", claims, to_attr="claims")).order_by("check_in", "pk")


def _party(desk: Desk, booking: RoomBooking) -> Party:
    claims: list[RoomAllocation] = booking.claims  # type: ignore[attr-defined]
    name = f"{booking.primary_first_name} {booking.primary_last_name}".strip()
    return Party(
        name=(name or booking.booking_id) if desk.sees_contacts else "",
        guests=booking.party_size,
        room=claims[0].room.number if claims else "",
        type=booking.room_type.name,
        check_in=booking.check_in,
        check_out=booking.check_out,
        at=expected(desk.hotel, desk.day, booking.expected_arrival),
        waits=booking.status == BookingStatus.PENDING_APPROVAL,
    )


def _by_room(party: Party) -> tuple[int, str]:
    return len(party.room), party.room


def _by_time(parties: Iterable[Party]) -> list[Party]:
    return sorted(parties, key=lambda party: (party.at.isoformat() if party.at else SOME_TIME, *_by_room(party)))


def _places(desk: Desk, staying: Iterable[Party], coming: Iterable[Party]) -> list[Place]:
    rooms = Room.objects.filter(hotel_id=desk.hotel.pk, active_until__isnull=True).order_by(Length("number"), "number")
    windows = RoomBlock.objects.filter(
        hotel_id=desk.hotel.pk, closed_at__isnull=True, from_date__lte=desk.day, to_date__gt=desk.day
    )
    closed = {window.room_id: window for window in windows}
    stays, comes = {party.room: party for party in staying}, {party.room: party for party in coming}
    return [
        Place(
            number=room.number,
            status=room.room_status,
            state=words.ROOM_STATUS[room.room_status],
            icon=words.ROOM_ICON[room.room_status],
            stays=stays.get(room.number),
            comes=comes.get(room.number),
            has_fault=room.open_blocking_faults > 0,
            window=closed.get(room.pk),
        )
        for room in rooms
    ]
