"""The statements of a change, written down while a service makes it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from hotelmate.core.change import run_change

# The last message of a change carries the constraints' turn, the log and the commit.
IN_ONE_MESSAGE = ";\n"
NOT_COUNTED = ("SET CONSTRAINTS", "COMMIT")


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement with its placeholders, and the values for them."""

    text: str
    values: Sequence[Any]


def record_change(change: Callable[[], Any]) -> list[Statement]:
    """Make the change and return what it said to the database between BEGIN and COMMIT."""
    said: list[Statement] = []

    def write_down(execute: Any, text: Any, values: Any, many: bool, context: Any) -> Any:
        parts = str(text).split(IN_ONE_MESSAGE) if not values else [str(text)]
        said.extend(Statement(part.strip(), tuple(values or ())) for part in parts)
        return execute(text, values, many, context)

    with connection.execute_wrapper(write_down):
        run_change(change)
    return said


def count_statements(change: Callable[[], Any]) -> int:
    """How many statements the change makes, without the one that lets the constraints speak."""
    return sum(not statement.text.startswith(NOT_COUNTED) for statement in record_change(change))
