"""Examples of requests and answers about rooms, for the OpenAPI document."""

from hotelmate.core.api.schema import exchange

STATUS = exchange(
    "Somebody begins to clean",
    sends={"to_status": "CLEANING_IN_PROGRESS", "note": ""},
    gets={
        "message": "Room 111 status updated to CLEANING_IN_PROGRESS",
        "room": {
            "id": 26,
            "room_number": "111",
            "room_status": "CLEANING_IN_PROGRESS",
            "last_cleaned_at": "2026-03-08T11:20:00Z",
            "last_inspected_at": "2026-03-08T11:45:00Z",
            "maintenance_required": False,
            "is_occupied": False,
            "version": 8,
        },
        "status_event": {
            "id": 4410,
            "hotel": 1,
            "hotel_name": "Harbour House",
            "room": 26,
            "room_number": "111",
            "n": 31,
            "from_status": "CHECKOUT_DIRTY",
            "to_status": "CLEANING_IN_PROGRESS",
            "changed_by": 7,
            "changed_by_name": "Hana Quill",
            "source": "HOUSEKEEPING",
            "source_display": "Housekeeping",
            "note": "",
            "created_at": "2026-03-09T10:05:31Z",
        },
    },
)
