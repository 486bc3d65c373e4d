"""A lean HTTP/1.1 client: keep-alive, prepared requests, no more work than the server under test has to see."""

import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

RECEIVE_BYTES = 65536
TIMEOUT_SECONDS = 60.0
END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"content-length:"


class Disconnected(Exception):
    """The server hung up before the answer was complete."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said."""

    status: int
    body: bytes

    def json(self) -> Any:
        """The body, read as JSON; None when there is none."""
        return json.loads(self.body) if self.body else None


def prepare(
    method: str,
    path: str,
    *,
    token: str = "",
    body: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """A request as bytes, ready to be sent any number of times."""
    content = json.dumps(body).encode() if body is not None else b""
    head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(content)}"]
    if body is not None:
        head.append("Content-Type: application/json")
    if token:
        head.append(f"Authorization: Token {token}")
    head += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join(head).encode() + END_OF_HEAD + content


class Inbox:
    """Bytes as they arrive, until they are a whole answer."""

    def __init__(self) -> None:
        self._bytes = b""

    def take(self, received: bytes) -> Answer | None:
        """Add what was received; the answer when it is complete, else None."""
        if not received:
            raise Disconnected
        self._bytes += received
        head, found, body = self._bytes.partition(END_OF_HEAD)
        if not found or len(body) < _content_length(head):
            return None
        self._bytes = b""
        return Answer(int(head.split(b" ", 2)[1]), body)


def _content_length(head: bytes) -> int:
    lowered = head.lower()
    start = lowered.find(LENGTH)
    return int(lowered[start + len(LENGTH) :].split(b"\r\n", 1)[0]) if start >= 0 else 0


class Connection:
    """One keep-alive connection, used by one thread."""

    def __init__(self, host: str, port: int) -> None:
        self.socket = socket.create_connection((host, port), TIMEOUT_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.inbox = Inbox()

    def send(self, request: bytes) -> Answer:
        """Send a prepared request and wait for its answer."""
        self.socket.sendall(request)
        while True:
            answer = self.inbox.take(self.socket.recv(RECEIVE_BYTES))
            if answer is not None:
                return answer

    def ask(self, method: str, path: str, *, token: str = "", body: Mapping[str, Any] | None = None) -> Answer:
        """Prepare a request, send it and wait for its answer."""
        return self.send(prepare(method, path, token=token, body=body))

    def __enter__(self) -> Self:
        """The connection is open from its first moment."""
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up."""
        self.socket.close()
