"""Killing victims, letting the worker come by, and judging what is left."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from hotelmate.core import clock
from hotelmate.core.money import text
from hotelmate.integrity.provider_queries import compare_hotel, payments_to_compare
from hotelmate.integrity.queries import verify_hotel
from hotelmate.payments.models import UNDER_WAY, Payment, PaymentIntent, PaymentState
from hotelmate.payments.providers import STRIPE
from hotelmate.room_bookings.jobs import sweep_hotel
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.simulation.bench.house import BenchHouse, open_house
from hotelmate.simulation.bench.races.books import current_stand_in, entry_of
from hotelmate.simulation.bench.races.scene import Scene
from hotelmate.simulation.bench.sagas.death import Moment
from hotelmate.simulation.bench.sagas.sagas import OPEN_PAGE, Saga, plan_for

NURSERY = "hotelmate.simulation.bench.sagas.nursery"
# Before the decision is committed, nobody has decided anything.
UNBEGUN = frozenset({Moment.BEFORE_DECISION})
HALF, UNPAID_HOLD_MINUTES = 50, 60
Watcher = Callable[[], None]


@dataclass(slots=True)
class SagaVerdict:
    """What came of a saga that was interrupted so often, by the moment."""

    saga: str
    provider: str
    attempts: int = 0
    survived: int = 0
    wrong: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    killed: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        """Whether every interruption ended right."""
        return not (self.wrong or self.findings)

    def as_json(self) -> dict[str, Any]:
        """The verdict as plain values."""
        return {
            "saga": self.saga,
            "provider": self.provider,
            "attempts": self.attempts,
            "killed": dict(self.killed),
            "wrong": self.wrong,
            "findings": self.findings,
            "seconds": round(self.seconds, 2),
        }


class Nursery:
    """The process that victims come from."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", NURSERY],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **environment},
            text=True,
        )

    def send(self, plan: dict[str, Any]) -> int:
        """Let a victim do what is planned; the signal that ended it, 0 if none did."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(plan) + "\n")
        self._process.stdin.flush()
        answer: dict[str, int] = json.loads(self._process.stdout.readline())
        return answer["signal"]

    def close(self) -> None:
        """No more plans."""
        with self._process:
            assert self._process.stdin is not None
            self._process.stdin.close()


@contextmanager
def nursery() -> Iterator[Nursery]:
    """A nursery whose victims speak to the stand-in for Stripe."""
    raised = Nursery(current_stand_in().environment)
    try:
        yield raised
    finally:
        raised.close()


class Trial:
    """A saga at a provider, in a hotel of its own."""

    def __init__(self, saga: Saga, provider: str, victims: Nursery) -> None:
        self._saga, self._provider, self._victims = saga, provider, victims
        self._house: BenchHouse = open_house(
            "saga",
            requires_approval=saga.approves,
            no_show_fee_percent=HALF,
            unpaid_hold_minutes=UNPAID_HOLD_MINUTES,
        )
        self._scenes = 0

    def run(self, attempts: int, moments: Sequence[Moment], *, after_attempt: Watcher = lambda: None) -> SagaVerdict:
        """Kill so many victims at each of the moments, let the worker come by after each, and look."""
        started = time.monotonic()
        verdict = SagaVerdict(self._saga.name, self._provider)
        for moment in [one for one in self._saga.moments if one in moments]:
            for _ in range(attempts):
                self._attempt(verdict, moment)
                after_attempt()
        verdict.findings = list(self._findings())
        verdict.seconds = time.monotonic() - started
        return verdict

    def _attempt(self, verdict: SagaVerdict, moment: Moment) -> None:
        self._scenes += 1
        scene = Scene(self._house, self._scenes)
        plan = plan_for(self._saga, scene, self._provider, moment)
        ended_by = self._victims.send(plan)
        verdict.attempts += 1
        verdict.killed[moment] += ended_by == signal.SIGKILL
        verdict.survived += not ended_by
        sweep_hotel(self._house.hotel)
        booking = RoomBooking.objects.get(pk=plan["booking_pk"])
        expected = self._saga.unbegun if moment in UNBEGUN else self._saga.ended
        left = self._left(booking)
        if left != expected:
            verdict.wrong.append(f"{moment}: {left} instead of {expected}")
        verdict.wrong += [f"{moment}: {what}" for what in self._loose_ends(booking)]

    def _left(self, booking: RoomBooking) -> tuple[str, str, str, str]:
        payment = Payment.objects.filter(booking_id=booking.pk).last()
        state = payment.state if payment else ""
        if payment is not None and state == PaymentState.CREATED and payment.session_url:
            state = OPEN_PAGE
        return booking.status, state, text(booking.captured_amount), text(booking.refunded_amount)

    def _loose_ends(self, booking: RoomBooking) -> Iterator[str]:
        """Decisions without an outcome, and payments at which a provider acted more than once for one decision."""
        if PaymentIntent.objects.filter(booking_id=booking.pk, state__in=UNDER_WAY).exists():
            yield "a decision is still open"
        payments = Payment.objects.filter(booking_id=booking.pk)
        if payments.count() > 1:
            yield f"{payments.count()} payments"
        for payment in payments.exclude(provider_reference=""):
            decided = payment.intents.filter(state="DONE").count()
            acted = _acts(self._provider, payment.provider_reference)
            if acted != decided + 1:
                yield f"the provider acted {acted} times for a hold and {decided} decisions"

    def _findings(self) -> Iterator[str]:
        hotel = self._house.hotel
        since = clock.now() - timedelta(days=9)
        for report in (verify_hotel(hotel), compare_hotel(hotel, since, payments_to_compare(hotel, since))):
            for name, found in report.failed.items():
                for finding in found:
                    yield f"{name}: {finding.record}: {finding.problem}"


def _acts(provider: str, reference: str) -> int:
    """How often the provider did something: the hold, and what came after."""
    effects = entry_of(provider, reference)[-1]
    return sum(effects.values()) if provider == STRIPE else int(effects)
