"""What the hotel's own constraints mean to a caller."""

from hotelmate.core.constraints import name_constraints
from hotelmate.core.errors import Refusal

name_constraints(
    {
        "hotel_hotel_slug_key": Refusal("HOTEL_SLUG_TAKEN", "Another hotel has this slug. Choose another."),
        "hotel_inspection_known": Refusal(
            "UNKNOWN_INSPECTION", "Inspection is none, anyone or second_person.", 400, {"field": "inspection"}
        ),
        "hotel_language_known": Refusal(
            "UNKNOWN_LANGUAGE", "Guests are written to in en, de, fr or es.", 400, {"field": "language"}
        ),
        "hotel_vat_in_range": Refusal(
            "OUT_OF_RANGE", "vat_percent lies between 0 and 100.", 400, {"field": "vat_percent"}
        ),
        "hotel_clock_offset_only_simulated": Refusal(
            "NOT_SIMULATED", "Only a simulated hotel lives at another time than the world.", 400
        ),
    }
)
