"""Which room each stay has: as few rooms per type as the busiest night needs, and no two stays in one at once.

Everything is decided before the house opens, so that people who work at the same time never reach for the same room.
A room left in the morning is cleaned by the afternoon and can be taken on the same day; day use keeps it for the day.
"""

import heapq
from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hotelmate.simulation.replay.bookings import PlannedBooking
from hotelmate.simulation.replay.rows import Outcome

MOVED_ONE_IN = 3
SHORTEST_MOVED_STAY = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class PlannedRoom:
    """A room of the simulated house."""

    number: str
    room_type: str


@dataclass(frozen=True, slots=True)
class Lodging:
    """Where a stay sleeps: `room` from its arrival on, or `first_room` until it moves on `moves_on`.

    Rooms are positions in the list of the house's rooms.
    """

    room: int
    first_room: int | None = None
    moves_on: date | None = None

    @property
    def arrival_room(self) -> int:
        """The room that the guests are given on arrival."""
        return self.room if self.first_room is None else self.first_room


class RoomPlan:
    """The house's rooms, and by position in the list of bookings where each stay sleeps."""

    def __init__(self, bookings: Sequence[PlannedBooking]) -> None:
        self.rooms: list[PlannedRoom] = []
        self.lodgings: dict[int, Lodging] = {}
        self._rooms_of_type: defaultdict[str, list[int]] = defaultdict(list)
        self._taken: defaultdict[int, list[tuple[date, date]]] = defaultdict(list)
        stays = [index for index, booking in enumerate(bookings) if booking.outcome is Outcome.STAYED]
        stays.sort(key=lambda index: (bookings[index].arrival, index))
        by_type: defaultdict[str, list[int]] = defaultdict(list)
        for index in stays:
            by_type[bookings[index].stayed_type].append(index)
        for room_type in sorted(by_type):
            self._lodge(room_type, by_type[room_type], bookings)
        self._plan_moves((index for index in stays if _may_move(bookings[index])), bookings)

    def rooms_of(self, room_type: str) -> int:
        """How many rooms of the type the house has."""
        return len(self._rooms_of_type.get(room_type, ()))

    def _lodge(self, room_type: str, stays: Iterable[int], bookings: Sequence[PlannedBooking]) -> None:
        """Give each stay, by arrival, the room that has been free for longest, and a new one if none is free.

        In this order that opens exactly as many rooms as the busiest night needs.
        """
        free_from: list[tuple[date, int]] = []
        for index in stays:
            stay = bookings[index]
            if free_from and free_from[0][0] <= stay.arrival:
                room = heapq.heappop(free_from)[1]
            else:
                room = self._open_room(room_type)
            heapq.heappush(free_from, (stay.first_free_day, room))
            self._take(room, stay.arrival, stay.first_free_day)
            self.lodgings[index] = Lodging(room)

    def _open_room(self, room_type: str) -> int:
        rooms = self._rooms_of_type[room_type]
        rooms.append(len(self.rooms))
        self.rooms.append(PlannedRoom(f"{room_type}-{len(rooms):03d}", room_type))
        return rooms[-1]

    def _plan_moves(self, stays: Iterable[int], bookings: Sequence[PlannedBooking]) -> None:
        """Let one in three who slept in another type than they bought begin in theirs, if a room of it is free.

        Their later room stays theirs from the arrival on, so that it is ready when they come.
        """
        for place, index in enumerate(stays):
            stay = bookings[index]
            if place % MOVED_ONE_IN:
                continue
            moves_on = stay.arrival + (min(stay.ended_on, stay.departure) - stay.arrival) // 2
            first_room = self._free_room(stay.sold_type, stay.arrival, moves_on)
            if first_room is not None:
                self._take(first_room, stay.arrival, moves_on)
                self.lodgings[index] = Lodging(self.lodgings[index].room, first_room, moves_on)

    def _free_room(self, room_type: str, first: date, end: date) -> int | None:
        for room in self._rooms_of_type.get(room_type, ()):
            taken = self._taken[room]
            later = bisect_right(taken, (first, date.max))
            if (later == 0 or taken[later - 1][1] <= first) and (later == len(taken) or end <= taken[later][0]):
                return room
        return None

    def _take(self, room: int, first: date, end: date) -> None:
        insort(self._taken[room], (first, end))


def _may_move(stay: PlannedBooking) -> bool:
    nights = min(stay.ended_on, stay.departure) - stay.arrival
    return stay.sold_type != stay.stayed_type and nights >= SHORTEST_MOVED_STAY
