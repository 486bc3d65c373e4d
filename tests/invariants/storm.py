"""Many raw sessions that do to one hotel whatever comes to their mind, in transactions of one to three steps.

They lock nothing first and know no order, as no service would: what holds then, holds.
"""

import random
import threading
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import psycopg

from .house import ALLOCATION, BLOCK, BOOKING, ROOM, House, day
from .rows import NOON, insert, update

# Deadlocks and rows that somebody else holds are the price of locking nothing first.
WAITED_IN_VAIN = ("40P01", "55P03")
FIRST_NIGHT, NIGHTS = -2, 12
# So few that the house is full now and then.
MOST_ROOMS = 14
HOLDING = ("PENDING_PAYMENT", "PENDING_APPROVAL", "CONFIRMED", "IN_HOUSE")
CANCEL = {"status": "CANCELLED", "cancelled_at": NOON, "cancelled_by": "guest", "expires_at": None}


class Guest:
    """One session with its own dice."""

    def __init__(self, house: House, url_session: psycopg.Connection, seed: str) -> None:
        self.house = house
        self.session = url_session
        self.dice = random.Random(seed)
        self.outcomes: Counter[str] = Counter()
        self.unexpected: list[BaseException] = []
        self.steps: list[Callable[[], None]] = [
            *[self.create] * 4,
            *[self.assign] * 5,
            *[self.unassign] * 2,
            *[self.cancel] * 3,
            self.split,
            self.reassign,
            self.hand_over,
            self.change_dates,
            self.change_type,
            self.no_show_or_back,
            self.check_in,
            self.check_out,
            self.undo_check_out,
            self.add_room,
            self.change_life,
            self.change_room_type,
            self.open_block,
            self.close_block,
            self.allow,
        ]

    def storm(self, until: threading.Event) -> None:
        """Do things until told to stop."""
        while not until.is_set():
            steps = self.dice.choices(self.steps, k=self.dice.choice((1, 1, 2, 3)))
            try:
                with self.session.transaction():
                    for step in steps:
                        step()
                self.outcomes["done"] += 1
            except psycopg.errors.IntegrityError as error:
                self.outcomes[error.diag.constraint_name or str(error.sqlstate)] += 1
            except psycopg.OperationalError as error:
                if error.sqlstate not in WAITED_IN_VAIN:
                    self.unexpected.append(error)
                    return
                self.outcomes[error.sqlstate] += 1
            except psycopg.Error as error:
                self.unexpected.append(error)
                return

    def create(self) -> None:
        first = self.dice.randrange(FIRST_NIGHT, FIRST_NIGHT + NIGHTS)
        status = self.dice.choice(("PENDING_PAYMENT", "PENDING_APPROVAL", "CONFIRMED", "CONFIRMED"))
        stay = {"check_in": day(first), "check_out": day(first + self.dice.randrange(0, 5))}
        name = f"{self.house.id}-{self.dice.getrandbits(64):x}"
        row = {"hotel_id": self.house.id, "room_type_id": self.type_id(), "status": status}
        insert(self.session, BOOKING, **row, **stay, booking_id=name, confirmation_number=name)

    def assign(self) -> None:
        booking, room = self.booking(), self.room()
        if booking and room:
            nights = {"from_date": booking[1], "to_date": max(booking[2], booking[1] + timedelta(days=1))}
            row = {"hotel_id": self.house.id, "room_id": room, "booking_id": booking[0]}
            insert(self.session, ALLOCATION, **row, **nights)

    def unassign(self) -> None:
        if claim := self.claim():
            self.session.execute("DELETE FROM rooms_roomallocation WHERE id = %s", [claim[0]])

    def reassign(self) -> None:
        claim, room = self.claim(), self.room()
        if claim and room:
            update(self.session, ALLOCATION, claim[0], room_id=room)

    def hand_over(self) -> None:
        claim, booking = self.claim(), self.booking()
        if claim and booking:
            update(self.session, ALLOCATION, claim[0], booking_id=booking[0])

    def split(self) -> None:
        claim, room = self.claim(), self.room()
        if claim and room and claim[3] - claim[2] > timedelta(days=1):
            middle = claim[2] + timedelta(days=1)
            update(self.session, ALLOCATION, claim[0], to_date=middle)
            row = {"hotel_id": self.house.id, "room_id": room, "booking_id": claim[1]}
            insert(self.session, ALLOCATION, **row, from_date=middle, to_date=claim[3])

    def change_dates(self) -> None:
        if booking := self.booking():
            shift = timedelta(days=self.dice.choice((-1, 1, 2)))
            if self.dice.random() < 0.5:
                self.session.execute(
                    "UPDATE rooms_roomallocation SET from_date = from_date + %(d)s, to_date = to_date + %(d)s"
                    " WHERE booking_id = %(id)s AND ended_at IS NULL",
                    {"d": shift.days, "id": booking[0]},
                )
            update(self.session, BOOKING, booking[0], check_in=booking[1] + shift, check_out=booking[2] + shift)

    def change_type(self) -> None:
        if booking := self.booking():
            update(self.session, BOOKING, booking[0], room_type_id=self.type_id())

    def cancel(self) -> None:
        if booking := self.booking():
            free = "DELETE FROM rooms_roomallocation WHERE booking_id = %(id)s"
            over = (
                "UPDATE room_bookings_roombooking SET status = 'CANCELLED', cancelled_at = %(at)s,"
                " cancelled_by = 'guest', expires_at = NULL WHERE id = %(id)s"
            )
            statements = self.dice.choice(([free, over], [over, free], [f"WITH freed AS ({free}) {over}"]))
            for statement in statements:
                self.session.execute(statement, {"id": booking[0], "at": NOON})

    def no_show_or_back(self) -> None:
        if booking := self.booking("NO_SHOW"):
            update(self.session, BOOKING, booking[0], status="CONFIRMED", no_show_at=None)
        elif booking := self.booking("CONFIRMED"):
            self.session.execute("DELETE FROM rooms_roomallocation WHERE booking_id = %s", [booking[0]])
            update(self.session, BOOKING, booking[0], status="NO_SHOW", no_show_at=NOON)

    def check_in(self) -> None:
        found = self.one(
            "SELECT b.id, a.room_id, a.id FROM room_bookings_roombooking b JOIN rooms_roomallocation a"
            " ON a.booking_id = b.id AND a.ended_at IS NULL JOIN rooms_room r ON r.id = a.room_id"
            " WHERE b.hotel_id = %(hotel)s AND b.status = 'CONFIRMED' AND r.room_status IN ('READY_FOR_GUEST',"
            " 'CHECKOUT_DIRTY')"
        )
        if found:
            self.house.check_in(*found, session=self.session)

    def check_out(self) -> None:
        found = self.one(
            "SELECT id, in_room_id, stay_allocation_id FROM room_bookings_roombooking"
            " WHERE hotel_id = %(hotel)s AND status = 'IN_HOUSE'"
        )
        if found:
            booking, room, _ = found
            n = self.house.status_row(self.session, room, "CHECKOUT_DIRTY", source="SYSTEM")
            update(self.session, ROOM, room, room_status="CHECKOUT_DIRTY", status_n=n, occupant_id=None)
            gone = {"status": "COMPLETED", "checked_out_at": NOON, "in_room_id": None, "stay_allocation_id": None}
            update(self.session, BOOKING, booking, **gone)
            self.session.execute(
                "UPDATE rooms_roomallocation SET ended_at = %s, to_date = greatest(from_date, to_date - %s)"
                " WHERE booking_id = %s",
                [NOON, self.dice.randrange(0, 3), booking],
            )

    def undo_check_out(self) -> None:
        found = self.one(
            "SELECT a.booking_id, a.room_id, a.id FROM rooms_roomallocation a JOIN room_bookings_roombooking b"
            " ON b.id = a.booking_id WHERE b.hotel_id = %(hotel)s AND b.status = 'COMPLETED' AND a.from_date < a.to_date"
        )
        if found:
            booking, room, claim = found
            back = {"status": "IN_HOUSE", "checked_out_at": None, "in_room_id": room, "stay_allocation_id": claim}
            update(self.session, BOOKING, booking, **back)
            update(self.session, ALLOCATION, claim, ended_at=None)
            n = self.house.status_row(self.session, room, "OCCUPIED", source="SYSTEM")
            update(self.session, ROOM, room, room_status="OCCUPIED", status_n=n, occupant_id=booking)

    def add_room(self) -> None:
        if len(self.all("SELECT id FROM rooms_room WHERE hotel_id = %(hotel)s")) < MOST_ROOMS:
            number = f"{self.dice.getrandbits(40):x}"
            insert(self.session, ROOM, hotel_id=self.house.id, room_type_id=self.type_id(), number=number)

    def change_life(self) -> None:
        if room := self.room():
            life = self.dice.choice((None, day(self.dice.randrange(0, 10))))
            update(self.session, ROOM, room, active_until=life)

    def change_room_type(self) -> None:
        if room := self.room():
            update(self.session, ROOM, room, room_type_id=self.type_id())

    def open_block(self) -> None:
        if room := self.room():
            first = self.dice.randrange(FIRST_NIGHT, FIRST_NIGHT + NIGHTS)
            nights = {"from_date": day(first), "to_date": day(first + self.dice.randrange(1, 4))}
            kind = self.dice.choice(("OUT_OF_ORDER", "OUT_OF_ORDER", "OUT_OF_SERVICE"))
            block = insert(self.session, BLOCK, hotel_id=self.house.id, room_id=room, kind=kind, **nights)
            insert(self.session, ALLOCATION, hotel_id=self.house.id, room_id=room, block_id=block, **nights)

    def close_block(self) -> None:
        found = self.one("SELECT id, from_date FROM rooms_roomblock WHERE hotel_id = %(hotel)s AND closed_at IS NULL")
        if found:
            update(self.session, BLOCK, found[0], closed_at=NOON)
            self.session.execute("DELETE FROM rooms_roomallocation WHERE block_id = %s", [found[0]])

    def allow(self) -> None:
        self.session.execute(
            "INSERT INTO rooms_typenight (hotel_id, room_type_id, night, rooms, blocked, held, allowance)"
            " VALUES (%s, %s, %s, 0, 0, 0, 0) ON CONFLICT (room_type_id, night) DO UPDATE SET allowance = %s",
            [self.house.id, self.type_id(), day(self.dice.randrange(-2, 12)), self.dice.choice((0, 0, 0, 1))],
        )

    def type_id(self) -> int:
        return self.dice.choice((self.house.standard, self.house.superior))

    def room(self) -> int | None:
        found = self.one("SELECT id FROM rooms_room WHERE hotel_id = %(hotel)s")
        return found[0] if found else None

    def booking(self, *statuses: str) -> tuple[int, date, date] | None:
        return self.one(
            "SELECT id, check_in, check_out FROM room_bookings_roombooking WHERE hotel_id = %(hotel)s"
            " AND status = ANY (%(statuses)s)",
            statuses=list(statuses or HOLDING),
        )

    def claim(self) -> tuple[int, int, date, date] | None:
        return self.one(
            "SELECT id, booking_id, from_date, to_date FROM rooms_roomallocation WHERE hotel_id = %(hotel)s"
            " AND booking_id IS NOT NULL"
        )

    def one(self, query: str, **values: object) -> tuple | None:
        """One of the rows, by this session's dice and not by the database's, so that a seed says which."""
        rows = self.all(f"{query} ORDER BY 1", **values)
        return self.dice.choice(rows) if rows else None

    def all(self, query: str, **values: object) -> list[tuple]:
        return self.session.execute(query, {"hotel": self.house.id, **values}).fetchall()
