"""Indexes, keys and triggers of tables, taken off for a bulk load and put back as they were.

Checks stay on. What is put back is judged by the database for every row that is there then: keys, exclusions and foreign
keys are built anew from their own definitions. Triggers look at changes only; whoever takes them off has to show what
they would have seen to.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

# Primary keys before what refers to them.
ORDER = {"p": 0, "u": 1, "x": 2, "i": 3, "f": 4}
CONSTRAINTS = """
    SELECT c.conrelid::regclass::text, c.conname, c.contype::text, pg_get_constraintdef(c.oid)
    FROM pg_constraint c
    WHERE c.contype IN ('p', 'u', 'x', 'f') AND c.conparentid = 0
      AND (c.conrelid::regclass::text = ANY (%(tables)s) OR c.confrelid::regclass::text = ANY (%(tables)s))
"""
INDEXES = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
    FROM pg_index i
    WHERE i.indrelid::regclass::text = ANY (%(tables)s)
      AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
"""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to put back: its kind, its name, and the statement that does it."""

    kind: str
    name: str
    statement: sql.Composed


def take_off(owner: psycopg.Connection[Any], tables: Sequence[str]) -> list[Part]:
    """Drop keys, exclusions, foreign keys and indexes of these tables, let their triggers rest; what to put back."""
    parts = []
    # A table with checks that wait for the commit cannot be altered.
    owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
    found = owner.execute(CONSTRAINTS, {"tables": list(tables)}).fetchall()
    for table, name, kind, definition in sorted(found, key=lambda row: -ORDER[row[2]]):
        owner.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.Identifier(table), sql.Identifier(name)))
        add = sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} " + definition)
        parts.append(Part(kind, name, add.format(sql.Identifier(table), sql.Identifier(name))))
    for name, definition in owner.execute(INDEXES, {"tables": list(tables)}).fetchall():
        owner.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
        parts.append(Part("i", name, sql.SQL(definition).format()))
    for table in tables:
        owner.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table)))
    owner.execute("SET CONSTRAINTS ALL DEFERRED")
    return sorted(parts, key=lambda part: ORDER[part.kind])


def put_back(
    owner: psycopg.Connection[Any], tables: Sequence[str], parts: Sequence[Part], *, after_part: Callable[[], None]
) -> None:
    """Build everything again, and judge every row by it."""
    owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for part in parts:
        owner.execute(part.statement)
        after_part()
    for table in tables:
        owner.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(table)))
