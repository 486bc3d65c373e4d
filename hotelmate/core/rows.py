"""Rows of a model read by statements that are composed once: the columns to ask for, and the objects made of the answer.

For the statements that requests and changes make all day. Having the ORM compose one of them costs more than all the
rest that such a statement needs, on both sides of the wire.
"""

from collections.abc import Callable, Sequence
from functools import cache
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


class RowFinder(Generic[M]):
    """The statement that finds the one row with certain values, and with it the rows that some foreign keys name."""

    def __init__(self, model: type[M], parents: tuple[str, ...], names: tuple[str, ...]) -> None:
        columns = {field.attname: field.column for field in model._meta.concrete_fields}
        columns["pk"] = str(model._meta.pk.column)
        self._reader = RowReader(model)
        self._parents: list[tuple[str, RowReader[Any], int]] = []
        selected, tables, width = [self._reader.columns("found")], f"{self._reader.table} found", self._reader.width
        for parent in parents:
            key: Any = model._meta.get_field(parent)
            reader = RowReader(key.related_model)
            alias = f"its_{parent}"
            selected.append(reader.columns(alias))
            tables += f' LEFT JOIN {reader.table} {alias} ON {alias}."{key.target_field.column}" = found."{key.column}"'
            self._parents.append((parent, reader, width))
            width += reader.width
        wanted = " AND ".join(f'found."{columns[name]}" = %s' for name in names)
        self.statement = f"SELECT {', '.join(selected)} FROM {tables} WHERE {wanted}"

    def execute(self, statement: str, values: Sequence[Any]) -> tuple[Any, ...] | None:
        """What was selected of the one row, or None; the statement may say more than this one's own."""
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            if cursor.rowcount > 1:
                raise ValueError("The values are those of several rows.")
            found: tuple[Any, ...] | None = cursor.fetchone()
        return found

    def lacks_parent(self, found: Sequence[Any]) -> bool:
        """Whether one of the foreign keys led nowhere."""
        return any(found[at] is None for _, _, at in self._parents)

    def read(self, found: Sequence[Any]) -> M:
        """The object of what was selected; each parent that was found stands in it."""
        row = self._reader.read(found[: self._reader.width])
        for parent, reader, at in self._parents:
            if found[at] is not None:
                setattr(row, parent, reader.read(found[at : at + reader.width]))
        return row


@cache
def row_finder(model: type[M], parents: tuple[str, ...], names: tuple[str, ...]) -> RowFinder[M]:
    """The finder of this model by values with these names, with these parents; composed once."""
    return RowFinder(model, parents, names)


def find_one(model: type[M], *, parents: tuple[str, ...] = (), **values: Any) -> M | None:
    """The one row that has these values, with the rows that these foreign keys name, or None. One query.

    Takes plain equality on a unique set of columns, by their attribute names.
    """
    finder: RowFinder[M] = row_finder(model, parents, tuple(values))
    found = finder.execute(finder.statement, list(values.values()))
    return finder.read(found) if found is not None else None
