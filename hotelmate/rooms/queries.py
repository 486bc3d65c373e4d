"""Reading rooms, types and what is free."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Length

from hotelmate.core.errors import not_found
from hotelmate.core.ids import id_in_path
from hotelmate.core.rows import find_one
from hotelmate.rooms.models import AllowanceChange, Room, RoomAllocation, RoomType, TypeNight


def get_room_type(*, hotel_id: int, room_type_id: str | int) -> RoomType:
    """The hotel's room type; ROOM_TYPE_NOT_FOUND if it has none with this id."""
    key = id_in_path(str(room_type_id))
    found = find_one(RoomType, hotel_id=hotel_id, pk=key) if key else None
    if found is None:
        raise not_found("Room type", room_type_id=str(room_type_id)[:40])
    return found


def get_room(*, hotel_id: int, room_id: str | int | None = None, number: str | None = None) -> Room:
    """The hotel's room with this id, or with this number; ROOM_NOT_FOUND if there is none."""
    wanted: dict[str, Any] = {}
    if number is None:
        wanted["pk"] = id_in_path(str(room_id))
    elif len(number) <= 20 and "\x00" not in number:
        wanted["number"] = number
    found = find_one(Room, parents=("room_type",), hotel_id=hotel_id, **wanted) if any(wanted.values()) else None
    if found is None:
        raise not_found("Room", room=str(room_id if number is None else number)[:40])
    return found


def rooms_of(
    hotel_id: int,
    *,
    statuses: Collection[str] = (),
    room_type_ids: Collection[int] = (),
    floor: str | None = None,
    active: bool | None = True,
    q: str = "",
) -> QuerySet[Room]:
    """The hotel's rooms with their types, in the order of their numbers (9 before 10)."""
    rooms = Room.objects.select_related("room_type").filter(hotel_id=hotel_id)
    if statuses:
        rooms = rooms.filter(room_status__in=statuses)
    if room_type_ids:
        rooms = rooms.filter(room_type_id__in=room_type_ids)
    if floor is not None:
        rooms = rooms.filter(floor=floor)
    if active is not None:
        rooms = rooms.filter(active_until__isnull=active)
    if q:
        rooms = rooms.filter(Q(number__icontains=q) | Q(room_type__code__iexact=q) | Q(room_type__name__icontains=q))
    return rooms.order_by(Length("number"), "number")


def room_types_of(hotel_id: int, *, active: bool | None = True) -> QuerySet[RoomType]:
    """The hotel's room types by code, each with `room_count`, its rooms in use."""
    types = RoomType.objects.filter(hotel_id=hotel_id)
    if active is not None:
        types = types.filter(is_active=active)
    in_use = Count("rooms", filter=Q(rooms__active_until__isnull=True))
    return types.annotate(room_count=in_use).order_by("code")


def allowance_changes(*, hotel_id: int, room_type_id: int | None = None) -> QuerySet[AllowanceChange]:
    """Who let how much more be sold, of a type or of any, and why; the newest first."""
    changes = AllowanceChange.objects.filter(hotel_id=hotel_id)
    return (changes if room_type_id is None else changes.filter(room_type_id=room_type_id)).order_by("-pk")


def allowances_by_night(*, hotel_id: int, from_date: date, to_date: date) -> dict[tuple[int, date], int]:
    """By type and night of `[from_date, to_date)` how many more may be sold than there are rooms, where any. One query."""
    nights = TypeNight.objects.filter(hotel_id=hotel_id, night__gte=from_date, night__lt=to_date, allowance__gt=0)
    return {(key, night): rooms for key, night, rooms in nights.values_list("room_type_id", "night", "allowance")}


def taken_numbers(hotel_id: int, numbers: Collection[str]) -> list[str]:
    """Which of these numbers the hotel's rooms have already, retired ones too."""
    return list(Room.objects.filter(hotel_id=hotel_id, number__in=numbers).values_list("number", flat=True))


def open_claims(room: Room) -> QuerySet[RoomAllocation]:
    """What bookings and open windows hold of the room."""
    return RoomAllocation.objects.filter(room=room, ended_at__isnull=True, block__closed_at__isnull=True)


def claims_after(room: Room, last: date) -> int:
    """How many bookings and windows hold the room beyond a day."""
    return open_claims(room).filter(to_date__gt=last).count()


def sold_out_nights(*, room_type_id: int, from_date: date) -> list[date]:
    """The nights from a day on in which every room of the type is held: it cannot do with one less."""
    nights = TypeNight.objects.filter(
        room_type_id=room_type_id, night__gte=from_date, held__gte=F("rooms") - F("blocked") + F("allowance")
    )
    return list(nights.order_by("night").values_list("night", flat=True))
