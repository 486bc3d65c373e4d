"""Children that do not outlive their parent."""

import ctypes
import os
import signal
from collections.abc import Callable

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)


def tied_to_this_process(last_word: signal.Signals) -> Callable[[], None]:
    """What a child runs before its program, so that the kernel sends it `last_word` when we end, however we end.

    A change of user clears the request to the kernel, so it comes after that: subprocess runs preexec_fn last. The
    thread that starts the child counts as its parent: it should be the main one.
    """
    parent = os.getpid()

    def tie() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, [])
        LIBC.prctl(PR_SET_PDEATHSIG, int(last_word), 0, 0, 0)
        if os.getppid() != parent:  # we ended before the request was made
            os._exit(1)

    return tie


def end_with_parent(last_word: signal.Signals) -> None:
    """Have the kernel send us `last_word` when the thread that started us ends."""
    LIBC.prctl(PR_SET_PDEATHSIG, int(last_word), 0, 0, 0)
