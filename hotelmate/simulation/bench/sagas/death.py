"""Dying at a given moment: this process kills itself as `kill -9` would, in the middle of what it does."""

import os
import signal
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from hotelmate.core import change
from hotelmate.payments.providers import PROVIDERS

ACTS = frozenset({"capture", "release", "refund", "authorise", "open_checkout", "close_checkout"})


class Moment(StrEnum):
    """When to die: around the commit of the decision, the provider's act, and the commit of the outcome."""

    BEFORE_DECISION = "before the decision is committed"
    AFTER_DECISION = "after the decision is committed"
    BEFORE_ACT = "before the provider acts"
    AFTER_ACT = "after the provider has acted"
    BEFORE_OUTCOME = "before the outcome is committed"
    AFTER_OUTCOME = "after the outcome is committed"


DECISION, OUTCOME = 1, 2


def die() -> None:
    """End at once, with nothing cleaned up."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_at(moment: Moment) -> None:
    """Arrange for this process to die at the moment, whatever it does from here on."""
    if moment in (Moment.BEFORE_ACT, Moment.AFTER_ACT):
        for name, provider in PROVIDERS.items():
            PROVIDERS[name] = _Mortal(provider, before=moment == Moment.BEFORE_ACT)
        return
    number = DECISION if moment in (Moment.BEFORE_DECISION, Moment.AFTER_DECISION) else OUTCOME
    if moment in (Moment.BEFORE_DECISION, Moment.BEFORE_OUTCOME):
        change._seal = _counted(change._seal, number, before=True)
    else:
        change._with_retries = _counted(change._with_retries, number, before=False)


def _counted(work: Callable[..., Any], number: int, *, before: bool) -> Callable[..., Any]:
    """The same, but the so-manieth call of it is the last."""
    calls = 0

    def counted(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == number and before:
            die()
        result = work(*args, **kwargs)
        if calls == number:
            die()
        return result

    return counted


class _Mortal:
    """A provider whose first act kills the caller, before it or after it."""

    def __init__(self, provider: object, *, before: bool) -> None:
        self._provider = provider
        self._before = before

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._provider, name)
        return _counted(method, 1, before=self._before) if name in ACTS else method
