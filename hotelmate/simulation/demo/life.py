"""How the demo hotel spends its days: a state-driven round that can go on from wherever the house stands.

Each step finds what is due in the rows and calls the service that staff would call, with the clock set to a moment of
that day. What a service refuses is left as it is, as at any hotel.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import TypeVar

from hotelmate.core import clock
from hotelmate.core.actor import Actor
from hotelmate.core.change import run_change
from hotelmate.core.errors import Refused
from hotelmate.hotel.models import Hotel
from hotelmate.housekeeping.fault_services import report_fault, resolve_fault
from hotelmate.housekeeping.models import Fault
from hotelmate.housekeeping.services import set_room_status
from hotelmate.room_bookings.jobs import sweep_hotel
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.services import (
    Request,
    RoomMoveService,
    auto_assign,
    begin_approval,
    cancel_booking,
    check_in,
    check_out,
    create_booking,
    hold_and_settle,
    mark_no_show,
    record_payment,
    settle_intent,
)
from hotelmate.room_bookings.services.money import begin_card_payment
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room, RoomType
from hotelmate.simulation.demo.guests import make_request
from hotelmate.simulation.demo.house import people

T = TypeVar("T")
S = BookingStatus
# Of the arrivals booked for today, how many do not come, and of the bookings made, how many are paid by card online.
NO_SHOW_SHARE = 0.04
CARD_SHARE = 0.25
CANCEL_SHARE = 0.012
MINUTES_OF_ARRIVALS = 8 * 60
OPENING_RUSH = 90
PLANNED_DAYS = 14
# On the last day some of everything is left for whoever looks at the house.
LEFT_UNDECIDED = 5
LEFT_TO_LEAVE = 3


@dataclass
class DemoLife:
    """One hotel, its people, and a source of chance that is the same for the same day."""

    hotel: Hotel
    until: datetime

    def __post_init__(self) -> None:
        self.staff: dict[str, Actor] = people(self.hotel)
        self.types = list(RoomType.objects.filter(hotel=self.hotel).order_by("pk"))
        self.chance = random.Random(0)
        self.reached = datetime.min.replace(tzinfo=UTC)

    def live_day(self, day: date) -> None:
        """Live one business date from the morning to the small hours, or to the present moment if that comes first."""
        self.chance = random.Random(day.toordinal())
        # A house that nobody has booked yet opens its book with a rush.
        empty = not RoomBooking.objects.filter(hotel=self.hotel).exists()
        self.take_bookings(day, 9, OPENING_RUSH if empty else self.chance.randint(11, 15))
        self.let_guests_leave(day)
        self.turn_rooms_round(day, 10, 0.75)
        self.plan_rooms(day)
        self.decide(day)
        self.look_after_faults(day)
        self.turn_rooms_round(day, 13, 0.6 if self._is_last(day) else 1.0)
        self.let_guests_arrive(day)
        self.change_plans(day)
        self.take_bookings(day, 19, self.chance.randint(8, 12))
        self.close_the_day(day)

    def take_bookings(self, day: date, hour: int, count: int) -> None:
        """New bookings for the days to come: by staff with a guarantee, or online and paid by card."""
        for number in range(count):
            with self._at(day, time(hour + number // 60, number % 60)) as reached:
                if not reached:
                    return
                request = make_request(self.chance, day, self.types)
                if self.chance.random() < CARD_SHARE:
                    self._book_by_card(request)
                else:
                    self.try_to(
                        partial(
                            create_booking,
                            actor=self.staff["frontdesk"],
                            request=request,
                            guarantee=self.chance.choice(["CARD", "COMPANY", "AGENCY"]),
                        )
                    )

    def _book_by_card(self, request: Request) -> None:
        actor = self.staff["frontdesk"]
        booked = self.try_to(
            partial(create_booking, actor=actor, request=replace(request, channel="ONLINE"), status=S.PENDING_PAYMENT)
        )
        if booked is None:
            return
        held = self.try_to(
            partial(
                begin_card_payment, actor=actor, booking_id=booked.subject.booking_id, source="visa", provider="demo"
            )
        )
        if held is not None:
            hold_and_settle(actor, held.subject)

    def let_guests_leave(self, day: date) -> None:
        """Check-outs through the morning, most of them paid at the desk."""
        due = RoomBooking.objects.filter(hotel=self.hotel, status=S.IN_HOUSE, check_out__lte=day).order_by("pk")
        for number, booking in enumerate(list(due)[: -LEFT_TO_LEAVE if self._is_last(day) else None]):
            with self._at(day, time(8 + number * 4 // 60 % 4, number * 4 % 60)) as reached:
                if not reached:
                    return
                if booking.balance > 0:
                    method = self.chance.choice(["TERMINAL", "TERMINAL", "CASH"])
                    self.try_to(
                        partial(
                            record_payment,
                            actor=self.staff["frontdesk"],
                            booking_id=booking.booking_id,
                            method=method,
                            amount=booking.balance,
                        )
                    )
                self.try_to(partial(check_out, actor=self.staff["frontdesk"], booking_id=booking.booking_id))

    def turn_rooms_round(self, day: date, hour: int, share: float) -> None:
        """Clean and inspect: a share of the rooms the whole way, one or two only begun."""
        keeper, manager = self.staff["housekeeping"], self.staff["manager"]
        rooms = list(
            Room.objects.filter(
                hotel=self.hotel,
                room_status__in=(
                    RoomStatus.CHECKOUT_DIRTY,
                    RoomStatus.CLEANING_IN_PROGRESS,
                    RoomStatus.CLEANED_UNINSPECTED,
                ),
            ).order_by("number")
        )
        whole = round(len(rooms) * share)
        for number, room in enumerate(rooms[: whole + 2]):
            with self._at(day, time(hour + number * 6 // 60 % 3, number * 6 % 60)) as reached:
                if not reached:
                    return
                for status, actor in (
                    (RoomStatus.CLEANING_IN_PROGRESS, keeper),
                    (RoomStatus.CLEANED_UNINSPECTED, keeper),
                    (RoomStatus.READY_FOR_GUEST, manager),
                )[: 3 if number < whole else 1]:
                    self.try_to(partial(set_room_status, room=room, to_status=status, staff=actor))

    def plan_rooms(self, day: date) -> None:
        """Rooms for today's arrivals, and on the last day but one for all who come soon: what is booked since is left."""
        with self._at(day, time(12)) as reached:
            if not reached:
                return
            for ahead in range(PLANNED_DAYS if self._is_last(day + timedelta(days=1)) else 1):
                arrival = day + timedelta(days=ahead)
                self.try_to(partial(auto_assign, actor=self.staff["frontdesk"], day=arrival))

    def decide(self, day: date) -> None:
        """Approve what waits, on the last day all but the newest few."""
        waiting = RoomBooking.objects.filter(hotel=self.hotel, status=S.PENDING_APPROVAL).order_by("created_at")
        for booking in list(waiting)[: -LEFT_UNDECIDED if self._is_last(day) else None]:
            with self._at(day, time(12, 30)) as reached:
                if not reached:
                    return
                decided = self.try_to(
                    partial(begin_approval, actor=self.staff["manager"], booking_id=booking.booking_id)
                )
                if decided is not None and decided.subject.intent is not None:
                    settle_intent(self.staff["manager"], decided.subject.intent)

    def look_after_faults(self, day: date) -> None:
        """Resolve yesterday's faults, and report a new one every other day."""
        mechanic = self.staff["maintenance"]
        with self._at(day, time(12, 45)) as reached:
            if not reached:
                return
            for fault in Fault.objects.filter(hotel=self.hotel, resolved_at__isnull=True)[:2]:
                self.try_to(partial(resolve_fault, actor=mechanic, fault_id=fault.pk, resolution="Repaired and tested"))
            ready = list(Room.objects.filter(hotel=self.hotel, room_status=RoomStatus.READY_FOR_GUEST))
            if ready and self.chance.random() < 0.6:
                self.try_to(
                    partial(
                        report_fault,
                        actor=self.staff["housekeeping"],
                        room_id=self.chance.choice(ready).pk,
                        description=self.chance.choice(["Shower drips", "Heating stays cold", "Lock jams"]),
                        is_blocking=self.chance.random() < 0.5,
                    )
                )

    def let_guests_arrive(self, day: date) -> None:
        """Check-ins through the afternoon and evening, into whatever is ready."""
        due = list(RoomBooking.objects.filter(hotel=self.hotel, status=S.CONFIRMED, check_in=day).order_by("pk"))
        for number, booking in enumerate(due):
            minute = 14 * 60 + number * MINUTES_OF_ARRIVALS // len(due)
            if self.chance.random() < NO_SHOW_SHARE:
                continue
            with self._at(day, time(minute // 60, minute % 60)) as reached:
                if reached:
                    self.try_to(partial(check_in, actor=self.staff["frontdesk"], booking_id=booking.booking_id))

    def change_plans(self, day: date) -> None:
        """Somebody cancels, somebody wants another room."""
        with self._at(day, time(18)) as reached:
            if not reached:
                return
            coming = RoomBooking.objects.filter(hotel=self.hotel, status=S.CONFIRMED, check_in__gt=day)
            for booking in coming.order_by("pk"):
                if self.chance.random() < CANCEL_SHARE:
                    self.try_to(
                        partial(
                            cancel_booking,
                            actor=self.staff["frontdesk"],
                            booking_id=booking.booking_id,
                            reason="Plans changed",
                        )
                    )
            self._move_somebody(day)

    def _move_somebody(self, day: date) -> None:
        staying = RoomBooking.objects.filter(hotel=self.hotel, status=S.IN_HOUSE, check_out__gt=day).order_by("?")
        for booking in staying[:1]:
            ready = Room.objects.filter(
                hotel=self.hotel, room_status=RoomStatus.READY_FOR_GUEST, room_type_id=booking.room_type_id
            )
            for room in ready[:1]:
                self.try_to(
                    partial(
                        RoomMoveService.move_room,
                        actor=self.staff["frontdesk"],
                        booking_id=booking.booking_id,
                        to_room_id=room.pk,
                        reason="Noise from the street",
                    )
                )

    def close_the_day(self, day: date) -> None:
        """The small hours: who has not come is a no-show, and the house sweeps."""
        with self._at(day + timedelta(days=1), time(2, 30)) as reached:
            if not reached:
                return
            late = RoomBooking.objects.filter(hotel=self.hotel, status=S.CONFIRMED, check_in__lte=day)
            for booking in late.order_by("pk"):
                self.try_to(partial(mark_no_show, actor=self.staff["manager"], booking_id=booking.booking_id))
            sweep_hotel(self.hotel)

    def try_to(self, work: Callable[[], T]) -> T | None:
        """Run a service as one change; None when it was refused."""
        try:
            return run_change(work)
        except Refused:
            return None

    def _is_last(self, day: date) -> bool:
        return self.hotel.business_date_at(self.until) == day

    @contextmanager
    def _at(self, day: date, at: time) -> Iterator[bool]:
        """Set the clock to a moment of the day, never back; False when that has not come yet."""
        moment = self.reached = max(self.hotel.local_moment(day, at), self.reached)
        with clock.travel_to(min(moment, self.until)):
            yield moment <= self.until
