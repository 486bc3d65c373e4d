"""`hotelmate bench races` and `hotelmate bench changes`."""

import json
import subprocess
import sys

import click
from rich.console import Console

from hotelmate.simulation.bench.races.catalogue import RACES
from hotelmate.simulation.bench.races.round import lines_of, run_round, table_of
from hotelmate.simulation.bench.server import ServerFailed, hotelmate_command, live_server

THREADS = 4


@click.group()
def bench() -> None:
    """Measure what changes cost, and race them against each other.

    Runs in simulated hotels of its own: on an embedded server in the folder `bench` below HOTELMATE_HOME, or on the
    server of DATABASE_URL, where the hotels stay.
    """
    subprocess.run(hotelmate_command("migrate", "--quiet"), check=True)


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
        with live_server(workers=workers, threads=THREADS) as server:
            verdicts = run_round(chosen, server, attempts=attempts, seed=seed)
    except ServerFailed as error:
        raise click.ClickException(str(error)) from error
    for verdict in verdicts:
        for line in lines_of(verdict):
            click.echo(line, err=True)
    if as_json:
        click.echo(json.dumps([verdict.as_json() for verdict in verdicts]))
    else:
        Console(width=max(Console().width, 120)).print(table_of(verdicts))
    if not all(verdict.is_clean for verdict in verdicts):
        sys.exit(1)
