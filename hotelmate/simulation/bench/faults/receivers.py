"""Who is told: a mail server, a webhook's receiver and followers of the stream, each noting what arrived and in which order."""

import http.client
import re
import socketserver
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from hotelmate.notifications.webhooks.receiver import Receiver

EVENT_LINE = re.compile(rb"(?im)^X-HotelMate-Event-ID:\s*(\S+)")
END_OF_MAIL = b".\r\n"
LONGEST_LINE = 8192
PAUSE_SECONDS = 0.1
READ_PATIENCE_SECONDS = 20.0
FAILURES = (OSError, http.client.HTTPException)


@dataclass(slots=True)
class Arrivals:
    """What arrived, in order, from whichever thread."""

    keys: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, key: str) -> None:
        """Something arrived."""
        with self.lock:
            self.keys.append(key)

    def seen(self) -> list[str]:
        """All of it so far."""
        with self.lock:
            return list(self.keys)


class MailServer(socketserver.ThreadingTCPServer):
    """Takes every mail, over as much SMTP as that needs, and notes the event that it tells."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, arrivals: Arrivals) -> None:
        self.arrivals = arrivals
        super().__init__(("127.0.0.1", 0), _Mail)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])


class _Mail(socketserver.StreamRequestHandler):
    server: MailServer
    timeout = READ_PATIENCE_SECONDS

    def handle(self) -> None:
        """One connection, until it says goodbye or is cut."""
        try:
            self._say("220 bench")
            while (line := self.rfile.readline(LONGEST_LINE)) and not line.upper().startswith(b"QUIT"):
                if line.upper().startswith(b"DATA"):
                    self._say("354 Go on")
                    if not self._take():
                        return
                self._say("250 OK")
            self._say("221 Bye")
        except OSError:
            # Whoever sent was killed; what was not taken to the end was not taken.
            return

    def _take(self) -> bool:
        """Read a mail to its end; False when the sender went away in the middle."""
        mail = b""
        while (line := self.rfile.readline(LONGEST_LINE)) != END_OF_MAIL:
            if not line:
                return False
            mail += line
        found = EVENT_LINE.search(mail)
        if found:
            self.server.arrivals.note(found[1].decode())
        return True

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


class Posted(Receiver):
    """A webhook's receiver; a worker that is killed while it posts is no news."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: what did not arrive comes again."""


class Follower(threading.Thread):
    """Follows a hotel's server-sent events, and resumes after the last one when the stream goes away."""

    def __init__(self, port: int, path: str, token: str, arrivals: Arrivals, after: int) -> None:
        super().__init__(name="follower", daemon=True)
        self.port, self.path, self.token, self.arrivals = port, path, token, arrivals
        self.last = str(after)
        self.ended = threading.Event()

    def run(self) -> None:
        """Read until told to end."""
        while not self.ended.is_set():
            try:
                self._read()
            except FAILURES:
                # The stream was killed: the next connection resumes.
                self.ended.wait(PAUSE_SECONDS)

    def _read(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=READ_PATIENCE_SECONDS)
        try:
            headers = {"Authorization": f"Token {self.token}", "Last-Event-ID": self.last}
            connection.request("GET", self.path, headers=headers)
            answer = connection.getresponse()
            if answer.status != http.client.OK:
                raise http.client.HTTPException(f"the stream answered {answer.status}")
            self._listen(answer.readline)
        finally:
            connection.close()

    def _listen(self, next_line: Callable[[], bytes]) -> None:
        """An event counts when its empty line has come: what was cut off before comes again."""
        number = ""
        while not self.ended.is_set() and (line := next_line()):
            text = line.decode().rstrip("\r\n")
            if text.startswith("id:"):
                number = text.partition(":")[2].strip()
            elif not text and number:
                self.arrivals.note(number)
                self.last, number = number, ""
