"""A hotel that lives days of random work, all of it through the services: a seed gives the same days again."""

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import repeat

from django.db import connections

from hotelmate.core import clock
from hotelmate.core.change import run_change
from hotelmate.core.errors import Refused
from hotelmate.housekeeping.fault_services import report_fault, resolve_fault
from hotelmate.housekeeping.models import Fault
from hotelmate.housekeeping.reinstatement import reinstate_room as put_back_into_use
from hotelmate.housekeeping.services import manager_override, set_room_status
from hotelmate.payments.models import Payment
from hotelmate.room_bookings import services as stays
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.rooms import services as houses
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room, RoomBlock
from tests.factories import actor_for, make_hotel, make_room_type, make_rooms

DAY = timedelta(days=1)
NOTE = "It will be all right"


class Life:
    """A hotel of nine rooms in three types, and people who do one thing after another, sensible or not.

    `done` counts what went through, `refused` the codes of what did not.
    """

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.morning = self.now = datetime(2026, 3, 20, 8, tzinfo=UTC)
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        with clock.travel_to(self.now):
            self.hotel = make_hotel(requires_approval=True)
            for code, sleeps in (("SGL", 1), ("DBL", 2), ("FAM", 4)):
                make_rooms(make_room_type(self.hotel, code, max_occupancy=sleeps), 3)
            self.staff = actor_for(self.hotel)

    def live_a_day(self, changes: int) -> None:
        """The sweeps of the next morning, then so many random changes until about midnight."""
        self.begin_day()
        for _ in range(changes):
            self.now += timedelta(seconds=self.dice.uniform(1, 2 * 15 * 3600 / changes))
            self.do_something()

    def live_a_busy_day(self, changes: int, people: int) -> None:
        """As `live_a_day`, but so many people do `changes` each, all at once, at ten and at four o'clock."""
        self.begin_day()
        for hour in (10, 16):
            self.now = self.morning.replace(hour=hour)
            with ThreadPoolExecutor(people) as pool:
                for colleague in list(
                    pool.map(self.work_beside, self.dice.sample(range(10**9), people), repeat(changes // 2))
                ):
                    self.done += colleague.done
                    self.refused += colleague.refused

    def work_beside(self, seed: int, changes: int) -> "Life":
        """Work in the same hotel in this thread, with dice of one's own; what was done and refused."""
        colleague = copy(self)
        colleague.dice, colleague.done, colleague.refused = random.Random(seed), Counter(), Counter()
        try:
            for _ in range(changes):
                colleague.do_something()
        finally:
            connections.close_all()
        return colleague

    def begin_day(self) -> None:
        """The sweeps of the next morning."""
        self.morning += DAY
        self.now = self.morning
        self.attempt("end_due_blocks", lambda: stays.end_due_blocks(actor=self.staff))
        self.attempt("begin_due_blocks", lambda: stays.begin_due_blocks(actor=self.staff))

    def do_something(self) -> None:
        """One random act."""
        act = self.dice.choice(ACTS)
        self.attempt(act.__name__, partial(act, self))

    def attempt(self, name: str, act: Callable[[], object]) -> None:
        """Do it as one change and count how it went; an act of several changes returns what is to follow the first."""
        with clock.travel_to(self.now):
            try:
                afterwards = run_change(act)
                if callable(afterwards):
                    afterwards()
            except Refused as refused:
                self.refused[refused.refusal.code] += 1
            except NothingToDo:
                self.refused["nothing to do"] += 1
            else:
                self.done[name] += 1

    @property
    def today(self) -> date:
        return self.hotel.business_date()

    def booking(self, *statuses: str) -> RoomBooking:
        return self.one_of(RoomBooking.objects.filter(hotel=self.hotel, status__in=statuses))

    def room(self) -> Room:
        return self.one_of(Room.objects.filter(hotel=self.hotel))

    def one_of(self, rows):
        found = list(rows.order_by("pk"))
        if not found:
            raise NothingToDo
        return self.dice.choice(found)

    def request(self) -> stays.Request:
        arrives = self.today + self.dice.choice([0, 0, 0, 0, 1, 2, 5]) * DAY
        return stays.Request(
            room_type_id=self.room().room_type_id,
            check_in=arrives,
            check_out=arrives + self.dice.choice([0, 1, 1, 2, 4]) * DAY,
            adults=self.dice.choice([1, 1, 2]),
            children=self.dice.choice([0, 0, 1]),
        )


class NothingToDo(Exception):
    """There is no row that this could be done to."""


def book(life):
    note = life.dice.choice(["", NOTE])
    stays.create_booking(actor=life.staff, request=life.request(), guarantee="CARD", oversell_note=note)


def book_online(life):
    booking = stays.create_booking(actor=life.staff, request=life.request(), status="PENDING_PAYMENT").subject
    booking_id, source = booking.booking_id, life.dice.choice(["ok", "ok", "declined"])

    def pay():
        receipt = run_change(
            lambda: stays.begin_card_payment(actor=life.staff, booking_id=booking_id, source=source, provider="demo")
        ).subject
        stays.hold_and_settle(life.staff, receipt)

    return pay


def approve(life):
    decision = stays.begin_approval(
        actor=life.staff, booking_id=life.booking("PENDING_APPROVAL", "PENDING_PAYMENT").booking_id
    )
    return settle(life, decision)


def decline(life):
    decision = stays.begin_decline(actor=life.staff, booking_id=life.booking("PENDING_APPROVAL").booking_id)
    return settle(life, decision)


def settle(life, outcome):
    """What follows a decision about money; sometimes the process dies before, and the intent stays open."""
    intent = outcome.subject.intent
    if intent is None or life.dice.random() < 0.3:
        return None
    return lambda: stays.settle_intent(life.staff, intent)


def resume(life):
    return lambda: stays.resume_payments(life.staff)


def confirm(life):
    stays.confirm_booking(
        actor=life.staff,
        booking_id=life.booking("PENDING_PAYMENT").booking_id,
        guarantee=life.dice.choice(["", "COMPANY"]),
    )


def expire(life):
    return settle(life, stays.expire_booking(actor=life.staff, booking_pk=life.booking("PENDING_PAYMENT").pk))


def cancel(life):
    stays.cancel_booking(
        actor=life.staff, booking_id=life.booking("PENDING_PAYMENT", "CONFIRMED", "IN_HOUSE").booking_id
    )


def cancel_as_guest(life):
    booking = life.booking("PENDING_PAYMENT", "PENDING_APPROVAL", "CONFIRMED")
    return settle(life, stays.cancel_by_guest(actor=life.staff, booking_id=booking.booking_id))


def refund_and_cancel(life):
    refund = life.dice.choice(["policy", "full", "none", Decimal("10.00")])
    booking_id = life.booking("CONFIRMED").booking_id
    return settle(life, stays.begin_refund_and_cancel(actor=life.staff, booking_id=booking_id, refund=refund))


def pay_cash(life):
    booking_id = life.booking("PENDING_PAYMENT", "CONFIRMED", "IN_HOUSE", "COMPLETED", "CANCELLED").booking_id
    stays.record_payment(actor=life.staff, booking_id=booking_id, method="CASH", amount=Decimal("60.00"))


def refund(life):
    payment = life.one_of(Payment.objects.filter(hotel=life.hotel, state="CAPTURED"))
    outcome = stays.begin_refund(
        actor=life.staff, booking_id=payment.booking.booking_id, payment_id=payment.pk, amount=Decimal("20.00")
    )
    return settle(life, outcome)


def no_show(life):
    stays.mark_no_show(actor=life.staff, booking_id=life.booking("CONFIRMED").booking_id)


def reinstate(life):
    stays.reinstate_no_show(actor=life.staff, booking_id=life.booking("NO_SHOW").booking_id)


def assign(life):
    booking = life.booking("CONFIRMED", "PENDING_APPROVAL", "PENDING_PAYMENT")
    stays.assign_room(
        actor=life.staff,
        booking_id=booking.booking_id,
        room_id=life.room().pk,
        allow_other_type=life.dice.random() < 0.5,
    )


def unassign(life):
    stays.unassign_room(actor=life.staff, booking_id=life.booking("CONFIRMED").booking_id)


def auto_assign(life):
    stays.auto_assign(actor=life.staff)


def check_in(life):
    booking = life.booking("CONFIRMED")
    stays.check_in(actor=life.staff, booking_id=booking.booking_id, room_id=life.room().pk, allow_other_type=True)


def walk_in(life):
    stays.walk_in(actor=life.staff, request=life.request(), room_id=life.room().pk, allow_other_type=True)


def check_out(life):
    stays.check_out(actor=life.staff, booking_id=life.booking("IN_HOUSE").booking_id)


def undo_check_in(life):
    stays.undo_check_in(actor=life.staff, booking_id=life.booking("IN_HOUSE").booking_id)


def undo_check_out(life):
    stays.undo_check_out(actor=life.staff, booking_id=life.booking("COMPLETED").booking_id)


def move(life):
    booking_id = life.booking("IN_HOUSE").booking_id
    stays.RoomMoveService.move_room(actor=life.staff, booking_id=booking_id, to_room_id=life.room().pk)


def swap(life):
    one, other = life.booking("IN_HOUSE").booking_id, life.booking("IN_HOUSE").booking_id
    stays.RoomMoveService.swap_rooms(actor=life.staff, booking_id=one, other_booking_id=other)


def change_dates(life):
    booking = life.booking("CONFIRMED", "IN_HOUSE", "PENDING_APPROVAL")
    check_in = booking.check_in + life.dice.choice([0, 0, 1]) * DAY
    stays.change_dates(
        actor=life.staff,
        booking_id=booking.booking_id,
        check_in=check_in,
        check_out=check_in + life.dice.choice([0, 1, 2, 3]) * DAY,
    )


def extend(life):
    booking = life.booking("IN_HOUSE")
    stays.extend_stay(actor=life.staff, booking_id=booking.booking_id, check_out=booking.check_out + DAY)


def change_party(life):
    booking_id = life.booking("CONFIRMED", "IN_HOUSE").booking_id
    stays.change_party(actor=life.staff, booking_id=booking_id, adults=life.dice.choice([1, 2, 3]), children=0)


def erase(life):
    stays.erase_guest(actor=life.staff, booking_id=life.booking("COMPLETED", "CANCELLED", "NO_SHOW").booking_id)


def open_block(life):
    begins = life.today + life.dice.choice([0, 0, 1, 2]) * DAY
    stays.open_block(
        actor=life.staff,
        room_id=life.room().pk,
        kind=life.dice.choice(["OUT_OF_ORDER", "OUT_OF_SERVICE"]),
        from_date=begins,
        to_date=begins + life.dice.choice([1, 2]) * DAY,
        reason="Water damage",
        displace=life.dice.random() < 0.5,
        oversell_note=life.dice.choice(["", NOTE]),
    )


def close_block(life):
    block = life.one_of(RoomBlock.objects.filter(hotel=life.hotel, closed_at=None))
    stays.close_block(actor=life.staff, block_id=block.pk)


def clean(life):
    room = life.one_of(Room.objects.filter(hotel=life.hotel, room_status="CHECKOUT_DIRTY"))

    def step_by_step():
        for status in ("CLEANING_IN_PROGRESS", "CLEANED_UNINSPECTED", "READY_FOR_GUEST"):
            run_change(partial(set_room_status, room=room, to_status=status, staff=life.staff))

    return step_by_step


def set_any_status(life):
    set_room_status(room=life.room(), to_status=life.dice.choice(RoomStatus.values), staff=life.staff)


def override(life):
    manager_override(actor=life.staff, room=life.room(), to_status=life.dice.choice(RoomStatus.values), note=NOTE)


def break_something(life):
    blocking = life.dice.random() < 0.5
    report_fault(actor=life.staff, room_id=life.room().pk, description="The tap drips", is_blocking=blocking)


def mend(life):
    fault = life.one_of(Fault.objects.filter(hotel=life.hotel, resolved_at=None))
    resolve_fault(actor=life.staff, fault_id=fault.pk, resolution="Mended")


def renumber(life):
    houses.update_room(actor=life.staff, room_id=life.room().pk, number=str(life.dice.randint(100, 120)))


def retire(life):
    houses.retire_room(actor=life.staff, room_id=life.room().pk)


def reinstate_room(life):
    room = life.one_of(Room.objects.filter(hotel=life.hotel, active_until__isnull=False))
    put_back_into_use(actor=life.staff, room_id=room.pk)


EVERYDAY = (
    book,
    book,
    book,
    book_online,
    auto_assign,
    check_in,
    check_in,
    check_out,
    walk_in,
    clean,
    clean,
    clean,
    mend,
    close_block,
)
NOW_AND_THEN = (
    approve, decline, resume, confirm, expire, cancel, cancel_as_guest, refund_and_cancel, pay_cash, refund, no_show,
    reinstate, assign, unassign, undo_check_in, undo_check_out, move, swap, change_dates, extend, change_party, erase,
    open_block, set_any_status, override, break_something, renumber, reinstate_room,
)  # fmt: skip
ACTS = EVERYDAY * 4 + NOW_AND_THEN * 2 + (retire,)
