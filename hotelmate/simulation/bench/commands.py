"""`hotelmate bench`: `races`, `changes`, `stream`, `faults`, `away`, and from elsewhere `data`, `availability` and `desk`."""

import json
import os
import subprocess
import sys

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from hotelmate.simulation.bench.changes.baseline import NoPgbench, NotComparable
from hotelmate.simulation.bench.changes.bookings import KINDS, ChangeFigures, measure_kind
from hotelmate.simulation.bench.changes.load import Refusal
from hotelmate.simulation.bench.changes.report import as_json as figures_as_json
from hotelmate.simulation.bench.changes.report import changes_table, meets_target, status_table
from hotelmate.simulation.bench.changes.status import StatusBench, StatusFigures
from hotelmate.simulation.bench.data.commands import availability, data
from hotelmate.simulation.bench.desk.commands import desk
from hotelmate.simulation.bench.faults import report as faults_report
from hotelmate.simulation.bench.faults.away import NobodyTried, run_away
from hotelmate.simulation.bench.faults.round import Tally, run_faults
from hotelmate.simulation.bench.races.books import standing_in
from hotelmate.simulation.bench.races.catalogue import RACES
from hotelmate.simulation.bench.races.ground import racing_server
from hotelmate.simulation.bench.races.round import lines_of, run_round, table_of
from hotelmate.simulation.bench.sagas.round import lines_of as saga_lines_of
from hotelmate.simulation.bench.sagas.round import run_sagas, sagas_named, sagas_table
from hotelmate.simulation.bench.sagas.trial import nursery
from hotelmate.simulation.bench.server import LiveServer, ServerFailed, hotelmate_command, live_server
from hotelmate.simulation.bench.stream import report as stream_report
from hotelmate.simulation.bench.stream.storm import CrowdFailed, measure, open_places

# What `hotelmate web` takes.
THREADS = 8
CONNECTIONS = (1, 8, 16)
WIDTH = 120
WIDE = 190


class Benchmarks(click.Group):
    """Brings the schema up to date before a benchmark; its help text needs no database."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the benchmark, and prepare the server that it runs on."""
        if set(args).isdisjoint(ctx.help_option_names):
            subprocess.run(hotelmate_command("migrate", "--quiet"), check=True)
        return super().resolve_command(ctx, args)


@click.group(cls=Benchmarks)
def bench() -> None:
    """Measure what changes cost, and race them against each other.

    Runs in simulated hotels of its own: on an embedded server in the folder `bench` below HOTELMATE_HOME, or on the
    server of DATABASE_URL, where the hotels stay.
    """


bench.add_command(data)
bench.add_command(availability)
bench.add_command(desk)


@bench.command()
@click.option("--attempts", type=click.IntRange(1), default=100, show_default=True, help="How often each race is run.")
@click.option("--workers", type=click.IntRange(2), default=2, show_default=True, help="Processes of the web server.")
@click.option("--only", metavar="TEXT", default="", help="Only races whose name has this text in it.")
@click.option("--seed", type=int, default=1, show_default=True, help="For the small delays between the calls.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a table.")
def races(attempts: int, workers: int, only: str, seed: int, as_json: bool) -> None:
    """Fire two or more changes of the same records at once at a live server, again and again.

    What comes of a race must be what one order of its changes explains: each answer, each event and audit row, and
    every row that is left. `verify` looks at each race's hotel afterwards. Exit 1 on any contradiction, double event or
    5xx. Deadlocks that were tried again unnoticed are told, and are no failure.
    """
    chosen = [race for race in RACES if only in race.name]
    if not chosen:
        raise click.BadParameter(f"No race has {only!r} in its name.", param_hint="--only")
    try:
        with racing_server(workers=workers, threads=THREADS) as server:
            verdicts = run_round(chosen, server, attempts=attempts, seed=seed)
    except ServerFailed as error:
        raise click.ClickException(str(error)) from error
    for verdict in verdicts:
        for line in lines_of(verdict):
            click.echo(line, err=True)
    if as_json:
        click.echo(json.dumps([verdict.as_json() for verdict in verdicts]))
    else:
        Console(width=max(Console().width, WIDTH)).print(table_of(verdicts))
    if not all(verdict.is_clean for verdict in verdicts):
        sys.exit(1)


@bench.command()
@click.option("--attempts", type=click.IntRange(1), default=20, show_default=True, help="How often at each moment.")
@click.option("--only", metavar="TEXT", default="", help="Only sagas whose name or provider has this text in it.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a table.")
def sagas(attempts: int, only: str, as_json: bool) -> None:
    """Kill a process (-9) at every step of every move of money, and let the worker come by.

    Before and after the decision is committed, before and after the provider acts, before and after the outcome is
    committed; at the demo provider and at a stand-in for Stripe. After each, one round of the worker must have ended it
    right: booking, payment and the provider's books agree, and the provider acted once for each decision. Exit 1 if not.
    """
    chosen = sagas_named(only)
    if not chosen:
        raise click.BadParameter(f"No saga has {only!r} in its name.", param_hint="--only")
    with standing_in(), nursery() as victims:
        verdicts = list(run_sagas(chosen, victims, attempts=attempts))
    for verdict in verdicts:
        for line in saga_lines_of(verdict):
            click.echo(line, err=True)
    if as_json:
        click.echo(json.dumps([verdict.as_json() for verdict in verdicts]))
    else:
        Console(width=max(Console().width, WIDTH)).print(sagas_table(verdicts))
    if not all(verdict.is_clean for verdict in verdicts):
        sys.exit(1)


@bench.command()
@click.option("--turns", type=click.IntRange(1), default=5, show_default=True, help="Turns of web and pgbench each.")
@click.option("--seconds", type=click.IntRange(1), default=4, show_default=True, help="How long a turn takes.")
@click.option("--changes", "many", type=click.IntRange(16), default=160, show_default=True, help="Bookings of a kind.")
@click.option("--workers", type=click.IntRange(1), help="Processes of the web server; one for each core if not given.")
@click.option("--threads", type=click.IntRange(1), help="Threads of each; 8 if not given.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of tables.")
def changes(turns: int, seconds: int, many: int, workers: int | None, threads: int | None, as_json: bool) -> None:
    """Measure what changes cost over HTTP, at 1, 8 and 16 connections.

    A change of a room's status takes turns with pgbench, which runs the statements that it was recorded to make, on the
    same server and with the same durability; the ratio is the median over the turns. Cancel, assign, check-in, move and
    check-out are reported with their statements. "web ms" and "database ms" are processor time for one change.
    Exit 1 when the ratio for one hotel at 16 connections is below its target.
    """
    try:
        with live_server(workers=workers or os.cpu_count() or 1, threads=threads or THREADS) as server:
            status, others = _measure(server, turns=turns, seconds=seconds, many=many)
    except (ServerFailed, NoPgbench, NotComparable, Refusal) as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(figures_as_json(status, others)))
    else:
        console = Console(width=max(Console().width, WIDTH))
        console.print(status_table(status))
        console.print(changes_table(others))
    if not meets_target(status):
        sys.exit(1)


@bench.command()
@click.option("--rounds", type=click.IntRange(1), default=5, show_default=True, help="Rounds of each scene.")
@click.option("--seconds", type=click.FloatRange(1), default=5.0, show_default=True, help="How long a round takes.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a table.")
def stream(rounds: int, seconds: float, as_json: bool) -> None:
    """Measure how fast a change reaches every screen: from the commit to the client, by both protocols.

    Figures are medians over the rounds, the longest latency is that of all.

    500 clients in 20 hotels with 100 events a second; then 2,000 clients in one hotel, with 5 and with 50 events a
    second. "µs each" is the stream's processor time for one delivery. The clients run in one process of
    their own, which shares the machine. Exit 1 when a target is missed, or an event is missing or comes twice.
    """
    planned = stream_report.scenes(seconds=seconds, rounds=rounds)
    places = open_places(max(scene.hotels for scene in planned))
    measured = []
    try:
        with _progress() as progress:
            task = progress.add_task("Following", total=len(planned))
            for scene in planned:
                progress.update(task, description=f"{scene.protocol}: {scene.name}")
                measured.append(measure(scene, places))
                progress.advance(task)
    except (ServerFailed, CrowdFailed) as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps(stream_report.as_json(measured)))
    else:
        Console(width=max(Console().width, WIDE)).print(stream_report.stream_table(measured))
    if not stream_report.all_met(measured):
        sys.exit(1)


@bench.command()
@click.option("--kills", type=click.IntRange(1), default=100, show_default=True, help="How many processes are killed.")
@click.option("--seed", type=int, default=1, show_default=True, help="For the moments, and for who is killed.")
@click.option("--pause", type=click.FloatRange(0.3), default=2.0, show_default=True, help="Longest between two kills.")
@click.option("--payments", is_flag=True, help="Kill at every step of every move of money instead: `bench sagas`.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a table.")
@click.pass_context
def faults(context: click.Context, kills: int, seed: int, pause: float, payments: bool, as_json: bool) -> None:
    """Kill workers and the stream at random moments under load, with kill -9, and count what arrives.

    A mail server, a webhook's receiver and two clients of the stream are told what happens in two hotels. Every
    committed event must reach each of them; stream and webhook in order. Exit 1 when something is missing.
    """
    if payments:
        context.invoke(sagas, as_json=as_json)
        return
    with _progress() as progress:
        task = progress.add_task("Killing", total=kills)
        tallies = run_faults(kills=kills, seed=seed, longest_pause=pause, on_kill=lambda: progress.advance(task))
    _tell(tallies, as_json=as_json)
    if not faults_report.nothing_missing(tallies):
        sys.exit(1)


@bench.command()
@click.option("--events", type=click.IntRange(1), default=10_000, show_default=True, help="How many are missed.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a table.")
def away(events: int, as_json: bool) -> None:
    """Let a webhook's receiver and a client of the stream miss thousands of events, and count what they get on return.

    A worker and a stream run beside it. Both must get every event, once, in order; the receiver after it was tried in
    vain, so that it may take a minute or two until the first arrives. Exit 1 when something is missing.
    """
    with _progress() as progress:
        happening = progress.add_task("Happening", total=events)
        arriving = progress.add_task("Arrived", total=2 * events)
        try:
            tallies = run_away(
                events=events,
                on_event=lambda number: progress.advance(happening, number),
                on_arrivals=lambda number: progress.update(arriving, completed=number),
            )
        except NobodyTried as error:
            raise click.ClickException(str(error)) from error
    _tell(tallies, as_json=as_json)
    if not (faults_report.nothing_missing(tallies) and faults_report.each_once(tallies)):
        sys.exit(1)


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _tell(tallies: list[Tally], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(faults_report.as_json(tallies)))
    else:
        Console(width=max(Console().width, WIDTH)).print(faults_report.faults_table(tallies))


def _measure(
    server: LiveServer, *, turns: int, seconds: int, many: int
) -> tuple[list[StatusFigures], list[ChangeFigures]]:
    status, others = [], []
    with _progress() as progress:
        task = progress.add_task("Room status", total=len(CONNECTIONS) * (2 + len(KINDS)))
        for many_hotels in (False, True):
            house = StatusBench(server, connections=max(CONNECTIONS), many_hotels=many_hotels)
            for connections in CONNECTIONS:
                status.append(house.measure(connections, turns=turns, seconds=seconds))
                progress.advance(task)
        for kind in KINDS:
            progress.update(task, description=kind.name)
            for connections in CONNECTIONS:
                others.append(measure_kind(server, kind, connections=connections, changes=many))
                progress.advance(task)
    return status, others
