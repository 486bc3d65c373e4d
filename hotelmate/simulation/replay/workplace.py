"""What a worker does: each step of a job is one change, made by the service that the API would call for it."""

import gc
from collections.abc import Callable
from datetime import UTC, datetime, time
from decimal import Decimal
from functools import partial

from django.db import connection

from hotelmate.core import clock
from hotelmate.core.change import run_change
from hotelmate.core.errors import Refused
from hotelmate.events import wake
from hotelmate.housekeeping.services import set_room_status
from hotelmate.room_bookings.lifecycle import Guarantee
from hotelmate.room_bookings.models import Channel
from hotelmate.room_bookings.services import (
    Request,
    RoomMoveService,
    assign_room,
    cancel_booking,
    check_in,
    check_out,
    create_booking,
    extend_stay,
    mark_no_show,
)
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room
from hotelmate.simulation.replay.bookings import PlannedBooking
from hotelmate.simulation.replay.crew import Batch, Briefing, JobReport, Setback
from hotelmate.simulation.replay.schedule import TIMES, Job, Step, Task
from hotelmate.staff.models import StaffMember
from hotelmate.staff.queries import actor_of

CLEANING = {
    Task.START_CLEANING: RoomStatus.CLEANING_IN_PROGRESS,
    Task.CLEAN: RoomStatus.CLEANED_UNINSPECTED,
    Task.INSPECT: RoomStatus.READY_FOR_GUEST,
}
WAKE_SECONDS = 0.25
MIDNIGHT = time(tzinfo=UTC)


class Workplace:
    """A member of staff at work in the house that the briefing tells of."""

    def __init__(self, briefing: Briefing) -> None:
        wake.at_most_every(WAKE_SECONDS)
        _wait_for_no_disk()
        # The plan stays for good: the collector need not walk through all its bookings again and again.
        gc.collect()
        gc.freeze()
        self._briefing = briefing
        self._actor = actor_of(StaffMember.objects.select_related("hotel").get(pk=briefing.staff_id))

    def do(self, batch: Batch) -> list[JobReport]:
        """Do the jobs one after the other and report on each."""
        midnight, times = datetime.combine(batch.date, MIDNIGHT), TIMES[batch.phase]
        return [self._do_job(job, booking_id, lambda task: midnight + times[task]) for job, booking_id in batch.jobs]

    def _do_job(self, job: Job, booking_id: str | None, moment_of: Callable[[Task], datetime]) -> JobReport:
        for done, step in enumerate(job.steps):
            try:
                with clock.travel_to(moment_of(step.task)):
                    if step.task is Task.BOOK:
                        booking_id = self._book(self._briefing.bookings[job.booking])
                    else:
                        assert booking_id is not None
                        run_change(self._change(step, job.booking, booking_id))
            except Refused as refused:
                refusal = refused.refusal
                return JobReport(job.booking, booking_id, done, Setback(step.task, refusal.code, refusal.message))
        return JobReport(job.booking, booking_id, len(job.steps))

    def _book(self, planned: PlannedBooking) -> str:
        # Who sleeps without a bed of their own counts as a child: the file's babies have no column here.
        request = Request(
            room_type_id=self._briefing.room_type_ids[planned.sold_type],
            check_in=planned.arrival,
            check_out=planned.departure,
            adults=planned.party.adults,
            children=planned.party.children + planned.party.babies,
            channel=Channel.STAFF,
            total_amount=planned.rate * Decimal(max((planned.departure - planned.arrival).days, 1)),
        )
        make = partial(create_booking, actor=self._actor, request=request, guarantee=Guarantee.HOTEL)
        return run_change(make).subject.booking_id

    def _change(self, step: Step, booking: int, booking_id: str) -> Callable[[], object]:
        """The service call of a step, ready to run."""
        actor = self._actor
        match step.task:
            case Task.CANCEL:
                return partial(cancel_booking, actor=actor, booking_id=booking_id)
            case Task.ASSIGN:
                room_id = self._room(step)
                return partial(assign_room, actor=actor, booking_id=booking_id, room_id=room_id, allow_other_type=True)
            case Task.CHECK_IN:
                return partial(check_in, actor=actor, booking_id=booking_id)
            case Task.EXTEND:
                until = self._briefing.bookings[booking].ended_on
                return partial(extend_stay, actor=actor, booking_id=booking_id, check_out=until)
            case Task.MOVE:
                to_room_id = self._room(step)
                return partial(RoomMoveService.move_room, actor=actor, booking_id=booking_id, to_room_id=to_room_id)
            case Task.CHECK_OUT:
                return partial(check_out, actor=actor, booking_id=booking_id)
            case Task.MARK_NO_SHOW:
                return partial(mark_no_show, actor=actor, booking_id=booking_id)
            case _:
                room = Room(pk=self._room(step), hotel_id=actor.hotel_id)
                return partial(set_room_status, room=room, to_status=CLEANING[step.task], staff=actor)

    def _room(self, step: Step) -> int:
        assert step.room is not None
        return self._briefing.room_ids[step.room]


def _wait_for_no_disk() -> None:
    """Let this process's commits return before they are on disk.

    All changes of one house take turns at its stream row, so a disk that is slow to flush would set the pace. Commits
    stay whole and in order; a server that loses its power loses the last moments of a history that can be lived again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
