"""Everything that changes rooms, types, allowances and prices. Windows are opened from above, they may displace bookings."""

from hotelmate.rooms import errors as errors
from hotelmate.rooms.services.allowances import lower_allowance, raise_allowance
from hotelmate.rooms.services.ledger import hold_nights, lock_nights
from hotelmate.rooms.services.promotions import (
    create_promotion,
    reinstate_promotion,
    retire_promotion,
    update_promotion,
)
from hotelmate.rooms.services.rates import (
    clear_nightly_rates,
    clear_nightly_rates_of_types,
    create_rate_plan,
    reinstate_rate_plan,
    retire_rate_plan,
    set_nightly_rates,
    set_nightly_rates_of_types,
    set_plan_price,
    update_rate_plan,
)
from hotelmate.rooms.services.room_types import (
    create_room_type,
    reinstate_room_type,
    retire_room_type,
    update_room_type,
)
from hotelmate.rooms.services.rooms import (
    bulk_create_rooms,
    cannot_retire,
    create_room,
    retire_room,
    take_into_use_again,
    update_room,
)

__all__ = [
    "bulk_create_rooms",
    "cannot_retire",
    "clear_nightly_rates",
    "clear_nightly_rates_of_types",
    "create_promotion",
    "create_rate_plan",
    "create_room",
    "create_room_type",
    "hold_nights",
    "lock_nights",
    "lower_allowance",
    "raise_allowance",
    "reinstate_promotion",
    "reinstate_rate_plan",
    "reinstate_room_type",
    "retire_promotion",
    "retire_rate_plan",
    "retire_room",
    "retire_room_type",
    "set_nightly_rates",
    "set_nightly_rates_of_types",
    "set_plan_price",
    "take_into_use_again",
    "update_promotion",
    "update_rate_plan",
    "update_room",
    "update_room_type",
]
