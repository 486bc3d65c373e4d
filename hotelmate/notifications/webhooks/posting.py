"""One POST to a receiver: to an address that was judged, with a limit on everything, and what came of it."""

import asyncio
import socket
import ssl
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import IPv6Address

import httpx

from hotelmate import __version__
from hotelmate.core import clock
from hotelmate.notifications.webhooks.addresses import Address, Reach, all_allowed, look_up
from hotelmate.notifications.webhooks.envelope import CONTENT_TYPE

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 15.0
# So much of an answer's body is read, for the connection to be used again; nothing in it matters.
MOST_BODY_BYTES = 4096
MOST_ADDRESSES = 3
GONE = 410
USER_AGENT = f"HotelMate/{__version__} webhooks"

# Why a receiver did not take an event.
NAME_NOT_FOUND = "NAME_NOT_FOUND"
ADDRESS_FORBIDDEN = "ADDRESS_FORBIDDEN"
CANNOT_CONNECT = "CANNOT_CONNECT"
TLS_FAILED = "TLS_FAILED"
TIMED_OUT = "TIMED_OUT"
CLOSED_EARLY = "CLOSED_EARLY"
REDIRECTED = "REDIRECTED"
HTTP_ERROR = "HTTP_ERROR"
RECEIVER_GONE = "GONE"

NOBODY_THERE = frozenset({NAME_NOT_FOUND, ADDRESS_FORBIDDEN, CANNOT_CONNECT, TLS_FAILED})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver made of an event. Without an error it has taken it."""

    status: int | None = None
    error: str = ""
    retry_after: datetime | None = None

    @property
    def is_away(self) -> bool:
        """Whether nobody was reached, so that it cannot be for this event."""
        return self.error in NOBODY_THERE

    @property
    def is_gone(self) -> bool:
        """Whether the receiver says that it wants nothing any more."""
        return self.status == GONE


class _Forbidden(Exception):
    """The host has an address that nothing may be posted to."""


class Line:
    """The way to one receiver for as long as a few events take: its address, looked up once, and its connection."""

    def __init__(self, url: str, reach: Reach, name_service: Executor, trust: ssl.SSLContext) -> None:
        self._url = httpx.URL(url)
        self._reach = reach
        self._name_service = name_service
        self._addresses: list[Address] = []
        # No proxy of the environment, which would connect to what it likes; no redirects, no cookies.
        self._client = httpx.AsyncClient(
            verify=trust,
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS),
            limits=httpx.Limits(max_connections=1),
        )

    async def close(self) -> None:
        """Hang up."""
        await self._client.aclose()

    async def post(self, body: str, headers: Mapping[str, str]) -> Answer:
        """Post the body once; never raises for what the other side does."""
        try:
            async with asyncio.timeout(TOTAL_SECONDS):
                addresses = await self._judged_addresses()
                return await self._post_to_any(addresses, body.encode(), headers)
        except TimeoutError:
            return Answer(error=TIMED_OUT)
        except _Forbidden:
            return Answer(error=ADDRESS_FORBIDDEN)
        except (OSError, UnicodeError):
            return Answer(error=NAME_NOT_FOUND)

    async def _judged_addresses(self) -> list[Address]:
        """The addresses of the host, each of which may be posted to."""
        if not self._addresses:
            port = self._url.port or (443 if self._encrypted else 80)
            loop = asyncio.get_running_loop()
            looking = loop.run_in_executor(self._name_service, look_up, self._url.host, port)
            try:
                found = await asyncio.wait_for(looking, CONNECT_SECONDS)
            except TimeoutError as error:
                raise socket.gaierror("The name service does not answer.") from error
            if not all_allowed(found, self._reach, encrypted=self._encrypted):
                raise _Forbidden
            self._addresses = found
        return self._addresses

    async def _post_to_any(self, addresses: list[Address], body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post to the first address that takes the connection."""
        answer = Answer(error=CANNOT_CONNECT)
        for address in addresses[:MOST_ADDRESSES]:
            answer = await self._post_to(address, body, headers)
            if answer.error != CANNOT_CONNECT:
                # Others may have moved meanwhile, but this one answers.
                self._addresses = [address]
                break
        if answer.is_away:
            self._addresses = []
        return answer

    async def _post_to(self, address: Address, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Connect to this very address; the name stands in the Host header, and in the certificate."""
        host = f"[{address}]" if isinstance(address, IPv6Address) else str(address)
        given = {"host": self._url.netloc.decode(), "content-type": CONTENT_TYPE, "user-agent": USER_AGENT, **headers}
        extensions = {"sni_hostname": self._url.host}
        self._client.cookies.clear()
        try:
            async with self._client.stream(
                "POST", self._url.copy_with(host=host), content=body, headers=given, extensions=extensions
            ) as response:
                await self._read_a_little(response)
                return answer_of(response)
        except httpx.ConnectError as error:
            return Answer(error=TLS_FAILED if _is_about_tls(error) else CANNOT_CONNECT)
        except httpx.ConnectTimeout:
            return Answer(error=CANNOT_CONNECT)
        except httpx.TimeoutException:
            return Answer(error=TIMED_OUT)
        except (httpx.TransportError, httpx.InvalidURL):
            return Answer(error=CLOSED_EARLY)

    async def _read_a_little(self, response: httpx.Response) -> None:
        """Read the rest of a short answer; how a long or slow one goes on does not matter, the status is there."""
        size = 0
        try:
            async with asyncio.timeout(1.0):
                async for part in response.aiter_raw():
                    size += len(part)
                    if size > MOST_BODY_BYTES:
                        return
        except (TimeoutError, httpx.TransportError):
            return

    @property
    def _encrypted(self) -> bool:
        return self._url.scheme == "https"


def answer_of(response: httpx.Response) -> Answer:
    """What the status says: 2xx is taken, anything else is not."""
    status = response.status_code
    if 200 <= status < 300:
        return Answer(status)
    if status == GONE:
        return Answer(status, RECEIVER_GONE)
    if 300 <= status < 400:
        return Answer(status, REDIRECTED)
    return Answer(status, HTTP_ERROR, retry_after(response.headers.get("retry-after"), clock.now()))


def retry_after(header: str | None, now: datetime) -> datetime | None:
    """When the receiver wants to be asked again: a number of seconds or a date; None for anything else."""
    if header is None:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        return now + timedelta(seconds=min(int(text[:9]), 10_000_000))
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


def _is_about_tls(error: BaseException) -> bool:
    """Whether the connection was there and only the certificate, or the protocol, was wrong."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
