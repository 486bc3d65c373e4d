"""Idempotency keys as Stripe answers them."""

import threading
from dataclasses import dataclass, field
from typing import Any

from hotelmate.simulation.stripe_stand_in.errors import ApiError

Answer = tuple[int, dict[str, Any]]


@dataclass(slots=True)
class Keys:
    """The answers that were given to keys: the same question gets the same answer, an error too.

    A key that is still being answered is a 409, one that comes with other parameters a 400.
    """

    asked: dict[str, tuple[str, str]] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    replays: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def claim(self, key: str, path: str, body: str) -> Answer | None:
        """The answer of before; None for the first, who has to `keep` or `forget`."""
        with self.lock:
            if key not in self.asked:
                self.asked[key] = (path, body)
                return None
            if self.asked[key] != (path, body):
                raise ApiError(
                    400,
                    "idempotency_error",
                    "Keys for idempotent requests can only be used with the same parameters they were first used with.",
                )
            if key not in self.answers:
                raise ApiError(
                    409,
                    "idempotency_error",
                    "There is currently another in-progress request using this Idempotent Key.",
                    "idempotency_key_in_use",
                )
            self.replays += 1
            return self.answers[key]

    def keep(self, key: str, answer: Answer) -> None:
        """Remember the answer."""
        with self.lock:
            self.answers[key] = answer

    def forget(self, key: str) -> None:
        """A request that never began to be carried out leaves its key free."""
        with self.lock:
            self.asked.pop(key, None)
