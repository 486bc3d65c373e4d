"""Recording what happened: the one way into the log."""

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import psycopg
from django.db import connection, transaction

from hotelmate.core.actor import Actor
from hotelmate.core.api.moments import moment
from hotelmate.core.change import current_change
from hotelmate.core.locking import take_rank
from hotelmate.events import errors as errors
from hotelmate.events import wake


@dataclass(frozen=True, slots=True)
class PendingEvent:
    """An event that will be written when the change is sealed, with the next number of its hotel."""

    hotel_id: int
    type: str
    subject_type: str
    subject_id: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    changed_fields: tuple[str, ...]
    actor: str
    source: str
    cause: str
    occurred_at: datetime
    event_id: uuid.UUID = field(default_factory=uuid.uuid4)


def record(
    *,
    actor: Actor,
    type: str,
    subject: tuple[str, object],
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    changed_fields: Iterable[str] = (),
    source: str = "",
    cause: str = "",
) -> None:
    """Note an event of the change under way; it is written last, after the database has agreed.

    `subject` is (kind, public id), for example `("booking", "BK-2026-7K3M9Q")`. `before` and `after` carry no personal
    data; fields whose values are personal are named in `changed_fields` only. Without `changed_fields` the keys of
    `after` whose values differ are taken.
    """
    change = current_change()
    before, after = before or {}, after or {}
    fields = tuple(changed_fields) or tuple(key for key in after if after[key] != before.get(key))
    change.events.append(
        PendingEvent(
            actor.hotel_id,
            type,
            subject[0],
            str(subject[1]),
            before,
            after,
            fields,
            actor.ref,
            source or actor.kind.upper(),
            cause,
            at,
        )
    )
    change.log_statement = log_statement


def log_statement(events: list[PendingEvent]) -> str:
    """The statement that takes the next numbers of the hotel's stream and inserts the events, with its values in it.

    The stream row is the last lock of the change, so the order of numbers is the order of commits.
    """
    hotel_ids = {event.hotel_id for event in events}
    if len(hotel_ids) != 1:
        raise ValueError("A change belongs to one hotel.")
    hotel_id = hotel_ids.pop()
    take_rank("events.eventstream")
    rows = ", ".join(["(%s, %s::uuid, %s, %s, %s, %s::jsonb, %s::jsonb, %s::varchar[], %s, %s, %s, %s)"] * len(events))
    values: list[Any] = []
    for number, event in enumerate(events, start=1):
        values += [
            number,
            event.event_id,
            event.type,
            event.subject_type,
            event.subject_id,
            to_json(event.before),
            to_json(event.after),
            list(event.changed_fields),
            event.actor,
            event.source,
            event.cause,
            event.occurred_at,
        ]
    transaction.on_commit(lambda: wake.readers(hotel_id))
    return psycopg.ClientCursor(connection.connection).mogrify(
        f"""
        WITH stream AS (
            UPDATE events_eventstream SET last_seq = last_seq + %s WHERE hotel_id = %s RETURNING last_seq
        )
        INSERT INTO events_event (hotel_id, seq, event_id, type, subject_type, subject_id, before, after,
                                  changed_fields, actor, source, cause, occurred_at)
        SELECT %s, stream.last_seq - %s + row.number, row.event_id, row.type, row.subject_type, row.subject_id,
               row.before, row.after, row.changed_fields, row.actor, row.source, row.cause, row.occurred_at
        FROM stream, (VALUES {rows}) AS row (number, event_id, type, subject_type, subject_id, before, after,
                                             changed_fields, actor, source, cause, occurred_at)
        ORDER BY row.number
        """,
        [len(events), hotel_id, hotel_id, len(events), *values],
    )


def to_json(value: object) -> str:
    """JSON text of a value; dates in ISO 8601, amounts as strings with their decimals."""
    return json.dumps(value, default=_plain, ensure_ascii=False)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal | uuid.UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} does not belong in an event")
