"""Signed leave to listen to a channel, as the Pusher protocol has it.

The API signs who somebody is for one connection and one channel; the stream checks the signature, and asks
`actor_of_member` whether that person may still listen, at once and again later.
"""

import hashlib
import hmac
import json
import re
from dataclasses import dataclass

from django.conf import settings

from hotelmate.core.actor import Actor
from hotelmate.core.ids import id_in_path
from hotelmate.room_bookings.queries import guest_actor, guest_by_token_id
from hotelmate.staff.queries import actor_of, listening_staff

SOCKET_ID = re.compile(r"[0-9]{1,20}\.[0-9]{1,20}")
LONGEST_SOCKET_ID = 41


@dataclass(frozen=True, slots=True)
class Member:
    """Whom a subscription is for: `staff:12` or `guest:<token row>`, of one hotel.

    `proof` says by what they were recognised, so that it ends with that: `token:7` for a token of staff, or a digest
    that changes with the password for somebody at the desk.
    """

    user_id: str
    hotel: str
    proof: str = ""


def sign_subscription(*, socket_id: str, channel: str, member: Member) -> dict[str, str]:
    """What the client shows when it subscribes: `{auth, channel_data}`."""
    channel_data = json.dumps({"user_id": member.user_id, "hotel": member.hotel, "proof": member.proof})
    return {
        "auth": f"{settings.PUSHER_APP_KEY}:{_signature(socket_id, channel, channel_data)}",
        "channel_data": channel_data,
    }


def verify_subscription(socket_id: str, channel: str, auth: str, channel_data: str) -> Member | None:
    """Whom this was signed for, or None when it was not signed here for this connection and channel."""
    expected = f"{settings.PUSHER_APP_KEY}:{_signature(socket_id, channel, channel_data)}"
    if not hmac.compare_digest(_bytes(auth), expected.encode()):
        return None
    said = json.loads(channel_data)
    return Member(said["user_id"], said["hotel"], said["proof"])


def actor_of_member(member: Member) -> Actor | None:
    """Who this is now; None for somebody who has left, signed out or whose token has ended."""
    kind, _, text = member.user_id.partition(":")
    key = id_in_path(text)
    if key is None:
        return None
    if kind == "guest":
        token = guest_by_token_id(key)
        return guest_actor(token) if token is not None and token.hotel.slug == member.hotel else None
    staff = listening_staff(key, proof=member.proof)
    return actor_of(staff) if staff is not None and staff.hotel.slug == member.hotel else None


def _signature(socket_id: str, channel: str, channel_data: str) -> str:
    text = f"{socket_id}:{channel}:{channel_data}"
    return hmac.new(settings.PUSHER_APP_SECRET.encode(), _bytes(text), hashlib.sha256).hexdigest()


def _bytes(text: str) -> bytes:
    """Also of what no client of ours would send."""
    return text.encode("utf-8", "surrogatepass")
