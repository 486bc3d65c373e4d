"""The state of a hotel as the API answers it: every booking, room, task, fault, window and so on, by what names it."""

from typing import Any

from hotelmate.core.actor import Actor
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.representations import hotel_body
from hotelmate.housekeeping import queries as housekeeping
from hotelmate.housekeeping.representations import board_room, discrepancy_body, fault_body, task_body
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.queries import blocks_of
from hotelmate.room_bookings.readings import read_bookings
from hotelmate.room_bookings.representations import block_body, booking_facts
from hotelmate.rooms.models import RoomType
from hotelmate.rooms.representations import room_type_body
from hotelmate.staff.models import StaffMember
from hotelmate.staff.representations import staff_body

Key = tuple[str, str]
State = dict[Key, dict[str, Any]]


def state_of(actor: Actor) -> State:
    """Everything of the actor's hotel, as this person reads it now."""
    hotel = Hotel.objects.get(pk=actor.hotel_id)
    rooms = list(housekeeping.rooms_with_people(hotel.pk, active=None))
    facts = housekeeping.facts_of(rooms, hotel.business_date())
    bookings = read_bookings(list(RoomBooking.objects.select_related("room_type").filter(hotel_id=hotel.pk)))
    people = StaffMember.objects.filter(hotel_id=hotel.pk)
    return {
        ("hotel", hotel.slug): hotel_body(hotel, actor),
        **{("staff", str(one.pk)): staff_body(one) for one in people},
        **{("room_type", str(one.pk)): room_type_body(one, actor) for one in RoomType.objects.filter(hotel=hotel)},
        **{("room", one.number): _without_actions(board_room(actor, one, facts[one.pk])) for one in rooms},
        **{("booking", one.booking.booking_id): booking_facts(actor, one) for one in bookings},
        **{("block", str(one.pk)): block_body(one) for one in blocks_of(hotel.pk)},
        **{("task", str(one.pk)): _without_actions(task_body(actor, one)) for one in housekeeping.tasks_of(hotel.pk)},
        **{("fault", str(one.pk)): fault_body(one, {}) for one in housekeeping.faults_of(hotel.pk)},
        **{("discrepancy", str(one.pk)): discrepancy_body(one, {}) for one in housekeeping.discrepancies_of(hotel.pk)},
    }


def _without_actions(body: dict[str, Any]) -> dict[str, Any]:
    """What may be done depends on the reader and the clock, and is asked for anew."""
    return {name: value for name, value in body.items() if name != "actions"}
