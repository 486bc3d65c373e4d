"""Server-sent events: `GET /api/staff/hotel/{slug}/events/stream`."""

import asyncio
from collections.abc import Mapping

from django.conf import settings
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from hotelmate.core.actor import Actor
from hotelmate.core.capabilities import VIEW_EVENTS
from hotelmate.core.errors import Refusal
from hotelmate.core.ids import LARGEST_ID
from hotelmate.notifications.audiences import audience_of
from hotelmate.stream import limits
from hotelmate.stream.answers import (
    DATABASE_AWAY,
    STRANGE_ORIGIN,
    cors_headers,
    is_known_origin,
    refuse,
)
from hotelmate.stream.credentials import SessionCredential, credential_of, refusal_for
from hotelmate.stream.entry import Entry, chunk, to_json
from hotelmate.stream.house import House
from hotelmate.stream.hub import AheadOfTheLog, Connection, Hub
from hotelmate.stream.judgement import Credential
from hotelmate.stream.limits import Seats
from hotelmate.stream.sights import Sight, StreamSight
from hotelmate.stream.threads import DatabaseAway
from hotelmate.stream.wire import Wire

RETRY_MILLISECONDS = 1000
KEEP_ALIVE = b": still here\n\n"
LAST_CHUNK = b"0\r\n\r\n"
ALLOWED_METHODS = "GET, HEAD, OPTIONS"
HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store, no-transform",
    # nginx would hold events back until its buffer is full.
    "X-Accel-Buffering": "no",
}


class EventStream:
    """One client that follows a hotel's log."""

    def __init__(self, hub: Hub, house: House, wire: Wire, credential: Credential, actor: Actor, *, chunked: bool):
        now = asyncio.get_running_loop().time()
        self.hub = hub
        self.house = house
        self.wire = wire
        self.position = house.position
        self.is_live = False
        self.is_guest = actor.kind == "guest"
        self._chunked = chunked
        self._credential = credential
        self._actor = actor
        self.sight: Sight = self.sight_of(actor)
        self._speak_at = now + limits.KEEP_ALIVE_SECONDS
        self._judge_at = now + limits.JUDGE_EVERY_SECONDS
        wire.too_slow = lambda: self.end("slow", "You did not read what was sent. Come back with Last-Event-ID.")

    def is_concerned_by(self, entry: Entry) -> bool:
        """Whether this event is about the reader."""
        return entry.rendering.event.subject_id == str(self._actor.staff_id)

    def sight_of(self, actor: Actor) -> Sight:
        """What the reader sees."""
        return StreamSight(audience_of(actor), self._chunked)

    def may_stay(self, actor: Actor) -> bool:
        """Whether the reader may go on."""
        return actor.hotel_id == self.house.hotel_id and actor.may(VIEW_EVENTS)

    async def judge(self, *, since: float | None) -> bool:
        """Find out who the reader is now, and what they may see; whoever may not stay is told and hung up on."""
        actor = await self.hub.judge.verdict(self._credential, since=since)
        if actor is None or not self.may_stay(actor):
            self.end("signed_out", "Your access has ended. Sign in again.")
            return False
        self._actor = actor
        sight = self.sight_of(actor)
        if sight != self.sight:
            was_live = self.is_live
            self.house.silence(self)
            self.sight = sight
            if was_live:
                self.house.enliven(self)
        return True

    async def _judge_quietly(self) -> None:
        try:
            await self.judge(since=None)
        except DatabaseAway:
            # Nothing comes from a log that cannot be read either; the next minute asks again.
            return

    def tick(self, now: float) -> None:
        """Say something now and then, so that nobody in between hangs up; ask now and then who this is."""
        if now >= self._speak_at:
            self._speak_at = now + limits.KEEP_ALIVE_SECONDS
            self.wire.write(self._form(KEEP_ALIVE))
        if now >= self._judge_at and self.is_live:
            self._judge_at = now + limits.JUDGE_EVERY_SECONDS
            self.hub.start(self._judge_quietly())

    def end(self, event: str, text: str) -> None:
        """Tell the client why, and hang up."""
        said = f"event: {event}\ndata: {to_json({'error': text, 'code': event.upper()})}\n\n"
        self._hang_up(said.encode())

    def bid_farewell(self) -> None:
        """The process ends: come back soon."""
        self._hang_up(f": restarting\nretry: {RETRY_MILLISECONDS}\n\n".encode())

    def _hang_up(self, last_words: bytes) -> None:
        self.house.dismiss(self)
        self.wire.close(self._form(last_words) + (LAST_CHUNK if self._chunked else b""))

    def _form(self, message: bytes) -> bytes:
        return chunk(message) if self._chunked else message


class StreamEndpoint:
    """Answers requests for a hotel's event stream."""

    stream: type[EventStream] = EventStream

    def __init__(self, hub: Hub, seats: Seats) -> None:
        self._hub = hub
        self._seats = seats

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse in the one error shape, or stream until one of both sides has enough."""
        request = Request(scope, receive)
        answer = await self._serve(request, receive, send)
        if answer is not None:
            await answer(scope, receive, send)

    async def _serve(self, request: Request, receive: Receive, send: Send) -> Response | None:
        if request.method == "OPTIONS":
            return preflight(request)
        if request.method not in ("GET", "HEAD"):
            refusal = Refusal("METHOD_NOT_ALLOWED", "The stream is read with GET.", 405, {})
            answer = refuse(refusal, request)
            answer.headers["Allow"] = ALLOWED_METHODS
            return answer
        credential = self.credential_of(request)
        if isinstance(credential, Refusal):
            return refuse(credential, request)
        if isinstance(credential, SessionCredential) and not is_known_origin(request):
            return refuse(STRANGE_ORIGIN, request)
        try:
            return await self._follow(request, receive, send, credential)
        except DatabaseAway:
            return refuse(DATABASE_AWAY, request)

    def credential_of(self, request: Request) -> Credential | Refusal:
        """What the client shows."""
        return credential_of(request.headers)

    def refusal_for(self, credential: Credential) -> Refusal:
        """What to answer when that opens nothing."""
        return refusal_for(credential)

    def cannot_follow(self, actor: Actor, request: Request) -> Refusal | None:
        """Why somebody may not follow what the address names."""
        return cannot_follow(actor, request.path_params["slug"])

    async def _follow(self, request: Request, receive: Receive, send: Send, credential: Credential) -> Response | None:
        actor = await self._hub.judge.verdict(credential)
        refusal = self.refusal_for(credential) if actor is None else self.cannot_follow(actor, request)
        if actor is None or refusal is not None:
            return refuse(refusal or self.refusal_for(credential), request)
        seen = number_seen(request.headers, request.query_params)
        if isinstance(seen, Refusal):
            return refuse(seen, request)
        if request.method == "HEAD":
            return Response(headers=HEADERS | cors_headers(request))
        holder = (actor.hotel_id, actor.ref)
        if not self._seats.take():
            return refuse(over_capacity(), request)
        try:
            if not self._seats.count_for(holder, settings.STREAM_CONNECTIONS_PER_ACTOR):
                return refuse(too_many(), request)
            try:
                return await self._stream(request, receive, send, credential, actor, seen)
            finally:
                self._seats.discount(holder)
        finally:
            self._seats.leave()

    async def _stream(
        self, request: Request, receive: Receive, send: Send, credential: Credential, actor: Actor, seen: int | None
    ) -> Response | None:
        house = await self._hub.house(actor.hotel_id, request.path_params["slug"])
        wire: Wire = request.scope["extensions"]["hotelmate.wire"]
        chunked = request.scope["http_version"] != "1.0"
        client = self.stream(self._hub, house, wire, credential, actor, chunked=chunked)
        house.admit(client)
        connection = Connection(client.tick, client.bid_farewell)
        try:
            if seen is not None:
                await self._hub.check_seen(house, seen)
                client.position = seen
            # What is admitted and not live gets nothing, so this is the first that goes out.
            await send({"type": "http.response.start", "status": 200, "headers": raw(HEADERS | cors_headers(request))})
            opening = f"retry: {RETRY_MILLISECONDS}\n: {house.slug} from {client.position}\n\n".encode()
            await send({"type": "http.response.body", "body": opening, "more_body": True})
            self._hub.connections.add(connection)
            self._hub.start(self._bring_up(client))
            await hung_up(receive, wire)
        except AheadOfTheLog as error:
            return refuse(ahead_of_the_log(error.newest), request)
        finally:
            self._hub.connections.discard(connection)
            house.dismiss(client)
        return None

    async def _bring_up(self, client: EventStream) -> None:
        try:
            await self._hub.catch_up(client)
        except DatabaseAway:
            client.end("unavailable", "The database does not answer. Come back with Last-Event-ID.")


async def hung_up(receive: Receive, wire: Wire) -> None:
    """Wait until the connection is gone; a request for a stream has nothing more to say."""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        if message.get("body"):
            wire.close()


def cannot_follow(actor: Actor, slug: str) -> Refusal | None:
    """Why somebody may not follow this hotel's log: another hotel is not there."""
    if slug != getattr(actor.hotel, "slug", None):
        return Refusal("HOTEL_NOT_FOUND", "Hotel not found", 404, {"slug": slug[:60]})
    return actor.lacks(VIEW_EVENTS)


def number_seen(headers: Mapping[str, str], query: Mapping[str, str]) -> int | Refusal | None:
    """The number that the client saw last; None for a client that wants what comes from now on.

    A browser that comes back by itself says it in the header, to the address that it was given first.
    """
    text = headers.get("last-event-id") or query.get("after")
    if text is None or text == "":
        return None
    if not text.isascii() or not text.isdecimal() or len(text) > 19 or int(text) > LARGEST_ID:
        message = "Say the seq that you saw last, a number from 0."
        return Refusal("INVALID_INPUT", message, 400, {"fields": {"after": [message]}})
    return int(text)


def preflight(request: Request) -> Response:
    """The answer to a browser that asks whether it may ask."""
    headers = cors_headers(request)
    if "Access-Control-Allow-Origin" in headers:
        headers |= {
            "Access-Control-Allow-Methods": "GET",
            "Access-Control-Allow-Headers": "authorization, last-event-id",
            "Access-Control-Max-Age": "600",
        }
    return Response(status_code=204, headers=headers | {"Allow": ALLOWED_METHODS})


def too_many() -> Refusal:
    """One actor has as many connections as may be."""
    most = settings.STREAM_CONNECTIONS_PER_ACTOR
    message = f"You follow {most} times already; close one of those first."
    return Refusal("TOO_MANY_CONNECTIONS", message, 429, {"retry_after_seconds": 10, "most": most})


def over_capacity() -> Refusal:
    """The process has no place left."""
    return Refusal("OVER_CAPACITY", "The stream has no place left. Try again soon.", 503, {"retry_after_seconds": 5})


def ahead_of_the_log(newest: int) -> Refusal:
    """The client knows another log."""
    message = "You have seen a number that this log has not reached. Load your state anew and follow from its last_seq."
    return Refusal("AHEAD_OF_THE_LOG", message, 409, {"last_seq": newest})


def raw(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Headers as ASGI wants them."""
    return [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
