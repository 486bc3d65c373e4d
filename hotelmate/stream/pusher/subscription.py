"""The channels of one hotel that a connection has subscribed to."""

from collections.abc import Callable
from dataclasses import dataclass, field

from hotelmate.core.actor import Actor
from hotelmate.notifications.audiences import audience_of
from hotelmate.notifications.channels import may_join
from hotelmate.notifications.pusher_auth import Member, actor_of_member
from hotelmate.stream.entry import Entry
from hotelmate.stream.house import House
from hotelmate.stream.judgement import Judge
from hotelmate.stream.pusher.messages import subscription_error
from hotelmate.stream.sights import ChannelSight
from hotelmate.stream.wire import Wire


@dataclass(frozen=True, slots=True)
class MemberCredential:
    """Whom the web process signed a subscription for."""

    member: Member = field(repr=False)

    def actor(self) -> Actor | None:
        """Who that is, as long as they may come in."""
        return actor_of_member(self.member)


@dataclass(slots=True)
class Seat:
    """On whose behalf a channel was subscribed to."""

    credential: MemberCredential
    actor: Actor


class HotelSubscription:
    """A connection's place in the log of one hotel: its channels there, and for whom each was signed."""

    def __init__(self, house: House, wire: Wire, judge: Judge, access_ended: Callable[[], None]) -> None:
        self.house = house
        self.wire = wire
        self.sight = ChannelSight({})
        self.position = house.position
        self.is_live = False
        self.is_guest = False
        self._judge = judge
        self._access_ended = access_ended
        self._seats: dict[str, Seat] = {}

    @property
    def is_empty(self) -> bool:
        """Whether no channel is left."""
        return not self._seats

    def hears(self, channel: str) -> bool:
        """Whether the channel is subscribed to."""
        return channel in self._seats

    def join(self, channel: str, credential: MemberCredential, actor: Actor) -> None:
        """Get the channel's events from here on."""
        is_new = self.is_empty
        self._seats[channel] = Seat(credential, actor)
        self.is_guest = self.is_guest or actor.kind == "guest"
        self.house.admit(self)
        if is_new and not self.is_live:
            self.house.enliven(self)
        self._see_anew()

    def leave(self, channel: str) -> None:
        """Get no more of the channel's events."""
        del self._seats[channel]
        self._see_anew()
        if self.is_empty:
            self.house.dismiss(self)

    def is_concerned_by(self, entry: Entry) -> bool:
        """Whether the event is about somebody for whom a channel was signed, or the booking of a guest."""
        if entry.changes_staff:
            subject = entry.rendering.event.subject_id
            return any(str(seat.actor.staff_id) == subject for seat in self._seats.values())
        return any(channel in self._seats for channel in entry.rendering.channels[1:])

    async def judge(self, *, since: float | None) -> bool:
        """Ask for each channel whether it may still be heard, and what of it."""
        for channel, seat in list(self._seats.items()):
            actor = await self._judge.verdict(seat.credential, since=since)
            if self._seats.get(channel) is not seat:
                continue
            if actor is None:
                self._access_ended()
                return False
            if may_join(actor, channel):
                seat.actor = actor
            else:
                self.wire.write(subscription_error(channel, "AuthError", "You may no longer join this channel.", 403))
                self.leave(channel)
        self._see_anew()
        return not self.is_empty

    def _see_anew(self) -> None:
        sight = ChannelSight({channel: audience_of(seat.actor) for channel, seat in self._seats.items()})
        if sight == self.sight:
            return
        was_live = self.is_live
        self.house.silence(self)
        self.sight = sight
        if was_live:
            self.house.enliven(self)
