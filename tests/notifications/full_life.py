"""The life of `tests/integrity/life.py`, with people who have names, and with all that can be done besides."""

import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import count

from hotelmate.core.change import run_change
from hotelmate.hotel import services as hotels
from hotelmate.hotel.models import Hotel
from hotelmate.housekeeping import fault_services, task_services
from hotelmate.housekeeping.models import HousekeepingTask, RoomDiscrepancy
from hotelmate.room_bookings import services as stays
from hotelmate.room_bookings.services import Person
from hotelmate.rooms import services as houses
from hotelmate.rooms.models import Room, RoomType
from hotelmate.staff import services as people
from hotelmate.staff.models import Role, StaffMember
from tests.integrity.life import ACTS, Life, NothingToDo

_numbers = count(1)
# Nothing else in the house is called like this, so it is found wherever it leaks.
FAMILY = "Quackenbush"
WISH = "Zebulon's pillow"


class FullLife(Life):
    """A house in which people of the house do everything that there is a service for, and `more_acts` besides."""

    def __init__(self, seed):
        super().__init__(seed)
        # Days here are few: of most bookings somebody is to be reminded.
        Hotel.objects.filter(pk=self.hotel.pk).update(pre_arrival_mail_days=1)
        self.hotel.refresh_from_db()

    @property
    def more_acts(self):
        return MORE_ACTS

    def request(self):
        number = next(_numbers)
        guest = Person(f"Wilhelmina{number}", FAMILY, f"w{number}@quackenbush.example", f"+353 555 {number:05}")
        return replace(
            super().request(),
            primary=guest,
            companions=[Person(f"Bartholomew{number}", FAMILY)],
            special_requests=WISH,
        )

    def do_something(self):
        act = self.dice.choice((*ACTS, *self.more_acts * 2))
        self.attempt(act.__name__, lambda: act(self))

    def task(self, *statuses):
        return self.one_of(HousekeepingTask.objects.filter(hotel=self.hotel, status__in=statuses))

    def person(self):
        return self.one_of(StaffMember.objects.filter(hotel=self.hotel).exclude(pk=self.staff.id))

    def room_type(self, *, is_active=True):
        return self.one_of(RoomType.objects.filter(hotel=self.hotel, is_active=is_active))


def book_unpaid(life):
    stays.create_booking(actor=life.staff, request=life.request(), status="PENDING_PAYMENT", oversell_note="A fair")


def make_task(life):
    task_services.create_task(
        actor=life.staff, room_id=life.room().pk, task_type="DEEP_CLEAN", note="Under the bed", priority="HIGH"
    )


def assign_task(life):
    task_services.assign_task(actor=life.staff, task_id=life.task("OPEN").pk, assigned_to_id=life.person().pk)


def edit_task(life):
    note = f"Look at {life.dice.random()}"
    task_services.update_task(actor=life.staff, task_id=life.task("OPEN").pk, note=note, priority="LOW")


def start_task(life):
    task_services.start_task(actor=life.staff, task_id=life.task("OPEN").pk)


def complete_task(life):
    task_services.complete_task(actor=life.staff, task_id=life.task("IN_PROGRESS").pk)


def cancel_task(life):
    task_services.cancel_task(actor=life.staff, task_id=life.task("OPEN", "IN_PROGRESS").pk)


def give_rooms(life):
    rooms = [life.room().pk, life.room().pk]
    task_services.assign_rooms(actor=life.staff, room_ids=rooms, assigned_to_id=life.person().pk)


def morning_round(life):
    planned = task_services.create_stayover_tasks(actor=life.staff).changed
    if not task_services.call_off_past_stayovers(actor=life.staff).changed and not planned:
        raise NothingToDo


def see_discrepancy(life):
    kind = life.dice.choice(["SKIP", "SLEEP"])
    fault_services.report_discrepancy(actor=life.staff, room_id=life.room().pk, kind=kind, note="Nobody there")


def settle_discrepancy(life):
    found = life.one_of(RoomDiscrepancy.objects.filter(hotel=life.hotel, resolved_at=None))
    fault_services.resolve_discrepancy(actor=life.staff, discrepancy_id=found.pk, resolution="Asked")


def rename_party(life):
    stays.change_party(
        actor=life.staff,
        booking_id=life.booking("CONFIRMED", "IN_HOUSE").booking_id,
        primary=Person(f"Wilhelmina{next(_numbers)}", FAMILY, "new@quackenbush.example", "+353 555 1"),
        companions=[(None, Person("Ottoline", FAMILY))],
    )


def assign_with_note(life):
    booking = life.booking("CONFIRMED", "PENDING_APPROVAL")
    stays.assign_room(
        actor=life.staff,
        booking_id=booking.booking_id,
        room_id=life.room().pk,
        allow_other_type=True,
        notes=f"Wants the view {next(_numbers)}",
    )


def move_with_note(life):
    stays.RoomMoveService.move_room(
        actor=life.staff,
        booking_id=life.booking("IN_HOUSE").booking_id,
        to_room_id=life.one_of(Room.objects.filter(hotel=life.hotel, room_status="READY_FOR_GUEST")).pk,
        reason=f"Noise {next(_numbers)}",
    )


def empty_rooms(life):
    rooms = Room.objects.filter(hotel=life.hotel, room_status="OCCUPIED")
    stays.check_out_rooms(actor=life.staff, room_ids=[life.one_of(rooms).pk])


def change_settings(life):
    hotels.update_settings(
        actor=life.staff,
        phone=f"+353 1 {next(_numbers)}",
        tell_guest_room_assigned=life.dice.random() < 0.7,
        approval_window_minutes=life.dice.randint(60, 2000),
    )


def employ(life):
    role = life.dice.choice([Role.HOUSEKEEPING, Role.FRONT_DESK, Role.MAINTENANCE])
    people.create_staff(
        actor=life.staff, username=f"somebody-{random.getrandbits(60):x}", full_name="Some Body", role=role
    )


def promote(life):
    name = f"Some Body {next(_numbers)}"
    people.update_staff(actor=life.staff, staff_id=life.person().pk, full_name=name, role=Role.STAFF_ADMIN)


def dismiss(life):
    people.deactivate_staff(actor=life.staff, staff_id=life.person().pk)


def take_back(life):
    people.reactivate_staff(actor=life.staff, staff_id=life.person().pk)


def new_password(life):
    people.set_password(actor=life.staff, staff_id=life.person().pk, password=f"correct horse {next(_numbers)}")


def sign_in_and_out(life):
    staff = StaffMember.objects.select_related("hotel").get(pk=life.staff.id)
    token = people.issue_token(staff=staff)
    return lambda: run_change(lambda: people.revoke_token(actor=life.staff, token=token))


def edit_type(life):
    houses.update_room_type(
        actor=life.staff,
        room_type_id=life.room_type().pk,
        name=f"Type {next(_numbers)}",
        description="With a view",
        base_rate=Decimal(life.dice.randint(50, 200)),
    )


def make_and_retire_type(life):
    made = houses.create_room_type(actor=life.staff, code=f"T{next(_numbers)}", name="A kind").subject

    def change_it():
        run_change(lambda: houses.retire_room_type(actor=life.staff, room_type_id=made.pk))
        run_change(lambda: houses.reinstate_room_type(actor=life.staff, room_type_id=made.pk))

    return change_it


def build(life):
    houses.create_room(
        actor=life.staff, number=f"B{next(_numbers)}", room_type_id=life.room_type().pk, notes="New", floor="2"
    )


def redo_room(life):
    empty = Room.objects.filter(hotel=life.hotel, allocations=None)
    houses.update_room(
        actor=life.staff, room_id=life.one_of(empty).pk, notes=f"Painted {next(_numbers)}", room_type=life.room_type()
    )


def allow_more(life):
    today = life.today
    houses.raise_allowance(
        actor=life.staff,
        room_type=life.room_type(),
        from_date=today,
        to_date=today + timedelta(days=2),
        by=1,
        note="A fair is in town",
    )


def allow_less(life):
    today = life.today
    houses.lower_allowance(
        actor=life.staff,
        room_type=life.room_type(),
        from_date=today,
        to_date=today + timedelta(days=30),
        to=0,
        note="The fair is over",
    )


MORE_ACTS = (
    make_task, assign_task, edit_task, start_task, complete_task, cancel_task, give_rooms, morning_round,
    see_discrepancy, settle_discrepancy, rename_party, assign_with_note, move_with_note, empty_rooms, change_settings,
    employ, promote, dismiss, take_back, new_password, sign_in_and_out, edit_type, make_and_retire_type, build,
    redo_room, allow_more, allow_less,
)  # fmt: skip
