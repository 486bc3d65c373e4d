"""The one place where the launcher waits for something it cannot be told about."""

import time
from collections.abc import Callable


def wait_until(
    condition: Callable[[], bool],
    *,
    deadline_seconds: float,
    every_seconds: float = 0.02,
) -> bool:
    """Poll `condition` until it holds or the deadline has passed; say whether it held.

    The condition is asked at least once, and once more after the deadline.
    """
    deadline = time.monotonic() + deadline_seconds
    while not condition():
        if time.monotonic() >= deadline:
            return condition()
        time.sleep(every_seconds)
    return True
