"""One hotel that somebody follows: how far it was delivered, its newest events, and who is listening."""

import asyncio
from collections import deque
from typing import Protocol

from hotelmate.stream import limits
from hotelmate.stream.entry import Entry
from hotelmate.stream.sights import Sight
from hotelmate.stream.wire import Wire


class Subscriber(Protocol):
    """A client's place in a hotel's log."""

    house: "House"
    wire: Wire
    position: int
    is_live: bool
    is_guest: bool

    @property
    def sight(self) -> Sight:
        """What the client sees."""
        ...

    def is_concerned_by(self, entry: Entry) -> bool:
        """Whether what this event says may change who the client is."""
        ...

    async def judge(self, *, since: float | None) -> bool:
        """Find out anew what the client may see; False when it was sent away."""
        ...


class House:
    """A followed hotel. Every event up to `position` went to everybody who is live."""

    def __init__(self, hotel_id: int, slug: str, position: int) -> None:
        self.hotel_id = hotel_id
        self.slug = slug
        self.position = position
        self.recent: deque[Entry] = deque(maxlen=limits.RECENT_EVENTS)
        self.subscribers: set[Subscriber] = set()
        self.guests: set[Subscriber] = set()
        self.empty_since: float | None = None
        self._live: dict[Sight, dict[Subscriber, None]] = {}
        self._waiting: list[tuple[int, asyncio.Future[None]]] = []

    def admit(self, subscriber: Subscriber) -> None:
        """Let somebody in; they are not live yet."""
        self.subscribers.add(subscriber)
        if subscriber.is_guest:
            self.guests.add(subscriber)
        self.empty_since = None

    def dismiss(self, subscriber: Subscriber) -> None:
        """Somebody is gone."""
        self.silence(subscriber)
        self.subscribers.discard(subscriber)
        self.guests.discard(subscriber)
        if not self.subscribers:
            self.empty_since = asyncio.get_running_loop().time()

    def enliven(self, subscriber: Subscriber) -> None:
        """From here on the subscriber gets what comes; everything before was sent."""
        subscriber.position = self.position
        subscriber.is_live = True
        self._live.setdefault(subscriber.sight, {})[subscriber] = None

    def silence(self, subscriber: Subscriber) -> None:
        """Send nothing to the subscriber, whose position says what it had."""
        if not subscriber.is_live:
            return
        subscriber.position = self.position
        subscriber.is_live = False
        alike = self._live[subscriber.sight]
        del alike[subscriber]
        if not alike:
            del self._live[subscriber.sight]

    def deliver(self, entries: list[Entry]) -> None:
        """Send the next events to everybody who is live."""
        for sight, alike in list(self._live.items()):
            data = b"".join([sight.encode(entry) for entry in entries])
            if data:
                for subscriber in list(alike):
                    subscriber.wire.write(data)
        self.recent.extend(entries)
        self.position = entries[-1].seq
        for seq, reached in self._waiting:
            if seq <= self.position and not reached.done():
                reached.set_result(None)
        if self._waiting:
            self._waiting = [(seq, reached) for seq, reached in self._waiting if not reached.done()]

    def concerned_by(self, entry: Entry) -> list[Subscriber]:
        """Whose access may have changed with this event."""
        asked = self.subscribers if entry.changes_staff else self.guests
        return [subscriber for subscriber in asked if subscriber.is_concerned_by(entry)]

    def after(self, seq: int) -> list[Entry] | None:
        """All entries with higher numbers, or None when some of them are in memory no more."""
        if seq >= self.position:
            return []
        if not self.recent or self.recent[0].seq > seq + 1:
            return None
        return [entry for entry in self.recent if entry.seq > seq]

    def keep_older(self, entries: list[Entry]) -> None:
        """Remember what was read for one client, when it comes right before what is remembered."""
        first = self.recent[0].seq if self.recent else self.position + 1
        older = [entry for entry in entries if entry.seq < first]
        if older and older[-1].seq == first - 1:
            room = limits.RECENT_EVENTS - len(self.recent)
            self.recent.extendleft(reversed(older[-room:] if room else []))

    async def reached(self, seq: int) -> None:
        """Wait until the hotel was delivered up to this number."""
        while self.position < seq:
            waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append((seq, waiting))
            await waiting
