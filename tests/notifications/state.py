"""The state of a hotel as the API answers it: every booking, room, task, fault, window and so on, by what names it."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from hotelmate.core.actor import Actor
from hotelmate.core.rows import RowFinder
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.representations import hotel_body
from hotelmate.housekeeping import queries as housekeeping
from hotelmate.housekeeping.representations import board_room, discrepancy_body, fault_body, task_body
from hotelmate.notifications.models import Mail, WebhookEndpoint
from hotelmate.notifications.webhooks.queries import endpoints_of
from hotelmate.notifications.webhooks.representations import webhook_body
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.queries import blocks_of
from hotelmate.room_bookings.readings import BookingReading, read_bookings
from hotelmate.room_bookings.representations import block_body, booking_facts
from hotelmate.rooms.models import NightlyRate, RoomType
from hotelmate.rooms.rate_queries import plan_prices_of, promotions_of, rate_plans_of
from hotelmate.rooms.rate_representations import nightly_rate_body, promotion_body, rate_plan_body
from hotelmate.rooms.representations import room_type_body
from hotelmate.staff.models import StaffMember
from hotelmate.staff.representations import staff_body

Key = tuple[str, str]
State = dict[Key, dict[str, Any]]
NIGHTLY = ("price", "stop_sell", "min_stay")
UNDER_WAY = ("pending", "dead", "last_delivered_at")


OF_HOTEL = "WHERE found.hotel_id = %s ORDER BY found.id"
BOOKINGS = RowFinder(RoomBooking, OF_HOTEL, parents=("room_type",))
PEOPLE, TYPES = RowFinder(StaffMember, OF_HOTEL), RowFinder(RoomType, OF_HOTEL)


class Rows:
    """Everything of a hotel, read at one moment. What is asked for depends on the clock by the business date alone."""

    def __init__(self, hotel_id: int) -> None:
        self.hotel = hotel = Hotel.objects.get(pk=hotel_id)
        self.day = hotel.business_date()
        self.rooms = list(housekeeping.rooms_with_people(hotel.pk, active=None))
        self.facts = housekeeping.facts_of(self.rooms, self.day)
        self.bookings = read_bookings(BOOKINGS.all(hotel.pk))
        self.people = PEOPLE.all(hotel.pk)
        self.types = TYPES.all(hotel.pk)
        self.plans = list(rate_plans_of(hotel.pk, active=None))
        self.prices = plan_prices_of(self.plans)
        self.promotions = list(promotions_of(hotel.pk))
        self.nights, self.resent = _nights_of(hotel), _mails_resent(hotel)
        self.webhooks = list(endpoints_of(hotel.pk, with_retired=True))
        self.blocks = list(blocks_of(hotel.pk))
        self.tasks = list(housekeeping.tasks_of(hotel.pk))
        self.faults = list(housekeeping.faults_of(hotel.pk))
        self.discrepancies = list(housekeeping.discrepancies_of(hotel.pk))

    def are_of_today(self) -> bool:
        """Whether the same rows would be asked for now."""
        return self.hotel.business_date() == self.day


def state_of(actor: Actor, rows: Rows) -> State:
    """Everything of the actor's hotel, as this person reads it now."""
    hotel, nights = rows.hotel, rows.nights
    return {
        ("hotel", hotel.slug): hotel_body(hotel, actor),
        **{("staff", str(one.pk)): staff_body(one) for one in rows.people},
        **{("room_type", str(one.pk)): {**room_type_body(one, actor), "nights": nights[one.pk]} for one in rows.types},
        **{("rate_plan", str(one.pk)): rate_plan_body(one, rows.prices[one.pk], hotel) for one in rows.plans},
        **{("promotion", str(one.pk)): promotion_body(one, hotel) for one in rows.promotions},
        **{("webhook", one.webhook_id): _settled(one) for one in rows.webhooks},
        **{("room", one.number): _without_actions(board_room(actor, one, rows.facts[one.pk])) for one in rows.rooms},
        **{("booking", one.booking.booking_id): _booking(actor, one, rows.resent) for one in rows.bookings},
        **{("block", str(one.pk)): block_body(one) for one in rows.blocks},
        **{("task", str(one.pk)): _without_actions(task_body(actor, one)) for one in rows.tasks},
        **{("fault", str(one.pk)): fault_body(one, {}) for one in rows.faults},
        **{("discrepancy", str(one.pk)): discrepancy_body(one, {}) for one in rows.discrepancies},
    }


def _booking(actor: Actor, reading: BookingReading, resent: Mapping[int, list[int]]) -> dict[str, Any]:
    """A booking, and which of its mails staff had sent once more; the others follow from events by themselves."""
    return {**booking_facts(actor, reading), "mails_resent": resent[reading.booking.pk]}


def _mails_resent(hotel: Hotel) -> Mapping[int, list[int]]:
    """The mails that staff had sent once more, by booking."""
    found: dict[int, list[int]] = defaultdict(list)
    for one in Mail.objects.filter(hotel=hotel).exclude(requested_by="").order_by("pk"):
        found[one.booking_id].append(one.pk)
    return found


def _nights_of(hotel: Hotel) -> Mapping[int, dict[tuple[int | None, str], dict[str, Any]]]:
    """What was said of single nights, by type, plan and night."""
    found: dict[int, dict[tuple[int | None, str], dict[str, Any]]] = defaultdict(dict)
    for row in NightlyRate.objects.filter(room_type__hotel=hotel):
        one = nightly_rate_body(row)
        found[row.room_type_id][one["rate_plan_id"], one["night"]] = {name: one[name] for name in NIGHTLY}
    return found


def _settled(endpoint: WebhookEndpoint) -> dict[str, Any]:
    """A webhook without how far deliveries have come: those are no changes of the hotel."""
    return {name: value for name, value in webhook_body(endpoint).items() if name not in UNDER_WAY}


def _without_actions(body: dict[str, Any]) -> dict[str, Any]:
    """What may be done depends on the reader and the clock, and is asked for anew."""
    return {name: value for name, value in body.items() if name != "actions"}
