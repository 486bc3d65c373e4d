"""A hotel that writes to its guests, and the relay and the jobs that do so."""

import asyncio
from collections.abc import Callable
from datetime import time, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db import connections
from procrastinate.contrib.django import app as django_app
from procrastinate.contrib.django import connector_params
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.psycopg_connector import PsycopgConnector

from hotelmate.core.actor import Actor
from hotelmate.core.change import run_change
from hotelmate.hotel.queries import system_of
from hotelmate.notifications.mail.jobs import defer_due
from hotelmate.notifications.mail.sink import MailSink
from hotelmate.notifications.models import Mail
from hotelmate.notifications.relay import News, dispatch
from hotelmate.room_bookings import services
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.services import Person, Request
from tests.factories import actor_for, make_hotel, make_room_type, make_rooms

# Its tests have guests arrive at the moment they are run, whenever that is.
AT_ANY_HOUR = {"early_check_in_from": time(4)}


class Inn:
    """A hotel with forty rooms."""

    def __init__(self, **settings: Any) -> None:
        self.hotel = make_hotel(
            **{"name": "Seaview", "email": "desk@seaview.example", "phone": "+353 555 0100", **AT_ANY_HOUR, **settings}
        )
        self.type = make_room_type(self.hotel, name="Double", base_rate=Decimal("100.00"), max_occupancy=4)
        self.rooms = make_rooms(self.type, 40)
        self.staff: Actor = actor_for(self.hotel)

    def book(self, email: str | None = None, **values: Any) -> RoomBooking:
        """A booking of somebody who can be written to; confirmed unless told otherwise."""
        email = f"guest-{uuid4().hex[:10]}@mail.example" if email is None else email
        status = values.pop("status", "CONFIRMED")
        guarantee = values.pop("guarantee", "HOTEL")
        arrival = self.hotel.business_date()
        request = Request(
            room_type_id=self.type.pk,
            check_in=arrival,
            check_out=arrival + timedelta(days=2),
            primary=values.pop("primary", Person("Ada", "Lovelace", email)),
            **values,
        )
        return run_change(
            lambda: services.create_booking(
                actor=system_of(self.hotel), request=request, status=status, guarantee=guarantee
            )
        ).subject

    def relay(self) -> int:
        """Let the mail sink take what is new."""
        taken = 0
        while more := dispatch(News(MailSink(), self.hotel.pk)):
            taken += more
        return taken

    def send(self) -> None:
        """Take what is new, take up what is due, run the jobs."""
        self.relay()
        defer_due()
        run_jobs()

    def mails(self, booking: RoomBooking) -> list[Mail]:
        """The mails about a booking, oldest first."""
        return list(Mail.objects.filter(booking_id=booking.pk).order_by("pk"))

    def mail(self, booking: RoomBooking) -> Mail:
        """The one mail about a booking."""
        (mail,) = self.mails(booking)
        return mail

    def problem(self, booking: RoomBooking) -> str:
        return RoomBooking.objects.values_list("mail_problem", flat=True).get(pk=booking.pk)


def run_jobs(queue: str = "mail") -> None:
    """Run every job that is due, with procrastinate's own worker.

    It ends when it finds nothing to do, also where a job only waits for another one to end.
    """
    while ProcrastinateJob.objects.filter(queue_name=queue, status="todo").exists():
        asyncio.run(_run_jobs(queue))


async def _run_jobs(queue: str) -> None:
    connector = PsycopgConnector(min_size=1, max_size=4, kwargs=connector_params("default"))
    async with django_app.with_connector(connector).open_async() as app:
        await app.run_worker_async(
            queues=[queue],
            wait=False,
            concurrency=4,
            listen_notify=False,
            install_signal_handlers=False,
            delete_jobs="successful",
            task_middleware=[_close_connections],
        )


def _close_connections(call_next: Callable[[], Any], context: object, worker: object) -> Any:
    """The threads of the jobs end with the test, so their connections are not kept."""
    try:
        return call_next()
    finally:
        connections.close_all()
