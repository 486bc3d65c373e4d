"""What a replay came to, for people and for programs."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import Count

from hotelmate.events.queries import last_seq
from hotelmate.hotel.models import Hotel
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.simulation.replay.life import Tally, setbacks_in_words
from hotelmate.simulation.replay.plan import ReplayPlan
from hotelmate.simulation.replay.schedule import Task


@dataclass(frozen=True, slots=True)
class Summary:
    """The outcome of a replay. Bookings and their ends are counted from the rows, changes as they were made."""

    slug: str
    rooms: int
    broken_rows: int
    setbacks: tuple[str, ...] = field(repr=False)
    bookings: int
    checked_out: int
    cancelled: int
    no_show: int
    refused: Mapping[str, int]
    normalised: Mapping[str, int]
    moves: int
    changes: int
    events: int
    contradictions: int
    seconds: float
    changes_per_second: float

    def as_json(self) -> dict[str, Any]:
        """The numbers that a program may read."""
        values = asdict(self)
        for name in ("slug", "rooms", "broken_rows", "setbacks"):
            del values[name]
        return values

    def lines(self) -> Iterator[str]:
        """The same in words."""
        yield f"{self.slug}: {self.rooms} rooms, {self.bookings:,} bookings: {self.checked_out:,} checked out, " + (
            f"{self.cancelled:,} cancelled, {self.no_show:,} no-shows."
        )
        yield f"{self.changes:,} changes ({self.moves:,} moves), {self.events:,} events in {self.seconds:,.1f} s: " + (
            f"{self.changes_per_second:,.1f} changes a second."
        )
        for what, rows in sorted(self.normalised.items()):
            yield f"normalised: {what.replace('_', ' ')}: {rows:,}"
        if self.broken_rows:
            yield f"broken lines left out: {self.broken_rows:,}"
        for code, times in sorted(self.refused.items()):
            yield f"refused: {code}: {times:,}"
        yield from self.setbacks
        yield f"contradictions: {self.contradictions:,}"


def summarise(plan: ReplayPlan, hotel: Hotel, tally: Tally, *, contradictions: int) -> Summary:
    """Count what stands in the rows of the hotel after its life."""
    of_status = dict(RoomBooking.objects.filter(hotel=hotel).order_by().values_list("status").annotate(Count("pk")))
    return Summary(
        slug=hotel.slug,
        rooms=len(plan.rooms),
        broken_rows=len(plan.broken),
        setbacks=tuple(setbacks_in_words(tally)),
        bookings=sum(of_status.values()),
        checked_out=of_status.get(BookingStatus.COMPLETED, 0),
        cancelled=of_status.get(BookingStatus.CANCELLED, 0),
        no_show=of_status.get(BookingStatus.NO_SHOW, 0),
        refused=dict(tally.refused),
        normalised=dict(plan.normalised),
        moves=tally.tasks[Task.MOVE],
        changes=tally.changes,
        events=last_seq(hotel.pk),
        contradictions=contradictions,
        seconds=round(tally.seconds, 3),
        changes_per_second=round(tally.changes / tally.seconds, 1) if tally.seconds else 0.0,
    )
