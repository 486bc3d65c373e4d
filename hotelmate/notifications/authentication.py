"""Who asks for leave to listen: staff as everywhere, or a guest whose page sends the token in the body."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework.request import Request

from hotelmate.room_bookings.authentication import GuestTokenAuthentication

LONGEST_TOKEN = 200


class GuestOnChannelAuthentication(GuestTokenAuthentication):
    """A guest's token in the header or in the field `token`, as clients of the Pusher protocol send it."""

    def token_in(self, request: Request) -> str | None:
        """The token that the request carries."""
        body = request.data
        sent = body.get("token") if isinstance(body, Mapping) else None
        if isinstance(sent, str) and sent:
            return sent if len(sent) <= LONGEST_TOKEN and sent.isascii() else ""
        return super().token_in(request)


class GuestTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """`Authorization: GuestToken …`."""

    target_class = GuestOnChannelAuthentication
    name = "guestToken"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """The scheme as OpenAPI names it."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`GuestToken …`; the field `token` of the body says the same.",
        }
