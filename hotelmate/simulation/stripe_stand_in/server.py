"""The stand-in as an HTTP server in threads of this process."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from hotelmate.payments.stripe_account import StripeAccount
from hotelmate.simulation.stripe_stand_in.errors import ApiError, missing
from hotelmate.simulation.stripe_stand_in.form import read_form
from hotelmate.simulation.stripe_stand_in.keys import Answer, Keys
from hotelmate.simulation.stripe_stand_in.ledger import Ledger, Thing
from hotelmate.simulation.stripe_stand_in.webhooks import Mailbag

API_KEY, WEBHOOK_SECRET = "sk_test_stand_in", "whsec_stand_in"
HANG_UP = -1


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that goes wrong with calls whose path has this text: before they act, or after.

    `status` is answered instead (-1: the line goes dead), `wait_seconds` pass before, and `then` is called.
    """

    path: str
    after: bool = False
    status: int = 0
    wait_seconds: float = 0.0
    then: Callable[[], None] | None = None


@dataclass(slots=True)
class StandIn:
    """A stand-in: its ledger, the keys that it knows, its webhooks, and what is to go wrong."""

    ledger: Ledger = field(default_factory=Ledger)
    keys: Keys = field(default_factory=Keys)
    mailbag: Mailbag = field(default_factory=lambda: Mailbag(WEBHOOK_SECRET))
    faults: list[Fault] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    url: str = ""
    # How long it takes over a call that acts, so that the same key may come again meanwhile.
    thinks_seconds: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def account(self) -> StripeAccount:
        """How to speak to it."""
        return StripeAccount(API_KEY, WEBHOOK_SECRET, self.url)

    @property
    def environment(self) -> dict[str, str]:
        """How another process is told to speak to it."""
        return {"STRIPE_SECRET_KEY": API_KEY, "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET, "STRIPE_API_BASE": self.url}

    def fail(self, path: str, *, times: int = 1, **how: Any) -> None:
        """Let something go wrong with the next calls of this path."""
        with self.lock:
            self.faults += [Fault(path, **how)] * times

    def fault_for(self, path: str, *, after: bool) -> Fault | None:
        """What goes wrong now, once."""
        with self.lock:
            found = next((one for one in self.faults if one.path in path and one.after == after), None)
            if found is not None:
                self.faults.remove(found)
            return found

    def answer(self, method: str, path: str, key: str, body: str, query: Mapping[str, str]) -> Answer:
        """Answer a call: its key first, then what it asks for."""
        with self.lock:
            self.calls.append(f"{method} {path}")
        if not key:
            return 200, self._do(method, path, read_form(body), query)
        known = self.keys.claim(key, path, body)
        if known is not None:
            return known
        if self.thinks_seconds:
            threading.Event().wait(self.thinks_seconds)
        try:
            answer = 200, self._do(method, path, read_form(body), query)
        except ApiError as error:
            answer = error.http_status, error.body
        self.keys.keep(key, answer)
        return answer

    def _do(self, method: str, path: str, asked: Thing, query: Mapping[str, str]) -> Thing:
        """Carry a call out."""
        ledger = self.ledger
        parts = path.strip("/").split("/")[1:]
        match (method, *parts):
            case ("POST", "checkout", "sessions"):
                return ledger.create_session(asked)
            case ("GET", "checkout", "sessions", reference):
                return ledger.session(reference)
            case ("POST", "checkout", "sessions", reference, "expire"):
                return ledger.expire_session(reference)
            case ("POST", "payment_intents"):
                return ledger.create_intent(asked)
            case ("GET", "payment_intents"):
                return _listed(path, ledger.intents_since(int(query.get("created[gte]", "0"))))
            case ("GET", "payment_intents", reference):
                return ledger.intent(reference)
            case ("POST", "payment_intents", reference, "capture"):
                return ledger.capture(reference, asked)
            case ("POST", "payment_intents", reference, "cancel"):
                return ledger.cancel(reference)
            case ("POST", "refunds"):
                return ledger.refund(asked)
            case ("GET", "refunds"):
                return _listed(path, ledger.of_intent(ledger.refunds, query["payment_intent"]))
            case ("GET", "disputes"):
                return _listed(path, ledger.of_intent(ledger.disputes, query["payment_intent"]))
        raise missing("path", path)


def _listed(path: str, things: list[Thing]) -> Thing:
    return {"object": "list", "url": path, "has_more": False, "data": things}


class Handler(BaseHTTPRequestHandler):
    """One call."""

    protocol_version = "HTTP/1.1"
    stand_in: StandIn

    def do_GET(self) -> None:
        """Read something."""
        self._serve("GET")

    def do_POST(self) -> None:
        """Do something."""
        self._serve("POST")

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the calls are kept."""

    def _serve(self, method: str) -> None:
        address = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if self.headers.get("Authorization") != f"Bearer {API_KEY}":
            return self._send(401, ApiError(401, "invalid_request_error", "Invalid API Key provided.").body)
        if not self._survives(address.path, after=False):
            return None
        key = self.headers.get("Idempotency-Key", "") if method == "POST" else ""
        try:
            status, answer = self.stand_in.answer(method, address.path, key, body, dict(parse_qsl(address.query)))
        except ApiError as error:
            status, answer = error.http_status, error.body
        if self._survives(address.path, after=True):
            return self._send(status, answer)
        return None

    def _survives(self, path: str, *, after: bool) -> bool:
        fault = self.stand_in.fault_for(path, after=after)
        if fault is None:
            return True
        if fault.then is not None:
            fault.then()
        if fault.wait_seconds:
            threading.Event().wait(fault.wait_seconds)
        if fault.status == HANG_UP:
            self.close_connection = True
            return False
        if fault.status:
            self._send(fault.status, ApiError(fault.status, "api_error", "Something went wrong at Stripe.").body)
            return False
        return True

    def _send(self, status: int, answer: Thing) -> None:
        content = json.dumps(answer).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Request-Id", "req_stand_in")
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            # The caller has gone, as one does that was killed.
            self.close_connection = True


class Server(ThreadingHTTPServer):
    """A thread for each connection; none of them keeps the process alive."""

    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hangs up is no news."""


@contextmanager
def stripe_stand_in() -> Iterator[StandIn]:
    """A stand-in that answers on a free port of this machine until the end of the block."""
    stand_in = StandIn()
    stand_in.ledger.listener = stand_in.mailbag.take
    handler = type("BoundHandler", (Handler,), {"stand_in": stand_in})
    server = Server(("127.0.0.1", 0), handler)
    stand_in.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield stand_in
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
