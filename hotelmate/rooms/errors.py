"""What the constraints on rooms and types mean to a caller; those that bookings share are named in room_bookings."""

from hotelmate.core.constraints import name_constraints
from hotelmate.core.errors import Refusal

name_constraints(
    {
        "room_number_taken": Refusal("ROOM_NUMBER_TAKEN", "Another room has this number. Choose another."),
        "room_type_code_taken": Refusal("ROOM_TYPE_CODE_TAKEN", "Another room type has this code. Choose another."),
        "room_type_while_claimed": Refusal(
            "ROOM_CLAIMED", "Bookings or windows hold this room, so its type stays. Give them other rooms first."
        ),
        "room_retired_while_occupied": Refusal(
            "ROOM_OCCUPIED", "Somebody is in the room. Check them out or move them first."
        ),
        "type_night_allowance_not_negative": Refusal(
            "INVALID_ALLOWANCE", "An allowance is a number of rooms from 0.", 400
        ),
    }
)
