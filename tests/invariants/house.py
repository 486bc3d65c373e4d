"""A hotel in raw SQL: the honest sequences of statements, and the frame in which an attack must fail."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from psycopg import sql

from .rows import NOON, ROWS, TODAY, insert, one, unique_text, update

BOOKING = "room_bookings_roombooking"
ROOM = "rooms_room"
ALLOCATION = "rooms_roomallocation"
BLOCK = "rooms_roomblock"
AUDIT = "housekeeping_roomstatusevent"
FAULT = "housekeeping_fault"
PAYMENT = "payments_payment"
INTENT = "payments_paymentintent"
EVENT = "events_event"
STREAM = "events_eventstream"
NIGHT = "rooms_typenight"
TYPE = "rooms_roomtype"
STAFF = "staff_staffmember"

DAY = timedelta(days=1)


def day(number: int) -> date:
    """The day so many days after the test's today."""
    return TODAY + number * DAY


class House:
    """A hotel of its own with two room types. Each verb is what a service would do, without the service."""

    def __init__(self, sessions: dict[str, psycopg.Connection]) -> None:
        self.sessions = sessions
        self.session = sessions["house"]
        self.id = insert(self.session, "hotel_hotel", slug=unique_slug(self.session))
        self.standard = insert(self.session, TYPE, hotel_id=self.id)
        self.superior = insert(self.session, TYPE, hotel_id=self.id)

    def room(self, type_id: int | None = None, **values: Any) -> int:
        """A new room, ready."""
        return insert(self.session, ROOM, hotel_id=self.id, room_type_id=type_id or self.standard, **values)

    def staff(self) -> int:
        """A member of staff."""
        return insert(self.session, STAFF, hotel_id=self.id, username=unique_slug(self.session))

    def book(self, first: int = 0, end: int = 2, type_id: int | None = None, **values: Any) -> int:
        """A booking from one day to another, confirmed unless told otherwise."""
        row = {
            "hotel_id": self.id,
            "room_type_id": type_id or self.standard,
            "check_in": day(first),
            "check_out": day(end),
            "booking_id": unique_slug(self.session),
        } | values
        return insert(self.session, BOOKING, **row)

    def assign(self, booking: int, room: int, first: int = 0, end: int = 2, **values: Any) -> int:
        """A claim of a booking on a room."""
        return insert(
            self.session,
            ALLOCATION,
            **{
                "hotel_id": self.id,
                "room_id": room,
                "booking_id": booking,
                "from_date": day(first),
                "to_date": day(end),
            }
            | values,
        )

    def unassign(self, allocation: int) -> None:
        """Take a claim back."""
        self.session.execute("DELETE FROM rooms_roomallocation WHERE id = %s", [allocation])

    def booking_in(self, room: int, first: int = 0, end: int = 2, **values: Any) -> tuple[int, int]:
        """A booking with its claim on the room: their ids."""
        booking = self.book(first, end, **values)
        return booking, self.assign(booking, room, first, end)

    def stay_in(self, room: int, first: int = 0, end: int = 2, **values: Any) -> tuple[int, int]:
        """A booking that has checked in to the room, and its claim."""
        booking, allocation = self.booking_in(room, first, end, **values)
        self.check_in(booking, room, allocation)
        return booking, allocation

    def status_row(self, session: psycopg.Connection, room: int, to: str, **values: Any) -> int:
        """Write the next audit row of a room and return its number."""
        n, came_from = session.execute(
            "SELECT status_n + 1, room_status FROM rooms_room WHERE id = %s FOR NO KEY UPDATE", [room]
        ).fetchone()
        insert(session, AUDIT, hotel_id=self.id, room_id=room, n=n, from_status=came_from, to_status=to, **values)
        return n

    def set_status(self, room: int, to: str, source: str = "HOUSEKEEPING", note: str = "") -> None:
        """Change a room's status with its audit row."""
        with self.session.transaction():
            n = self.status_row(self.session, room, to, source=source, note=note)
            update(self.session, ROOM, room, room_status=to, status_n=n)

    def check_in(self, booking: int, room: int, allocation: int, session: psycopg.Connection | None = None) -> None:
        """Put the booking into the room."""
        session = session or self.session
        with session.transaction():
            session.execute("SELECT 1 FROM room_bookings_roombooking WHERE id = %s FOR NO KEY UPDATE", [booking])
            n = self.status_row(session, room, "OCCUPIED", source="FRONT_DESK")
            update(session, ROOM, room, room_status="OCCUPIED", status_n=n, occupant_id=booking)
            update(
                session,
                BOOKING,
                booking,
                status="IN_HOUSE",
                checked_in_at=NOON,
                in_room_id=room,
                stay_allocation_id=allocation,
            )

    def check_out(self, booking: int, room: int, allocation: int, end: int) -> None:
        """Let the guest leave on the day `end`: the claim is shortened to the nights stayed."""
        with self.session.transaction():
            n = self.status_row(self.session, room, "CHECKOUT_DIRTY", source="FRONT_DESK")
            update(self.session, ROOM, room, room_status="CHECKOUT_DIRTY", status_n=n, occupant_id=None)
            update(
                self.session,
                BOOKING,
                booking,
                status="COMPLETED",
                checked_out_at=NOON + DAY,
                in_room_id=None,
                stay_allocation_id=None,
            )
            update(self.session, ALLOCATION, allocation, ended_at=NOON + DAY, to_date=day(end))

    def cancel(self, booking: int, fee: int = 0) -> None:
        """Free the room and cancel."""
        with self.session.transaction():
            self.session.execute("DELETE FROM rooms_roomallocation WHERE booking_id = %s", [booking])
            update(
                self.session,
                BOOKING,
                booking,
                status="CANCELLED",
                cancelled_at=NOON,
                cancelled_by="staff:1",
                cancellation_fee=fee,
                expires_at=None,
            )

    def open_block(self, room: int, first: int = 0, end: int = 2, kind: str = "OUT_OF_ORDER") -> tuple[int, int]:
        """A window and its claim on the room."""
        with self.session.transaction():
            dates = {"from_date": day(first), "to_date": day(end)}
            block = insert(self.session, BLOCK, hotel_id=self.id, room_id=room, kind=kind, **dates)
            claim = insert(self.session, ALLOCATION, hotel_id=self.id, room_id=room, block_id=block, **dates)
        return block, claim

    def pay(self, booking: int, amount: int = 200, state: str = "CAPTURED", **values: Any) -> int:
        """A payment of the booking."""
        captured = amount if state == "CAPTURED" else 0
        return insert(
            self.session,
            PAYMENT,
            **{"hotel_id": self.id, "booking_id": booking, "amount": amount, "state": state}
            | {"captured_amount": captured, "provider_reference": unique_slug(self.session)}
            | values,
        )

    def intend(self, booking: int, payment: int, action: str, amount: int = 200, **values: Any) -> int:
        """A decision about a payment."""
        return insert(
            self.session,
            INTENT,
            **{"hotel_id": self.id, "booking_id": booking, "payment_id": payment, "action": action, "amount": amount}
            | {"idempotency_key": unique_slug(self.session)}
            | values,
        )

    def record(self, number: int = 1, session: psycopg.Connection | None = None) -> int:
        """Write so many events and return the last one's number."""
        session = session or self.session
        with session.transaction():
            last = one(
                session,
                "UPDATE events_eventstream SET last_seq = last_seq + %s WHERE hotel_id = %s RETURNING last_seq",
                [number, self.id],
            )
            for seq in range(last - number + 1, last + 1):
                insert(session, EVENT, hotel_id=self.id, seq=seq)
        return last

    def night(self, number: int = 0, type_id: int | None = None) -> tuple[int, int, int, int]:
        """The ledger of a night: rooms, blocked, held, allowance."""
        row = self.session.execute(
            "SELECT rooms, blocked, held, allowance FROM rooms_typenight WHERE room_type_id = %s AND night = %s",
            [type_id or self.standard, day(number)],
        ).fetchone()
        return row or (0, 0, 0, 0)

    def column(self, table: str, id: int, name: str) -> Any:
        """One column of one row."""
        statement = sql.SQL("SELECT {} FROM {} WHERE id = %s").format(sql.Identifier(name), sql.Identifier(table))
        return one(self.session, statement, [id])

    def snapshot(self) -> dict[str, list[str]]:
        """Every row of this hotel, as text."""
        tables = [table for table in ROWS if table != "hotel_hotel"] + [STREAM]
        parts = [
            sql.SQL("SELECT {}, t::text FROM {} t WHERE hotel_id = {}").format(
                sql.Literal(table), sql.Identifier(table), self.id
            )
            for table in tables
        ]
        rows: dict[str, list[str]] = {}
        for table, row in self.session.execute(sql.SQL(" UNION ALL ").join(parts)):
            rows.setdefault(table, []).append(row)
        return {table: sorted(found) for table, found in rows.items()}

    @contextmanager
    def refuses(self, constraint: str, *, role: str = "app", isolation: str = "") -> Iterator[psycopg.Connection]:
        """Run the block in a transaction of its own; it must fail by this constraint (or sqlstate) and change nothing."""
        before = self.snapshot()
        with pytest.raises(psycopg.Error) as caught, self.transaction(role, isolation) as attacker:
            yield attacker
        assert constraint in (caught.value.diag.constraint_name, caught.value.sqlstate), caught.value
        assert self.snapshot() == before

    @contextmanager
    def transaction(self, role: str, isolation: str) -> Iterator[psycopg.Connection]:
        """A transaction of another session."""
        session = self.sessions[role]
        with session.transaction():
            if isolation:
                session.execute(sql.SQL("SET TRANSACTION ISOLATION LEVEL {}").format(sql.SQL(isolation)))
            yield session


def unique_slug(session: psycopg.Connection) -> str:
    """A text that no row of any process has."""
    return f"{unique_text()}-{one(session, 'SELECT gen_random_uuid()::text')[:8]}"
