"""Examples of requests and answers about bookings, for the OpenAPI document."""

from typing import Any

from hotelmate.core.api.schema import exchange

ADA = {"first_name": "Ada", "last_name": "Wren", "email": "ada@example.com", "phone": "+353 1 555 0101"}
BOOKED_AT = "2026-03-02T09:14:07Z"
BOOKING: dict[str, Any] = {
    "booking_id": "BK-2026-7K3M9Q",
    "confirmation_number": "HAR-2026-7K3M9Q",
    "group_code": "",
    "channel": "STAFF",
    "status": "CONFIRMED",
    "check_in": "2026-03-09",
    "check_out": "2026-03-11",
    "nights": 2,
    "version": 1,
    "language": "",
    "mail_problem": "",
    "created_at": BOOKED_AT,
    "updated_at": BOOKED_AT,
    "expires_at": None,
    "confirmed_at": BOOKED_AT,
    "checked_in_at": None,
    "checked_out_at": None,
    "cancelled_at": None,
    "declined_at": None,
    "expired_at": None,
    "no_show_at": None,
    "erased_at": None,
    "currency": "EUR",
    "guarantee": "HOTEL",
    "total_amount": "190.00",
    "held_amount": "0.00",
    "captured_amount": "0.00",
    "refunded_amount": "0.00",
    "refunding_amount": "0.00",
    "balance": "190.00",
    "cancellation_fee": "0.00",
    "adults": 1,
    "children": 0,
    "expected_arrival": None,
    "special_requests": "",
    "internal_notes": "",
    "assignment_note": "",
    "promo_code": "",
    "room_type_id": 1,
    "room_type_code": "STD",
    "room_type_name": "Standard Double",
    "payment_reference": "",
    "payment_provider": "",
    "paid_at": None,
    "payment_in_progress": False,
    "payments": [],
    "payment_decisions": [],
    "unsettled": [],
    "disputed_amount": "0.00",
    "no_show_settled_at": None,
    "cancelled_by": "",
    "cancellation_reason": "",
    "decision_by": "",
    "decline_reason_code": "",
    "decline_reason_note": "",
    "party_complete": True,
    "party_missing_count": 0,
    "precheckin_submitted_at": None,
    "survey_sent": False,
    "survey_completed": False,
    "survey_rating": None,
    "survey_sent_at": None,
    "survey_response": None,
    "precheckin_payload": {},
    "booker": {"type": "SELF", "company": "", **ADA},
    "party": {
        "primary": {
            "id": 11,
            "role": "PRIMARY",
            "full_name": "Ada Wren",
            "is_staying": True,
            "precheckin_payload": {},
            "created_at": BOOKED_AT,
            **ADA,
        },
        "companions": [],
        "total_count": 1,
    },
    "in_house": None,
    "room": None,
    "room_number": None,
    "flags": {"is_checked_in": False, "can_check_in": True, "can_check_out": False, "can_edit_party": True},
    "actions": [
        {"name": "cancel", "allowed": True, "code": None, "reason": None},
        {
            "name": "check_out",
            "allowed": False,
            "code": "NOT_CHECKED_IN",
            "reason": "Booking must be checked in to check out",
        },
    ],
}
CANCELLED_BOOKING = {
    **BOOKING,
    "status": "CANCELLED",
    "version": 2,
    "cancelled_at": "2026-03-04T16:30:00Z",
    "cancelled_by": "staff:3",
    "cancellation_reason": "The guest called",
    "flags": {"is_checked_in": False, "can_check_in": False, "can_check_out": False, "can_edit_party": False},
    "actions": [],
}


def _in_house(room_id: int, number: str, **values: Any) -> dict[str, Any]:
    guest = {"first_name": "Ada", "last_name": "Wren", "full_name": "Ada Wren", "guest_type": "PRIMARY"}
    stay = {"room_number": number, "check_in_date": "2026-03-09", "check_out_date": "2026-03-11"}
    return {
        **BOOKING,
        "status": "IN_HOUSE",
        "checked_in_at": "2026-03-09T15:42:10Z",
        "in_house": {
            "primary": {"id": 11, "id_pin": None, **guest, **stay},
            "companions": [],
            "walkins": [],
            "total_count": 1,
        },
        "room": {
            "id": room_id,
            "room_number": number,
            "room_status": "OCCUPIED",
            "is_occupied": True,
            "is_active": True,
            "is_out_of_order": False,
            "room_type_id": 1,
            "room_type_name": "Standard Double",
        },
        "room_number": number,
        "flags": {"is_checked_in": True, "can_check_in": False, "can_check_out": True, "can_edit_party": True},
        "actions": [],
        **values,
    }


CREATE = exchange(
    "A guest books by phone",
    sends={
        "room_type_id": 1,
        "check_in": "2026-03-09",
        "check_out": "2026-03-11",
        "adults": 1,
        "guarantee": "HOTEL",
        **{f"primary_{field}": value for field, value in ADA.items()},
    },
    gets={"message": "Booking created successfully", "warnings": [], "booking": BOOKING},
    status=201,
)
CANCEL = exchange(
    "A guest calls it off",
    sends={"reason": "The guest called"},
    gets={
        "message": "Booking cancelled successfully",
        "warnings": [],
        "cancellation_reason": "The guest called",
        "booking": CANCELLED_BOOKING,
    },
)
CHECK_IN = exchange(
    "A guest arrives",
    sends={"room_id": 17},
    gets={
        "message": "Successfully checked in booking BK-2026-7K3M9Q",
        "warnings": [],
        "guest_token": "qgYFqU1kHj3Pu0UbEucZPgaMFD0yk_c9RYia3yYg2ao",
        **_in_house(17, "103", version=3),
    },
)
MOVE = exchange(
    "A guest moves",
    sends={"to_room_id": 22, "reason": "No hot water"},
    gets={
        "message": "Successfully moved booking BK-2026-7K3M9Q to room 108",
        "warnings": [],
        **_in_house(22, "108", version=4),
    },
)
