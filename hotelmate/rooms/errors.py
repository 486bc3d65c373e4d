"""What the constraints on rooms and types mean to a caller; those that bookings share are named in room_bookings."""

from hotelmate.core.constraints import fault, name_constraints
from hotelmate.core.errors import Refusal

WRONG_HOTEL = Refusal("OTHER_HOTEL", "These records belong to different hotels.", 404)
INVALID_PRICE = Refusal("OUT_OF_RANGE", "A price is a number from 0.", 400)

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
        "room_active_until_before_from": Refusal(
            "INVALID_DATES", "A room's last day in use is not before its first. Choose a later day.", 400
        ),
        "room_life_finite": Refusal("INVALID_DATES", "A room's days in use are calendar days. Choose a day.", 400),
        "room_type_sleeps_somebody": Refusal("OUT_OF_RANGE", "A room type sleeps at least one person.", 400),
        "room_type_rate_not_negative": Refusal("OUT_OF_RANGE", "A rate is not below zero.", 400),
        "allowance_change_by_or_to": Refusal("INVALID_ALLOWANCE", "Give either by or to.", 400),
        "allowance_change_dates_reversed": Refusal(
            "INVALID_DATES", "An allowance is for one night at least: choose a to_date after from_date.", 400
        ),
        "allowance_change_without_note": Refusal("NOTE_REQUIRED", "Overselling needs a note that says why.", 400),
        "block_kind_known": Refusal("UNKNOWN_BLOCK_KIND", "A window is OUT_OF_ORDER or OUT_OF_SERVICE.", 400),
        "room_status_known": Refusal("UNKNOWN_ROOM_STATUS", "There is no such room status. Choose another.", 400),
        "room_type_of_same_hotel": WRONG_HOTEL,
        "room_cleaner_of_same_hotel": WRONG_HOTEL,
        "room_inspector_of_same_hotel": WRONG_HOTEL,
        "block_room_of_same_hotel": WRONG_HOTEL,
        "type_night_of_same_hotel": WRONG_HOTEL,
        "allowance_change_of_same_hotel": WRONG_HOTEL,
        "room_changes_hotel": fault("ROOM_CHANGES_HOTEL", "A room stays in its hotel."),
        "block_changes_identity": fault("BLOCK_CHANGES_ROOM", "A window keeps its room and its kind."),
        "allocation_one_holder": fault("CLAIM_OF_TWO", "A room is held by a booking or by a window, not by both."),
        "allocation_matches_block": fault("CLAIM_UNLIKE_BLOCK", "A window and its claim are of one room and dates."),
        "open_block_without_allocation": fault("BLOCK_WITHOUT_CLAIM", "An open window holds its room."),
        "rooms_roomallocation_block_id_key": fault("BLOCK_CLAIMS_TWICE", "A window holds its room once."),
        "type_night_negative": fault("LEDGER_NEGATIVE", "No night has less than no room held or blocked."),
        "type_night_finite": fault("LEDGER_ENDLESS", "The ledger's nights are calendar days."),
        "ledger_by_hand": fault("LEDGER_BY_HAND", "The ledger follows bookings, rooms and windows."),
        "rate_plan_code_taken": Refusal("RATE_PLAN_CODE_TAKEN", "Another rate plan has this code. Choose another."),
        "rate_plan_one_default": Refusal(
            "DEFAULT_RATE_PLAN", "Another plan became the default meanwhile. Reload the plans and decide again."
        ),
        "rate_plan_default_is_sold": Refusal(
            "DEFAULT_RATE_PLAN", "This plan is sold when nobody names one. Make another the default first."
        ),
        "rate_plan_percent_in_range": Refusal("OUT_OF_RANGE", "percent lies between -100 and 900.", 400),
        "rate_plan_policy_an_object": fault("RATE_PLAN_POLICY", "A plan's cancellation policy is an object."),
        "plan_price_once": Refusal("PLAN_PRICE_EXISTS", "The type got its price in this plan meanwhile. Try again."),
        "plan_price_not_negative": INVALID_PRICE,
        "plan_price_a_number": INVALID_PRICE,
        "plan_price_of_same_hotel": WRONG_HOTEL,
        "plan_price_type_of_same_hotel": WRONG_HOTEL,
        "nightly_rate_once": Refusal("NIGHTLY_RATE_EXISTS", "The night got its rate meanwhile. Try again."),
        "nightly_rate_not_negative": INVALID_PRICE,
        "nightly_rate_a_number": INVALID_PRICE,
        "nightly_rate_min_stay_in_range": Refusal("OUT_OF_RANGE", "min_stay lies between 1 and 365.", 400),
        "nightly_rate_finite": Refusal("INVALID_DATES", "Rates are for calendar days. Choose a day.", 400),
        "nightly_rate_type_of_same_hotel": WRONG_HOTEL,
        "nightly_rate_plan_of_same_hotel": WRONG_HOTEL,
        "promotion_code_taken": Refusal("PROMOTION_CODE_TAKEN", "Another promotion has this code. Choose another."),
        "promotion_code_in_capitals": fault("PROMOTION_CODE", "A promotion's code is kept in capitals."),
        "promotion_takes_something_off": Refusal(
            "PROMOTION_OF_NOTHING", "A promotion takes something off: a percentage up to 100, or an amount.", 400
        ),
        "promotion_amount_a_number": INVALID_PRICE,
        "promotion_dates_reversed": Refusal("INVALID_DATES", "A promotion's last day is not before its first.", 400),
        "promotion_dates_finite": Refusal("INVALID_DATES", "A promotion's days are calendar days. Choose a day.", 400),
        "promotion_nights_in_range": Refusal(
            "OUT_OF_RANGE", "A promotion is for one night at least, and for no more than max_nights.", 400
        ),
        "promotion_type_of_same_hotel": WRONG_HOTEL,
        "promotion_plan_of_same_hotel": WRONG_HOTEL,
    }
)
