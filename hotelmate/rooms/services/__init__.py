"""Everything that changes rooms, types and allowances. Windows are opened from above, they may displace bookings."""

from hotelmate.rooms import errors as errors
from hotelmate.rooms.services.allowances import lower_allowance, raise_allowance
from hotelmate.rooms.services.ledger import lock_nights
from hotelmate.rooms.services.room_types import (
    create_room_type,
    reinstate_room_type,
    retire_room_type,
    update_room_type,
)
from hotelmate.rooms.services.rooms import (
    bulk_create_rooms,
    create_room,
    reinstate_room,
    retire_room,
    update_room,
)

__all__ = [
    "bulk_create_rooms",
    "create_room",
    "create_room_type",
    "lock_nights",
    "lower_allowance",
    "raise_allowance",
    "reinstate_room",
    "reinstate_room_type",
    "retire_room",
    "retire_room_type",
    "update_room",
    "update_room_type",
]
