"""Moments as clients read them."""

from datetime import datetime
from typing import overload


@overload
def moment(at: datetime) -> str: ...


@overload
def moment(at: datetime | None) -> str | None: ...


def moment(at: datetime | None) -> str | None:
    """ISO 8601 in UTC with a Z, the same in a first answer and in one that an Idempotency-Key replays."""
    return at.isoformat().replace("+00:00", "Z") if at is not None else None
