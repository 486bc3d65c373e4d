"""Open the simulated house that a plan needs: hotel, people, types, rooms, and how far each night may be oversold."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import count

from hotelmate.core import clock
from hotelmate.core.actor import Actor
from hotelmate.core.change import run_change
from hotelmate.hotel.models import Hotel, Inspection
from hotelmate.hotel.queries import system_of
from hotelmate.hotel.rules import LONGEST_SLUG
from hotelmate.hotel.services import create_hotel, set_clock
from hotelmate.rooms.rules import MOST_ROOMS_AT_ONCE
from hotelmate.rooms.services import bulk_create_rooms, create_room_type, raise_allowance
from hotelmate.simulation.replay.allowances import Allowance
from hotelmate.simulation.replay.crew import Briefing
from hotelmate.simulation.replay.plan import PlannedType, ReplayPlan
from hotelmate.staff.models import Role
from hotelmate.staff.services import create_staff

OPENS_AT = time(6)
NOTE = "As oversold as the hotel that is replayed was."
# The file does not say where the hotel stands, and all its dates are local.
TIMEZONE = "UTC"


@dataclass(frozen=True, slots=True)
class House:
    """The open house: its hotel, and the ids of its types and rooms in the order of the plan."""

    hotel: Hotel
    room_type_ids: Mapping[str, int]
    room_ids: tuple[int, ...]
    staff_ids: tuple[int, ...]

    def briefings(self, plan: ReplayPlan) -> list[Briefing]:
        """What each of the workers needs to know."""
        return [
            Briefing(self.hotel.pk, staff_id, dict(self.room_type_ids), self.room_ids, plan.bookings)
            for staff_id in self.staff_ids
        ]


def free_slug(wanted: str) -> str:
    """The slug, or the first of it with a number that no hotel has."""
    wanted = wanted[: LONGEST_SLUG - 6].rstrip("-")
    slugs = (wanted if number == 1 else f"{wanted}-{number}" for number in count(1))
    return next(slug for slug in slugs if not Hotel.objects.filter(slug=slug).exists())


def open_house(plan: ReplayPlan, *, slug: str, name: str, workers: int) -> House:
    """Open the house on the morning of its first booking, with one member of staff for each worker."""
    opening = datetime.combine(plan.first_day, OPENS_AT, tzinfo=UTC) if plan.first_day else clock.now()
    with clock.travel_to(opening):
        hotel = run_change(
            lambda: create_hotel(
                slug=slug,
                name=name,
                timezone=TIMEZONE,
                requires_approval=False,
                inspection=Inspection.ANYONE,
                is_simulated=True,
            )
        )
        actor = system_of(hotel)
        staff_ids = tuple(_employ(actor, slug, number) for number in range(1, workers + 1))
        room_type_ids = _make_types(actor, plan)
        room_ids = _make_rooms(actor, plan, room_type_ids)
        _allow_overselling(actor, plan, room_type_ids)
    return House(hotel, room_type_ids, room_ids, staff_ids)


def leave_house(hotel: Hotel, plan: ReplayPlan, *, until: date | None) -> None:
    """Let the hotel's own clock go on from the morning after the last day that was lived."""
    if plan.first_day is None or plan.last_day is None:
        return
    last_day = min(max(until or plan.last_day, plan.first_day), plan.last_day)
    morning = datetime.combine(last_day + timedelta(days=1), OPENS_AT, tzinfo=UTC)
    run_change(lambda: set_clock(actor=system_of(hotel), moment=morning))


def _employ(actor: Actor, slug: str, number: int) -> int:
    name = f"{slug}-{number}"
    return run_change(
        lambda: create_staff(actor=actor, username=name, full_name=f"Replay {number}", role=Role.STAFF_ADMIN)
    ).subject.pk


def _make_types(actor: Actor, plan: ReplayPlan) -> dict[str, int]:
    return {planned.name: _make_type(actor, planned) for planned in plan.room_types}


def _make_type(actor: Actor, planned: PlannedType) -> int:
    code, name = planned.name, f"Type {planned.name}"
    return run_change(
        lambda: create_room_type(actor=actor, code=code, name=name, max_occupancy=planned.capacity)
    ).subject.pk


def _make_rooms(actor: Actor, plan: ReplayPlan, room_type_ids: Mapping[str, int]) -> tuple[int, ...]:
    numbers: defaultdict[str, list[str]] = defaultdict(list)
    for room in plan.rooms:
        numbers[room.room_type].append(room.number)
    made: dict[str, int] = {}
    for room_type, of_type in numbers.items():
        for start in range(0, len(of_type), MOST_ROOMS_AT_ONCE):
            some = of_type[start : start + MOST_ROOMS_AT_ONCE]
            make = partial(bulk_create_rooms, actor=actor, room_type_id=room_type_ids[room_type], numbers=some)
            made.update({room.number: room.pk for room in run_change(make).subject})
    return tuple(made[room.number] for room in plan.rooms)


def _allow_overselling(actor: Actor, plan: ReplayPlan, room_type_ids: Mapping[str, int]) -> None:
    by_type: defaultdict[str, list[Allowance]] = defaultdict(list)
    for allowance in plan.allowances:
        by_type[allowance.room_type].append(allowance)
    for room_type, allowances in by_type.items():
        run_change(partial(_raise_all, actor, room_type_ids[room_type], allowances))


def _raise_all(actor: Actor, room_type_id: int, allowances: list[Allowance]) -> None:
    for allowance in allowances:
        raise_allowance(
            actor=actor,
            room_type=room_type_id,
            from_date=allowance.first,
            to_date=allowance.end,
            to=allowance.rooms,
            note=NOTE,
        )
