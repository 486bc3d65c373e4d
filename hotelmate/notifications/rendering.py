"""From events of the log to what readers get: entries of lists and streams, and messages on channels.

`render` reads what a batch needs with a constant number of statements. What a reader may not see is left out of what
they get; the event itself never is, for it would look like a gap.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from hotelmate.core.api.moments import moment
from hotelmate.events.models import Event
from hotelmate.events.representations import event_body, scope_of
from hotelmate.notifications import channels
from hotelmate.notifications.audiences import EVERYTHING, Audience
from hotelmate.notifications.facts import BY_ID, Wanted, id_of, read_facts
from hotelmate.notifications.notification_manager import GuestRow, Row, row_of
from hotelmate.notifications.payloads.payload import Payload
from hotelmate.notifications.telling import Telling
from hotelmate.notifications.visible import visible

ROWS_BY_ID = frozenset(BY_ID) | {"task"}
# Beside the subject, the contract names these parts of a payload in its scope.
SCOPES: dict[str, dict[str, str]] = {
    "booking_created": {"primary_email": "primary_email"},
    "booking_confirmed": {"primary_email": "primary_email"},
    "booking_updated": {"status": "status"},
    "booking_cancelled": {"reason": "cancellation_reason"},
    "booking_checked_in": {"room_number": "room_number"},
    "booking_checked_out": {"room_number": "room_number"},
    "room_updated": {"room_number": "room_number"},
}


@dataclass(frozen=True, slots=True)
class Message:
    """What goes out on a channel under a name."""

    channel: str
    name: str
    data: dict[str, Any]


class Rendering:
    """One event of the log, ready to be told to anybody."""

    __slots__ = ("_payloads", "_row", "_telling", "channels", "event", "hotel_slug")

    def __init__(self, event: Event, row: Row, telling: Telling) -> None:
        self.event = event
        self.hotel_slug = telling.hotel.slug if telling.hotel else ""
        self._row = row
        self._telling = telling
        self._payloads: dict[type[Payload], dict[str, Any]] = {}
        guest = [self._guest_channel()] if self._guest_rows() else []
        self.channels: tuple[str, ...] = (self._hotel_channel(), *guest, *self._personal_channels())

    def body(self, audience: Audience) -> dict[str, Any]:
        """The event as a list or a stream has it, for staff."""
        name, payload = self._row.own
        told = visible(self._payload(payload), payload.category, audience)
        body = event_body(self.event, slug=self.hotel_slug, reader=audience)
        meta = {**body["meta"], "scope": self._scope(name, told)}
        return {**body, "category": payload.category, "payload": told, "meta": meta}

    def messages(self, audience: Audience) -> list[Message]:
        """What goes out on channels for this audience; a guest is told of their own booking only."""
        if audience.guest:
            return [self._for_guest(row) for row in self._guest_rows()]
        hotel_channel = self._hotel_channel()
        messages = [self._message(hotel_channel, *one, audience) for one in self._row.told.items()]
        # The person whom it is about may know all of it.
        return [
            *messages,
            *(self._message(channel, *self._row.own, EVERYTHING) for channel in self._personal_channels()),
        ]

    def _message(self, channel: str, name: str, payload: type[Payload], audience: Audience) -> Message:
        told = visible(self._payload(payload), payload.category, audience)
        meta = {**self._meta(), "actor": self.event.actor, "cause": self.event.cause, "scope": self._scope(name, told)}
        return Message(channel, name, self._envelope(payload.category, name, told, meta))

    def _for_guest(self, row: GuestRow) -> Message:
        """Who of the staff did it, and because of whom, is no business of the guest's."""
        channel = self._guest_channel()
        scope = {"type": row.name, "booking_id": channel.partition(".")[2]}
        meta = {**self._meta(), "actor": self.event.actor.partition(":")[0], "cause": "", "scope": scope}
        return Message(
            channel, row.name, self._envelope(row.payload.category, row.name, self._payload(row.payload), meta)
        )

    def _envelope(self, category: str, name: str, payload: dict[str, Any], meta: dict[str, Any]) -> dict[str, Any]:
        return {"category": category, "type": name, "payload": payload, "meta": meta}

    def _meta(self) -> dict[str, Any]:
        return {
            "hotel_slug": self.hotel_slug,
            "event_id": str(self.event.event_id),
            "seq": self.event.seq,
            "ts": moment(self.event.occurred_at),
        }

    def _scope(self, name: str, told: dict[str, Any]) -> dict[str, Any]:
        beside = {key: told[part] for key, part in SCOPES.get(name, {}).items() if part in told}
        return {**beside, **scope_of(self.event)}

    def _payload(self, payload: type[Payload]) -> dict[str, Any]:
        if payload not in self._payloads:
            self._payloads[payload] = payload.of(self._telling)
        return self._payloads[payload]

    def _guest_rows(self) -> list[GuestRow]:
        if not self._row.guest or not self._booking_id():
            return []
        return [row for row in self._row.guest if row.when(self.event, self._telling.hotel)]

    def _booking_id(self) -> str:
        if self.event.subject_type == "room":
            return self._telling.awaited_booking_id
        about = self.event.subject_type == "booking"
        return self.event.subject_id if about else str(self.event.after.get("booking_id") or "")

    def _hotel_channel(self) -> str:
        return channels.hotel_channel(self.hotel_slug, self._row.channel)

    def _guest_channel(self) -> str:
        return channels.guest_channel(self._booking_id())

    def _personal_channels(self) -> list[str]:
        if not self._row.personal:
            return []
        if self.event.subject_type == "staff":
            people = {id_of(self.event.subject_id)}
        elif self.event.subject_type == "webhook":
            people = set(self.event.after.get("managers") or ())
        else:
            task = self._telling.row("task")
            now = task.assigned_to_id if task is not None else None
            after = self.event.after.get("assigned_to", now)
            people = {self.event.before.get("assigned_to"), after} - {None}
        return [channels.personal_channel(self.hotel_slug, staff_id) for staff_id in sorted(people)]


def render(events: Sequence[Event]) -> list[Rendering]:
    """The events, of any hotels, with what they are told with. At most fourteen statements, however many there are."""
    rows = [row_of(event.type) for event in events]
    facts = read_facts(_wanted(zip(events, rows, strict=True)))
    return [Rendering(event, row, Telling(event, facts)) for event, row in zip(events, rows, strict=True)]


def _wanted(events: Iterable[tuple[Event, Row]]) -> Wanted:
    wanted = Wanted()
    for event, row in events:
        wanted.hotels.add(event.hotel_id)
        about, after = event.subject_type, event.after
        if about in ROWS_BY_ID and about in row.needs:
            wanted.ids[about].add(id_of(event.subject_id))
        if "booking" in row.needs:
            booking_id = event.subject_id if about == "booking" else str(after.get("booking_id") or "")
            if booking_id:
                wanted.bookings.add(booking_id)
                if "party" in row.needs:
                    wanted.parties.add(booking_id)
                if "money" in row.needs:
                    wanted.money.add(booking_id)
        if "room" in row.needs:
            numbers = {after.get("room_number")}
            if about == "room":
                numbers = {event.subject_id, after.get("number")}
            wanted.rooms.update((event.hotel_id, str(number)) for number in numbers if number)
    return wanted
