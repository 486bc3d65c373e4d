"""Live a plan day by day with a crew, and count what happened."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from hotelmate.simulation.replay.crew import Crew, JobReport, Setback
from hotelmate.simulation.replay.plan import ReplayPlan
from hotelmate.simulation.replay.schedule import Job, Phase, Task

SETBACKS_TOLD = 20

Watcher = Callable[[date, int], None]


@dataclass(slots=True)
class Tally:
    """What a life came to."""

    tasks: Counter[Task] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    setbacks: list[tuple[int, date, Setback]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def changes(self) -> int:
        """How many changes were made."""
        return self.tasks.total()


class Life:
    """The life of one house. A booking whose service declined is let be: what would follow makes no sense."""

    def __init__(self, plan: ReplayPlan, crew: Crew) -> None:
        self.tally = Tally()
        self._plan = plan
        self._crew = crew
        self._booking_ids: dict[int, str] = {}
        self._given_up: set[int] = set()

    def live(self, watcher: Watcher) -> Tally:
        """Live all days of the plan; `watcher` hears the date and how many planned changes are over, done or not."""
        started = time.monotonic()
        for day in self._plan.days:
            for phase in day.phases:
                self._live_phase(day.date, phase, watcher)
        self.tally.seconds = time.monotonic() - started
        return self.tally

    def _live_phase(self, day: date, phase: Phase, watcher: Watcher) -> None:
        jobs = {job.booking: job for job in phase.jobs if job.booking not in self._given_up}
        passed_over = sum(len(job.steps) for job in phase.jobs if job.booking in self._given_up)
        if passed_over:
            watcher(day, passed_over)
        orders = [(job, self._booking_ids.get(booking)) for booking, job in jobs.items()]
        for report in self._crew.work(day, phase.name, orders):
            job = jobs[report.booking]
            self._note(day, job, report)
            watcher(day, len(job.steps))

    def _note(self, day: date, job: Job, report: JobReport) -> None:
        self.tally.tasks.update(step.task for step in job.steps[: report.done])
        if report.booking_id is not None:
            self._booking_ids[report.booking] = report.booking_id
        if report.setback is not None:
            self._given_up.add(report.booking)
            self.tally.refused[report.setback.code] += 1
            if len(self.tally.setbacks) < SETBACKS_TOLD:
                line = self._plan.bookings[report.booking].line
                self.tally.setbacks.append((line, day, report.setback))


def setbacks_in_words(tally: Tally) -> Iterator[str]:
    """The first setbacks, each with the line of its booking."""
    for line, day, setback in tally.setbacks:
        yield f"line {line}, {day}: {setback.task.value} declined: {setback.code}: {setback.message}"
