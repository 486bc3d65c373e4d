"""The table of `hotelmate bench faults`."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.table import Column, Table

from hotelmate.simulation.bench.faults.round import Tally


def faults_table(tallies: Sequence[Tally]) -> Table:
    """What each sink was to get and got. Mail promises no order, and a sink may get something twice after a kill."""
    names = ("committed", "arrived", "missing", "twice", "out of order")
    table = Table("sink", *(Column(name, justify="right") for name in names))
    for one in tallies:
        figures = (one.committed, one.arrived, one.missing, one.duplicates, one.out_of_order)
        table.add_row(one.sink, *(f"{figure:,}" for figure in figures))
    return table


def nothing_missing(tallies: Sequence[Tally]) -> bool:
    """Whether every event reached every sink, and those that promise it in order."""
    return all(one.committed and not one.missing and not one.out_of_order for one in tallies)


def each_once(tallies: Sequence[Tally]) -> bool:
    """Whether nobody got anything twice: nothing was killed."""
    return not any(one.duplicates for one in tallies)


def as_json(tallies: Sequence[Tally]) -> list[dict[str, Any]]:
    """All counts as plain values."""
    return [{**asdict(one), "missing": one.missing} for one in tallies]
