"""The timeline of a booking, from the log: who did what, when and why, with its money. The newest first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from hotelmate.desk.bookings.sentences import Teller
from hotelmate.desk.event_words import actor_words, cause_words, event_icon
from hotelmate.desk.field_words import Values
from hotelmate.desk.frame import Desk
from hotelmate.events.models import Event
from hotelmate.events.queries import events_about
from hotelmate.room_bookings.queries import notes_of_claims
from hotelmate.room_bookings.readings import BookingReading
from hotelmate.staff.queries import names_of

LONGEST = 200
# What is begun is not told once it is known what came of it.
BEGUN = frozenset({"payment_created", "payment_decided"})
# The money that goes with a decision is told with it, when both were written at once.
WITH_MONEY = frozenset({"booking_confirmed", "booking_declined", "booking_cancelled", "booking_expired"})
AT_ONCE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened: when, what, by whom, what to know besides; `status` colours it."""

    seq: int
    at: datetime
    title: str
    who: str
    lines: tuple[str, ...]
    icon: str
    status: str


def timeline_of(desk: Desk, reading: BookingReading) -> list[Entry]:
    """What happened to the booking and, for those who may see money, to its payments. Three queries."""
    booking = reading.booking
    subjects = [("booking", booking.booking_id)]
    if desk.sees_money:
        subjects += [("payment", str(payment.pk)) for payment in reading.payments]
    events = _settled(events_about(hotel_id=booking.hotel_id, subjects=subjects, limit=LONGEST))
    people = names_of(booking.hotel_id, {event.actor for event in events})
    notes = notes_of_claims(booking) if desk.sees_contacts else {}
    teller = Teller(Values(desk, people), booking, notes)
    entries: list[Entry] = []
    status, given_back = "", dict[str, Decimal]()
    for event in events:
        told = teller.tell(event, given_back.get(event.subject_id, Decimal(0)))
        if event.type == "payment_refunded":
            given_back[event.subject_id] = Decimal(str(event.after["refunded_amount"]))
        if event.subject_type == "booking":
            status = event.after.get("status") or status
        why = (cause_words(event.cause),) if event.cause and event.subject_type == "booking" else ()
        who = actor_words(event.actor, people.get(event.actor, ""))
        lines = (*told.lines, *why)
        entries.append(Entry(event.seq, event.occurred_at, told.title, who, lines, event_icon(event.type), status))
    return list(reversed(_joined(entries, events)))


def _settled(events: Sequence[Event]) -> list[Event]:
    """The events without what was begun and has come to something since."""
    last = {event.subject_id: event.seq for event in events if event.subject_type == "payment"}
    return [event for event in events if event.type not in BEGUN or last[event.subject_id] == event.seq]


def _joined(entries: Sequence[Entry], events: Sequence[Event]) -> list[Entry]:
    """The entries, with those about money inside the decision that they were written with."""
    joined: list[Entry] = []
    owner: dict[int, int] = {}
    for place, event in enumerate(events):
        if event.type in WITH_MONEY or (event.type == "booking_updated" and "status" in event.changed_fields):
            for beside in (place - 1, place + 1):
                if 0 <= beside < len(events) and beside not in owner and _belongs(events[beside], event):
                    owner[beside] = place
    inside = {place: [entries[beside].title for beside, at in owner.items() if at == place] for place in owner.values()}
    for place, entry in enumerate(entries):
        if place not in owner:
            joined.append(replace(entry, lines=(*inside.get(place, ()), *entry.lines)))
    return joined


def _belongs(money: Event, decision: Event) -> bool:
    return (
        money.subject_type == "payment"
        and money.actor == decision.actor
        and abs(money.occurred_at - decision.occurred_at) <= AT_ONCE
    )
