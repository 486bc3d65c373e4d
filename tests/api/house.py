"""A small hotel in the middle of its afternoon, with one of everything that an address can name."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from rest_framework.test import APIClient

from hotelmate.core import clock
from hotelmate.core.actor import Actor
from hotelmate.core.change import run_change
from hotelmate.core.transactions import one_transaction
from hotelmate.events.queries import last_seq
from hotelmate.housekeeping.fault_services import report_discrepancy, report_fault
from hotelmate.housekeeping.models import DiscrepancyKind, HousekeepingTask
from hotelmate.notifications.models import Mail, MailState
from hotelmate.notifications.relay import dispatch_hotel
from hotelmate.notifications.webhooks.services import create_webhook, queue_from_log
from hotelmate.room_bookings import services
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.services import Person, Request
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import BlockKind, Room
from hotelmate.rooms.services import create_promotion, create_rate_plan
from hotelmate.staff.models import Role
from hotelmate.staff.queries import actor_of
from tests.factories import client_for, in_one_change, make_hotel, make_room_type, make_rooms, make_staff

DAY = timedelta(days=1)
Ids = dict[str, list[str]]


class House:
    """The hotel, somebody of each role, and `ids`: what each name in an address may stand for."""

    def __init__(self) -> None:
        in_one_change(self._begin)
        self.today = self.hotel.business_date()
        self.client = cache(self._client)
        with clock.travel_to(self.afternoon):
            self._open()

    def _begin(self) -> None:
        self.hotel = make_hotel(
            cancellation_policy={"template_type": "MODERATE", "free_until_hours": 48, "penalty_type": "FIRST_NIGHT"}
        )
        self.people = {role: make_staff(self.hotel, role) for role in Role.values}

    @property
    def afternoon(self) -> datetime:
        """The moment at which all of this holds."""
        return self.hotel.local_moment(self.today, time(15, 30))

    @property
    def actor(self) -> Actor:
        """The administrator."""
        return actor_of(self.people[Role.SUPER_STAFF_ADMIN])

    def _client(self, role: str = Role.SUPER_STAFF_ADMIN) -> APIClient:
        return client_for(self.people[role])

    def token(self, role: str = Role.SUPER_STAFF_ADMIN) -> str:
        """The header with which the person of this role comes."""
        header: str = self.client(role)._credentials["HTTP_AUTHORIZATION"]
        return header

    def header_of(self, callers: str) -> str:
        """The header with which one of these comes; nothing for somebody who is nobody in particular."""
        return {"staff": self.token(), "guest": f"GuestToken {self.guest_token}", "anyone": ""}[callers]

    def caller(self, callers: str) -> APIClient:
        """One of these, at an API client."""
        client = APIClient()
        if header := self.header_of(callers):
            client.credentials(HTTP_AUTHORIZATION=header)
        return client

    def last_seq(self) -> int:
        """The number of the newest event."""
        return last_seq(self.hotel.pk)

    def _open(self) -> None:
        self.room_type = make_room_type(self.hotel, "STD", max_occupancy=3)
        self.rooms = make_rooms(self.room_type, [str(number) for number in range(101, 111)])
        self.dirty, _ = make_rooms(self.room_type, ["111", "112"], status=RoomStatus.CHECKOUT_DIRTY)
        (self.cleaned,) = make_rooms(self.room_type, ["113"], status=RoomStatus.CLEANED_UNINSPECTED)
        self.broken = self.rooms[4]
        make_rooms(make_room_type(self.hotel, "SUI", max_occupancy=4), ["201", "202"])
        self.leaver = make_staff(self.hotel, Role.HOUSEKEEPING)
        self._take_guests()
        self._keep_house()
        self._set_prices()
        self._tell_others()
        self.ids: Ids = {
            "hotel_slug": [self.hotel.slug],
            "room_id": [str(room.pk) for room in Room.objects.filter(hotel=self.hotel).order_by("number")],
            "room_number": list(
                Room.objects.filter(hotel=self.hotel).order_by("number").values_list("number", flat=True)
            ),
            "room_type_id": [str(self.room_type.pk)],
            "staff_id": [str(self.leaver.pk)],
            "booking_id": [booking.booking_id for booking in self.bookings],
            "payment_id": [str(self.payment.pk)],
            "block_id": [str(self.block.pk)],
            "fault_id": [str(self.fault.pk)],
            "discrepancy_id": [str(self.discrepancy.pk)],
            "task_id": [
                str(pk) for pk in HousekeepingTask.objects.filter(hotel=self.hotel).values_list("pk", flat=True)
            ],
        }
        self.ids["rate_plan_id"] = [str(self.plan.pk)]
        self.ids["promotion_id"] = [str(self.promotion.pk)]
        self.ids["webhook_id"] = [self.webhook.webhook_id]
        self.ids["seq"] = [str(seq) for seq in self.webhook.deliveries.order_by("seq").values_list("seq", flat=True)]
        self.ids["mail_id"] = self._mails_sent()
        self.ids["number"] = self.ids["room_number"]
        self.values = self._values()

    def _mails_sent(self) -> list[str]:
        """The mails of the first booking, as if they had been sent."""
        dispatch_hotel(self.hotel)
        mails = Mail.objects.filter(hotel=self.hotel)
        mails.update(state=MailState.SENT, due_at=None, finished_at=self.hotel.now())
        return [str(mail.pk) for mail in mails.filter(booking=self.arriving)]

    def _values(self) -> dict[str, list[Any]]:
        """What the fields of a body may name, by the name of the field."""
        rooms = [room.pk for room in self.rooms]
        days = [(self.today + number * DAY).isoformat() for number in range(6)]
        people = [staff.pk for staff in self.people.values()]
        return {
            **dict.fromkeys(("room", "room_id", "to_room_id"), rooms),
            "room_ids": [rooms[:1], rooms[:3], rooms],
            "room_type_id": [self.room_type.pk],
            "rate_plan_id": [self.plan.pk],
            "room_type_code": ["STD", "SUI"],
            "rate_plan_code": ["", "FLEX", "SAVER"],
            "promo_code": ["", "MAY", "june"],
            "quote_id": [""],
            "weekdays": [[1, 2], [5, 6, 7]],
            **dict.fromkeys(("booking", "other_booking_id"), self.ids["booking_id"]),
            **dict.fromkeys(("assigned_to", "assigned_to_id"), people),
            **dict.fromkeys(("check_in", "from_date", "date", "active_from"), days[:3]),
            **dict.fromkeys(("check_out", "to_date"), days[1:]),
            "cancellation_policy": [{}, {"template_type": "FLEXIBLE", "penalty_type": "NONE", "free_until_hours": 24}],
            "url": ["https://example.com/hooks", "https://8.8.8.8:8443/"],
            "event_types": [[], ["booking_cancelled"]],
            "timezone": ["Europe/Dublin", "America/St_Johns"],
            "currency": ["EUR", "USD"],
        }

    def _take_guests(self) -> None:
        """A booking for each thing that can be told of a booking."""
        self.staying = self._walk_in(self.rooms[0])
        self.staying_too = self._walk_in(self.rooms[1])
        self.arriving = self._book()
        self._do(services.assign_room, booking_id=self.arriving.booking_id, room_id=self.rooms[2].pk)
        self.guest_token = self._do(services.give_link, booking_id=self.arriving.booking_id).token
        self.payment = self._do(
            services.record_payment, booking_id=self.arriving.booking_id, method="CASH", amount=100
        ).payment
        self.unplaced = self._book()
        self.unpaid = self._book(status="PENDING_PAYMENT", guarantee="")
        self.waiting = self._book(status="PENDING_PAYMENT", guarantee="")
        hold = self._do(services.begin_card_payment, booking_id=self.waiting.booking_id, source="visa", provider="demo")
        services.hold_and_settle(self.actor, hold)
        self.departed = self._walk_in(self.rooms[3])
        self._do(services.check_out, booking_id=self.departed.booking_id)
        self.cancelled = self._book()
        self._do(services.cancel_booking, booking_id=self.cancelled.booking_id)
        self.bookings = [
            self.arriving,
            self.staying,
            self.staying_too,
            self.unplaced,
            self.unpaid,
            self.waiting,
            self.departed,
            self.cancelled,
        ]

    def _keep_house(self) -> None:
        """A fault, a discrepancy and a window."""
        self.fault = self._do(report_fault, room_id=self.broken.pk, description="no hot water").fault
        self.discrepancy = self._do(report_discrepancy, room_id=self.rooms[5].pk, kind=DiscrepancyKind.SLEEP)
        self.block = self._do(
            services.open_block,
            room_id=self.rooms[6].pk,
            kind=BlockKind.OUT_OF_ORDER,
            from_date=self.today,
            to_date=self.today + 2 * DAY,
            reason="painting",
        )

    def _tell_others(self) -> None:
        """A webhook that all of it is still to be delivered to."""
        self.webhook = self._do(create_webhook, url="https://example.com/hooks", after=0)
        with one_transaction():
            queue_from_log(endpoint_pk=self.webhook.pk)

    def _set_prices(self) -> None:
        """A rate plan and a promotion, beside the plan that is sold when nobody names one."""
        self._do(create_rate_plan, code="FLEX", name="Flexible", is_default=True)
        self.plan = self._do(create_rate_plan, code="SAVER", name="Saver", percent=Decimal(-10))
        self.promotion = self._do(create_promotion, code="MAY", name="May", percent_off=Decimal(10))

    def _book(self, **values: Any) -> RoomBooking:
        values = {"guarantee": "HOTEL", **values}
        return self._do(services.create_booking, request=self._request(), **values)

    def _walk_in(self, room: Room) -> RoomBooking:
        return self._do(services.walk_in, request=self._request(), room_id=room.pk).booking

    def _request(self) -> Request:
        return Request(
            room_type_id=self.room_type.pk,
            check_in=self.today,
            check_out=self.today + 2 * DAY,
            primary=Person("Ada", "Wren", "ada@example.com", "+353 1 555 0101"),
        )

    def _do(self, service: Any, **values: Any) -> Any:
        return run_change(lambda: service(actor=self.actor, **values)).subject
