"""The stream's ASGI application: its addresses, and what starts and ends with it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog
from django.conf import settings
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from hotelmate.core.errors import Refusal
from hotelmate.stream.answers import BAD_HOST, DATABASE_AWAY, NOT_FOUND, is_known_host, refuse
from hotelmate.stream.guest_sse import GuestStreamEndpoint
from hotelmate.stream.hub import Hub
from hotelmate.stream.limits import Seats
from hotelmate.stream.pusher.endpoint import PusherEndpoint
from hotelmate.stream.reader import Listener, Reader
from hotelmate.stream.sse import StreamEndpoint

HEALTH_PATH = "/healthz"
STREAM_PATH = "/api/staff/hotel/{slug}/events/stream"
GUEST_STREAM_PATH = "/api/public/hotel/{slug}/room-bookings/{booking_id}/events/stream"
SERVER_ERROR = Refusal("INTERNAL_ERROR", "Something went wrong on our side. It has been logged.", 500, {})

log = structlog.get_logger(__name__)


class KnownHosts:
    """Answers only requests that name this site as their host, and anybody who asks whether it is well."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is meant for us."""
        if scope["type"] == "lifespan" or scope["path"] == HEALTH_PATH or is_known_host(HTTPConnection(scope)):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close"})
        else:
            await refuse(BAD_HOST, HTTPConnection(scope))(scope, receive, send)


def make_application(*, on_failure: Callable[[], None]) -> tuple[Hub, ASGIApp]:
    """The hub and the application around it; `on_failure` is called when the reader ends by a mistake."""
    reader = Reader()
    hub = Hub(reader)
    seats = Seats(in_all=settings.STREAM_CONNECTIONS)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        reader.start(asyncio.get_running_loop(), Listener(hub.opened, hub.deliver, on_failure))
        hub.start(hub.keep_time())
        yield
        reader.stop()
        hub.stop()

    async def healthz(request: Request) -> Response:
        if not reader.is_well:
            return refuse(DATABASE_AWAY, request)
        return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})

    stream = StreamEndpoint(hub, seats)
    app = Starlette(
        routes=[
            Route(HEALTH_PATH, healthz),
            Route(STREAM_PATH, stream),
            Route(STREAM_PATH + "/", stream),
            Route(GUEST_STREAM_PATH, GuestStreamEndpoint(hub, seats)),
            WebSocketRoute("/app/{key}", PusherEndpoint(hub, seats)),
        ],
        exception_handlers={HTTPException: not_served, Exception: our_mistake},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    return hub, KnownHosts(app)


async def not_served(request: Request, error: Exception) -> Response:
    """The answer to an address or a method that there is none of."""
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return refuse(NOT_FOUND, request)
    return refuse(Refusal("METHOD_NOT_ALLOWED", str(error.detail), error.status_code, {}), request)


async def our_mistake(request: Request, error: Exception) -> Response:
    """The answer when it is our fault."""
    log.error("stream_request_failed", exc_info=error)
    return refuse(SERVER_ERROR, request)
