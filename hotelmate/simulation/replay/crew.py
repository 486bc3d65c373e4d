"""The people who work at once: processes that take jobs in small batches and report what they did.

They are started once and fed through pipes, for a house has thousands of mornings, many of them with little to do.
Nothing of Django is imported before the process has set it up.
"""

import gc
import importlib
import multiprocessing
import signal
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Self

import django

from hotelmate.simulation.replay.bookings import PlannedBooking
from hotelmate.simulation.replay.schedule import Job, PhaseName, Task

WORKPLACE = "hotelmate.simulation.replay.workplace"
LARGEST_BATCH = 16
BATCHES_PER_WORKER = 4
FAREWELL_SECONDS = 10.0


class CrewFailed(Exception):
    """A worker process ended before its work was done."""


@dataclass(frozen=True, slots=True)
class Briefing:
    """What a worker needs to know of the house: ids in the order of the plan's lists."""

    hotel_id: int
    staff_id: int
    room_type_ids: dict[str, int]
    room_ids: tuple[int, ...]
    bookings: tuple[PlannedBooking, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Jobs of one phase, each with the public id of its booking if that was made before."""

    date: date
    phase: PhaseName
    jobs: tuple[tuple[Job, str | None], ...]


@dataclass(frozen=True, slots=True)
class Setback:
    """The step at which a job ended because a service declined."""

    task: Task
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class JobReport:
    """What became of a job: the public id of its booking, how many of its steps were done, and what stopped it."""

    booking: int
    booking_id: str | None
    done: int
    setback: Setback | None = None


class Crew:
    """Worker processes; leave its `with` block to send them home."""

    def __init__(self, size: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._processes = []
        self._pipes: list[Connection] = []
        for number in range(1, size + 1):
            ours, theirs = context.Pipe()
            process = context.Process(target=_work, args=(theirs,), name=f"replay-worker-{number}", daemon=True)
            process.start()
            theirs.close()
            self._processes.append(process)
            self._pipes.append(ours)

    @property
    def process_ids(self) -> list[int]:
        """The workers' processes."""
        return [process.pid for process in self._processes if process.pid is not None]

    def brief(self, briefings: Sequence[Briefing]) -> None:
        """Tell each worker about the house."""
        for pipe, briefing in zip(self._pipes, briefings, strict=True):
            _send(pipe, briefing)

    def work(self, day: date, phase: PhaseName, jobs: Sequence[tuple[Job, str | None]]) -> Iterator[JobReport]:
        """Let the crew do the jobs at once; yields each one's report and ends when all are done."""
        size = max(1, min(LARGEST_BATCH, len(jobs) // (len(self._pipes) * BATCHES_PER_WORKER)))
        waiting = deque(Batch(day, phase, tuple(jobs[start : start + size])) for start in range(0, len(jobs), size))
        idle, busy = list(self._pipes), set[Connection]()
        while waiting or busy:
            while idle and waiting:
                pipe = idle.pop(0)
                _send(pipe, waiting.popleft())
                busy.add(pipe)
            for ready in wait(busy):
                assert isinstance(ready, Connection)
                busy.remove(ready)
                idle.append(ready)
                yield from _receive(ready)

    def __enter__(self) -> Self:
        """The crew is at work from its first moment."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Send everybody home; a closed pipe is the sign."""
        for pipe in self._pipes:
            pipe.close()
        for process in self._processes:
            process.join(FAREWELL_SECONDS)
            if process.is_alive():
                process.kill()
                process.join()


def _send(pipe: Connection, message: Briefing | Batch) -> None:
    try:
        pipe.send(message)
    except (BrokenPipeError, ConnectionResetError) as error:
        raise CrewFailed("A worker process ended early; what it said stands above.") from error


def _receive(pipe: Connection) -> Sequence[JobReport]:
    try:
        reports: Sequence[JobReport] = pipe.recv()
    except (EOFError, ConnectionResetError) as error:
        raise CrewFailed("A worker process ended early; what it said stands above.") from error
    return reports


def _work(pipe: Connection) -> None:
    """The life of a worker process: until the pipe is closed, or breaks because the crew's leader is gone."""
    # Ctrl-C reaches the whole group of processes; the leader decides what becomes of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What is imported stays: looking for garbage among it meanwhile takes a fifth of the start.
    gc.disable()
    django.setup()
    workplace = importlib.import_module(WORKPLACE)
    gc.enable()
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        worker = workplace.Workplace(pipe.recv())
        while True:
            pipe.send(worker.do(pipe.recv()))
