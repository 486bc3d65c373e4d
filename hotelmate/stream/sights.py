"""What a client sees of a hotel's log: all of it as its audience may, or the channels that it subscribed to.

Clients with an equal sight get the same bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from hotelmate.notifications.audiences import Audience
from hotelmate.stream.entry import Entry, without_chunk


class Sight(Protocol):
    """How an event looks to some clients; equal sights see equal bytes."""

    def encode(self, entry: Entry) -> bytes:
        """The bytes to send; empty when the event is not for them."""
        ...

    def __hash__(self) -> int:
        """Sights are keys."""
        ...


@dataclass(frozen=True, slots=True)
class StreamSight:
    """Every event, as a message of an event stream."""

    audience: Audience
    chunked: bool = True

    def encode(self, entry: Entry) -> bytes:
        """The event's message."""
        message = entry.sse(self.audience)
        return message if self.chunked else without_chunk(message)


@dataclass(frozen=True, slots=True)
class GuestSight:
    """What the guest of one booking is told, as messages of an event stream."""

    channel: str
    chunked: bool = True

    def encode(self, entry: Entry) -> bytes:
        """The messages that the event becomes on the guest's channel."""
        if self.channel not in entry.rendering.channels:
            return b""
        message = entry.guest_sse()
        return message if self.chunked or not message else without_chunk(message)


class ChannelSight:
    """The events of some channels, each as the subscriber's audience may see it."""

    __slots__ = ("_channels", "_key")

    def __init__(self, channels: Mapping[str, Audience]) -> None:
        self._channels = dict(channels)
        self._key = frozenset(self._channels.items())

    def encode(self, entry: Entry) -> bytes:
        """The event's frames on these channels."""
        found = b""
        for channel in entry.rendering.channels:
            audience = self._channels.get(channel)
            if audience is not None:
                found += entry.frames(audience).get(channel, b"")
        return found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ChannelSight) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)
