"""A terminal's side of the event stream: sign in, connect, read messages, come back after an interruption."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

CONNECT_SECONDS = 10.0
# The stream says something every 15 seconds; a line that is silent for longer is dead.
SILENCE_SECONDS = 45.0
MOST_REDIRECTS = 3
PASSING = frozenset({429, 502, 503, 504})


class CannotFollow(Exception):
    """The stream will not be had this way; the message says why."""


class Interrupted(Exception):
    """The stream ended or cannot be had at this moment; whoever comes back misses nothing."""


@dataclass(slots=True)
class Follower:
    """Reads one hotel's stream from where it was left; `connected` is called each time that the stream answers."""

    url: str
    slug: str
    token: str
    seen: int | None = None
    wait_seconds: float = 1.0
    connected: Callable[[], None] = lambda: None
    client: httpx.Client = field(
        default_factory=lambda: httpx.Client(timeout=httpx.Timeout(SILENCE_SECONDS, connect=CONNECT_SECONDS))
    )

    def events(self) -> Iterator[dict[str, Any]]:
        """The events as they come, until the stream is interrupted."""
        try:
            yield from self._read(f"{self.url}/api/staff/hotel/{self.slug}/events/stream", MOST_REDIRECTS)
        except httpx.HTTPError as error:
            raise Interrupted(str(error) or type(error).__name__) from error
        raise Interrupted("the stream ended")

    def _read(self, address: str, redirects: int) -> Iterator[dict[str, Any]]:
        headers = {"Authorization": f"Token {self.token}"}
        if self.seen is not None:
            headers["Last-Event-ID"] = str(self.seen)
        with self.client.stream("GET", address, headers=headers) as answer:
            if answer.is_redirect and redirects:
                target = str(answer.url.join(answer.headers["location"]))
            elif answer.status_code == httpx.codes.OK:
                self.connected()
                yield from self._messages(answer.iter_lines())
                return
            else:
                answer.read()
                raise _refusal(answer)
        if urlsplit(target).hostname != urlsplit(self.url).hostname:
            raise CannotFollow(f"{address} sends us to {target}: name that address with --url if you trust it.")
        yield from self._read(target, redirects - 1)

    def _messages(self, lines: Iterator[str]) -> Iterator[dict[str, Any]]:
        number, event, data = "", "", ""
        for line in lines:
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if line:
                if name == "id":
                    number = value
                elif name == "event":
                    event = value
                elif name == "data":
                    data = value
                elif name == "retry" and value.isdecimal():
                    self.wait_seconds = int(value) / 1000
                continue
            if data and number:
                self.seen = int(number)
                yield json.loads(data)
            elif data:
                _heed(event, json.loads(data))
            number, event, data = "", "", ""


def sign_in(url: str, username: str, password: str) -> str:
    """A token for somebody, from the web process."""
    try:
        answer = httpx.post(
            f"{url}/api/staff/login/", json={"username": username, "password": password}, timeout=CONNECT_SECONDS
        )
    except httpx.HTTPError as error:
        raise CannotFollow(f"{url} does not answer: {error}") from error
    if answer.status_code != httpx.codes.OK:
        raise _refusal(answer)
    return str(answer.json()["token"])


def _heed(event: str, said: dict[str, Any]) -> None:
    """What the stream says before it hangs up."""
    if event == "signed_out":
        raise CannotFollow(str(said.get("error")))
    raise Interrupted(str(said.get("error")))


def _refusal(answer: httpx.Response) -> CannotFollow | Interrupted:
    try:
        body = answer.json()
        text = f"{body['error']} ({body['code']})"
    except (ValueError, KeyError, TypeError):
        text = f"{answer.url} answers {answer.status_code}, which is not what HotelMate would say."
    return Interrupted(text) if answer.status_code in PASSING else CannotFollow(text)
