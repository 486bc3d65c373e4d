"""The numbers on top of today's page: each leads to what it counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from hotelmate.core.capabilities import RESOLVE_FAULT
from hotelmate.desk.frame import Desk
from hotelmate.housekeeping.models import OPEN_TASKS, Fault, HousekeepingTask
from hotelmate.housekeeping.queries import counts_by_status
from hotelmate.reports.figures import room_nights
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import RoomAllocation

S = BookingStatus
COMING = Q(status__in=(S.CONFIRMED, S.PENDING_APPROVAL))


@dataclass(frozen=True, slots=True)
class HouseCounts:
    """What the front desk counts."""

    arrivals: int
    departures: int
    in_house: int
    no_room: int
    ready: int
    occupancy: Decimal


@dataclass(frozen=True, slots=True)
class WorkCounts:
    """What those count who clean and repair."""

    by_status: Mapping[str, int] = field(default_factory=dict)
    mine: int = 0
    faults: int | None = None

    @property
    def dirty(self) -> int:
        """Rooms to clean."""
        return self.by_status.get(RoomStatus.CHECKOUT_DIRTY, 0)

    @property
    def cleaning(self) -> int:
        """Rooms that somebody cleans now."""
        return self.by_status.get(RoomStatus.CLEANING_IN_PROGRESS, 0)

    @property
    def to_inspect(self) -> int:
        """Rooms that are clean and wait for a second look."""
        return self.by_status.get(RoomStatus.CLEANED_UNINSPECTED, 0)

    @property
    def ready(self) -> int:
        """Rooms that are ready."""
        return self.by_status.get(RoomStatus.READY_FOR_GUEST, 0)


def house_counts(desk: Desk) -> HouseCounts:
    """The front desk's numbers. Four queries."""
    hotel_id, today = desk.hotel.pk, desk.day
    counted = _alive(hotel_id, today).aggregate(
        arrivals=Count("pk", filter=COMING & Q(check_in=today)),
        departures=Count("pk", filter=Q(status=S.IN_HOUSE, check_out__lte=today)),
        in_house=Count("pk", filter=Q(status=S.IN_HOUSE)),
        no_room=Count("pk", filter=COMING & Q(check_in=today) & ~Exists(_claims())),
    )
    return HouseCounts(
        **counted,
        ready=counts_by_status(hotel_id).get(RoomStatus.READY_FOR_GUEST, 0),
        occupancy=room_nights(desk.hotel, first=today, last=today)[today].occupancy_percent,
    )


def _alive(hotel_id: int, today: date) -> QuerySet[RoomBooking]:
    """Whoever is in house or comes today."""
    return RoomBooking.objects.filter(Q(status=S.IN_HOUSE) | COMING & Q(check_in=today), hotel_id=hotel_id)


def _claims() -> QuerySet[RoomAllocation]:
    return RoomAllocation.objects.filter(booking_id=OuterRef("pk"), ended_at__isnull=True)


def work_counts(desk: Desk) -> WorkCounts:
    """The numbers of those who clean and repair. Three queries at most."""
    hotel_id = desk.hotel.pk
    mine = HousekeepingTask.objects.filter(hotel_id=hotel_id, assigned_to_id=desk.staff.pk, status__in=OPEN_TASKS)
    faults = Fault.objects.filter(hotel_id=hotel_id, resolved_at__isnull=True)
    return WorkCounts(
        by_status=counts_by_status(hotel_id),
        mine=mine.count(),
        faults=faults.count() if desk.may(RESOLVE_FAULT) else None,
    )
