"""Changes of bookings over HTTP: cancel, assign, check in, move, check out, and book, each on bookings of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from hotelmate.core.change import run_change
from hotelmate.room_bookings.lifecycle import Guarantee
from hotelmate.room_bookings.services import (
    Request,
    RoomMoveService,
    assign_room,
    cancel_booking,
    check_in,
    check_out,
    create_booking,
)
from hotelmate.rooms.models import Room
from hotelmate.simulation.bench.changes.load import Load, run_load
from hotelmate.simulation.bench.changes.processor import usage
from hotelmate.simulation.bench.changes.recording import count_statements
from hotelmate.simulation.bench.house import BenchHouse, open_house
from hotelmate.simulation.bench.server import LiveServer

NIGHTS = timedelta(days=2)
Subject = tuple[str, Room, Room]


@dataclass(frozen=True, slots=True)
class ChangeFigures:
    """What one kind of change costs, at one number of connections."""

    change: str
    connections: int
    rate: float
    p50: float
    statements: int
    web_ms: float
    database_ms: float


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of change: what is staged for it, what is asked for over HTTP, and the service behind it."""

    name: str
    with_room: bool
    in_house: bool
    path: str
    body: Callable[[Subject], dict[str, Any]]
    service: Callable[[BenchHouse, Subject], Callable[[], Any]]


def _service(name: Callable[..., Any], **values: Callable[[Subject], Any]) -> Callable[..., Callable[[], Any]]:
    def ready(house: BenchHouse, subject: Subject) -> Callable[[], Any]:
        given = {key: value(subject) for key, value in values.items()}
        return partial(name, actor=house.actor, booking_id=subject[0], **given)

    return ready


def _nothing(subject: Subject) -> dict[str, Any]:
    return {}


KINDS = (
    Kind("cancel", True, False, "cancel", _nothing, _service(cancel_booking)),
    Kind(
        "assign",
        False,
        False,
        "safe-assign-room",
        lambda subject: {"room_id": subject[1].pk},
        _service(assign_room, room_id=lambda subject: subject[1].pk),
    ),
    Kind("check-in", True, False, "check-in", _nothing, _service(check_in)),
    Kind(
        "move",
        True,
        True,
        "move-room",
        lambda subject: {"to_room_id": subject[2].pk},
        _service(RoomMoveService.move_room, to_room_id=lambda subject: subject[2].pk),
    ),
    Kind("check-out", True, True, "check-out", _nothing, _service(check_out)),
)


def measure_kind(server: LiveServer, kind: Kind, *, connections: int, changes: int) -> ChangeFigures:
    """Stage so many bookings in one hotel and change each of them once, over so many connections."""
    house = open_house("change")
    subjects = _stage(house, kind, changes + 1)
    statements = count_statements(kind.service(house, subjects.pop()))
    requests = [house.post(f"room-bookings/{subject[0]}/{kind.path}/", kind.body(subject)) for subject in subjects]
    before = usage(server)
    load: Load = run_load(server, [iter(requests[first::connections]) for first in range(connections)])
    used = usage(server).since(before)
    return ChangeFigures(
        kind.name,
        connections,
        load.rate,
        load.latency(0.5),
        statements,
        used.web / load.changes * 1000,
        used.database / load.changes * 1000,
    )


def _stage(house: BenchHouse, kind: Kind, many: int) -> list[Subject]:
    rooms = house.make_rooms(2 * many)
    subjects = []
    for room, other in zip(rooms[::2], rooms[1::2], strict=True):
        request = Request(house.standard_id, house.today, house.today + NIGHTS)
        book = partial(create_booking, actor=house.actor, request=request, guarantee=Guarantee.HOTEL)
        booking_id = run_change(book).subject.booking_id
        subject = (booking_id, room, other)
        _prepare(house, kind, subject)
        subjects.append(subject)
    return subjects


def _prepare(house: BenchHouse, kind: Kind, subject: Subject) -> None:
    steps: Sequence[Callable[[], Any]] = (
        partial(assign_room, actor=house.actor, booking_id=subject[0], room_id=subject[1].pk),
        partial(check_in, actor=house.actor, booking_id=subject[0]),
    )
    for step in steps[: kind.with_room + kind.in_house]:
        run_change(step)
