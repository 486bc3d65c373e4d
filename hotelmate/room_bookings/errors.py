"""What the database's refusals about bookings, claims and money mean to a caller."""

from hotelmate.core.constraints import name_constraints
from hotelmate.core.errors import Refusal

ROOM_OVERLAP = Refusal(
    "ROOM_OVERLAP_CONFLICT", "Another booking or window holds this room on one of the nights. Choose another room."
)
CHANGED_MEANWHILE = Refusal("BOOKING_CHANGED_MEANWHILE", "The booking changed meanwhile. Reload it and decide again.")
CAPACITY_EXCEEDED = Refusal(
    "CAPACITY_EXCEEDED", "No room of this type is left on one of the nights. Choose other dates or another type."
)
MONEY_LEFT = Refusal(
    "MONEY_NOT_SETTLED", "Money is held or kept beyond the fee. Release or refund it with the same decision."
)
WRONG_HOTEL = Refusal("OTHER_HOTEL", "These records belong to different hotels.", 404)
OUT_OF_ORDER_TIMES = Refusal("TIMES_OUT_OF_ORDER", "The clock stands before an earlier moment of this booking.")
PAYMENT_IN_PROGRESS = Refusal(
    "PAYMENT_IN_PROGRESS", "A payment decision about this booking is under way. Wait for its outcome."
)
INVALID_DATES = Refusal("INVALID_DATES", "The dates are reversed or too far apart.", 400)

name_constraints(
    {
        "room_double_booked": ROOM_OVERLAP,
        "booking_two_rooms": Refusal("BOOKING_HAS_ROOM", "The booking holds another room on one of the nights."),
        "allocation_outside_room_life": Refusal("ROOM_NOT_ACTIVE", "The room is not in use on one of the nights."),
        "allocation_outside_booking": Refusal("NIGHTS_OUTSIDE_BOOKING", "A claim lies outside the booking's dates."),
        "allocation_dates_finite": INVALID_DATES,
        "allocation_dates_reversed": INVALID_DATES,
        "booking_dates_finite": INVALID_DATES,
        "booking_dates_reversed": INVALID_DATES,
        "block_dates_finite": INVALID_DATES,
        "block_dates_reversed": INVALID_DATES,
        "allocation_open_but_booking_over": CHANGED_MEANWHILE,
        "allocation_without_holder": CHANGED_MEANWHILE,
        "stay_room_names_booking": CHANGED_MEANWHILE,
        "stay_has_open_allocation": CHANGED_MEANWHILE,
        "stay_booking_names_room": CHANGED_MEANWHILE,
        "booking_lifecycle": CHANGED_MEANWHILE,
        "booking_in_house_iff_in_a_room": CHANGED_MEANWHILE,
        "room_occupied_iff_somebody_is_in_it": CHANGED_MEANWHILE,
        "type_night_full": CAPACITY_EXCEEDED,
        "booking_over_but_money_held": MONEY_LEFT,
        "booking_over_but_money_kept": MONEY_LEFT,
        "booking_money_mismatch": MONEY_LEFT,
        "booking_without_guarantee": Refusal(
            "GUARANTEE_REQUIRED", "A confirmed booking is paid for or guaranteed by a named means.", 400
        ),
        "booking_prepaid_without_payment": Refusal(
            "NOTHING_PAID", "The booking is called prepaid, but nothing was captured."
        ),
        "payment_in_progress": PAYMENT_IN_PROGRESS,
        "booking_times_in_order": OUT_OF_ORDER_TIMES,
        "booking_type_of_same_hotel": WRONG_HOTEL,
        "allocation_room_of_same_hotel": WRONG_HOTEL,
        "payment_booking_of_same_hotel": WRONG_HOTEL,
        "payment_intent_of_same_booking": WRONG_HOTEL,
    }
)
