"""A round of races: each of them, one after the other, under a progress bar, and the table at the end."""

from collections.abc import Sequence

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Column, Table

from hotelmate.simulation.bench.races.contest import Contest, Verdict
from hotelmate.simulation.bench.races.race import Race
from hotelmate.simulation.bench.server import LiveServer

TOLD_OF_EACH = 3
LONGEST_LINE = 1200


def run_round(races: Sequence[Race], server: LiveServer, *, attempts: int, seed: int) -> list[Verdict]:
    """Run each race so many times."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    verdicts = []
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("Races", total=len(races) * attempts)
        for race in races:
            progress.update(task, description=race.name)
            contest = Contest(race, server, seed=seed)
            verdicts.append(contest.run(attempts, after_attempt=lambda: progress.advance(task)))
    return verdicts


def table_of(verdicts: Sequence[Verdict]) -> Table:
    """What came of each race."""
    table = Table("race", *(_right(name) for name in COLUMNS))
    for verdict in verdicts:
        figures = (
            verdict.attempts,
            verdict.contradictions,
            verdict.double_events,
            verdict.server_errors,
            verdict.deadlocks,
            len(verdict.ways),
        )
        table.add_row(verdict.race, *map(str, figures), f"{verdict.seconds:.1f}")
    return table


COLUMNS = ("attempts", "contradictions", "double events", "5xx", "deadlocks", "ways", "seconds")


def _right(name: str) -> Column:
    return Column(name, justify="right")


def lines_of(verdict: Verdict) -> list[str]:
    """The first few contradictions of a race, in words."""
    told = [*verdict.unexplained[:TOLD_OF_EACH], *verdict.findings[:TOLD_OF_EACH]]
    return [f"{verdict.race}: {line[:LONGEST_LINE]}" for line in told]
