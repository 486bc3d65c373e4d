"""Recognising guests by their token: in the header, and for links in the address or the body."""

from collections.abc import Mapping

from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.request import Request

from hotelmate.core.actor import Actor
from hotelmate.core.errors import refuse
from hotelmate.room_bookings.queries import guest_actor, guest_by_token

KEYWORD = b"guesttoken"


class GuestTokenAuthentication(BaseAuthentication):
    """`Authorization: GuestToken …`, as the link or the check-in gave it."""

    def authenticate(self, request: Request) -> tuple[Actor, str] | None:
        """The guest behind the token; None when there is none. One that has ended is INVALID_GUEST_TOKEN (403)."""
        raw = self.token_in(request)
        if raw is None:
            return None
        token = guest_by_token(raw)
        if token is None:
            raise refuse("INVALID_GUEST_TOKEN", "Invalid or expired guest token", status=403)
        return guest_actor(token), "guest"

    def token_in(self, request: Request) -> str | None:
        """The token that the request carries."""
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != KEYWORD:
            return None
        return words[1].decode("latin-1") if len(words) == 2 else ""

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return "GuestToken"


class GuestLinkAuthentication(GuestTokenAuthentication):
    """The token as links and forms carry it: in the header, as `?token=`, or as `token` in the body."""

    def token_in(self, request: Request) -> str | None:
        """The token that the request carries."""
        raw = super().token_in(request)
        if raw is None:
            raw = request.query_params.get("token")
        if raw is None and isinstance(request.data, Mapping):
            raw = request.data.get("token")
        return raw if raw is None or isinstance(raw, str) else ""
