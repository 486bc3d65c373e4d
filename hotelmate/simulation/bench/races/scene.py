"""The records that one attempt of a race is about, staged by the services themselves, and their names in it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from hotelmate.core import clock
from hotelmate.core.change import run_change
from hotelmate.events.models import EventStream
from hotelmate.hotel.queries import visitor_of
from hotelmate.payments.models import Payment
from hotelmate.payments.providers import DEMO, STRIPE
from hotelmate.room_bookings.lifecycle import BookingStatus, Guarantee
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.offers import Stay
from hotelmate.room_bookings.services import (
    Request,
    assign_room,
    begin_approval,
    begin_card_payment,
    begin_checkout,
    check_in,
    create_booking,
    finish_checkout,
    hold_and_settle,
    make_quote,
    settle_intent,
)
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room
from hotelmate.rooms.services import create_room, create_room_type
from hotelmate.simulation.bench.house import BenchHouse
from hotelmate.simulation.bench.races.paying_guest import BACK, pay_on_page

# A race against time is begun some milliseconds early, more or fewer of them: how long a call takes is not known.
EARLIER, STEPS = timedelta(milliseconds=7), 10
PRICE = Decimal("200.00")
GOOD_CARDS = {DEMO: "visa", STRIPE: "pm_card_visa"}


@dataclass(frozen=True, slots=True)
class Reply:
    """What a caller was told: an HTTP status, and the body."""

    status: int
    body: Any


@dataclass(frozen=True, slots=True)
class Call:
    """One of the changes that race: a prepared request, or work to be done in a thread of this process.

    Calls with the same label ask for the same thing.
    """

    label: str
    request: bytes = b""
    work: Callable[[], Reply] | None = None


class Scene:
    """One attempt's own rooms and bookings in the race's hotel, of a room type of its own."""

    def __init__(self, house: BenchHouse, number: int) -> None:
        self.house = house
        self.number = number
        self.day = house.today
        self.rooms: dict[str, Room] = {}
        self.bookings: dict[str, RoomBooking] = {}
        self.first_seq = 0
        # When the calls are to be fired; at once if None.
        self.starts_at: datetime | None = None
        self.room_type_code = f"T{number}"
        make = partial(create_room_type, actor=house.actor, code=self.room_type_code, name="Own", max_occupancy=3)
        self.room_type_id = run_change(make).subject.pk

    def begin(self) -> None:
        """Note how far the log has come: what is recorded from now on is the race's."""
        self.first_seq = EventStream.objects.values_list("last_seq", flat=True).get(hotel_id=self.house.hotel.pk)

    def on_day(self, days: int) -> None:
        """Let what is staged from here on happen so many days from today."""
        self.day = self.house.today + timedelta(days=days)

    def room(self, name: str, *, status: str = RoomStatus.READY_FOR_GUEST) -> Room:
        """A room of its own."""
        make = partial(
            create_room,
            actor=self.house.actor,
            number=f"R{self.number}-{name}",
            room_type_id=self.room_type_id,
            active_from=self.house.today - timedelta(days=1),
            room_status=status,
        )
        self.rooms[name] = run_change(make).subject
        return self.rooms[name]

    def booking(
        self, name: str, *, room: str = "", from_day: int = 0, nights: int = 2, in_house: bool = False
    ) -> RoomBooking:
        """A confirmed booking, with a room or in it if one is named."""
        booking = self._book(from_day, nights, BookingStatus.CONFIRMED, Guarantee.HOTEL)
        actor, booking_id = self.house.actor, booking.booking_id
        if room:
            room_id = self.rooms[room].pk
            run_change(lambda: assign_room(actor=actor, booking_id=booking_id, room_id=room_id))
        if in_house:
            run_change(lambda: check_in(actor=actor, booking_id=booking_id))
        self.bookings[name] = booking
        return booking

    def card_booking(self, name: str, *, due_in: timedelta | None = None, provider: str = DEMO) -> RoomBooking:
        """A booking that waits for approval, with a card held for it; its time may run out in a moment."""
        with clock.travel_to(self._moment(due_in, self.house.hotel.approval_window)):
            booking = self._book(3, 2, BookingStatus.PENDING_PAYMENT, "")
            begin = partial(
                begin_card_payment,
                actor=self.house.actor,
                booking_id=booking.booking_id,
                source=GOOD_CARDS[provider],
                provider=provider,
            )
            hold_and_settle(self.house.actor, run_change(begin).subject)
        self.bookings[name] = booking
        return booking

    def unpaid_booking(self, name: str) -> RoomBooking:
        """A booking that waits for its payment."""
        self.bookings[name] = self._book(3, 2, BookingStatus.PENDING_PAYMENT, "")
        return self.bookings[name]

    def charged_booking(self, name: str, *, provider: str = DEMO) -> RoomBooking:
        """A confirmed booking that was paid for by card."""
        booking = self.card_booking(name, provider=provider)
        approved = run_change(partial(begin_approval, actor=self.house.actor, booking_id=booking.booking_id)).subject
        assert approved.intent is not None
        settle_intent(self.house.actor, approved.intent)
        return booking

    def page_booking(self, name: str, *, due_in: timedelta | None = None, provider: str = DEMO) -> Payment:
        """A booking whose guest has paid on the provider's page; nobody here was told yet."""
        with clock.travel_to(self._moment(due_in, timedelta(minutes=self.house.hotel.unpaid_hold_minutes))):
            booking = self._book(3, 2, BookingStatus.PENDING_PAYMENT, "")
            actor = self.house.actor
            begin = partial(begin_checkout, actor=actor, booking_id=booking.booking_id, provider=provider, **BACK)
            payment = finish_checkout(actor, run_change(begin)).subject.payment
        assert payment is not None
        pay_on_page(payment)
        self.bookings[name] = booking
        return payment

    def _moment(self, due_in: timedelta | None, lasts: timedelta) -> datetime:
        """When something is to be made that lasts so long, so that its time runs out in a moment."""
        moment = clock.now()
        if due_in is None:
            return moment
        self.starts_at = moment + due_in - EARLIER * (self.number % STEPS)
        return moment + due_in - lasts

    def quote(self, from_day: int, nights: int) -> str:
        """The id of an offer for one guest."""
        arrival = self._day(from_day)
        stay = Stay(arrival, arrival + timedelta(days=nights), adults=1)
        visitor = visitor_of(self.house.hotel)
        make = partial(make_quote, actor=visitor, room_type_code=self.room_type_code, stay=stay)
        return run_change(make).subject.quote_id

    def post(self, label: str, path: str, body: dict[str, Any] | None = None) -> Call:
        """A change over HTTP, by an address below the hotel's."""
        return Call(label, self.house.post(path, body))

    def of_booking(self, label: str, name: str, action: str, body: dict[str, Any] | None = None) -> Call:
        """A change of a booking over HTTP."""
        return self.post(label, f"room-bookings/{self.bookings[name].booking_id}/{action}/", body)

    def to_status(self, label: str, room: str, status: str) -> Call:
        """A change of a room's status over HTTP."""
        return self.post(label, f"housekeeping/rooms/{self.rooms[room].pk}/status/", {"to_status": status})

    def nights(self, from_day: int, nights: int) -> dict[str, str]:
        """Dates as a request has them."""
        arrival = self._day(from_day)
        return {"check_in": arrival.isoformat(), "check_out": (arrival + timedelta(days=nights)).isoformat()}

    def _book(self, from_day: int, nights: int, status: str, guarantee: str) -> RoomBooking:
        arrival = self._day(from_day)
        request = Request(
            room_type_id=self.room_type_id,
            check_in=arrival,
            check_out=arrival + timedelta(days=nights),
            adults=1,
            total_amount=PRICE,
        )
        make = partial(create_booking, actor=self.house.actor, request=request, status=status, guarantee=guarantee)
        return run_change(make).subject

    def _day(self, days: int) -> date:
        return self.day + timedelta(days=days)
