"""Running procrastinate's jobs inside the worker: several queues, stalled jobs taken up again, old ones cleared away."""

import asyncio
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import psycopg_pool
import structlog
from procrastinate import App, exceptions
from procrastinate.contrib.django import app as django_app
from procrastinate.contrib.django import connector_params
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job, Status
from procrastinate.psycopg_connector import PsycopgConnector
from procrastinate.worker import Worker

from hotelmate.config.connections import drop_hung_up
from hotelmate.core import clock

HEARTBEAT_SECONDS = 2.0
# A worker that has not been heard of for so long is dead, and others take its jobs up.
DEAD_AFTER_SECONDS = 12.0
LOOK_FOR_STALLED_SECONDS = 3.0
POLL_SECONDS = 2.0
GRACE_SECONDS = 5.0
PAUSE_AFTER_FAILURE_SECONDS = 1.0
LOOK_FOR_STOP_SECONDS = 0.1
CONNECTION_PATIENCE_SECONDS = 5.0
# Jobs that succeeded are deleted as they end; those that failed are kept for a look at them.
KEEP_FAILED_HOURS = 72
CLEAR_EVERY_SECONDS = 3600.0
FAILURES = (exceptions.ProcrastinateException, psycopg.Error, psycopg_pool.PoolTimeout, OSError)

log = structlog.get_logger(__name__)


async def serve_jobs(stopped: threading.Event, queues: Mapping[str, int]) -> None:
    """Run jobs until stopped: of each queue so many at once. Begins anew when the database goes away in between."""
    threads = ThreadPoolExecutor(sum(queues.values()), "jobs")
    asyncio.get_running_loop().set_default_executor(threads)
    while not stopped.is_set():
        try:
            await _serve(stopped, queues)
        except FAILURES as error:
            log.warning("jobs_interrupted", exc_info=error)
            await asyncio.to_thread(stopped.wait, PAUSE_AFTER_FAILURE_SECONDS)


async def _serve(stopped: threading.Event, queues: Mapping[str, int]) -> None:
    """Run jobs until stopped or until the first of its parts fails; then end all of them."""
    connector = PsycopgConnector(
        min_size=1,
        max_size=2 * len(queues) + 2,
        timeout=CONNECTION_PATIENCE_SECONDS,
        kwargs=connector_params("default"),
    )
    app = django_app.with_connector(connector)
    async with app.open_async():
        parts = [asyncio.create_task(_work(app, queue, at_once)) for queue, at_once in queues.items()]
        parts += [
            asyncio.create_task(_take_up_stalled(app)),
            asyncio.create_task(_clear_away(app)),
            asyncio.create_task(_until(stopped)),
        ]
        ended, _ = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
        for part in parts:
            part.cancel()
        # A part that ends because it was told to has nothing to say.
        await asyncio.gather(*parts, return_exceptions=True)
        for part in ended:
            part.result()


async def _work(app: App, queue: str, at_once: int) -> None:
    await app.run_worker_async(
        queues=[queue],
        name=queue,
        concurrency=at_once,
        fetch_job_polling_interval=POLL_SECONDS,
        shutdown_graceful_timeout=GRACE_SECONDS,
        update_heartbeat_interval=HEARTBEAT_SECONDS,
        stalled_worker_timeout=DEAD_AFTER_SECONDS,
        delete_jobs="successful",
        task_middleware=[*(django_app.worker_defaults.get("task_middleware") or []), _on_a_live_connection],
        install_signal_handlers=False,
    )


def _on_a_live_connection(call_next: Callable[[], Any], context: JobContext, worker: Worker) -> Any:
    """Leave a connection that the database closed meanwhile before the job finds out."""
    drop_hung_up()
    return call_next()


async def _take_up_stalled(app: App) -> None:
    """Let jobs of workers that were killed be done by others."""
    while True:
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_SECONDS):
            await _take_up(app, job)
        await asyncio.sleep(LOOK_FOR_STALLED_SECONDS)


async def _take_up(app: App, job: Job) -> None:
    try:
        await app.job_manager.retry_job(job, retry_at=clock.now())
        log.info("stalled_job_taken_up", job=job.id, task=job.task_name)
    except exceptions.UniqueViolation:
        # The same work waits as another job by now, which this one would keep from beginning.
        await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)
    except exceptions.ConnectorException as error:
        # Another worker was faster; if it is something else, the next look tells.
        log.info("stalled_job_left", job=job.id, error=type(error).__name__)


async def _clear_away(app: App) -> None:
    while True:
        await app.job_manager.delete_old_jobs(
            nb_hours=KEEP_FAILED_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
        )
        await asyncio.sleep(CLEAR_EVERY_SECONDS)


async def _until(stopped: threading.Event) -> None:
    while not stopped.is_set():
        await asyncio.sleep(LOOK_FOR_STOP_SECONDS)
