"""What the database's refusals about bookings, claims and money mean to a caller."""

from hotelmate.core.change import BUSY
from hotelmate.core.constraints import fault, name_constraints
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
OUT_OF_ORDER_TIMES = Refusal(
    "TIMES_OUT_OF_ORDER",
    "The clock stands before an earlier moment of this booking. Set the server's clock right and try again.",
)
PAYMENT_IN_PROGRESS = Refusal(
    "PAYMENT_IN_PROGRESS", "A payment decision about this booking is under way. Wait for its outcome."
)
INVALID_AMOUNT = Refusal("INVALID_AMOUNT", "A price or a fee is a number from 0.", 400)
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
        "booking_without_adult": Refusal(
            "PARTY_WITHOUT_ADULT", "A booking has one adult at least. Say how many come.", 400
        ),
        "booking_amount_negative": INVALID_AMOUNT,
        "booking_amount_a_number": INVALID_AMOUNT,
        "booking_fee_beyond_total": Refusal(
            "FEE_BEYOND_TOTAL", "No more can be kept than the booking's price. Give the rest back."
        ),
        "booking_fee_without_cause": fault("FEE_WITHOUT_CAUSE", "A fee is for a cancellation or a no-show."),
        "booking_language_known": Refusal(
            "UNKNOWN_LANGUAGE", "Guests are written to in en, de, fr or es.", 400, {"field": "language"}
        ),
        "booking_over_before_made": OUT_OF_ORDER_TIMES,
        "booking_status_known": fault("BOOKING_STATUS_UNKNOWN", "There is no such booking status."),
        "booking_times_finite": fault("BOOKING_TIME_ENDLESS", "A booking's times are moments."),
        "booking_expires_at_agrees": fault(
            "BOOKING_EXPIRY_TIME", "A booking has a deadline while it waits, and only then."
        ),
        "booking_confirmed_at_agrees": fault(
            "BOOKING_CONFIRMATION_TIME", "A confirmed booking says since when, and no other does."
        ),
        "booking_checked_in_at_agrees": fault(
            "BOOKING_CHECK_IN_TIME", "A booking has a check-in time once the guest arrived, and only then."
        ),
        "booking_checked_out_at_agrees": fault(
            "BOOKING_CHECK_OUT_TIME", "A booking has a check-out time once the guest left, and only then."
        ),
        "booking_cancelled_at_agrees": fault(
            "BOOKING_CANCELLATION_TIME", "A booking has a cancellation time once it is cancelled, and only then."
        ),
        "booking_cancelled_by_agrees": fault(
            "BOOKING_CANCELLED_BY", "A cancelled booking says who cancelled it, and no other does."
        ),
        "booking_declined_at_agrees": fault(
            "BOOKING_DECLINE_TIME", "A booking has a decline time once it is declined, and only then."
        ),
        "booking_expired_at_agrees": fault(
            "BOOKING_EXPIRED_TIME", "A booking has an expiry time once it has expired, and only then."
        ),
        "booking_no_show_settled_agrees": fault(
            "BOOKING_NO_SHOW_SETTLED", "Only a no-show has its fee settled as one."
        ),
        "booking_no_show_at_agrees": fault(
            "BOOKING_NO_SHOW_TIME", "A booking has a no-show time once it is a no-show, and only then."
        ),
        "booking_changes_identity": fault("BOOKING_CHANGES_IDENTITY", "A booking keeps its hotel, ids and currency."),
        "booking_public_id_taken": BUSY,
        "confirmation_number_taken": BUSY,
        "party_one_primary": Refusal(
            "PRIMARY_GUEST_EXISTS", "The booking has its primary guest. Change that one, or add a companion."
        ),
        "party_role_known": fault("PARTY_ROLE_UNKNOWN", "Somebody on a booking is its primary guest or a companion."),
        "party_booking_of_same_hotel": WRONG_HOTEL,
        "guest_token_booking_of_same_hotel": WRONG_HOTEL,
        "guest_token_one_active": Refusal(
            "GUEST_TOKEN_ACTIVE", "The booking was given a token meanwhile. Reload it and try again."
        ),
        "guest_token_purpose_known": fault("GUEST_TOKEN_PURPOSE", "A token is for links, the pre-check-in or a stay."),
        "guest_token_seed_agrees": fault("GUEST_TOKEN_SEED", "What goes into links has a seed, and nothing else has."),
        "reminder_once": Refusal("REMINDED_ALREADY", "Somebody was reminded of this already. There is nothing to do."),
        "reminder_kind_known": fault("REMINDER_UNKNOWN", "There is no such reminder."),
        "reminder_booking_of_same_hotel": WRONG_HOTEL,
        "room_bookings_guesttoken_token_hash_key": fault("GUEST_TOKEN_TAKEN", "A token belongs to one booking."),
        "booking_rate_plan_of_same_hotel": WRONG_HOTEL,
        "booking_policy_an_object": fault("BOOKING_POLICY", "A booking's cancellation policy is an object."),
        "booking_price_details_an_object": fault("BOOKING_PRICE_DETAILS", "How a price came about is an object."),
        "booking_no_show_fee_in_range": Refusal("OUT_OF_RANGE", "no_show_fee_percent lies between 0 and 100.", 400),
        "booking_keeps_its_deal": fault("BOOKING_KEEPS_ITS_DEAL", "A booking keeps the terms on which it was made."),
        "quote_public_id_taken": BUSY,
        "quote_is_final": Refusal("QUOTE_USED", "This quote was booked already. Ask for a new one."),
        "room_bookings_quote_booking_id_key": fault("QUOTE_OF_TWO", "A booking comes of one quote at most."),
        "quote_valid_for_no_time": fault("QUOTE_VALIDITY", "A quote is valid for a while."),
        "quote_for_no_night": INVALID_DATES,
        "quote_finite": INVALID_DATES,
        "quote_amount_negative": INVALID_AMOUNT,
        "quote_amount_a_number": INVALID_AMOUNT,
        "quote_terms_are_objects": fault("QUOTE_TERMS", "A quote's terms are objects."),
        "quote_type_of_same_hotel": WRONG_HOTEL,
        "quote_rate_plan_of_same_hotel": WRONG_HOTEL,
        "quote_promotion_of_same_hotel": WRONG_HOTEL,
        "quote_booking_of_same_hotel": WRONG_HOTEL,
    }
)
