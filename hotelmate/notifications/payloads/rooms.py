"""Rooms, what is in them and what they are sold as."""

from typing import Any

from rest_framework import serializers

from hotelmate.core.api.moments import moment
from hotelmate.core.money import text as amount_text
from hotelmate.housekeeping.queries import URGENCY
from hotelmate.notifications.audiences import EVERYTHING
from hotelmate.notifications.payloads.bookings import WholeBooking
from hotelmate.notifications.payloads.payload import Payload, day, maybe_at, maybe_text, number, text, yes_no
from hotelmate.notifications.telling import Telling
from hotelmate.room_bookings.readings import BookingReading
from hotelmate.room_bookings.representations import booking_facts
from hotelmate.rooms.lifecycle import RoomStatus

ROOM = frozenset({"room"})
# Whose subject is the room's own fault: its flag and notes change with it.
FAULT_FIELDS = ["maintenance_required", "maintenance_priority", "maintenance_notes"]


class RoomUpdated(Payload):
    """A room as it stands, and which of its fields changed."""

    room_number = text()
    room_status = text()
    is_occupied = yes_no()
    is_active = yes_no()
    is_out_of_order = yes_no()
    maintenance_required = yes_no()
    maintenance_priority = maybe_text(help_text="Of its most urgent blocking fault.")
    maintenance_notes = text()
    last_cleaned_at = maybe_at()
    last_inspected_at = maybe_at()
    changed_fields = serializers.ListField(child=serializers.CharField())
    room_type = text()
    max_occupancy = number()
    guests_in_room = number(help_text="How many are in it.")

    category = "rooms"
    needs = ROOM
    always = (
        "room_number",
        "changed_fields",
    )

    @staticmethod
    def of(telling: Telling) -> dict[str, Any]:
        """The payload."""
        about = telling.event.subject_type == "room"
        changed = list(telling.event.changed_fields) if about else FAULT_FIELDS
        reading = telling.room
        if reading is None:
            number = telling.event.subject_id if about else telling.after.get("room_number", "")
            return {"room_number": number, "changed_fields": changed}
        room = reading.room
        flagged = bool(telling.after.get("maintenance_required", room.open_blocking_faults > 0))
        return {
            "room_number": room.number,
            "room_status": str(room.room_status),
            "is_occupied": room.room_status == RoomStatus.OCCUPIED,
            "is_active": room.is_active,
            "is_out_of_order": room.room_status == RoomStatus.OUT_OF_ORDER,
            "maintenance_required": flagged,
            "maintenance_priority": _most_urgent(reading.faults) if flagged else None,
            "maintenance_notes": "\n".join(description for _, _, description in reading.faults),
            "last_cleaned_at": moment(room.last_cleaned_at),
            "last_inspected_at": moment(room.last_inspected_at),
            "changed_fields": changed,
            "room_type": room.room_type.name,
            "max_occupancy": room.room_type.max_occupancy,
            "guests_in_room": reading.guests,
        }


def _most_urgent(faults: list[tuple[bool, str, str]]) -> str:
    blocking = [priority for is_blocking, priority, _ in faults if is_blocking]
    return min(blocking, key=lambda priority: URGENCY[priority], default="MED")


class GuestInRoomSerializer(serializers.Serializer[Any]):
    """Somebody who is in a room."""

    id = number()
    first_name = text()
    last_name = text()
    guest_type = text()
    id_pin = maybe_text()


class RoomOccupancyUpdated(Payload):
    """Who is in a room, and with which booking."""

    room_number = text()
    is_occupied = yes_no()
    room_type = text()
    max_occupancy = number()
    current_occupancy = number()
    guests_in_room = GuestInRoomSerializer(many=True)
    current_booking = WholeBooking(allow_null=True)

    category = "guest_management"
    needs = ROOM | {"booking", "party", "money"}
    always = (
        "room_number",
        "is_occupied",
        "current_occupancy",
        "guests_in_room",
        "current_booking",
    )

    @staticmethod
    def of(telling: Telling) -> dict[str, Any]:
        """The payload: the stay that is really in the room, not one that has yet to come."""
        stay = telling.booking if telling.after.get("booking_id") else None
        guests = _guests(stay) if stay is not None else []
        told = {
            "room_number": telling.event.subject_id,
            "is_occupied": bool(telling.after.get("is_occupied")),
            "current_occupancy": len(guests),
            "guests_in_room": guests,
            "current_booking": booking_facts(EVERYTHING, stay) if stay is not None else None,
        }
        if telling.room is None:
            return told
        room = telling.room.room
        return {**told, "room_type": room.room_type.name, "max_occupancy": room.room_type.max_occupancy}


def _guests(stay: BookingReading) -> list[dict[str, Any]]:
    return [
        {
            "id": one.pk,
            "first_name": one.first_name,
            "last_name": one.last_name,
            "guest_type": one.role,
            "id_pin": None,
        }
        for one in stay.party
        if one.is_staying
    ]


class RoomTypeTold(Payload):
    """A kind of room."""

    room_type_id = number()
    code = text()
    name = text()
    description = text()
    bed_setup = text()
    max_occupancy = number()
    base_rate = text()
    is_active = yes_no()

    category = "rooms"
    needs = frozenset({"room_type"})
    always = ("room_type_id",)

    @staticmethod
    def of(telling: Telling) -> dict[str, Any]:
        """The payload."""
        told = {"room_type_id": telling.id}
        row = telling.row("room_type")
        if row is None:
            return told
        names = ("code", "name", "description", "bed_setup", "max_occupancy", "base_rate", "is_active")
        values = {name: telling.after.get(name, getattr(row, name)) for name in names}
        rate = values["base_rate"]
        return {**told, **values, "base_rate": rate if isinstance(rate, str) else amount_text(rate)}


class AllowanceTold(Payload):
    """How many more rooms of a type may be sold than there are, on which nights."""

    room_type_id = number()
    room_type_code = text()
    from_date = day()
    to_date = day()
    by = number(required=False, help_text="So many more than before.")
    to = number(required=False, help_text="So many in each night.")

    category = "rooms"
    always = (
        "room_type_id",
        "room_type_code",
    )

    @staticmethod
    def of(telling: Telling) -> dict[str, Any]:
        """The payload: the event says it all."""
        after = telling.after
        told = {"room_type_id": telling.id, "room_type_code": after.get("room_type", "")}
        return {**told, **{name: after[name] for name in ("from_date", "to_date", "by", "to") if name in after}}


class BlockTold(Payload):
    """A window in which a room is out of order or out of service."""

    block_id = number()
    room_number = text()
    kind = text()
    from_date = day()
    to_date = day()
    is_open = yes_no()
    reason = text()

    category = "rooms"
    needs = frozenset({"block"})
    always = (
        "block_id",
        "is_open",
    )

    @staticmethod
    def of(telling: Telling) -> dict[str, Any]:
        """The payload."""
        after, row = telling.after, telling.row("block")
        told = {name: after[name] for name in ("room_number", "kind", "from_date", "to_date") if name in after}
        told |= {"block_id": telling.id, "is_open": not after.get("closed")}
        return told if row is None else {**told, "reason": row.reason}
