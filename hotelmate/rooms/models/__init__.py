"""What a hotel has and sells: room types and rooms, who holds them, the nightly ledger; and at what price."""

from hotelmate.rooms.models.inventory import (
    AllowanceChange,
    BlockKind,
    Room,
    RoomAllocation,
    RoomBlock,
    RoomType,
    TypeNight,
)
from hotelmate.rooms.models.rates import NightlyRate, PlanPrice, Promotion, RatePlan

__all__ = [
    "AllowanceChange",
    "BlockKind",
    "NightlyRate",
    "PlanPrice",
    "Promotion",
    "RatePlan",
    "Room",
    "RoomAllocation",
    "RoomBlock",
    "RoomType",
    "TypeNight",
]
