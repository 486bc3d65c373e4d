"""Examples for the OpenAPI document."""

NEW = {
    "url": "https://example.com/hooks/hotelmate",
    "description": "The channel manager",
    "event_types": ["booking_cancelled"],
}
CREATED = {
    "webhook_id": "WH-7K3M9Q2T",
    **NEW,
    "state": "ACTIVE",
    "state_since": "2026-07-01T12:00:00Z",
    "disabled_reason": "",
    "after_seq": 4711,
    "pending": 0,
    "dead": 0,
    "failing_since": None,
    "rest_until": None,
    "last_delivered_at": None,
    "previous_secret_until": None,
    "created_at": "2026-07-01T12:00:00Z",
    "version": 1,
    "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
}
