"""A receiver of webhooks on this machine that behaves as a test tells it: well, slowly, wrongly, or not at all."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from hotelmate.config.postgres.wait import wait_until

DEADLINE_SECONDS = 30.0


@dataclass(frozen=True)
class Post:
    """One request that came: its headers, its bytes, and the event in them."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        return json.loads(self.body)

    @property
    def seq(self) -> int:
        return self.event["data"]["seq"]


@dataclass(frozen=True)
class Way:
    """How a receiver answers."""

    status: int = 204
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    # Answers nothing until the test ends.
    hangs: bool = False
    # Closes the connection without an answer.
    hangs_up: bool = False
    # Answers so many bytes at once, then others one by one, a moment between them, and never to the end.
    begins: bytes = b""
    drips: bytes = b""


Behaviour = Callable[[Post], Way]


class StandIn(ThreadingHTTPServer):
    """Listens on a port of its own; `posts` is what came, `taken` what was answered with a 2xx."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.behave: Behaviour = lambda post: Way()
        self.posts: list[Post] = []
        self.taken: list[Post] = []
        self.in_flight = 0
        self.most_in_flight = 0
        self.over = threading.Event()
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/hook"

    @property
    def seqs(self) -> list[int]:
        """The numbers of the events that it took, as they came."""
        return [post.seq for post in self.taken]

    def wait_for(self, count: int, *, taken: bool = True) -> None:
        """Return when so many have come."""
        posts = self.taken if taken else self.posts
        assert wait_until(lambda: len(posts) >= count, deadline_seconds=DEADLINE_SECONDS), f"{len(posts)} of {count}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The other side went away; some tests want that."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: StandIn

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) < length:
            # Who sent it died meanwhile.
            self.close_connection = True
            return
        post = Post(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        server = self.server
        with server.lock:
            server.in_flight += 1
            server.most_in_flight = max(server.most_in_flight, server.in_flight)
            server.posts.append(post)
        try:
            way = server.behave(post)
            if 200 <= way.status < 300 and not (way.hangs or way.hangs_up or way.drips):
                server.taken.append(post)
        finally:
            with server.lock:
                server.in_flight -= 1
        self.answer(way)

    def answer(self, way: Way) -> None:
        if way.hangs:
            self.server.over.wait(DEADLINE_SECONDS)
        if way.hangs or way.hangs_up:
            self.close_connection = True
            return
        if way.drips:
            self.wfile.write(way.begins)
            for byte in way.drips:
                self.wfile.write(bytes([byte]))
                self.server.over.wait(0.2)
            self.close_connection = True
            return
        self.send_response(way.status)
        for name, value in {"Content-Length": str(len(way.body)), **way.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(way.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@contextmanager
def receiver(port: int = 0) -> Iterator[StandIn]:
    """A receiver that listens while the block runs."""
    with StandIn(port) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join(DEADLINE_SECONDS)
