"""The hub: what the reader reads goes to everybody who follows, once, in order and without a gap."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import structlog

from hotelmate.events.queries import events_after, last_seq
from hotelmate.notifications.rendering import render
from hotelmate.stream import limits
from hotelmate.stream.entry import Entry
from hotelmate.stream.house import House, Subscriber
from hotelmate.stream.judgement import Judge
from hotelmate.stream.reader import Batch, Reader
from hotelmate.stream.threads import DatabaseAway, ask
from hotelmate.stream.wire import TooSlow

OPEN_PATIENCE_SECONDS = 10.0
ASK_AGAIN_SECONDS = 1.0

log = structlog.get_logger(__name__)


class AheadOfTheLog(Exception):
    """The client has seen a number that the log has not reached: it knows another log."""

    def __init__(self, newest: int) -> None:
        super().__init__(newest)
        self.newest = newest


@dataclass(frozen=True, slots=True)
class Connection:
    """What the hub does with a connection of either protocol besides sending events."""

    tick: Callable[[float], None]
    bid_farewell: Callable[[], None]


@dataclass(slots=True)
class Hub:
    """Everything that the clients of this process share. Lives on the event loop; only the reader is a thread."""

    reader: Reader
    judge: Judge = field(default_factory=Judge)
    houses: dict[int, House] = field(default_factory=dict)
    connections: set[Connection] = field(default_factory=set)
    _opening: dict[int, asyncio.Future[House]] = field(default_factory=dict)
    _reads: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(limits.CONCURRENT_READS))
    _tasks: set[asyncio.Task[Any]] = field(default_factory=set)

    async def house(self, hotel_id: int, slug: str) -> House:
        """The hotel, followed from now on at the latest."""
        house = self.houses.get(hotel_id)
        if house is not None:
            return house
        opening = self._opening.get(hotel_id)
        if opening is None:
            opening = self._opening[hotel_id] = asyncio.get_running_loop().create_future()
            self.reader.follow(hotel_id, slug)
        try:
            return await asyncio.wait_for(asyncio.shield(opening), OPEN_PATIENCE_SECONDS)
        except TimeoutError as error:
            raise DatabaseAway from error

    def opened(self, hotel_id: int, slug: str, position: int) -> None:
        """The reader follows the hotel and will deliver what comes after this number."""
        house = self.houses[hotel_id] = House(hotel_id, slug, position)
        house.empty_since = asyncio.get_running_loop().time()
        opening = self._opening.pop(hotel_id, None)
        if opening is not None and not opening.done():
            opening.set_result(house)

    def deliver(self, batches: list[Batch]) -> None:
        """Send what the reader read."""
        for batch in batches:
            house = self.houses.get(batch.hotel_id)
            if house is not None and batch.entries[0].seq == house.position + 1:
                self._deliver(house, batch.entries)

    def _deliver(self, house: House, entries: list[Entry]) -> None:
        """Whom an event may have changed gets nothing more until that is known."""
        run: list[Entry] = []
        for entry in entries:
            run.append(entry)
            concerned = house.concerned_by(entry)
            if concerned:
                house.deliver(run)
                run = []
                for subscriber in concerned:
                    self.judge_again(subscriber)
        if run:
            house.deliver(run)

    def judge_again(self, subscriber: Subscriber) -> None:
        """Hold back what comes next until the subscriber's access is known, then go on where it was."""
        if subscriber.is_live:
            subscriber.house.silence(subscriber)
            self.start(self._judge_and_go_on(subscriber))

    async def _judge_and_go_on(self, subscriber: Subscriber) -> None:
        since = asyncio.get_running_loop().time()
        while not subscriber.wire.is_closing:
            try:
                if await subscriber.judge(since=since):
                    await self.catch_up(subscriber)
            except DatabaseAway:
                await asyncio.sleep(ASK_AGAIN_SECONDS)
            else:
                return

    async def check_seen(self, house: House, seen: int) -> None:
        """Refuse a number that the log has not reached."""
        if seen > house.position:
            newest = await ask(lambda: last_seq(house.hotel_id))
            if seen > newest:
                raise AheadOfTheLog(newest)

    async def catch_up(self, subscriber: Subscriber) -> None:
        """Send what the subscriber has not seen, until it is level with everybody; from there on it is live."""
        house = subscriber.house
        while not subscriber.wire.is_closing:
            await house.reached(subscriber.position)
            missed = house.after(subscriber.position)
            if missed is not None:
                self._send(subscriber, missed)
                if subscriber in house.subscribers:
                    house.enliven(subscriber)
                return
            self._send(subscriber, await self._read(house, subscriber.position))
            await subscriber.wire.room()

    def _send(self, subscriber: Subscriber, entries: list[Entry]) -> None:
        data = b"".join([subscriber.sight.encode(entry) for entry in entries])
        if data:
            subscriber.wire.write(data)
        if entries:
            subscriber.position = entries[-1].seq

    async def _read(self, house: House, after: int) -> list[Entry]:
        async with self._reads:
            # Somebody else may have had the same read while this one waited.
            known = house.after(after)
            if known is not None:
                return known
            entries = await ask(lambda: read_entries(house.hotel_id, after))
        house.keep_older(entries)
        return entries

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside the rest; a client that is too slow for it was cut off already."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, TooSlow):
            log.error("stream_task_failed", exc_info=error)

    async def keep_time(self) -> None:
        """Once a second: pings, keep-alives, access, hotels that nobody follows any more."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(1.0)
            now = loop.time()
            for connection in list(self.connections):
                connection.tick(now)
            self.judge.forget_old()
            for house in list(self.houses.values()):
                if house.empty_since is not None and now - house.empty_since > limits.LINGER_SECONDS:
                    del self.houses[house.hotel_id]
                    self.reader.leave(house.hotel_id)

    def stop(self) -> None:
        """Leave undone what is under way."""
        for task in list(self._tasks):
            task.cancel()

    def bid_farewell(self) -> None:
        """Tell every client to come back, and hang up."""
        for connection in list(self.connections):
            connection.bid_farewell()


def read_entries(hotel_id: int, after: int) -> list[Entry]:
    """The hotel's next events after a number, from the database."""
    events = events_after(hotel_id=hotel_id, after=after, limit=limits.EVENTS_A_READ)
    return [Entry(rendering) for rendering in render(events)]
