"""Where a request comes from, and how often anonymous callers may ask.

The address is the one that connected, or the one that the outermost of our own proxies saw (`HOTELMATE_PROXIES`): what a
caller writes into X-Forwarded-For beyond that is their own invention.
"""

import re
import threading
import time
from collections import Counter
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

SAFE = ("GET", "HEAD", "OPTIONS")
UNITS = {"s": 1, "min": 60, "h": 3600, "d": 86400}
RATE = re.compile(r"(?P<many>[1-9][0-9]{0,8})/(?P<unit>s|min|h|d)")
# Whoever has an address of IPv6 has all addresses of its network.
NETWORK_OF_ONE = 64
MOST_ADDRESSES = 100_000


def network_of(request: Request | HttpRequest) -> str:
    """The caller's address; of IPv6 the network."""
    text = str(request.META.get("REMOTE_ADDR") or "")
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR") or "")
    if settings.PROXIES and forwarded:
        seen = [part.strip() for part in forwarded.split(",")]
        text = seen[-min(settings.PROXIES, len(seen))]
    try:
        address = ip_address(text)
    except ValueError:
        return text[:64]
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped) if mapped else str(ip_network((address, NETWORK_OF_ONE), strict=False))
    return str(address)


def parsed_rate(text: str) -> tuple[int, int]:
    """How many requests in how many seconds: `30/min`."""
    match = RATE.fullmatch(text)
    if match is None:
        raise ValueError(f"A rate is a number by s, min, h or d, such as 30/min, not {text!r}.")
    return int(match["many"]), UNITS[match["unit"]]


class Window:
    """How many requests each address made in the present stretch of time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._number = -1
        self._counts: Counter[str] = Counter()

    def count(self, address: str, seconds: int) -> tuple[int, float]:
        """One more from this address: how many that makes, and how many seconds are left until all begins anew."""
        now = time.monotonic()
        number = int(now // seconds)
        with self._lock:
            if number != self._number or len(self._counts) > MOST_ADDRESSES:
                self._number = number
                self._counts.clear()
            self._counts[address] += 1
            return self._counts[address], (number + 1) * seconds - now


class AnonymousThrottle(BaseThrottle):
    """So many readings and so many changes from one address; each process counts for itself."""

    windows = {"ANONYMOUS_READS": Window(), "ANONYMOUS_CHANGES": Window()}

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Whether this request is within the rate of its kind."""
        setting = "ANONYMOUS_READS" if request.method in SAFE else "ANONYMOUS_CHANGES"
        many, seconds = parsed_rate(getattr(settings, setting))
        made, self._left = self.windows[setting].count(network_of(request), seconds)
        return made <= many

    def wait(self) -> float:
        """When to come back."""
        return self._left
