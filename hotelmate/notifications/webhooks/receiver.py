"""A small receiver: verifies the signature, answers 204, and tells what came. To see webhooks, and to begin one's own."""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError

MOST_BYTES = 1_048_576
PATIENCE_SECONDS = 10
Show = Callable[[dict[str, Any]], None]


class Receiver(ThreadingHTTPServer):
    """Listens on one address and shows each event whose signature is right. With no secret it believes everything."""

    daemon_threads = True

    def __init__(self, host: str, port: int, show: Show, complain: Callable[[str], None]) -> None:
        self.show = show
        self.complain = complain
        self.verifier: Webhook | None = None
        super().__init__((host, port), _Handler)

    def trust(self, secret: str) -> None:
        """Take only what is signed with this secret."""
        self.verifier = Webhook(secret)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = PATIENCE_SECONDS
    server: Receiver

    def do_POST(self) -> None:
        """Take one event."""
        size = self.headers.get("Content-Length", "")
        if not size.isdigit() or int(size) > MOST_BYTES:
            self._answer(413)
            return
        body = self.rfile.read(int(size))
        verifier = self.server.verifier or Webhook(b"nothing to verify with")
        try:
            event = verifier.verify(body, dict(self.headers.items()))
        except (WebhookVerificationError, ValueError) as error:
            self.server.complain(f"Refused a message: {error}")
            self._answer(401)
            return
        self.server.show(event)
        self._answer(204)

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: what came is shown by whoever listens."""
