"""Who serves an endpoint: one worker at a time, by an advisory lock of its database session."""

from dataclasses import dataclass

from hotelmate.core.holding import HeldLock, drop_lock, take_lock

# All numbers from here on belong to endpoints: "WH" in the upper bytes, which no other lock has.
FIRST_LOCK = 0x5748_0000_0000_0000


@dataclass(frozen=True, slots=True)
class Hold:
    """An endpoint that this session serves."""

    endpoint_pk: int
    lock: HeldLock

    @property
    def is_sure(self) -> bool:
        """Whether the session that took the lock is still the one that this thread works with."""
        return self.lock.is_sure


def take_hold(endpoint_pk: int) -> Hold | None:
    """Become the one who serves the endpoint, or None when somebody else does."""
    lock = take_lock(FIRST_LOCK + endpoint_pk)
    return Hold(endpoint_pk, lock) if lock is not None else None


def let_go(hold: Hold) -> None:
    """Let somebody else serve it."""
    drop_lock(hold.lock)
