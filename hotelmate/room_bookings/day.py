"""The lists of a business date: who arrives, who leaves, who waits for a decision."""

from datetime import date

from django.db.models import F, OuterRef, QuerySet, Subquery

from hotelmate.room_bookings.models import RoomBooking
from hotelmate.rooms.models import RoomAllocation


def _with_room(bookings: QuerySet[RoomBooking]) -> QuerySet[RoomBooking]:
    """Each booking with the number and status of the room that it holds (`room_number`, `room_status`)."""
    claim = RoomAllocation.objects.filter(booking_id=OuterRef("pk"), ended_at__isnull=True).order_by("-from_date")
    return bookings.select_related("room_type").annotate(
        room_number=Subquery(claim.values("room__number")[:1]),
        room_status=Subquery(claim.values("room__room_status")[:1]),
    )


def arrivals_left(hotel_id: int, day: date) -> QuerySet[RoomBooking]:
    """Bookings that are to arrive on the day and have not, by the time they are expected."""
    bookings = RoomBooking.objects.filter(hotel_id=hotel_id, check_in=day, status__in=("CONFIRMED", "PENDING_APPROVAL"))
    return _with_room(bookings).order_by(F("expected_arrival").asc(nulls_last=True), "pk")


def departures_left(hotel_id: int, day: date) -> QuerySet[RoomBooking]:
    """Bookings in house that are to leave by the day, overdue ones first."""
    bookings = RoomBooking.objects.filter(hotel_id=hotel_id, status="IN_HOUSE", check_out__lte=day)
    return _with_room(bookings).order_by("check_out", "room_number", "pk")


def waiting_for_approval(hotel_id: int) -> QuerySet[RoomBooking]:
    """Bookings that wait for a decision, the one that expires first on top."""
    return _with_room(RoomBooking.objects.filter(hotel_id=hotel_id, status="PENDING_APPROVAL")).order_by("expires_at")


def in_house(hotel_id: int) -> QuerySet[RoomBooking]:
    """Bookings in house, by room."""
    return _with_room(RoomBooking.objects.filter(hotel_id=hotel_id, status="IN_HOUSE")).order_by("room_number")
