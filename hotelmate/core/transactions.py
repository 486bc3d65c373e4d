"""A transaction for work that is no change of the house: how far the relay has read, what was sent.

What changes the house's state goes through `run_change`, which writes the log.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def one_transaction() -> Iterator[None]:
    """Commit what the block did, or nothing of it. Never inside another transaction."""
    with transaction.atomic(durable=True):
        yield
