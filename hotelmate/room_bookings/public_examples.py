"""Examples of what guests send and are told, for the OpenAPI document."""

from typing import Any

from hotelmate.core.api.schema import exchange

NIGHTS: list[dict[str, Any]] = [
    {"night": "2026-03-09", "price": "95.00", "discount": "9.50", "taxes": "7.06", "total": "85.50"},
    {"night": "2026-03-10", "price": "95.00", "discount": "9.50", "taxes": "7.06", "total": "85.50"},
]
POLICY: dict[str, Any] = {
    "id": None,
    "code": "MODERATE",
    "name": "Moderate",
    "description": "Free of charge until 48 hours before arrival. Later than that: one night.",
    "template_type": "MODERATE",
    "free_until_hours": 48,
    "penalty_type": "FIRST_NIGHT",
    "penalty_amount": None,
    "penalty_percentage": None,
    "no_show_penalty_type": "PERCENTAGE",
    "no_show_penalty_percentage": "100.00",
    "is_active": True,
    "tiers": [],
    "free_cancellation_until": "2026-03-07T15:00:00Z",
}
QUOTED: dict[str, Any] = {
    "quote_id": "QT-7K3M9QX2AB",
    "valid_until": "2026-03-02T09:44:07Z",
    "currency": "EUR",
    "room_type": {"code": "STD", "name": "Standard Double", "photo": None},
    "dates": {"check_in": "2026-03-09", "check_out": "2026-03-11", "nights": 2},
    "guests": {"adults": 2, "children": 0, "total": 2},
    "breakdown": {
        "base_price_per_night": "95.00",
        "number_of_nights": 2,
        "nights": NIGHTS,
        "subtotal": "190.00",
        "taxes": "14.12",
        "taxes_included": True,
        "tax_percent": "9.00",
        "fees": "0.00",
        "discount": "-19.00",
        "total": "171.00",
    },
    "rate_plan": {"code": "FLEX", "name": "Flexible"},
    "rate_plans": [
        {"code": "FLEX", "name": "Flexible", "description": "", "total": "171.00", "is_sold": True},
        {"code": "SAVER", "name": "Non-refundable", "description": "", "total": "153.90", "is_sold": True},
    ],
    "applied_promo": {"code": "SPRING", "name": "Spring", "discount": "19.00"},
    "cancellation_policy": POLICY,
    "warnings": [],
}
QUOTE = exchange(
    "Two nights with a promotion",
    sends={"room_type_code": "STD", "check_in": "2026-03-09", "check_out": "2026-03-11", "promo_code": "SPRING"},
    gets=QUOTED,
)
BOOK_ONLINE = exchange(
    "At the price of a quote",
    sends={
        "room_type_code": "STD",
        "check_in": "2026-03-09",
        "check_out": "2026-03-11",
        "quote_id": "QT-7K3M9QX2AB",
        "booker_type": "SELF",
        "primary_first_name": "Ada",
        "primary_last_name": "Wren",
        "primary_email": "ada@example.com",
        "primary_phone": "+353 1 555 0101",
    },
    gets={
        "success": True,
        "data": {
            "booking_id": "BK-2026-7K3M9Q",
            "confirmation_number": "HAR-2026-7K3M9Q",
            "status": "PENDING_PAYMENT",
            "primary_guest_name": "Ada Wren",
            "booker_type": "SELF",
            "party_count": 1,
            "total_amount": "171.00",
            "currency": "EUR",
            "expires_at": "2026-03-02T09:29:07Z",
            "guest_token": "Jp3vQkYb0mX1sW8cT5uZrA2dE7fG9hL4nK6oPqRiStU",
            "token_expires": "2026-04-10T12:00:00Z",
            "payment_url": "/api/public/hotel/harbour-house/room-bookings/BK-2026-7K3M9Q/payment/session/",
        },
    },
    status=201,
)
