"""Guest tokens: given out at check-in, revoked when the stay or the booking is over."""

import secrets
from datetime import datetime, timedelta

from django.db import connection

from hotelmate.room_bookings.models import GuestToken, RoomBooking
from hotelmate.room_bookings.queries import hash_of_guest_token

SCOPES = ["STATUS_READ"]
LIVES_PAST_CHECK_OUT = timedelta(days=30)
REVOKE = """
    UPDATE room_bookings_guesttoken SET revoked_at = %s, revoked_reason = %s WHERE booking_id = %s AND revoked_at IS NULL
"""


def give_token(booking: RoomBooking, at: datetime) -> str:
    """A new token for a locked booking, returned in the clear this once; the one before is revoked."""
    revoke_tokens(booking, at, "TOKEN_REPLACED")
    raw = secrets.token_urlsafe(32)
    GuestToken.objects.create(
        hotel_id=booking.hotel_id,
        booking_id=booking.pk,
        token_hash=hash_of_guest_token(raw),
        scopes=SCOPES,
        created_at=at,
        expires_at=at + (booking.held_until - booking.check_in) + LIVES_PAST_CHECK_OUT,
    )
    return raw


def revoke_tokens(booking: RoomBooking, at: datetime, reason: str) -> None:
    """End every active token of a booking."""
    with connection.cursor() as cursor:
        cursor.execute(REVOKE, [at, reason, booking.pk])
