"""How many statements something costs."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


def statements_of(work: Callable[[], Any]) -> list[str]:
    """The statements that this process sends while `work` runs."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return [query["sql"] for query in captured.captured_queries]
