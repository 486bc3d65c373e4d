"""The first two rows of the design's table: a change of a room's status over HTTP, against pgbench, taking turns."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from statistics import median

from hotelmate.housekeeping.services import set_room_status
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room
from hotelmate.simulation.bench.changes.baseline import Recorded, find_pgbench, run_pgbench, script_of
from hotelmate.simulation.bench.changes.load import Load, run_load
from hotelmate.simulation.bench.changes.processor import usage
from hotelmate.simulation.bench.changes.recording import record_change
from hotelmate.simulation.bench.house import BenchHouse, open_house
from hotelmate.simulation.bench.server import LiveServer

S = RoomStatus
# Once round: cleaned, inspected, and dirty again.
ROUND = (S.CLEANING_IN_PROGRESS, S.CLEANED_UNINSPECTED, S.READY_FOR_GUEST, S.CHECKOUT_DIRTY)
WARM_UP_SECONDS = 1.5
# The version of one recorded room is made to differ from its status number.
FAR_AWAY = 1000

Place = tuple[BenchHouse, Room]


@dataclass(frozen=True, slots=True)
class StatusFigures:
    """The medians over all turns for one number of connections."""

    hotels: int
    connections: int
    rate: float
    baseline: float
    ratio: float
    p50: float
    p99: float
    web_ms: float
    database_ms: float


class StatusBench:
    """Rooms to change, one for each connection and one for each client of pgbench: in one hotel, or each in its own."""

    def __init__(self, server: LiveServer, *, connections: int, many_hotels: bool) -> None:
        self._server = server
        self._pgbench = find_pgbench()
        self._places = _places(2 * connections, many_hotels=many_hotels)
        self._hotels = connections if many_hotels else 1
        self._changes = record_round()

    def measure(self, connections: int, *, turns: int, seconds: float) -> StatusFigures:
        """Take turns, web and pgbench, each for so long."""
        self._turn(connections, WARM_UP_SECONDS)
        loads, rates, before = [], [], usage(self._server)
        used = [before.since(before)]
        for _ in range(turns):
            before = usage(self._server)
            loads.append(self._turn(connections, seconds))
            used.append(usage(self._server).since(before))
            rates.append(self._baseline(connections, seconds))
        changes = sum(load.changes for load in loads)
        return StatusFigures(
            hotels=min(self._hotels, connections),
            connections=connections,
            rate=median(load.rate for load in loads),
            baseline=median(rates),
            ratio=median(load.rate / rate for load, rate in zip(loads, rates, strict=True)),
            p50=median(load.latency(0.5) for load in loads),
            p99=median(load.latency(0.99) for load in loads),
            web_ms=sum(one.web for one in used) / changes * 1000,
            database_ms=sum(one.database for one in used) / changes * 1000,
        )

    def _turn(self, connections: int, seconds: float) -> Load:
        requests = [_round_of(place) for place in self._places[:connections]]
        return run_load(self._server, requests, seconds=seconds, round_of=len(ROUND))

    def _baseline(self, connections: int, seconds: float) -> float:
        places = self._places[-connections:]
        script = script_of(
            self._changes, [(house.hotel.pk, room.pk, house.actor.staff_id or 0) for house, room in places]
        )
        return run_pgbench(self._pgbench, script, clients=connections, seconds=seconds) * len(ROUND)


def _places(wanted: int, *, many_hotels: bool) -> list[Place]:
    if many_hotels:
        houses = [open_house("status") for _ in range(wanted)]
        return [(house, house.make_rooms(1, status=S.CHECKOUT_DIRTY)[0]) for house in houses]
    house = open_house("status")
    return [(house, room) for room in house.make_rooms(wanted, status=S.CHECKOUT_DIRTY)]


def _round_of(place: Place) -> Iterator[bytes]:
    house, room = place
    path = f"housekeeping/rooms/{room.pk}/status/"
    return cycle([house.post(path, {"to_status": status}) for status in ROUND])


def record_round() -> list[tuple[Recorded, Recorded]]:
    """Each change of a round, recorded in two hotels.

    Their numbers differ by 1 (hotel), 3 (staff), 4 (status), 5 (room) and many (version), so no two pairs coincide.
    """
    one, other = open_house("recording"), open_house("recording", colleagues=2)
    room, other_room = (house.make_rooms(many, status=S.CHECKOUT_DIRTY)[-1] for house, many in ((one, 1), (other, 5)))
    _record(other, other_room)
    Room.objects.filter(pk=other_room.pk).update(version=FAR_AWAY)
    return list(zip(_record(one, room), _record(other, other_room), strict=True))


def _record(house: BenchHouse, room: Room) -> list[Recorded]:
    recorded = []
    for status in ROUND:
        change = partial(set_room_status, room=room, to_status=status, staff=house.actor)
        statements = record_change(change)
        now = Room.objects.get(pk=room.pk)
        recorded.append(
            Recorded(statements, house.hotel.pk, room.pk, house.actor.staff_id or 0, now.status_n, now.version)
        )
    return recorded
