"""`/app/{key}`: where clients of the Pusher protocol connect."""

from collections.abc import Mapping
from hmac import compare_digest

from django.conf import settings
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from hotelmate.stream.hub import Connection, Hub
from hotelmate.stream.limits import Seats
from hotelmate.stream.pusher import messages
from hotelmate.stream.pusher.connection import PusherConnection
from hotelmate.stream.wire import Wire


class PusherEndpoint:
    """Takes connections, and refuses those that are not for us or too many."""

    def __init__(self, hub: Hub, seats: Seats) -> None:
        self._hub = hub
        self._seats = seats

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Talk with one client until one of both sides has enough."""
        socket = WebSocket(scope, receive, send)
        await receive()
        await send({"type": "websocket.accept"})
        wire: Wire = scope["extensions"]["hotelmate.wire"]
        refusal = refusal_of(socket.path_params["key"], socket.query_params)
        if refusal is not None:
            await refuse(wire, receive, send, *refusal)
            return
        address = socket.client.host if socket.client else ""
        holder = ("address", address)
        if not self._seats.take():
            await refuse(wire, receive, send, messages.OVER_CAPACITY, "No place left, come back later")
            return
        try:
            if not self._seats.count_for(holder, settings.STREAM_CONNECTIONS_PER_ADDRESS):
                text = "Too many connections from this address that have not signed in"
                await refuse(wire, receive, send, messages.OVER_CAPACITY, text)
                return
            await self._talk(PusherConnection(self._hub, wire, self._seats, send, address), receive)
        finally:
            self._seats.leave()

    async def _talk(self, client: PusherConnection, receive: Receive) -> None:
        connection = Connection(client.tick, client.bid_farewell)
        self._hub.connections.add(connection)
        try:
            client.greet()
            while True:
                message = await receive()
                if message["type"] == "websocket.disconnect":
                    return
                text = message.get("text")
                if text is None:
                    client.hear_bytes()
                else:
                    await client.hear(text)
        finally:
            self._hub.connections.discard(connection)
            client.ended()


def refusal_of(key: str, query: Mapping[str, str]) -> tuple[int, str] | None:
    """Why this client cannot be talked to, or None."""
    if not compare_digest(key.encode(), settings.PUSHER_APP_KEY.encode()):
        return messages.NO_SUCH_APP, "There is no app with this key"
    version = query.get("protocol")
    if version is None:
        return messages.NO_VERSION, "No protocol version supplied"
    if not version.isascii() or not version.isdecimal() or len(version) > 4:
        return messages.BAD_VERSION, "Invalid version string format"
    if int(version) not in messages.PROTOCOLS:
        return messages.UNKNOWN_VERSION, "Unsupported protocol version"
    return None


async def refuse(wire: Wire, receive: Receive, send: Send, code: int, reason: str) -> None:
    """Say why, and end the connection."""
    wire.write(messages.error(code, reason))
    await send({"type": "websocket.close", "code": code, "reason": reason})
    while (await receive())["type"] != "websocket.disconnect":
        continue
