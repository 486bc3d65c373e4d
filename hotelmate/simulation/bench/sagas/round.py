"""A round of interrupted sagas, at both providers, and the table at the end."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Column, Table

from hotelmate.payments.providers import DEMO, STRIPE
from hotelmate.simulation.bench.sagas.death import Moment
from hotelmate.simulation.bench.sagas.sagas import SAGAS, Saga
from hotelmate.simulation.bench.sagas.trial import Nursery, SagaVerdict, Trial

NUMBERS = ("attempts", "killed", "wrong", "findings", "seconds")
LONGEST_LINE = 600


def sagas_named(text: str) -> list[tuple[Saga, str]]:
    """The sagas at each provider whose names have this text in them."""
    return [(saga, name) for saga in SAGAS for name in (DEMO, STRIPE) if text in f"{saga.name}, {name}"]


def run_sagas(
    chosen: Sequence[tuple[Saga, str]], victims: Nursery, *, attempts: int, moments: Sequence[Moment] = tuple(Moment)
) -> Iterator[SagaVerdict]:
    """Interrupt each of the sagas so often at each of the moments."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        total = sum(len([one for one in saga.moments if one in moments]) for saga, _ in chosen) * attempts
        task = progress.add_task("Sagas", total=total)
        for saga, provider in chosen:
            progress.update(task, description=f"{saga.name}, {provider}")
            trial = Trial(saga, provider, victims)
            yield trial.run(attempts, moments, after_attempt=lambda: progress.advance(task))


def sagas_table(verdicts: Sequence[SagaVerdict]) -> Table:
    """What came of each saga."""
    table = Table("saga", "provider", *(Column(name, justify="right") for name in NUMBERS))
    for one in verdicts:
        figures = (one.attempts, one.killed.total(), len(one.wrong), len(one.findings))
        table.add_row(one.saga, one.provider, *map(str, figures), f"{one.seconds:.1f}")
    return table


def lines_of(verdict: SagaVerdict) -> list[str]:
    """What ended wrong, in words."""
    return [f"{verdict.saga}, {verdict.provider}: {line[:LONGEST_LINE]}" for line in verdict.wrong + verdict.findings]
