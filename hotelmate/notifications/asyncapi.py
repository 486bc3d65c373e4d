"""The AsyncAPI document: every channel, and every message on it, written from the table of notifications."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from hotelmate import __version__
from hotelmate.notifications import channels
from hotelmate.notifications.channels import Kind
from hotelmate.notifications.notification_manager import ROWS, Row
from hotelmate.notifications.payloads.payload import Payload
from hotelmate.notifications.schemas import schema_of
from hotelmate.notifications.serializers import ToldEventSerializer

ABOUT = (
    "Every change of a hotel, as it is told to those who listen. Each event has the next `seq` of its hotel and goes to "
    "exactly one of the hotel's three channels; on it it may have two names with one `event_id`. A payload leaves out "
    "what its reader may not see, so only what every reader gets is required."
)
SLUG = {"hotel_slug": {"description": "The hotel's slug."}}
# By the kind of channel: its address, its parameters and what it is for.
ADDRESSES: dict[Kind, tuple[str, dict[str, Any], str]] = {
    channels.BOOKINGS: (
        "private-{hotel_slug}.room-bookings",
        SLUG,
        "Bookings and their money. For those who may see bookings.",
    ),
    channels.ROOMS: ("private-{hotel_slug}.rooms", SLUG, "Rooms, who is in them, and the work in them."),
    channels.HOTEL: ("private-{hotel_slug}.hotel", SLUG, "The hotel itself, its settings and its people."),
    channels.PERSONAL: (
        "private-{hotel_slug}.staff-{staff_id}-notifications",
        {**SLUG, "staff_id": {"description": "The id of the member of staff."}},
        "What concerns one member of staff: their tasks and their account.",
    ),
    channels.GUEST: (
        "private-guest-booking.{booking_id}",
        {"booking_id": {"description": "The guest's own booking."}},
        "What the guest of a booking is told: nothing about anybody else.",
    ),
}
PREFIXES: dict[Kind, str] = {channels.GUEST: "guest_", channels.PERSONAL: "personal_"}
META = {
    "type": "object",
    "properties": {
        "hotel_slug": {"type": "string"},
        "event_id": {"type": "string", "format": "uuid"},
        "seq": {"type": "integer", "minimum": 1, "description": "The number in the hotel's log; it has no gap."},
        "ts": {"type": "string", "format": "date-time"},
        "actor": {"type": "string", "description": "`staff:12`, `guest:7`, `system`; guests see the kind alone."},
        "cause": {"type": "string", "description": "What set it off, where that was not the actor's own wish."},
        "scope": {"type": "object", "additionalProperties": {"type": ["string", "null"]}},
    },
    "required": ["hotel_slug", "event_id", "seq", "ts", "actor", "cause", "scope"],
    "additionalProperties": False,
}
Message = tuple[Kind, str, type[Payload]]


def messages() -> Iterable[Message]:
    """Each message that there is: kind of channel, name, payload. One may come from several events."""
    seen: dict[tuple[Kind, str], Message] = {}
    for row in ROWS.values():
        for message in _messages_of(row):
            seen.setdefault(message[:2], message)
    return seen.values()


def message_key(kind: Kind, name: str) -> str:
    """What the document calls the message of a channel."""
    return PREFIXES.get(kind, "") + name


@cache
def document() -> dict[str, Any]:
    """The whole document."""
    found = list(messages())
    payloads = {payload for _, _, payload in found}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "HotelMate, live",
            "version": __version__,
            "description": ABOUT,
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {
            **{_name(kind): _channel(kind, found) for kind in ADDRESSES},
            "stream": _stream(),
            "guest_stream": _guest_stream(found),
        },
        "operations": {
            f"hear_{name}": {"action": "send", "channel": {"$ref": f"#/channels/{name}"}}
            for name in [*map(_name, ADDRESSES), "stream", "guest_stream"]
        },
        "components": {
            "messages": {
                **{message_key(kind, name): _message(name, payload) for kind, name, payload in found},
                "event": _entry(),
            },
            "schemas": {
                "Meta": META,
                "Event": schema_of(ToldEventSerializer, required=tuple(ToldEventSerializer().fields)),
                **{payload.__name__: schema_of(payload, required=payload.always) for payload in _sorted(payloads)},
            },
        },
    }


def envelope_schema(name: str, payload: type[Payload]) -> dict[str, Any]:
    """The four parts of what is sent under a name."""
    return {
        "type": "object",
        "properties": {
            "category": {"const": payload.category},
            "type": {"const": name},
            "payload": {"$ref": f"#/components/schemas/{payload.__name__}"},
            "meta": {"$ref": "#/components/schemas/Meta"},
        },
        "required": ["category", "type", "payload", "meta"],
        "additionalProperties": False,
    }


def _messages_of(row: Row) -> Iterable[Message]:
    for name, payload in row.told.items():
        yield row.channel, name, payload
    if row.personal:
        name, payload = row.own
        yield channels.PERSONAL, name, payload
    for guest in row.guest:
        yield channels.GUEST, guest.name, guest.payload


def _name(kind: Kind) -> str:
    return kind.replace("-", "_")


def _channel(kind: Kind, found: list[Message]) -> dict[str, Any]:
    address, parameters, description = ADDRESSES[kind]
    keys = [message_key(kind, name) for channel, name, _ in found if channel == kind]
    return {
        "address": address,
        "title": kind,
        "description": description,
        "parameters": parameters,
        "messages": {key: {"$ref": f"#/components/messages/{key}"} for key in keys},
    }


def _stream() -> dict[str, Any]:
    return {
        "address": "/api/staff/hotel/{hotel_slug}/events/stream",
        "title": "server-sent events",
        "description": "Every event of the hotel, as `GET …/events/` lists it; the id of each is its `seq`.",
        "parameters": SLUG,
        "messages": {"event": {"$ref": "#/components/messages/event"}},
    }


def _guest_stream(found: list[Message]) -> dict[str, Any]:
    return {
        "address": "/api/public/hotel/{hotel_slug}/room-bookings/{booking_id}/events/stream",
        "title": "server-sent events of a guest",
        "description": "What the guest's channel is told, with the `seq` as id; it has gaps, for what concerns others.",
        "parameters": {**SLUG, **ADDRESSES[channels.GUEST][1]},
        "messages": _channel(channels.GUEST, found)["messages"],
    }


def _message(name: str, payload: type[Payload]) -> dict[str, Any]:
    summary = " ".join((payload.__doc__ or "").split())
    return {"name": name, "summary": summary, "payload": envelope_schema(name, payload)}


def _entry() -> dict[str, Any]:
    return {"name": "event", "summary": "One entry of the log.", "payload": {"$ref": "#/components/schemas/Event"}}


def _sorted(payloads: Iterable[type[Payload]]) -> list[type[Payload]]:
    return sorted(payloads, key=lambda payload: payload.__name__)
