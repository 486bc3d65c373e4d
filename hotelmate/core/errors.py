"""Refusals: values with a name. Rules return them, services raise them, the API and the desk show them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something may not be done.

    `code` is stable and for programs, `message` says what is wrong and what to do instead, `status` is the HTTP status
    that carries it, `details` holds ids, states and endpoints that help the caller.
    """

    code: str
    message: str
    status: int = 409
    details: Mapping[str, Any] = field(default_factory=dict)


class Refused(Exception):
    """A service declined; nothing was changed."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"{refusal.code}: {refusal.message}")
        self.refusal = refusal


class StartOver(Exception):
    """What was found unlocked changed before it was locked; the boundary runs the change again."""


class NotInAChange(RuntimeError):
    """A service or a lock was used outside of `run_change`."""


def refuse(code: str, message: str, *, status: int = 409, **details: Any) -> Refused:
    """The exception for a refusal, ready to raise."""
    return Refused(Refusal(code, message, status, details))


def refuse_if(*refusals: Refusal | None) -> None:
    """Raise the first refusal that a rule returned; nothing when all agreed."""
    for refusal in refusals:
        if refusal is not None:
            raise Refused(refusal)


def not_found(what: str, **details: Any) -> Refused:
    """A 404 for a row that does not exist, or that belongs to another hotel: callers cannot tell which."""
    return refuse(f"{what.upper().replace(' ', '_')}_NOT_FOUND", f"{what} not found", status=404, **details)


def no_permission(capability: str) -> Refusal:
    """A 403 that names the missing capability."""
    return Refusal(
        "PERMISSION_DENIED",
        f"Your role does not include '{capability}'. Ask a manager.",
        403,
        {"capability": capability},
    )
