"""Verify a hotel: every check on one consistent snapshot, read-only, while the hotel lives on."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import F, Q, QuerySet

from hotelmate.core import clock
from hotelmate.core.snapshot import snapshot
from hotelmate.hotel.models import Hotel
from hotelmate.integrity.check import Check, Cursor
from hotelmate.integrity.checks import CHECKS
from hotelmate.integrity.models import Verification
from hotelmate.integrity.report import CheckResult, Report
from hotelmate.room_bookings import lifecycle as bookings
from hotelmate.rooms import lifecycle as rooms

# What the clocks of machines that serve one hotel may differ by.
CLOCK_TOLERANCE = timedelta(seconds=1)
Watcher = Callable[[Check], None]


def verify_hotel(hotel: Hotel, *, using: str = DEFAULT_DB_ALIAS, after_check: Watcher | None = None) -> Report:
    """Run every check on the hotel as it stands at one moment; opens a transaction of its own, and changes nothing.

    `after_check` is called with each check that has run.
    """
    with snapshot(using) as cursor, connections[using].wrap_database_errors:
        # As it is now: the caller's row may be older than the settings and the clock of the hotel.
        return run_checks(cursor, Hotel.objects.using(using).get(pk=hotel.pk), after_check=after_check)


def run_checks(
    cursor: Cursor, hotel: Hotel, *, checks: tuple[Check, ...] = CHECKS, after_check: Watcher | None = None
) -> Report:
    """Run the checks on this cursor, in whatever transaction it is in."""
    checked_at, seq, parameters = clock.now(), _seq(cursor, hotel), parameters_of(hotel)
    answers = (
        _ask_all(cursor, parameters, checks)
        if after_check is None
        else _ask_in_turn(cursor, parameters, checks, after_check)
    )
    return Report(hotel.slug, checked_at, parameters["business_date"], tuple(answers), seq)


def _ask_all(cursor: Cursor, parameters: dict[str, Any], checks: tuple[Check, ...]) -> list[CheckResult]:
    """Ask all at once: in a small hotel the way to the database and back takes longer than the answers."""
    connection = cursor.connection
    with connection.pipeline():
        asked = [(check, connection.cursor()) for check in checks]
        for check, own in asked:
            check.ask(own, parameters)
        return [check.word(own) for check, own in asked]


def _ask_in_turn(
    cursor: Cursor, parameters: dict[str, Any], checks: tuple[Check, ...], after_check: Watcher
) -> Iterator[CheckResult]:
    for check in checks:
        check.ask(cursor, parameters)
        yield check.word(cursor)
        after_check(check)


def _seq(cursor: Cursor, hotel: Hotel) -> int:
    """How far the log has come in what the checks see; 0 where there is no stream, which a check finds."""
    cursor.execute("SELECT last_seq FROM events_eventstream WHERE hotel_id = %s", [hotel.pk])
    return max((row[0] for row in cursor.fetchall()), default=0)


def latest_verification(hotel_id: int) -> Verification | None:
    """What the newest verification of the hotel found; None before the first."""
    return Verification.objects.filter(hotel_id=hotel_id).first()


def hotels_due(now: datetime, *, hotel_id: int | None = None) -> QuerySet[Hotel]:
    """The hotels to be verified now, the one that waits for the longest first; or this one, if it is."""
    due = (
        Q(verification__isnull=True)
        | Q(verification__due_at__lte=now)
        | Q(verification__due_with_news_at__lte=now, stream__last_seq__gt=F("verification__seq"))
        # The clock was set back.
        | Q(verification__checked_at__gt=now)
    )
    hotels = Hotel.objects.filter(due)
    if hotel_id is not None:
        hotels = hotels.filter(pk=hotel_id)
    return hotels.order_by(F("verification__checked_at").asc(nulls_first=True), "pk")


def parameters_of(hotel: Hotel) -> dict[str, Any]:
    """What checks ask about: the hotel, its day, and the lifecycle tables."""
    return {
        "hotel": hotel.pk,
        "business_date": hotel.business_date(),
        "timezone": hotel.timezone,
        "day_rollover": timedelta(hours=hotel.day_rollover.hour, minutes=hotel.day_rollover.minute),
        "clock_tolerance": CLOCK_TOLERANCE,
        "booking_statuses": bookings.BookingStatus.values,
        "booking_births": _plain(bookings.BIRTHS),
        "booking_changes": [f"{a}>{b}" for a, targets in bookings.TRANSITIONS.items() for b in targets],
        "pending": _plain(bookings.PENDING),
        "holding": _plain(bookings.HOLDING),
        "allocated": _plain(bookings.ALLOCATED),
        "assured": _plain(bookings.ASSURED),
        "fallen_through": _plain(bookings.FALLEN_THROUGH),
        "guarantees": bookings.Guarantee.values,
        "room_changes_by_hand": _room_changes(by_hand=True),
        "room_changes_by_system": _room_changes(by_hand=False),
        "room_overrides": [
            f"{a}>{b}" for a in rooms.RoomStatus.values for b in rooms.RoomStatus.values if rooms.can_override(a, b)
        ],
    }


def _plain(statuses: Any) -> list[str]:
    return [str(status) for status in statuses]


def _room_changes(*, by_hand: bool) -> list[str]:
    return [
        f"{from_status}>{to_status}"
        for (from_status, to_status), transition in rooms.TRANSITIONS.items()
        if (transition.capability is not None) == by_hand
    ]
