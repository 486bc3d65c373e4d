"""One connection of the Pusher protocol: what its client says, and what it is answered."""

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings

from hotelmate.core.actor import Actor
from hotelmate.notifications.channels import may_join
from hotelmate.notifications.pusher_auth import verify_subscription
from hotelmate.stream import limits
from hotelmate.stream.frames import close_frame
from hotelmate.stream.hub import Hub
from hotelmate.stream.limits import Seats
from hotelmate.stream.pusher import messages
from hotelmate.stream.pusher.messages import Malformed, Said
from hotelmate.stream.pusher.subscription import HotelSubscription, MemberCredential
from hotelmate.stream.threads import DatabaseAway
from hotelmate.stream.wire import Wire

Send = Callable[[dict[str, Any]], Any]


def new_socket_id() -> str:
    """Two random numbers, as the protocol writes them; a signature for one connection is worth nothing on another."""
    return f"{secrets.randbelow(10**10)}.{secrets.randbelow(10**10)}"


class PusherConnection:
    """What a client has subscribed to, and the conversation about it."""

    def __init__(self, hub: Hub, wire: Wire, seats: Seats, send: Send, address: str) -> None:
        now = asyncio.get_running_loop().time()
        self.socket_id = new_socket_id()
        self._hub = hub
        self._wire = wire
        self._seats = seats
        self._send = send
        self._hotels: dict[int, HotelSubscription] = {}
        self._channels: dict[str, HotelSubscription] = {}
        # Until somebody has signed in by a subscription, the connection counts for its address.
        self._holders: set[tuple[object, ...]] = {("address", address)}
        self._is_known = False
        self._closed = False
        self._heard_at = now
        self._pinged_at: float | None = None
        self._judge_at = now + limits.JUDGE_EVERY_SECONDS
        wire.too_slow = lambda: self._cut(messages.OVER_CAPACITY, "You did not read what was sent")

    def greet(self) -> None:
        """The first message."""
        established = {"socket_id": self.socket_id, "activity_timeout": limits.ACTIVITY_TIMEOUT_SECONDS}
        self._wire.write(messages.frame("pusher:connection_established", established))

    async def hear(self, text: str) -> None:
        """Answer one message of the client."""
        self._heard_at = asyncio.get_running_loop().time()
        self._pinged_at = None
        try:
            said = messages.read(text)
        except Malformed as error:
            self._wire.write(messages.error(None, str(error)))
            return
        match said.event:
            case "pusher:ping":
                self._wire.write(messages.frame("pusher:pong", {}))
            case "pusher:pong":
                return
            case "pusher:subscribe":
                await self._subscribe(said)
            case "pusher:unsubscribe":
                self._unsubscribe(said)
            case event if event.startswith("client-"):
                refusal = "Clients do not send events here: call the API."
                self._wire.write(messages.error(messages.CLIENT_EVENT_REFUSED, refusal))
            case _:
                self._wire.write(messages.error(None, "There is no such event."))

    def hear_bytes(self) -> None:
        """Answer a binary message."""
        self._heard_at = asyncio.get_running_loop().time()
        self._wire.write(messages.error(None, "Messages are text."))

    async def _subscribe(self, said: Said) -> None:
        channel = said.data.get("channel")
        if not isinstance(channel, str) or not 0 < len(channel) <= limits.LONGEST_CHANNEL:
            self._wire.write(messages.error(None, "Name the channel to subscribe to."))
            return
        if self._hears(channel):
            self._wire.write(messages.error(None, f"Existing subscription to channel {channel}"))
            return
        if len(self._channels) >= limits.MOST_CHANNELS:
            text = f"A connection may have {limits.MOST_CHANNELS} channels."
            self._wire.write(messages.subscription_error(channel, "LimitReached", text, 429))
            return
        auth, facts = said.data.get("auth"), said.data.get("channel_data")
        if not isinstance(auth, str) or not isinstance(facts, str):
            auth, facts = "", ""
        member = verify_subscription(self.socket_id, channel, auth, facts)
        if member is None:
            text = "The signature is not valid for this channel on this connection."
            self._wire.write(messages.subscription_error(channel, "AuthError", text, 401))
            return
        try:
            await self._join(channel, MemberCredential(member))
        except DatabaseAway:
            text = "The database does not answer. Try again in a moment."
            self._wire.write(messages.subscription_error(channel, "Unavailable", text, 503))

    async def _join(self, channel: str, credential: MemberCredential) -> None:
        actor = await self._hub.judge.verdict(credential)
        if actor is None or not may_join(actor, channel):
            text = "You may not join this channel."
            self._wire.write(messages.subscription_error(channel, "AuthError", text, 403))
            return
        if not self._count_for(actor):
            self.close(messages.TOO_MANY_CONNECTIONS, "You are connected too often already")
            return
        house = await self._hub.house(actor.hotel_id, getattr(actor.hotel, "slug", ""))
        if self._closed or self._wire.is_closing:
            return
        hotel = self._hotels.get(actor.hotel_id)
        if hotel is None or hotel.house is not house:
            hotel = HotelSubscription(house, self._wire, self._hub.judge, self._access_ended)
            self._hotels[actor.hotel_id] = hotel
        self._channels[channel] = hotel
        # Both without a pause between them: the first event follows the word that it will.
        self._wire.write(messages.frame("pusher_internal:subscription_succeeded", {}, channel))
        hotel.join(channel, credential, actor)

    def _hears(self, channel: str) -> bool:
        hotel = self._channels.get(channel)
        return hotel is not None and hotel.hears(channel)

    def _unsubscribe(self, said: Said) -> None:
        channel = said.data.get("channel")
        hotel = self._channels.pop(channel, None) if isinstance(channel, str) else None
        if hotel is None or not isinstance(channel, str) or not hotel.hears(channel):
            self._wire.write(messages.error(None, "No current subscription to this channel"))
            return
        hotel.leave(channel)
        if hotel.is_empty:
            self._hotels.pop(hotel.house.hotel_id, None)

    def _count_for(self, actor: Actor) -> bool:
        holder = (actor.hotel_id, actor.ref)
        if holder in self._holders:
            return True
        if not self._seats.count_for(holder, settings.STREAM_CONNECTIONS_PER_ACTOR):
            return False
        if not self._is_known:
            self._is_known = True
            self._give_back_holders()
        self._holders.add(holder)
        return True

    def _give_back_holders(self) -> None:
        for holder in self._holders:
            self._seats.discount(holder)
        self._holders.clear()

    def tick(self, now: float) -> None:
        """Ask a silent client whether it is there; ask now and then who everybody is."""
        if self._pinged_at is not None:
            if now - self._pinged_at > limits.PONG_SECONDS:
                self.close(messages.NO_PONG, "Pong reply not received")
        elif now - self._heard_at > limits.ACTIVITY_TIMEOUT_SECONDS:
            self._pinged_at = now
            self._wire.write(messages.frame("pusher:ping", {}))
        if now >= self._judge_at:
            self._judge_at = now + limits.JUDGE_EVERY_SECONDS
            for hotel in list(self._hotels.values()):
                if hotel.is_live:
                    self._hub.start(self._judge_quietly(hotel))

    async def _judge_quietly(self, hotel: HotelSubscription) -> None:
        try:
            await hotel.judge(since=None)
        except DatabaseAway:
            # Nothing comes from a log that cannot be read either; the next minute asks again.
            return

    def _access_ended(self) -> None:
        self.close(messages.UNAUTHORISED, "Your access has ended")

    def bid_farewell(self) -> None:
        """The process ends: come back at once."""
        self.close(messages.RESTARTING, "Restarting, come back at once")

    def close(self, code: int, reason: str) -> None:
        """Say why, and end the connection."""
        if self._closed:
            return
        if not self._wire.has_room:
            self._cut(code, reason)
            return
        self._closed = True
        self._let_go()
        self._wire.write(messages.error(code, reason))
        self._hub.start(self._shake_hands(code, reason))

    async def _shake_hands(self, code: int, reason: str) -> None:
        # A client that has gone already needs no word.
        with suppress(OSError):
            await self._send({"type": "websocket.close", "code": code, "reason": reason})

    def _cut(self, code: int, reason: str) -> None:
        """End a connection whose client does not read: nobody waits for its answer."""
        self._closed = True
        self._let_go()
        self._wire.close(messages.error(code, reason) + close_frame(code, reason))

    def _let_go(self) -> None:
        for hotel in self._hotels.values():
            hotel.house.dismiss(hotel)
        self._hotels.clear()
        self._channels.clear()

    def ended(self) -> None:
        """The connection is gone."""
        self._closed = True
        self._let_go()
        self._give_back_holders()
