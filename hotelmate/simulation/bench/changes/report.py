"""The tables of `hotelmate bench changes`, with figure and target."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.table import Column, Table

from hotelmate.simulation.bench.changes.bookings import ChangeFigures
from hotelmate.simulation.bench.changes.status import StatusFigures

TARGET = 0.35
JUDGED_CONNECTIONS = 16


def meets_target(figures: Sequence[StatusFigures]) -> bool:
    """Whether one hotel at 16 connections reaches its share of the database alone."""
    judged = [one for one in figures if one.connections == JUDGED_CONNECTIONS and one.hotels == 1]
    return all(one.ratio >= TARGET for one in judged)


def status_table(figures: Sequence[StatusFigures]) -> Table:
    """A change of a room's status over HTTP, and pgbench running its statements."""
    names = ("connections", "changes/s", "pgbench/s", "ratio", "target", "p50 ms", "p99 ms", "web ms", "database ms")
    table = Table("room status", *(Column(name, justify="right") for name in names))
    for one in figures:
        judged = one.hotels == 1 and one.connections == JUDGED_CONNECTIONS
        table.add_row(
            "one hotel" if one.hotels == 1 else f"{one.hotels} hotels",
            str(one.connections),
            f"{one.rate:.0f}",
            f"{one.baseline:.0f}",
            f"{one.ratio:.2f}",
            f">= {TARGET}" if judged else "",
            f"{one.p50:.1f}",
            f"{one.p99:.1f}",
            f"{one.web_ms:.2f}",
            f"{one.database_ms:.2f}",
        )
    return table


def changes_table(figures: Sequence[ChangeFigures]) -> Table:
    """Other changes over HTTP."""
    names = ("connections", "changes/s", "p50 ms", "statements", "web ms", "database ms")
    table = Table("change, one hotel", *(Column(name, justify="right") for name in names))
    for one in figures:
        table.add_row(
            one.change,
            str(one.connections),
            f"{one.rate:.0f}",
            f"{one.p50:.1f}",
            str(one.statements),
            f"{one.web_ms:.2f}",
            f"{one.database_ms:.2f}",
        )
    return table


def as_json(status: Sequence[StatusFigures], changes: Sequence[ChangeFigures]) -> dict[str, Any]:
    """All figures as plain values."""
    return {
        "room_status": [asdict(one) for one in status],
        "changes": [asdict(one) for one in changes],
        "target": TARGET,
        "target_met": meets_target(status),
    }
