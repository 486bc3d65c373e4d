"""The jobs of webhooks: one for each endpoint that has something to get now.

What is due is written at the endpoints. A job only says "look", so one that is lost costs the time until somebody
looks for endpoints that are due, and one too many finds nothing to do.
"""

import asyncio

import structlog
from django.db import InterfaceError, OperationalError, connection
from procrastinate.contrib.django import app

from hotelmate.core import clock
from hotelmate.notifications.webhooks.holding import FIRST_LOCK
from hotelmate.notifications.webhooks.postman import Postman
from hotelmate.notifications.webhooks.services import prune_deliveries

QUEUE = "webhooks"
# Waiting for receivers takes neither threads nor connections.
AT_ONCE = 100
TASK = "webhooks.serve"

log = structlog.get_logger(__name__)

_postmen: dict[asyncio.AbstractEventLoop, Postman] = {}


@app.task(queue=QUEUE, name=TASK)
async def serve_endpoint(endpoint_pk: int) -> None:
    """Deliver what is due at an endpoint."""
    loop = asyncio.get_running_loop()
    postman = _postmen.setdefault(loop, Postman())
    try:
        if await postman.serve(endpoint_pk):
            await postman.in_database(wake)
    except (OperationalError, InterfaceError) as error:
        # The endpoint is still due; it is served when the database is back.
        log.warning("webhook_interrupted", endpoint=endpoint_pk, error=str(error))


@app.periodic(cron="17 * * * *")
@app.task(queue=QUEUE, name="webhooks.prune", queueing_lock="webhooks.prune")
def prune(timestamp: int) -> None:
    """Forget deliveries that are long over."""
    prune_deliveries()


def wake(*, hotel_id: int | None = None) -> int:
    """Queue a job for each endpoint, of one hotel or of all, that is due and served by nobody; how many.

    An endpoint whose job waits already needs no other. Written as one statement because a queueing lock that is taken
    would end the relay's transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, args)
            SELECT %(queue)s::text, %(task)s::text, %(task)s::text || ':' || endpoint.id, jsonb_build_object('endpoint_pk', endpoint.id)
            FROM notifications_webhookendpoint endpoint
            WHERE endpoint.due_at <= %(now)s::timestamptz AND endpoint.state = 'ACTIVE'
              AND (%(hotel)s::bigint IS NULL OR endpoint.hotel_id = %(hotel)s::bigint)
              AND NOT EXISTS (
                  SELECT FROM pg_locks held
                  WHERE held.locktype = 'advisory' AND held.objsubid = 1
                    AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                    AND held.classid = ((%(first)s::bigint + endpoint.id) >> 32)::oid
                    AND held.objid = ((%(first)s::bigint + endpoint.id) & 4294967295)::oid)
            ON CONFLICT (queueing_lock) WHERE status = 'todo' DO NOTHING
            """,
            {"queue": QUEUE, "task": TASK, "now": clock.now(), "hotel": hotel_id, "first": FIRST_LOCK},
        )
        return int(cursor.rowcount)
