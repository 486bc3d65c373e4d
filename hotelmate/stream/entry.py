"""An event as the stream sends it: encoded once for everybody who may see the same of it."""

import json
from typing import Any

from rest_framework.utils.encoders import JSONEncoder

from hotelmate.notifications.audiences import GUEST, Audience
from hotelmate.notifications.rendering import Rendering
from hotelmate.stream.frames import text_frame


def to_json(value: Any) -> str:
    """JSON as the API writes it, on one line."""
    return json.dumps(value, cls=JSONEncoder, ensure_ascii=False, separators=(",", ":"))


# Nobody may see less or more after these.
HARMLESS = frozenset({"staff_created", "staff_signed_in"})


class Entry:
    """One event of the log and what was made of it so far."""

    __slots__ = ("_frames", "_sse", "changes_staff", "rendering", "seq")

    def __init__(self, rendering: Rendering) -> None:
        self.rendering = rendering
        self.seq = rendering.event.seq
        self.changes_staff = rendering.event.subject_type == "staff" and rendering.event.type not in HARMLESS
        self._sse: dict[Audience, bytes] = {}
        self._frames: dict[Audience, dict[str, bytes]] = {}

    def sse(self, audience: Audience) -> bytes:
        """The message of an event stream, ready for the wire of an HTTP/1.1 client."""
        encoded = self._sse.get(audience)
        if encoded is None:
            body = to_json(self.rendering.body(audience))
            encoded = chunk(f"id: {self.seq}\nevent: {self.rendering.event.type}\ndata: {body}\n\n".encode())
            self._sse[audience] = encoded
        return encoded

    def guest_sse(self) -> bytes:
        """The messages of an event stream for the guest whom it is about; empty when a guest is told nothing of it.

        The last of several carries the number: who comes back with it has seen them all.
        """
        messages = self.rendering.messages(GUEST)
        told = "".join(f"event: {one.name}\ndata: {to_json(one.data)}\n\n" for one in messages[:-1])
        told += "".join(f"id: {self.seq}\nevent: {one.name}\ndata: {to_json(one.data)}\n\n" for one in messages[-1:])
        return chunk(told.encode()) if told else b""

    def frames(self, audience: Audience) -> dict[str, bytes]:
        """By channel the frames of the Pusher protocol."""
        encoded = self._frames.get(audience)
        if encoded is None:
            encoded = {}
            for message in self.rendering.messages(audience):
                text = to_json(
                    {"event": message.name, "channel": message.channel, "data": to_json(message.data)},
                )
                encoded[message.channel] = encoded.get(message.channel, b"") + text_frame(text.encode())
            self._frames[audience] = encoded
        return encoded


def chunk(data: bytes) -> bytes:
    """A chunk of an HTTP/1.1 body."""
    return b"%x\r\n%b\r\n" % (len(data), data)


def without_chunk(data: bytes) -> bytes:
    """What is in a chunk, for a client that speaks HTTP/1.0."""
    return data[data.index(b"\r\n") + 2 : -2]
