"""What a step-by-step change has begun, noted with its key: whoever repeats the request is told what came of it.

The process that began it may have died, and the worker have carried it through. A kind of subject that can be looked up
again is registered with `noted_as`; any other is judged anew, so its service has to be a natural no-op by then.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol, Self, TypeVar

from hotelmate.core.change import Outcome
from hotelmate.core.errors import Refusal

Note = dict[str, Any]


class Begun(Protocol):
    """The subject of a step-by-step change."""

    @property
    def is_open(self) -> bool:
        """Whether nobody can say yet what comes of it."""

    def note(self) -> Note:
        """What it is found by: primary keys."""

    @classmethod
    def look_up(cls, note: Mapping[str, Any]) -> Self | None:
        """The same as it stands now; None when nothing came of it, so that the request is judged anew."""


B = TypeVar("B", bound=Begun)
_kinds: dict[str, type[Begun]] = {}


def noted_as(kind: str) -> Callable[[type[B]], type[B]]:
    """Have subjects of this class noted under the name."""

    def register(subject: type[B]) -> type[B]:
        _kinds[kind] = subject
        return subject

    return register


def note_of(outcome: object) -> Note:
    """The note to find the outcome of the first step by; an empty one where it is judged anew."""
    if isinstance(outcome, Outcome):
        for kind, subject in _kinds.items():
            if type(outcome.subject) is subject:
                warnings = [[one.code, one.message, one.status] for one in outcome.warnings]
                return {"kind": kind, "changed": outcome.changed, "warnings": warnings, **outcome.subject.note()}
    return {}


def looked_up(note: Mapping[str, Any]) -> Outcome[Begun] | None:
    """What a note speaks of, as it stands now; None when nothing came of it."""
    subject = _kinds[note["kind"]].look_up(note) if note else None
    if subject is None:
        return None
    warnings = tuple(Refusal(code, message, status) for code, message, status in note["warnings"])
    return Outcome(subject, changed=note["changed"], warnings=warnings)
