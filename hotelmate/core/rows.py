"""Rows of a model read by hand-written SQL: the columns to ask for, and the objects made of the answer.

For the few statements that every change makes. Having the ORM compose one of them costs about as much as all the rest
that such a statement needs, on both sides of the wire.
"""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model

M = TypeVar("M", bound=Model)
Converter = Callable[[Any], Any]


class RowReader(Generic[M]):
    """Reads whole rows of one model."""

    def __init__(self, model: type[M]) -> None:
        fields = model._meta.concrete_fields
        self.model = model
        self.table = model._meta.db_table
        self.width = len(fields)
        self._names = [field.attname for field in fields]
        self._columns = [field.column for field in fields]
        self._converted = [
            (position, field) for position, field in enumerate(fields) if hasattr(field, "from_db_value")
        ]

    def columns(self, alias: str) -> str:
        """The columns of a row, for the list of a SELECT."""
        return ", ".join(f'{alias}."{column}"' for column in self._columns)

    def read(self, values: Sequence[Any]) -> M:
        """The object of a row whose columns were selected with `columns`."""
        if self._converted:
            values = list(values)
            for position, field in self._converted:
                values[position] = field.from_db_value(values[position], None, connection)
        return self.model.from_db(DEFAULT_DB_ALIAS, self._names, values)
