"""Dirty rooms and the people of a floor, for the tests with a browser; and how a card looks there."""

from functools import partial

from playwright.sync_api import expect

from hotelmate.core.change import run_change
from hotelmate.housekeeping.models import RoomStatusEvent
from hotelmate.housekeeping.services import set_room_status
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.staff.models import Role
from hotelmate.staff.queries import actor_of
from tests.factories import make_hotel, make_room_type, make_rooms, make_staff

S = RoomStatus
BOARD = "/housekeeping/"
LIVE = "#live[data-state=live]"


class Floor:
    """Three dirty rooms, somebody who cleans, and a colleague."""

    def __init__(self):
        self.hotel = make_hotel()
        self.rooms = make_rooms(make_room_type(self.hotel), ["101", "102", "103"], status=S.CHECKOUT_DIRTY)
        self.maid = make_staff(self.hotel, Role.HOUSEKEEPING)
        self.colleague = make_staff(self.hotel, Role.STAFF_ADMIN, full_name="Grace Quick")

    def turn(self, room, *statuses):
        """What the colleague does meanwhile."""
        for status in statuses:
            change = partial(set_room_status, room=room, to_status=status, staff=actor_of(self.colleague))
            run_change(change)

    def steps(self, room):
        """What became of the room, by whom."""
        events = RoomStatusEvent.objects.filter(room=room).order_by("n")
        return list(events.values_list("to_status", "changed_by__full_name"))[1:]


def card(page, number):
    return page.locator(f"[data-room='{number}']")


def is_in(page, number, status):
    expect(card(page, number).locator(f"[data-part=state] .{status}")).to_be_visible()
