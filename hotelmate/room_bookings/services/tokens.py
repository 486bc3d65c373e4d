"""Guest tokens: one for the stay, given at check-in, and those that go into links.

A link's token is derived from its row's seed and the installation's secret: every mail can carry it again, the table
alone opens nothing, and revoking the row ends all copies. See docs/decisions/0007-guest-links.md.
"""

import base64
import secrets
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.db import connection
from django.utils.crypto import salted_hmac

from hotelmate.core.actor import Actor
from hotelmate.core.change import Outcome
from hotelmate.core.errors import refuse
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.queries import hotel_of
from hotelmate.room_bookings.models import GuestToken, RoomBooking, TokenPurpose, TokenScope
from hotelmate.room_bookings.queries import hash_of_guest_token
from hotelmate.room_bookings.services.status import lock_booking

SCOPES: dict[str, list[str]] = {
    TokenPurpose.MANAGEMENT: [TokenScope.STATUS_READ, TokenScope.MANAGE, TokenScope.PRECHECKIN],
    TokenPurpose.PRECHECKIN: [TokenScope.STATUS_READ, TokenScope.PRECHECKIN],
    TokenPurpose.STAY: [TokenScope.STATUS_READ],
}
LIVES_PAST_CHECK_OUT = timedelta(days=30)
NOON = time(12)
SALT = "hotelmate.room_bookings.guest_link"
REVOKE = """
    UPDATE room_bookings_guesttoken SET revoked_at = %s, revoked_reason = %s
    WHERE booking_id = %s AND purpose = ANY(%s) AND revoked_at IS NULL
"""
REDATE = "UPDATE room_bookings_guesttoken SET expires_at = %s WHERE booking_id = %s AND revoked_at IS NULL"


@dataclass(frozen=True, slots=True)
class GuestLink:
    """A token in the clear, for a link; `token_id` is its row."""

    token_id: int
    token: str = field(repr=False)
    expires_at: datetime


def give_token(booking: RoomBooking, hotel: Hotel, at: datetime) -> str:
    """A new token of the stay for a locked booking, returned in the clear this once; the one before is revoked."""
    _revoke(booking, at, "TOKEN_REPLACED", [TokenPurpose.STAY])
    raw = secrets.token_urlsafe(32)
    _insert(booking, hotel, TokenPurpose.STAY, raw, at)
    return raw


def give_link(
    *, actor: Actor, booking_id: str, purpose: str = TokenPurpose.MANAGEMENT, replace: bool = False
) -> Outcome[GuestLink]:
    """The token for links to a booking: the one that there is, or a new one.

    With `replace` a new one is made in any case, and the links that are out open nothing any more; so it is after the
    installation's secret has changed. Refuses with BOOKING_ERASED and LINK_OVER.
    """
    booking = lock_booking(actor, booking_id)
    return link_of(booking, hotel_of(actor), purpose, replace=replace)


def link_of(
    booking: RoomBooking, hotel: Hotel, purpose: str = TokenPurpose.MANAGEMENT, *, replace: bool = False
) -> Outcome[GuestLink]:
    """`give_link` for a booking that the change has locked."""
    if booking.erased_at is not None:
        raise refuse("BOOKING_ERASED", "The guest of this booking has been erased; nobody is there to have a link.")
    now = hotel.now()
    if expiry(booking, hotel) <= now:
        raise refuse("LINK_OVER", f"The booking ended on {booking.held_until}; its links have ended, too.")
    present = GuestToken.objects.filter(booking_id=booking.pk, purpose=purpose, revoked_at__isnull=True).first()
    if present is not None:
        raw = raw_of(present.seed)
        still_made_so = hash_of_guest_token(raw) == present.token_hash
        if still_made_so and not replace and present.expires_at > now:
            return Outcome(GuestLink(present.pk, raw, present.expires_at), changed=False)
        _revoke(booking, now, "TOKEN_REPLACED", [purpose])
    seed = secrets.token_urlsafe(24)
    made = _insert(booking, hotel, purpose, raw_of(seed), now, seed)
    return Outcome(GuestLink(made.pk, raw_of(seed), made.expires_at))


def raw_of(seed: str) -> str:
    """The token that a seed stands for in this installation."""
    digest = salted_hmac(SALT, seed, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def end_stay_token(booking: RoomBooking, at: datetime, reason: str) -> None:
    """End the token of the stay. Links go on: they show what became of the booking, and change nothing any more."""
    _revoke(booking, at, reason, [TokenPurpose.STAY])


def revoke_tokens(booking: RoomBooking, at: datetime, reason: str) -> None:
    """End every active token of a booking: nothing of it may be seen any more."""
    _revoke(booking, at, reason, TokenPurpose.values)


def redate_tokens(booking: RoomBooking, hotel: Hotel) -> None:
    """Let the tokens of a booking whose dates have changed last as long as those of any other."""
    with connection.cursor() as cursor:
        cursor.execute(REDATE, [expiry(booking, hotel), booking.pk])


def expiry(booking: RoomBooking, hotel: Hotel) -> datetime:
    """Until when tokens of the booking hold: noon of its last day, thirty days later."""
    return hotel.local_moment(booking.held_until, NOON) + LIVES_PAST_CHECK_OUT


def _insert(booking: RoomBooking, hotel: Hotel, purpose: str, raw: str, at: datetime, seed: str = "") -> GuestToken:
    return GuestToken.objects.create(
        hotel_id=booking.hotel_id,
        booking_id=booking.pk,
        purpose=purpose,
        token_hash=hash_of_guest_token(raw),
        seed=seed,
        scopes=SCOPES[purpose],
        created_at=at,
        expires_at=expiry(booking, hotel),
    )


def _revoke(booking: RoomBooking, at: datetime, reason: str, purposes: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(REVOKE, [at, reason, booking.pk, list(purposes)])
