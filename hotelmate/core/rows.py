"""Rows of a model read by statements that are composed once: the columns to ask for, and the objects made of the answer.

For the statements that requests and changes make all day. Having the ORM compose one of them costs more than all the
rest that such a statement needs, on both sides of the wire.
"""

from collections.abc import Callable, Sequence
from functools import cache, cached_property
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
    """A statement that finds rows, and with each of them the rows that some of its foreign keys name.

    `rest` is what follows the tables; the rows are called `found` in it. A parent's parent is `room__room_type`, after
    `room`.
    """

    def __init__(self, model: type[M], rest: str, *, parents: tuple[str, ...] = ()) -> None:
        self._model = model
        self._rest = rest
        self._paths = parents
        self._reader = RowReader(model)

    @cached_property
    def _parents(self) -> list[tuple[str, str, Any, RowReader[Any], int]]:
        """Of each parent whose it is, its name there, the key, its reader, and where its columns begin."""
        parents, models, width = [], {"": self._model}, self._reader.width
        for path in self._paths:
            child, _, name = path.rpartition("__")
            key: Any = models[child]._meta.get_field(name)
            models[path] = key.related_model
            reader = RowReader(key.related_model)
            parents.append((child, name, key, reader, width))
            width += reader.width
        return parents

    @cached_property
    def _statement(self) -> str:
        selected, tables = [self._reader.columns("found")], f"{self._reader.table} found"
        for path, (child, _, key, reader, _) in zip(self._paths, self._parents, strict=True):
            alias, named_by = f"its_{path}", f"its_{child}" if child else "found"
            selected.append(reader.columns(alias))
            tables += (
                f' LEFT JOIN {reader.table} {alias} ON {alias}."{key.target_field.column}" = {named_by}."{key.column}"'
            )
        return f"SELECT {', '.join(selected)} FROM {tables} {self._rest}"

    def fetch(self, *values: Any) -> list[tuple[Any, ...]]:
        """What was selected, for `read`."""
        with connection.cursor() as cursor:
            cursor.execute(self._statement, values)
            return list(cursor.fetchall())

    def lacks_parent(self, found: Sequence[Any]) -> bool:
        """Whether one of the foreign keys led nowhere."""
        return any(found[at] is None for *_, at in self._parents)

    def read(self, found: Sequence[Any]) -> M:
        """The object of one row of what was selected; each parent that was found stands in it."""
        row = self._reader.read(found[: self._reader.width])
        rows: dict[str, Any] = {"": row}
        for path, (child, name, _, reader, at) in zip(self._paths, self._parents, strict=True):
            if found[at] is not None:
                rows[path] = reader.read(found[at : at + reader.width])
                setattr(rows[child], name, rows[path])
        return row

    def all(self, *values: Any) -> list[M]:
        """All rows that there are for these values."""
        return [self.read(found) for found in self.fetch(*values)]


@cache
def finder_by(model: type[M], parents: tuple[str, ...], names: tuple[str, ...], ending: str = "") -> RowFinder[M]:
    """The finder of rows by values with these names, with these parents."""
    columns = {field.attname: field.column for field in model._meta.concrete_fields}
    columns["pk"] = str(model._meta.pk.column)
    wanted = " AND ".join(f'found."{columns[name]}" = %s' for name in names)
    return RowFinder(model, f"WHERE {wanted} {ending}", parents=parents)


def find_one(model: type[M], *, parents: tuple[str, ...] = (), **values: Any) -> M | None:
    """The one row that has these values, with the rows that these foreign keys name, or None. One query.

    Takes plain equality on a unique set of columns, by their attribute names.
    """
    finder: RowFinder[M] = finder_by(model, parents, tuple(values))
    rows = finder.all(*values.values())
    if len(rows) > 1:
        raise ValueError("find_one() was given values that several rows have.")
    return rows[0] if rows else None
