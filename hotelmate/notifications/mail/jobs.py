"""The job that sends a mail, and what sees to it that each mail which waits has one."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import Error as DatabaseError
from django.db import connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from hotelmate.core import clock
from hotelmate.core.errors import Refused
from hotelmate.core.locking import lock_idle
from hotelmate.core.transactions import one_transaction
from hotelmate.notifications.mail.queries import MOST_AT_ONCE, due_mails
from hotelmate.notifications.mail.sending import attempt
from hotelmate.notifications.models import Mail

QUEUE = "mail"
# How long a job may have a mail in hand before it is taken for lost; an attempt itself takes a minute at most.
LEASE = timedelta(minutes=3)


# The database was away or busy; sending itself has its own schedule.
AGAIN = RetryStrategy(max_attempts=30, wait=1, retry_exceptions=[DatabaseError, Refused])


@app.task(name="hotelmate.send_mail", queue=QUEUE, retry=AGAIN)
def send_mail(mail_id: int) -> None:
    """Try once to send a mail."""
    attempt(mail_id)


def defer_sending(mails: Iterable[Mail]) -> None:
    """Defer a job for each of the mails, in the transaction under way. One mail of a booking is sent at a time."""
    jobs = [
        send_mail.configure(lock=f"mail:booking:{mail.booking_id}", queueing_lock=_name(mail)).make_new_job(
            mail_id=mail.pk
        )
        for mail in mails
    ]
    if jobs:
        app.job_manager.batch_defer_jobs(jobs)


def defer_due() -> int:
    """Defer a job for every mail that is due: to be tried again, or lost by a worker that was killed. How many."""
    now = clock.now()
    waiting = list(due_mails(now).order_by("due_at").values_list("pk", flat=True)[:MOST_AT_ONCE])
    if not waiting:
        return 0
    with one_transaction():
        mails = lock_idle(due_mails(now).filter(pk__in=waiting))
        Mail.objects.filter(pk__in=[mail.pk for mail in mails]).update(due_at=now + LEASE)
        still_deferred = _names_deferred([_name(mail) for mail in mails])
        defer_sending(mail for mail in mails if _name(mail) not in still_deferred)
    return len(mails)


def _name(mail: Mail) -> str:
    return f"mail:{mail.pk}"


def _names_deferred(names: list[str]) -> set[str]:
    """Those of the jobs that have not begun yet, in a queue that is longer than the lease."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT queueing_lock FROM procrastinate_jobs WHERE status = 'todo' AND queueing_lock = ANY(%s)", [names]
        )
        return {name for (name,) in cursor.fetchall()}
