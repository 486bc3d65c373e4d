"""What is said in the Pusher protocol: messages out, messages in, and the codes of errors."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hotelmate.stream.entry import to_json
from hotelmate.stream.frames import text_frame

PROTOCOLS = range(5, 8)

# 4000-4099: do not come back. 4100-4199: come back after a second. 4200-4299: come back at once.
NO_SUCH_APP = 4001
TOO_MANY_CONNECTIONS = 4004
BAD_VERSION = 4006
UNKNOWN_VERSION = 4007
NO_VERSION = 4008
UNAUTHORISED = 4009
OVER_CAPACITY = 4100
RESTARTING = 4200
NO_PONG = 4201
CLIENT_EVENT_REFUSED = 4301


@dataclass(frozen=True, slots=True)
class Said:
    """What a client said."""

    event: str
    data: Mapping[str, Any]
    channel: str


class Malformed(Exception):
    """What the client sent is no message of the protocol; the text says why."""


def frame(event: str, data: Mapping[str, Any], channel: str | None = None) -> bytes:
    """A message of ours, ready for the wire; its data is JSON within JSON, as the protocol has it."""
    message: dict[str, Any] = {"event": event, "data": to_json(data)}
    if channel is not None:
        message["channel"] = channel
    # A client may have named a channel by half a character; what goes out is text.
    return text_frame(to_json(message).encode(errors="replace"))


def error(code: int | None, message: str) -> bytes:
    """An error that belongs to no channel."""
    return frame("pusher:error", {"code": code, "message": message})


def subscription_error(channel: str, kind: str, message: str, status: int) -> bytes:
    """Why a channel cannot be subscribed to."""
    return frame("pusher:subscription_error", {"type": kind, "error": message, "status": status}, channel)


def read(text: str) -> Said:
    """A client's message."""
    message = _parse(text)
    event = message.get("event")
    if not isinstance(event, str):
        raise Malformed("A message has an event.")
    data = message.get("data")
    if isinstance(data, str) and event.startswith("pusher:"):
        data = _parse(data)
    channel = message.get("channel")
    return Said(event, data if isinstance(data, dict) else {}, channel if isinstance(channel, str) else "")


def _parse(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise Malformed("A message is a JSON object.") from None
    if not isinstance(value, dict):
        raise Malformed("A message is a JSON object.")
    return value
