"""Entries of the audit as rows of a page: what happened in words, by whom, and each field before and after."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from hotelmate.desk.event_words import actor_words, cause_words, event_icon, event_words
from hotelmate.desk.field_words import NOTHING, Values, field_words
from hotelmate.desk.frame import Desk
from hotelmate.desk.manage.records import Record, Records
from hotelmate.hotel.models import Hotel
from hotelmate.rooms.models import RatePlan, RoomType
from hotelmate.staff.queries import staff_of

# What an entry says of its own record is not said again, nor what only programs count by.
UNSAID = frozenset({"booking_id", "room_number", "currency", "status_n", "mail_id", "reminders"})


@dataclass(frozen=True, slots=True)
class Change:
    """A field before and after. What the log does not keep (names, notes) is only known to have changed."""

    name: str
    before: str
    after: str
    is_kept: bool = True

    @property
    def had_value(self) -> bool:
        """Whether there was something before."""
        return self.before != NOTHING


@dataclass(frozen=True, slots=True)
class Row:
    """An entry: when and what, by whom and why, its records, and what changed; `is_new` when nothing was there before."""

    seq: int
    at: datetime
    title: str
    icon: str
    who: str
    why: str
    records: Sequence[Record]
    changes: Sequence[Change]
    rooms: Sequence[str]
    is_new: bool


def rows_of(desk: Desk, entries: Sequence[Mapping[str, Any]]) -> list[Row]:
    """The entries as rows. Four statements at most, however many entries."""
    values, records = values_of(desk), Records(desk.hotel.pk)
    return [_row(entry, values, records) for entry in entries]


def values_of(desk: Desk) -> Values:
    """What writes values of this hotel's log. Three statements."""
    hotel: Hotel = desk.hotel
    return Values(
        desk,
        people={f"staff:{one.pk}": one.full_name for one in staff_of(hotel.pk, active=None)},
        room_types=dict(RoomType.objects.filter(hotel=hotel).values_list("pk", "name")),
        rate_plans=dict(RatePlan.objects.filter(hotel=hotel).values_list("pk", "name")),
    )


def _row(entry: Mapping[str, Any], values: Values, records: Records) -> Row:
    subject = entry["subject"]
    changes = list(_changes(entry, values))
    return Row(
        seq=entry["seq"],
        at=datetime.fromisoformat(entry["occurred_at"]),
        title=event_words(entry["type"], entry["changed_fields"]),
        icon=event_icon(entry["type"]),
        who=actor_words(entry["actor"], entry["actor_name"]),
        why=_why(entry),
        records=_records(entry, subject["type"], subject["id"], records),
        changes=changes,
        rooms=[side["room_number"] for side in (entry, entry["before"]) if side.get("room_number")],
        is_new=not entry["before"],
    )


def _why(entry: Mapping[str, Any]) -> str:
    """What set it off, unless that is a record that is named anyway."""
    kind, _colon, name = entry["cause"].partition(":")
    named = {"booking": entry["booking_id"], "room": entry["room_number"]}
    return "" if name and named.get(kind) == name else cause_words(entry["cause"])


def _records(entry: Mapping[str, Any], kind: str, public_id: str, records: Records) -> list[Record]:
    named = []
    if entry["booking_id"]:
        named.append(records.of("booking", entry["booking_id"]))
    if entry["room_number"]:
        named.append(records.room(entry["room_number"]))
    if kind not in ("booking", "room", "payment"):
        named.append(records.of(kind, public_id))
    return [record for record in named if record.name]


def _changes(entry: Mapping[str, Any], values: Values) -> Sequence[Change]:
    before, after, about = entry["before"], entry["after"], entry["subject"]["type"]
    currency = str(after.get("currency") or before.get("currency") or "")
    said = partial(values.say, about=about, currency=currency)
    found = []
    for name in _names(entry):
        if name in before or name in after:
            found.append(Change(field_words(name), said(name, before.get(name)), said(name, after.get(name))))
        else:
            found.append(Change(field_words(name), "", _("changed"), is_kept=False))
    return found


def _names(entry: Mapping[str, Any]) -> Iterator[str]:
    """The fields that say something: not those that stayed, and not who and when once more."""
    before, after, changed = entry["before"], entry["after"], entry["changed_fields"]
    moved = before.get("room_number", after.get("room_number")) != after.get("room_number")
    for name in dict.fromkeys((*changed, *after, *before)):
        unsaid = name in UNSAID and not (moved and name == "room_number")
        stayed = name not in changed and before.get(name) == after.get(name)
        repeats = after.get(name) is not None and after[name] in (entry["actor"], entry["occurred_at"])
        if not (unsaid or stayed or repeats):
            yield name
