"""An honest small hotel, written row by row past the services but under every constraint: the database agrees with it.

Rooms 101 to 104 are doubles, 201 and 202 suites. It has one booking for each thing that can be told of a booking.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from hotelmate.core import clock, ids
from hotelmate.events.models import Event
from hotelmate.hotel.models import Hotel
from hotelmate.housekeeping.models import Fault, RoomStatusEvent
from hotelmate.payments.models import Payment, PaymentIntent
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.rooms.models import Room, RoomAllocation, RoomBlock, RoomType

DAY = timedelta(days=1)


class House:
    """The hotel, its rooms by number, and its bookings by what they are: `house.staying`, `house.departed`."""

    def __init__(self) -> None:
        self.hotel = Hotel.objects.create(slug=f"house-{ids.new_code(10).lower()}", name="The Honest House")
        self.today = self.hotel.business_date()
        self.double = RoomType.objects.create(hotel=self.hotel, code="DBL", name="Double", max_occupancy=2)
        self.suite = RoomType.objects.create(hotel=self.hotel, code="STE", name="Suite", max_occupancy=4)
        self.rooms = {
            number: Room.objects.create(
                hotel=self.hotel,
                number=number,
                room_type=self.double if number.startswith("1") else self.suite,
                active_from=self.today - 60 * DAY,
                created_at=self.moment(-30),
            )
            for number in ("101", "102", "103", "104", "201", "202")
        }
        self.live()

    def live(self) -> None:
        """What has happened so far, each step as one transaction."""
        self.staying = self.book("101", arrives=-1, leaves=3)
        self.check_in(self.staying, self.staying_claim())
        self.arriving = self.book("102", arrives=1, leaves=4)
        self.day_guest = self.book("102", arrives=6, leaves=6)
        self.upgraded = self.book("201", arrives=7, leaves=9)
        self.unplaced = self.book(None, arrives=5, leaves=8)
        self.departed = self.stay_that_moved()
        self.waiting = self.book_online()
        self.cancelled = self.cancel_with_a_fee(refund_under_way=False)
        self.refunding = self.cancel_with_a_fee(refund_under_way=True)
        self.no_show = self.book(None, arrives=-3, leaves=-1)
        self.become(self.no_show, "NO_SHOW", at=-1, no_show_at=self.moment(-1))
        self.window = self.take_out_of_order("202")
        self.fault = self.break_something("104")

    def keys(self) -> dict[str, Any]:
        """What statements of SQL may name: primary keys of the hotel, its types, its rooms by number, its bookings."""
        bookings = {name: value.pk for name, value in vars(self).items() if isinstance(value, RoomBooking)}
        rooms = {number: room.pk for number, room in self.rooms.items()}
        types = {"double": self.double.pk, "suite": self.suite.pk}
        return {"hotel": self.hotel.pk, "today": self.today, "now": clock.now(), **bookings, **rooms, **types}

    def moment(self, day: float) -> datetime:
        """A moment so many days from now."""
        return clock.now() + day * DAY

    def date(self, day: int) -> date:
        """A date so many days from today."""
        return self.today + day * DAY

    @transaction.atomic
    def book(self, room: str | None, *, arrives: int, leaves: int, **values: Any) -> RoomBooking:
        """A booking of a double, confirmed on a card unless told otherwise, with a claim if a room is named."""
        public_id, confirmation = ids.booking_ids(self.hotel.slug, self.today.year)
        made = self.moment(-10)
        fields = {"status": "CONFIRMED", "guarantee": "CARD", "confirmed_at": made, **values}
        booking = RoomBooking.objects.create(
            hotel=self.hotel,
            booking_id=public_id,
            confirmation_number=confirmation,
            room_type=self.double,
            check_in=self.date(arrives),
            check_out=self.date(leaves),
            adults=2,
            total_amount=Decimal("300.00"),
            currency="EUR",
            created_at=made,
            updated_at=made,
            **fields,
        )
        self.tell("booking_created", ("booking", public_id), {}, {"status": fields["status"]}, made)
        if room is not None:
            self.claim(booking, room, arrives, max(leaves, arrives + 1))
        return booking

    def claim(self, booking: RoomBooking, room: str, first: int, until: int) -> RoomAllocation:
        """Let the booking hold the room on these days."""
        return RoomAllocation.objects.create(
            hotel=self.hotel,
            room=self.rooms[room],
            booking=booking,
            from_date=self.date(first),
            to_date=self.date(until),
        )

    def staying_claim(self) -> RoomAllocation:
        """The claim of the booking that is in house."""
        return RoomAllocation.objects.get(booking=self.staying)

    @transaction.atomic
    def become(self, booking: RoomBooking, status: str, *, at: float = 0, **fields: Any) -> None:
        """Give the booking a status, and tell of it."""
        before = RoomBooking.objects.values_list("status", flat=True).get(pk=booking.pk)
        RoomBooking.objects.filter(pk=booking.pk).update(status=status, **fields)
        subject = ("booking", booking.booking_id)
        self.tell("booking_updated", subject, {"status": before}, {"status": status}, self.moment(at))

    @transaction.atomic
    def check_in(self, booking: RoomBooking, claim: RoomAllocation, *, at: float = -0.5) -> None:
        """The party goes to its room."""
        room = self.rooms[next(number for number, room in self.rooms.items() if room.pk == claim.room_id)]
        stay = {"in_room_id": claim.room_id, "stay_allocation": claim, "checked_in_at": self.moment(at)}
        self.become(booking, "IN_HOUSE", at=at, **stay)
        self.change_room(room.number, "OCCUPIED", at=at, occupant_id=booking.pk)

    @transaction.atomic
    def change_room(
        self, number: str, to_status: str, *, at: float, source: str = "SYSTEM", note: str = "", **fields: Any
    ) -> None:
        """Give the room a status, with its audit row and its event."""
        room = Room.objects.get(pk=self.rooms[number].pk)
        moment, n = self.moment(at), room.status_n + 1
        RoomStatusEvent.objects.create(
            hotel=self.hotel,
            room=room,
            n=n,
            from_status=room.room_status,
            to_status=to_status,
            source=source,
            note=note,
            created_at=moment,
        )
        Room.objects.filter(pk=room.pk).update(room_status=to_status, status_n=n, **fields)
        before, after = {"room_status": room.room_status}, {"room_status": to_status, "status_n": n}
        self.tell("room_updated", ("room", number), before, after, moment)

    def stay_that_moved(self) -> RoomBooking:
        """Four nights, two in 103 and two in a suite, paid and gone; 103 was cleaned and inspected."""
        booking = self.book(None, arrives=-8, leaves=-4)
        first = self.claim(booking, "103", -8, -4)
        self.check_in(booking, first, at=-8)
        with transaction.atomic():
            RoomAllocation.objects.filter(pk=first.pk).update(to_date=self.date(-6), ended_at=self.moment(-6))
            second = self.claim(booking, "201", -6, -4)
            RoomBooking.objects.filter(pk=booking.pk).update(in_room=second.room, stay_allocation=second)
            self.change_room("103", "CHECKOUT_DIRTY", at=-6, occupant_id=None)
            self.change_room("201", "OCCUPIED", at=-6, occupant_id=booking.pk)
        with transaction.atomic():
            RoomAllocation.objects.filter(pk=second.pk).update(ended_at=self.moment(-4))
            gone = {"in_room": None, "stay_allocation": None, "checked_out_at": self.moment(-4)}
            self.become(booking, "COMPLETED", at=-4, **gone)
            self.change_room("201", "CHECKOUT_DIRTY", at=-4, occupant_id=None)
        for number, ready in (("103", "HOUSEKEEPING"), ("201", "MANAGER_OVERRIDE")):
            self.change_room(number, "CLEANING_IN_PROGRESS", at=-3.9, source="HOUSEKEEPING")
            self.change_room(number, "CLEANED_UNINSPECTED", at=-3.8, source="HOUSEKEEPING")
            self.change_room(number, "READY_FOR_GUEST", at=-3.7, source=ready, note="Seen by me")
        self.pay(booking, "CAPTURED", captured_amount=Decimal("300.00"))
        return booking

    def book_online(self) -> RoomBooking:
        """A booking that waits for approval, its card held."""
        pending = {"status": "PENDING_PAYMENT", "guarantee": "", "confirmed_at": None, "expires_at": self.moment(1)}
        booking = self.book(None, arrives=12, leaves=14, **pending)
        self.pay(booking, "AUTHORISED")
        self.become(booking, "PENDING_APPROVAL", at=-9)
        return booking

    def cancel_with_a_fee(self, *, refund_under_way: bool) -> RoomBooking:
        """A booking that was paid, cancelled, and refunded up to its fee, or is being refunded."""
        booking = self.book(None, arrives=15, leaves=17)
        payment = self.pay(booking, "CAPTURED", captured_amount=Decimal("300.00"))
        with transaction.atomic():
            PaymentIntent.objects.create(
                hotel=self.hotel,
                booking=booking,
                payment=payment,
                action="REFUND",
                purpose="cancel",
                amount=Decimal("280.00"),
                idempotency_key=ids.new_code(12),
                state="OPEN" if refund_under_way else "DONE",
                decided_by="staff:1",
                created_at=self.moment(-1),
                finished_at=None if refund_under_way else self.moment(-1),
            )
            if not refund_under_way:
                Payment.objects.filter(pk=payment.pk).update(refunded_amount=Decimal("280.00"))
            over = {"cancelled_at": self.moment(-1), "cancelled_by": "staff:1", "cancellation_fee": Decimal("20.00")}
            self.become(booking, "CANCELLED", at=-1, **over)
        return booking

    def pay(self, booking: RoomBooking, state: str, **amounts: Decimal) -> Payment:
        """A payment of 300 by card."""
        return Payment.objects.create(
            hotel=self.hotel,
            booking=booking,
            method="CARD",
            provider="demo",
            provider_reference=ids.new_code(12),
            state=state,
            amount=Decimal("300.00"),
            currency="EUR",
            created_at=self.moment(-5),
            updated_at=self.moment(-5),
            **amounts,
        )

    @transaction.atomic
    def take_out_of_order(self, number: str) -> RoomBlock:
        """A window from yesterday until the day after tomorrow."""
        dates = {"from_date": self.date(-1), "to_date": self.date(2)}
        window = RoomBlock.objects.create(
            hotel=self.hotel,
            room=self.rooms[number],
            kind="OUT_OF_ORDER",
            reason="Water damage",
            opened_by="staff:1",
            opened_at=self.moment(-1),
            **dates,
        )
        RoomAllocation.objects.create(hotel=self.hotel, room=self.rooms[number], block=window, **dates)
        self.change_room(number, "OUT_OF_ORDER", at=-1)
        return window

    @transaction.atomic
    def break_something(self, number: str) -> Fault:
        """A blocking fault, and the room in maintenance."""
        self.change_room(number, "MAINTENANCE_REQUIRED", at=-2, source="HOUSEKEEPING")
        return Fault.objects.create(
            hotel=self.hotel,
            room=self.rooms[number],
            description="The lock is broken",
            reported_by="staff:1",
            reported_at=self.moment(-2),
        )

    def tell(
        self, type_: str, subject: tuple[str, str], before: dict[str, Any], after: dict[str, Any], at: datetime
    ) -> None:
        """Write the next event of the hotel."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE events_eventstream SET last_seq = last_seq + 1 WHERE hotel_id = %s RETURNING last_seq",
                [self.hotel.pk],
            )
            Event.objects.create(
                hotel_id=self.hotel.pk,
                seq=cursor.fetchone()[0],
                type=type_,
                subject_type=subject[0],
                subject_id=subject[1],
                before=before,
                after=after,
                changed_fields=list(after),
                actor="staff:1",
                source="STAFF",
                occurred_at=at,
            )
