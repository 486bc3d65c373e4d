"""The demo hotel as built: types, rooms, people who work there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import partial
from typing import Any

from hotelmate.core.actor import Actor
from hotelmate.core.change import Outcome, run_change
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.queries import system_of
from hotelmate.hotel.services import create_hotel
from hotelmate.rooms.models import RoomType
from hotelmate.rooms.services import bulk_create_rooms, create_promotion, create_rate_plan, create_room_type
from hotelmate.staff.models import Role, StaffMember
from hotelmate.staff.queries import actor_of
from hotelmate.staff.services import create_staff

SLUG = "harbour-house"
PASSWORD = "demo"  # noqa: S105 - printed at every start; the hotel is a simulation
LOGINS = {
    "manager": ("Maren Holt", Role.SUPER_STAFF_ADMIN),
    "frontdesk": ("Felix Ode", Role.FRONT_DESK),
    "housekeeping": ("Hana Quill", Role.HOUSEKEEPING),
    "maintenance": ("Milo Tarn", Role.MAINTENANCE),
}
POLICY = {
    "template_type": "MODERATE",
    "free_until_hours": 48,
    "penalty_type": "FIRST_NIGHT",
}

PLANS: tuple[dict[str, Any], ...] = (
    {"code": "FLEX", "name": "Flexible", "is_default": True},
    {
        "code": "SAVER",
        "name": "Non-refundable",
        "description": "A tenth less, and nothing comes back.",
        "percent": Decimal("-10.00"),
        "cancellation_policy": {"template_type": "NON_REFUNDABLE", "penalty_type": "FULL_STAY"},
    },
)
PROMOTION: dict[str, Any] = {
    "code": "HARBOUR10",
    "name": "Ten percent from three nights on",
    "percent_off": Decimal("10.00"),
    "min_nights": 3,
}


@dataclass(frozen=True, slots=True)
class TypePlan:
    """A room type of the demo hotel: what it is called, sleeps and costs, and the numbers of its rooms by floor."""

    code: str
    name: str
    sleeps: int
    rate: Decimal
    beds: str
    numbers: dict[str, list[str]]


def _numbers(first: int, last: int, floors: range) -> dict[str, list[str]]:
    return {str(floor): [f"{floor}{number:02d}" for number in range(first, last + 1)] for floor in floors}


TYPES = [
    TypePlan("STD", "Standard Double", 2, Decimal("95.00"), "1 double", _numbers(1, 6, range(1, 5))),
    TypePlan("TWN", "Superior Twin", 2, Decimal("110.00"), "2 single", _numbers(7, 10, range(1, 5))),
    TypePlan("DLX", "Deluxe King", 3, Decimal("145.00"), "1 king, 1 sofa bed", _numbers(11, 13, range(1, 5))),
    TypePlan("FAM", "Family Room", 5, Decimal("180.00"), "1 double, 3 single", _numbers(1, 4, range(5, 6))),
    TypePlan("STE", "Harbour Suite", 4, Decimal("260.00"), "1 king, 1 double", _numbers(5, 8, range(5, 6))),
]


def build(opened_on: date) -> Hotel:
    """Make the demo hotel, with rooms in use since `opened_on`."""
    hotel = run_change(_open_hotel)
    system = system_of(hotel)
    for plan in TYPES:
        room_type = run_change(_type_of(system, plan)).subject
        for floor, numbers in plan.numbers.items():
            run_change(_rooms_of(system, room_type.pk, floor, numbers, opened_on))
    for plan_values in PLANS:
        run_change(partial(create_rate_plan, actor=system, **plan_values))
    run_change(partial(create_promotion, actor=system, **PROMOTION))
    for username, (full_name, role) in LOGINS.items():
        run_change(_person(system, username, full_name, role))
    return hotel


def people(hotel: Hotel) -> dict[str, Actor]:
    """The demo's staff as actors, by login."""
    found = StaffMember.objects.select_related("hotel").filter(hotel=hotel, username__in=LOGINS)
    return {staff.username: actor_of(staff) for staff in found}


def _open_hotel() -> Hotel:
    return create_hotel(
        slug=SLUG,
        name="Harbour House",
        timezone="Europe/Dublin",
        currency="EUR",
        phone="+353 1 555 0100",
        email="desk@harbour-house.example",
        vat_percent=Decimal("9.00"),
        cancellation_policy=POLICY,
        # From when its day begins, so that whoever tries the desk before breakfast can check somebody in.
        early_check_in_from=time(4),
        is_simulated=True,
    )


def _type_of(system: Actor, plan: TypePlan) -> Callable[[], Outcome[RoomType]]:
    return lambda: create_room_type(
        actor=system,
        code=plan.code,
        name=plan.name,
        max_occupancy=plan.sleeps,
        base_rate=plan.rate,
        bed_setup=plan.beds,
    )


def _rooms_of(
    system: Actor, room_type_id: int, floor: str, numbers: list[str], opened_on: date
) -> Callable[[], object]:
    return lambda: bulk_create_rooms(
        actor=system, room_type_id=room_type_id, numbers=numbers, floor=floor, active_from=opened_on
    )


def _person(system: Actor, username: str, full_name: str, role: str) -> Callable[[], object]:
    return lambda: create_staff(actor=system, username=username, full_name=full_name, role=role, password=PASSWORD)
