"""A hotel with rooms and people, and every way into its bookings that a test needs."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache, partial
from typing import Any
from zoneinfo import ZoneInfo

from rest_framework.response import Response
from rest_framework.test import APIClient

from hotelmate.core import clock
from hotelmate.core.actor import Actor
from hotelmate.core.change import Outcome, run_change
from hotelmate.core.errors import Refused
from hotelmate.events.models import Event
from hotelmate.housekeeping.models import RoomStatusEvent
from hotelmate.payments.models import Payment
from hotelmate.room_bookings import services
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.services import Person, Request
from hotelmate.rooms.models import Room, RoomAllocation, RoomBlock
from hotelmate.staff.models import Role, StaffMember
from hotelmate.staff.queries import actor_of
from tests.documented import assert_documented
from tests.factories import client_for, in_one_change, make_hotel, make_room_type, make_rooms, make_staff

S = BookingStatus
DAY = timedelta(days=1)
TODAY = date(2031, 5, 12)
AFTERNOON = datetime.combine(TODAY, time(15, 30), tzinfo=ZoneInfo("Europe/Dublin"))
GUEST = Person("Wilhelmina", "Quackenbush", "wilhelmina@quackenbush.example", "+353 555 0199")
COMPANION = Person("Bartholomew", "Quackenbush", "bart@quackenbush.example", "+353 555 0177")
BOOKER = Person("Ottoline", "Fotheringham", "ottoline@fotheringham.example", "+44 555 0123", "Fotheringham & Sons")
WISHES = "A pillow for Mr Zebulon, please"


class House:
    """A hotel of its own: three standard rooms, two superior ones, and somebody of each role."""

    def __init__(self, **settings: Any) -> None:
        self.person: Callable[[str], StaffMember] = cache(lambda role: make_staff(self.hotel, role))
        self._client: Callable[[str], APIClient] = cache(lambda role: client_for(self.person(role)))
        in_one_change(partial(self._open, settings))
        self.rooms = make_rooms(self.standard, ["101", "102", "103"])
        self.upper = make_rooms(self.superior, ["201", "202"])
        self.base = f"/api/staff/hotel/{self.hotel.slug}"
        self.bookings = f"{self.base}/room-bookings/"

    def _open(self, settings: dict[str, Any]) -> None:
        self.hotel = make_hotel(**settings)
        self.standard = make_room_type(self.hotel, max_occupancy=3, base_rate=Decimal("100.00"))
        self.superior = make_room_type(self.hotel, max_occupancy=4, base_rate=Decimal("180.00"))
        # Now, for the log would hold them among what a test looks at.
        self.client()

    def client(self, role: str = Role.SUPER_STAFF_ADMIN) -> APIClient:
        """The client of the one of this role."""
        return self._client(role)

    def actor(self, role: str = Role.SUPER_STAFF_ADMIN) -> Actor:
        return actor_of(self.person(role))

    # Over HTTP

    def url(self, booking: RoomBooking | str, action: str = "") -> str:
        key = booking if isinstance(booking, str) else booking.booking_id
        return f"{self.bookings}{key}/{action}/" if action else f"{self.bookings}{key}/"

    def post(
        self,
        booking: RoomBooking | str,
        action: str,
        body: dict[str, Any] | None = None,
        *,
        role: str = Role.SUPER_STAFF_ADMIN,
        dry_run: bool = False,
        **headers: str,
    ) -> Response:
        """POST to an action of a booking."""
        url = self.url(booking, action) + ("?dry_run=true" if dry_run else "")
        return self.client(role).post(url, body or {}, headers=headers)

    def done(self, booking: RoomBooking | str, action: str, body: dict[str, Any] | None = None, **more: Any) -> Any:
        """POST to an action of a booking, which must succeed; the body of the answer, which must be as documented."""
        response = self.post(booking, action, body, **more)
        assert response.status_code in (200, 201), response.json()
        assert_documented(response)
        return response.json()

    def refused(
        self, booking: RoomBooking | str, action: str, body: dict[str, Any] | None = None, **more: Any
    ) -> tuple[int, str]:
        """POST to an action of a booking, which must be refused and change nothing; status and code."""
        self.client(more.get("role", Role.SUPER_STAFF_ADMIN))
        before = self.last_seq()
        response = self.post(booking, action, body, **more)
        assert response.status_code >= 400, response.json()
        assert_documented(response)
        assert self.last_seq() == before
        return response.status_code, response.json()["code"]

    def get(self, booking: RoomBooking | str, part: str = "", **query: Any) -> Response:
        return self.client().get(self.url(booking, part), query)

    # Through the services

    def do(self, service: Callable[..., Outcome[Any]], /, *, role: str = Role.SUPER_STAFF_ADMIN, **values: Any) -> Any:
        """Run a service as one change; its subject."""
        actor = self.actor(role)
        return run_change(lambda: service(actor=actor, **values)).subject

    def refusal(self, service: Callable[..., Outcome[Any]], /, **values: Any) -> str:
        """The code with which a service refuses."""
        try:
            self.do(service, **values)
        except Refused as refused:
            return refused.refusal.code
        raise AssertionError("It was not refused.")

    def book(
        self,
        nights: int = 2,
        *,
        start: date = TODAY,
        status: str = S.CONFIRMED,
        guarantee: str = "HOTEL",
        **request: Any,
    ) -> RoomBooking:
        """A booking of a standard room from `start`, with names in every field that may have one."""
        values = {
            "room_type_id": self.standard.pk,
            "check_in": start,
            "check_out": start + nights * DAY,
            "adults": 2,
            "primary": GUEST,
            "companions": [COMPANION],
            "booker": BOOKER,
            "booker_type": "COMPANY",
            "special_requests": WISHES,
            "internal_notes": WISHES,
            **request,
        }
        booking: RoomBooking = self.do(
            services.create_booking,
            request=Request(**values),
            status=status,
            guarantee="" if status == S.PENDING_PAYMENT else guarantee,
        )
        return booking

    def assigned(self, room: Room | None = None, **booking: Any) -> RoomBooking:
        """A confirmed booking that has a room."""
        made = self.book(**booking)
        self.do(
            services.assign_room, booking_id=made.booking_id, room_id=(room or self.rooms[0]).pk, allow_other_type=True
        )
        return self.fresh(made)

    def staying(self, room: Room | None = None, **booking: Any) -> RoomBooking:
        """A booking whose guest is in house."""
        made = self.assigned(room, **booking)
        self.do(services.check_in, booking_id=made.booking_id)
        return self.fresh(made)

    def left(self, room: Room | None = None, **booking: Any) -> RoomBooking:
        """A booking whose guest has left."""
        made = self.staying(room, **booking)
        self.do(services.check_out, booking_id=made.booking_id)
        return self.fresh(made)

    def unpaid(self, **booking: Any) -> RoomBooking:
        """A booking that waits for payment."""
        return self.book(status=S.PENDING_PAYMENT, **booking)

    def with_card(self, card: str = "visa", **booking: Any) -> RoomBooking:
        """A booking whose card is held; it waits for approval where the hotel wants one."""
        made = self.unpaid(**booking)
        begun = self.do(services.begin_card_payment, booking_id=made.booking_id, source=card, provider="demo")
        services.hold_and_settle(self.actor(), begun)
        return self.fresh(made)

    def paid_by_card(self, card: str = "visa", **booking: Any) -> RoomBooking:
        """A confirmed booking whose card was charged."""
        made = self.with_card(card, **booking)
        decision = self.do(services.begin_approval, booking_id=made.booking_id)
        services.settle_intent(self.actor(), decision.intent)
        return self.fresh(made)

    def paid_by_hand(self, amount: str = "200.00", method: str = "CASH", **booking: Any) -> RoomBooking:
        """A confirmed booking for which money was taken by hand."""
        made = self.book(**booking)
        self.do(services.record_payment, booking_id=made.booking_id, method=method, amount=Decimal(amount))
        return self.fresh(made)

    def dirty(self, room: Room) -> None:
        """Make a ready room dirty."""
        response = self.client().post(f"{self.base}/rooms/{room.pk}/status/", {"to_status": "CHECKOUT_DIRTY"})
        assert response.status_code == 200, response.data

    def block(self, room: Room, from_date: date, nights: int = 1, kind: str = "OUT_OF_ORDER", **more: Any) -> RoomBlock:
        """A window of a room."""
        block: RoomBlock = self.do(
            services.open_block,
            room_id=room.pk,
            kind=kind,
            from_date=from_date,
            to_date=from_date + nights * DAY,
            reason="new carpet",
            **more,
        )
        return block

    # What there is

    def fresh(self, booking: RoomBooking) -> RoomBooking:
        return RoomBooking.objects.get(pk=booking.pk)

    def room(self, room: Room) -> Room:
        return Room.objects.get(pk=room.pk)

    def claims(self, booking: RoomBooking) -> list[tuple[str, date, date, bool]]:
        """The claims of a booking: room, from, to, whether it stands."""
        rows = RoomAllocation.objects.filter(booking_id=booking.pk).order_by("from_date", "to_date", "pk")
        return [(row.room.number, row.from_date, row.to_date, row.ended_at is None) for row in rows]

    def payments(self, booking: RoomBooking) -> list[Payment]:
        return list(Payment.objects.filter(booking_id=booking.pk).order_by("pk"))

    def last_seq(self) -> int:
        newest = Event.objects.filter(hotel_id=self.hotel.pk).order_by("-seq").first()
        return newest.seq if newest else 0

    def events(self, after: int = 0) -> list[Event]:
        """What happened after this number, but for people who were employed for a test."""
        events = Event.objects.filter(hotel_id=self.hotel.pk, seq__gt=after).exclude(subject_type="staff")
        return list(events.order_by("seq"))

    def types(self, after: int) -> list[str]:
        """The types of the events after this number."""
        return [event.type for event in self.events(after)]

    def audit(self, room: Room) -> list[tuple[str, str, str]]:
        """The audit rows of a room: from, to, source."""
        rows = RoomStatusEvent.objects.filter(room_id=room.pk).order_by("n")
        return [(row.from_status, row.to_status, row.source) for row in rows]

    def at(self, day: date, hour: int, minute: int = 0) -> AbstractContextManager[None]:
        """Let the hotel's clocks show this time."""
        return clock.travel_to(self.hotel.local_moment(day, time(hour, minute)))
