"""Reading bookings and their claims."""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Exists, OuterRef

from hotelmate.room_bookings.models import RoomBooking
from hotelmate.rooms.allocations import Claim
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room, RoomAllocation
from hotelmate.rooms.queries import free_rooms_by_night

LONGEST_BOOKING_ID = 40


def is_booking_id(text: str) -> bool:
    """Whether any booking can have this id; what cannot be stored is not looked up."""
    return 0 < len(text) <= LONGEST_BOOKING_ID and text.isascii() and text.isprintable()


def claims_of(booking: RoomBooking) -> list[Claim]:
    """All claims of a booking, ended ones included, by date; of one date the one that was left first comes first."""
    rows = (
        RoomAllocation.objects.filter(booking_id=booking.pk)
        .order_by("from_date", "to_date", "pk")
        .values_list("id", "room_id", "room__number", "booking_id", "block_id", "from_date", "to_date")
    )
    return [Claim(*row) for row in rows]


def open_claims_of(booking: RoomBooking) -> list[Claim]:
    """The claims of a booking that stand, by date."""
    rows = (
        RoomAllocation.objects.filter(booking_id=booking.pk, ended_at__isnull=True)
        .order_by("from_date", "pk")
        .values_list("id", "room_id", "room__number", "booking_id", "block_id", "from_date", "to_date")
    )
    return [Claim(*row) for row in rows]


def claim_on(booking: RoomBooking, day: date) -> Claim | None:
    """The standing claim of a booking for the night of `day`, if it has one."""
    return next((claim for claim in open_claims_of(booking) if claim.from_date <= day < claim.to_date), None)


def occupant_until(room_id: int) -> date | None:
    """Until when the guest who is in the room has booked; None for an empty room."""
    return RoomBooking.objects.filter(in_room_id=room_id, status="IN_HOUSE").values_list("check_out", flat=True).first()


def arrivals_without_room(hotel_id: int, day: date) -> list[int]:
    """Primary keys of the bookings that arrive on `day`, may be given a room and have none."""
    return list(
        RoomBooking.objects.filter(hotel_id=hotel_id, check_in=day, status__in=("PENDING_APPROVAL", "CONFIRMED"))
        .exclude(Exists(RoomAllocation.objects.filter(booking_id=OuterRef("pk"), ended_at__isnull=True)))
        .values_list("pk", flat=True)
    )


def assignable_rooms(hotel_id: int, *, room_type_ids: Collection[int], today: date) -> list[int]:
    """Primary keys of rooms of these types that are in use, sound, and not kept by a stay past its dates."""
    overdue = RoomBooking.objects.filter(
        hotel_id=hotel_id, status="IN_HOUSE", check_out__lte=today, in_room_id=OuterRef("pk")
    )
    return list(
        Room.objects.filter(
            hotel_id=hotel_id, room_type_id__in=room_type_ids, active_until__isnull=True, open_blocking_faults=0
        )
        .exclude(room_status=RoomStatus.MAINTENANCE_REQUIRED)
        .exclude(Exists(overdue))
        .values_list("pk", flat=True)
    )


def nights_short(
    *, hotel_id: int, room_type_id: int, from_date: date, to_date: date, today: date, wanted: int = 1
) -> list[date]:
    """The nights of `[from_date, to_date)` on which fewer than `wanted` rooms of the type may still be sold.

    A stay past its dates keeps its room tonight, though the ledger no longer counts it.
    """
    free = free_rooms_by_night(hotel_id=hotel_id, room_type_ids=[room_type_id], from_date=from_date, to_date=to_date)
    nights = dict(free.get(room_type_id, {}))
    if today in nights:
        nights[today] -= overdue_stays(hotel_id, room_type_id, today)
    return [night for night, left in sorted(nights.items()) if left < wanted]


def overdue_stays(hotel_id: int, room_type_id: int, today: date) -> int:
    """How many guests in rooms of the type should have left by now and still keep their room tonight."""
    return RoomBooking.objects.filter(
        hotel_id=hotel_id,
        status="IN_HOUSE",
        check_out__lte=today,
        check_in__lt=today,
        in_room__room_type_id=room_type_id,
    ).count()


def available_rooms(booking: RoomBooking, *, today: date, any_type: bool = False) -> list[Room]:
    """Rooms that the booking could be given: sound, big enough, free on all its nights; of its type unless any will do."""
    rooms = Room.objects.select_related("room_type").filter(
        hotel_id=booking.hotel_id,
        active_until__isnull=True,
        open_blocking_faults=0,
        room_type__max_occupancy__gte=booking.party_size,
    )
    if not any_type:
        rooms = rooms.filter(room_type_id=booking.room_type_id)
    held = RoomAllocation.objects.filter(
        room_id=OuterRef("pk"), nights__overlap=(booking.check_in, booking.held_until)
    ).exclude(booking_id=booking.pk)
    overdue = RoomBooking.objects.filter(
        hotel_id=booking.hotel_id, status="IN_HOUSE", check_out__lte=today, in_room_id=OuterRef("pk")
    )
    rooms = rooms.exclude(room_status=RoomStatus.MAINTENANCE_REQUIRED).exclude(Exists(held))
    if booking.check_in <= today:
        rooms = rooms.exclude(Exists(overdue))
    return list(rooms.order_by("number"))


def bookings_to_expire(hotel_id: int, now: datetime) -> list[int]:
    """Primary keys of the bookings whose time to pay or to be approved has run out, longest first."""
    return list(
        RoomBooking.objects.filter(
            hotel_id=hotel_id, status__in=("PENDING_PAYMENT", "PENDING_APPROVAL"), expires_at__lte=now
        )
        .order_by("expires_at", "pk")
        .values_list("pk", flat=True)
    )
