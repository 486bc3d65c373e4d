"""Races about a booking that waits for approval with a card held for it: one decision, one call to the provider."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.services import expire_booking
from hotelmate.simulation.bench.races.cancelling import decide
from hotelmate.simulation.bench.races.observation import Observation
from hotelmate.simulation.bench.races.race import Race
from hotelmate.simulation.bench.races.scene import Call, Scene

# A decision is committed before the provider is called; whoever comes in between is told to wait for it.
HALF_DONE = frozenset({"PAYMENT_IN_PROGRESS"})
# Enough to stage it all on a busy machine.
IN_A_MOMENT = timedelta(milliseconds=600)


def approve_against_decline(scene: Scene) -> Sequence[Call]:
    """Two managers disagree."""
    scene.room("1")
    scene.card_booking("A")
    return [scene.of_booking("approve", "A", "approve"), scene.of_booking("decline", "A", "decline")]


def approve_twice(scene: Scene) -> Sequence[Call]:
    """A double click on approve."""
    scene.room("1")
    scene.card_booking("A")
    return [scene.of_booking("approve", "A", "approve") for _ in range(2)]


def decline_twice(scene: Scene) -> Sequence[Call]:
    """A double click on decline."""
    scene.room("1")
    scene.card_booking("A")
    return [scene.of_booking("decline", "A", "decline") for _ in range(2)]


def approve_in_time(scene: Scene) -> Sequence[Call]:
    """The sweep comes by while a booking is approved in good time."""
    return _approve_and_expire(scene, None)


def approve_too_late(scene: Scene) -> Sequence[Call]:
    """The booking's time has run out before anybody decided."""
    return _approve_and_expire(scene, timedelta(0))


def approve_against_expire(scene: Scene) -> Sequence[Call]:
    """A booking is approved in the moment in which its time runs out."""
    return _approve_and_expire(scene, IN_A_MOMENT)


def _approve_and_expire(scene: Scene, due_in: timedelta | None) -> Sequence[Call]:
    scene.room("1")
    booking = scene.card_booking("A", due_in=due_in)
    actor = scene.house.actor
    sweep = partial(decide, actor, partial(expire_booking, actor=actor, booking_pk=booking.pk))
    return [scene.of_booking("approve", "A", "approve"), Call("expire", work=sweep)]


def time_passed_in_between(observation: Observation) -> bool:
    """The sweep came a moment too early and the approval a moment too late: both are told so, and nothing is done."""
    return (
        observation["told"] == [["approve", 409, "APPROVAL_EXPIRED"], ["expire", 200, "nothing to do"]]
        and observation["bookings"]["A"]["status"] == BookingStatus.PENDING_APPROVAL
        and not observation["events"]
    )


DECIDING = (
    Race("approve against decline", approve_against_decline, turned_away=HALF_DONE),
    Race("approve twice", approve_twice, turned_away=HALF_DONE),
    Race("decline twice", decline_twice, turned_away=HALF_DONE),
    Race(
        "approve against expiry",
        approve_against_expire,
        orders_of=(approve_in_time, approve_too_late),
        turned_away=HALF_DONE,
        accepts=time_passed_in_between,
    ),
)
