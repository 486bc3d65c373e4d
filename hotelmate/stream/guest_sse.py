"""A guest's own event stream: `GET /api/public/hotel/{slug}/room-bookings/{id}/events/stream`."""

from dataclasses import dataclass, field

from starlette.requests import Request

from hotelmate.core.actor import Actor
from hotelmate.core.errors import Refusal
from hotelmate.notifications.channels import guest_channel, may_join
from hotelmate.room_bookings.queries import guest_actor, guest_by_token
from hotelmate.stream.credentials import LONGEST_TOKEN
from hotelmate.stream.entry import Entry
from hotelmate.stream.judgement import Credential
from hotelmate.stream.sights import GuestSight, Sight
from hotelmate.stream.sse import EventStream, StreamEndpoint

KEYWORD = "guesttoken"
LINKS_CHANGED = "booking_link_requested"

NO_TOKEN = Refusal("NOT_AUTHENTICATED", "Access token is required", 401, {})
INVALID_TOKEN = Refusal("INVALID_GUEST_TOKEN", "Invalid or expired guest token", 403, {})


@dataclass(frozen=True, slots=True)
class GuestCredential:
    """The token of a guest's link, or the one given at check-in."""

    token: str = field(repr=False)

    def actor(self) -> Actor | None:
        """Whose token it is, as long as it holds."""
        found = guest_by_token(self.token)
        return None if found is None else guest_actor(found)


class GuestStream(EventStream):
    """A guest who follows what becomes of their booking."""

    def sight_of(self, actor: Actor) -> Sight:
        """The channel of the guest's own booking."""
        return GuestSight(guest_channel(actor.booking_id), self._chunked)

    def may_stay(self, actor: Actor) -> bool:
        """Whether the token still opens this booking."""
        return actor.hotel_id == self.house.hotel_id and may_join(actor, guest_channel(actor.booking_id))

    def is_concerned_by(self, entry: Entry) -> bool:
        """Whether this event is about the guest's booking, or about the links to it."""
        event = entry.rendering.event
        links = event.type == LINKS_CHANGED and event.subject_id == self._actor.booking_id
        return links or guest_channel(self._actor.booking_id) in entry.rendering.channels


class GuestStreamEndpoint(StreamEndpoint):
    """Answers requests for the stream of one booking; the token comes in the header or, from a browser, as `?token=`."""

    stream = GuestStream

    def credential_of(self, request: Request) -> Credential | Refusal:
        """The token that the request carries."""
        words = request.headers.get("authorization", "").split()
        if words and words[0].lower() == KEYWORD:
            raw = words[1] if len(words) == 2 else ""
        else:
            raw = request.query_params.get("token", "")
            if not raw:
                return NO_TOKEN
        return GuestCredential(raw) if 0 < len(raw) <= LONGEST_TOKEN and raw.isascii() else INVALID_TOKEN

    def refusal_for(self, credential: Credential) -> Refusal:
        """What to answer when the token opens nothing."""
        return INVALID_TOKEN

    def cannot_follow(self, actor: Actor, request: Request) -> Refusal | None:
        """Another booking, or another hotel, is not there."""
        named = request.path_params["booking_id"]
        if request.path_params["slug"] != getattr(actor.hotel, "slug", None) or named != actor.booking_id:
            return Refusal("BOOKING_NOT_FOUND", "Booking not found", 404, {"booking_id": named[:40]})
        return None
