"""The way out to one client: bytes straight to its transport, and no more of them waiting than the limit allows."""

import asyncio
from collections.abc import Callable

from hotelmate.stream import limits


class TooSlow(Exception):
    """The client did not read what was sent to it."""


class Wire:
    """Writes that never wait. What the kernel does not take at once is kept by the transport, up to the limit.

    One event for 2,000 clients is 2,000 calls of `write`: a queue and a task for each client would cost several times
    as much as the system call.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._room = asyncio.Event()
        self._room.set()
        self._abort: asyncio.TimerHandle | None = None
        self.too_slow: Callable[[], None] | None = None

    @property
    def is_closing(self) -> bool:
        """Whether nothing more will be sent."""
        return self._transport.is_closing()

    @property
    def has_room(self) -> bool:
        """Whether the client takes what it gets."""
        return self._room.is_set()

    def write(self, data: bytes) -> None:
        """Send; a client with too much waiting is told to `too_slow`."""
        transport = self._transport
        if transport.is_closing():
            return
        transport.write(data)
        if transport.get_write_buffer_size() > limits.MOST_BYTES_WAITING:
            self._cut()

    async def room(self) -> None:
        """Wait until the client has read most of what was sent."""
        if self._room.is_set():
            return
        try:
            await asyncio.wait_for(self._room.wait(), limits.REPLAY_PATIENCE_SECONDS)
        except TimeoutError:
            self._cut()
            raise TooSlow from None

    def _cut(self) -> None:
        if self.too_slow is not None:
            cut, self.too_slow = self.too_slow, None
            cut()

    def pause(self) -> None:
        """The transport has more waiting than it likes."""
        self._room.clear()

    def resume(self) -> None:
        """The transport has room again."""
        self._room.set()

    def close(self, last_words: bytes = b"") -> None:
        """Send the last words and hang up; a client that does not take them is hung up on all the same."""
        if self._transport.is_closing():
            return
        if last_words:
            self._transport.write(last_words)
        self._transport.close()
        self._abort = asyncio.get_running_loop().call_later(limits.SECONDS_TO_CLOSE, self._transport.abort)

    def lost(self) -> None:
        """The connection is gone."""
        self._room.set()
        self.too_slow = None
        if self._abort is not None:
            self._abort.cancel()
