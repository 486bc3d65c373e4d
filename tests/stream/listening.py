"""Clients of the stream, as simple as clients can be: lines from a socket, and messages from a WebSocket."""

import json
import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, Self

import httpx
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

PATIENCE_SECONDS = 30.0
# Whom this machine trusts takes a while to read in, and no stream of a test is asked over TLS.
NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@dataclass
class Message:
    """A message of an event stream."""

    event: str = "message"
    data: str = ""
    id: str = ""

    def json(self) -> Any:
        return json.loads(self.data)


@dataclass
class Listening:
    """An open event stream."""

    response: httpx.Response
    lines: Iterator[str]
    comments: list[str] = field(default_factory=list)
    retry: int | None = None

    def next(self) -> Message:
        """The next message; StopIteration when the stream has ended."""
        message = Message()
        for line in self.lines:
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if not line:
                if message.data:
                    return message
            elif not name:
                self.comments.append(value)
            elif name == "retry":
                self.retry = int(value)
            else:
                setattr(message, name, value)
        raise StopIteration

    def take(self, many: int) -> list[Message]:
        return [self.next() for _ in range(many)]

    def rest(self) -> list[Message]:
        """All messages until the stream ends."""
        messages = []
        while True:
            try:
                messages.append(self.next())
            except StopIteration:
                return messages


@contextmanager
def listening(url: str, *, token: str = "", **headers: str) -> Iterator[Listening]:
    """Open an event stream, which must be granted."""
    asked = {name.replace("_", "-"): value for name, value in headers.items()}
    if token:
        asked["Authorization"] = f"Token {token}"
    with (
        httpx.Client(timeout=PATIENCE_SECONDS, verify=NOBODY) as client,
        client.stream("GET", url, headers=asked) as response,
    ):
        if response.status_code != httpx.codes.OK:
            response.read()
        assert response.status_code == httpx.codes.OK, response.text
        opened = Listening(response, response.iter_lines())
        # The opening words: from here on the stream is there.
        first = next(opened.lines)
        assert first == "retry: 1000"
        yield opened


class Closed(Exception):
    """The server ended the connection."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason


class PusherClient:
    """The Pusher protocol by hand, for what a good client never does."""

    def __init__(self, url: str) -> None:
        self._open = ExitStack()
        self.socket: ClientConnection = self._open.enter_context(
            connect(url, open_timeout=PATIENCE_SECONDS, compression=None, max_size=None, proxy=None)
        )
        self.socket_id = ""

    def greet(self) -> Self:
        greeting = self.hear()
        assert greeting["event"] == "pusher:connection_established", greeting
        assert greeting["data"]["activity_timeout"] == 120
        self.socket_id = greeting["data"]["socket_id"]
        return self

    def say(self, event: str, data: Any = None, **more: Any) -> None:
        self.socket.send(json.dumps({"event": event, "data": data or {}, **more}))

    def hear(self) -> dict[str, Any]:
        """The next message, with its data read."""
        try:
            message = json.loads(self.socket.recv(PATIENCE_SECONDS))
        except ConnectionClosed as closed:
            close = closed.rcvd
            raise Closed(close.code if close else 1006, close.reason if close else "") from None
        return {**message, "data": json.loads(message["data"])}

    def subscribe(self, channel: str, signed: dict[str, str]) -> dict[str, Any]:
        self.say("pusher:subscribe", {"channel": channel, **signed})
        return self.hear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()


def open_socket(port: int) -> socket.socket:
    """A plain connection."""
    return socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS)
