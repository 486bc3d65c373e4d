"""Finding a booking: by the guest, its numbers, an e-mail address, a phone number, or the room."""

from collections.abc import Sequence
from dataclasses import dataclass

from hotelmate.core.capabilities import VIEW_CONTACTS
from hotelmate.desk.bookings.lines import Line, lines_of
from hotelmate.desk.frame import Desk
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.listing import Wanted, bookings_with_number, find_bookings, stays_in_rooms_like
from hotelmate.room_bookings.models import RoomBooking

MOST = 12
SHORTEST = 2
LONGEST = 100
EVERY_STATUS = tuple(BookingStatus.values)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: stays in rooms of that number, bookings that are alive, and those that are over."""

    q: str
    in_rooms: Sequence[Line] = ()
    alive: Sequence[Line] = ()
    over: Sequence[Line] = ()
    is_too_short: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return not (self.in_rooms or self.alive or self.over)


def search(desk: Desk, text: str) -> Found:
    """What is found by the text, in a constant number of queries."""
    q = " ".join(text.replace("\x00", "").split())[:LONGEST]
    if not q:
        return Found(q)
    in_rooms = stays_in_rooms_like(desk.actor.hotel_id, q, MOST)
    if len(q) < SHORTEST:
        return Found(q, in_rooms=lines_of(desk, in_rooms), is_too_short=not in_rooms)
    found = find_bookings(desk.actor, Wanted(q=q, statuses=EVERY_STATUS))
    known = {booking.pk for booking in in_rooms}
    alive = [one for one in found.filter(holds_inventory=True).order_by("check_in", "pk")[:MOST] if one.pk not in known]
    over = list(found.filter(holds_inventory=False).order_by("-check_in", "-pk")[: max(MOST - len(alive), 3)])
    lines = {line.booking.pk: line for line in lines_of(desk, [*in_rooms, *alive, *over])}
    rooms, living, ended = ([lines[one.pk] for one in some] for some in (in_rooms, alive, over))
    return Found(q, rooms, living, ended)


def exact_hit(desk: Desk, text: str) -> RoomBooking | None:
    """The one booking that the text names: by its number, by the room that its guest is in, or as the only one found."""
    q = text.replace("\x00", "").strip()[:LONGEST]
    if not q:
        return None
    named = bookings_with_number(desk.actor.hotel_id, q)
    if named:
        return named[0]
    in_room = [
        stay for stay in stays_in_rooms_like(desk.actor.hotel_id, q, MOST) if stay.in_room and stay.in_room.number == q
    ]
    if in_room:
        return in_room[0]
    if len(q) < SHORTEST or not (desk.may(VIEW_CONTACTS) and "@" in q):
        return None
    found = list(find_bookings(desk.actor, Wanted(q=q, statuses=EVERY_STATUS))[:2])
    return found[0] if len(found) == 1 else None
