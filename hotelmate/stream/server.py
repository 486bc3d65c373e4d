"""The ASGI server: uvicorn, with the wire of each connection in its scope, and a farewell to clients when it ends."""

import asyncio
import resource
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from socket import socket
from types import FrameType
from typing import Any, cast

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from hotelmate.stream import limits
from hotelmate.stream.application import make_application
from hotelmate.stream.hub import Hub
from hotelmate.stream.wire import Wire

WIRE = "hotelmate.wire"
FAREWELL_SECONDS = 3.0
# The thread that reads the log must not keep the loop, which gives way at every system call, waiting for long.
SWITCH_SECONDS = 0.001

App = Callable[[Any, Any, Any], Awaitable[None]]


class ReaderDied(Exception):
    """The thread that reads the log ended by a mistake of ours; what it was stands above in the log."""


def with_wire(app: App, wire: Wire) -> App:
    """The application, told over which wire each request came."""

    async def on_this_wire(scope: Any, receive: Any, send: Any) -> None:
        scope.setdefault("extensions", {})[WIRE] = wire
        await app(scope, receive, send)

    return on_this_wire


class StreamHttp(H11Protocol):
    """An HTTP connection that hangs up on whoever connects and asks for nothing."""

    wire: Wire

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Give the connection its wire."""
        super().connection_made(transport)
        self.wire = Wire(transport)
        self.app = with_wire(self.app, self.wire)
        self._patience = self.loop.call_later(limits.SECONDS_TO_ASK, self._hang_up_unless_asked)

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of the wire."""
        self._patience.cancel()
        self.wire.lost()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """The client is behind."""
        self.wire.pause()
        super().pause_writing()

    def resume_writing(self) -> None:
        """The client has caught up."""
        self.wire.resume()
        super().resume_writing()

    def _hang_up_unless_asked(self) -> None:
        cycle: object | None = self.cycle
        if cycle is None and self.transport.get_protocol() is self:
            self.transport.close()


class StreamSocket(WebSocketsSansIOProtocol):
    """A WebSocket connection whose frames may also be written straight to its wire, whole ones between others."""

    wire: Wire

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Give the connection its wire."""
        super().connection_made(transport)
        self.wire = Wire(cast(asyncio.Transport, transport))
        self.app = with_wire(self.app, self.wire)

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of the wire."""
        self.wire.lost()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """The client is behind."""
        self.wire.pause()
        super().pause_writing()

    def resume_writing(self) -> None:
        """The client has caught up."""
        self.wire.resume()
        super().resume_writing()


class StreamServer(uvicorn.Server):
    """The server; it ends on SIGTERM and Ctrl-C after it has told its clients to come back."""

    def __init__(self, config: uvicorn.Config, hub: Hub) -> None:
        super().__init__(config)
        self._hub = hub

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Take no more clients, send away those that are here, and end."""
        for server in self.servers:
            server.close()
        self._hub.bid_farewell()
        for _ in range(int(FAREWELL_SECONDS / 0.05)):
            if not self.server_state.connections:
                break
            await asyncio.sleep(0.05)
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End without raising the signal again: who asked for the end gets the exit code of one."""

        def end(number: int, frame: FrameType | None) -> None:
            self.handle_exit(number, frame)

        before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def serve(listening: socket) -> None:
    """Serve on this socket until told to end."""
    sys.setswitchinterval(SWITCH_SECONDS)
    allow_many_connections()
    failures: list[None] = []
    hub, application = make_application(on_failure=lambda: failures.append(None))
    config = uvicorn.Config(
        application,
        loop="asyncio",
        http=StreamHttp,
        ws=StreamSocket,
        ws_max_size=limits.LONGEST_FRAME,
        ws_ping_interval=None,
        ws_per_message_deflate=False,
        lifespan="on",
        interface="asgi3",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        h11_max_incomplete_event_size=limits.LONGEST_HEAD,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=2,
    )
    server = StreamServer(config, hub)

    async def until_done() -> None:
        watch = asyncio.create_task(_end_when(failures, server))
        await server.serve([listening])
        watch.cancel()

    asyncio.run(until_done())
    if failures:
        raise ReaderDied


async def _end_when(failures: list[None], server: StreamServer) -> None:
    while not failures:
        await asyncio.sleep(0.5)
    server.should_exit = True


def allow_many_connections() -> None:
    """Raise the number of open files to what this process is allowed."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
