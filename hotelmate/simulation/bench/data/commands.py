"""`hotelmate bench data` and `hotelmate bench availability`."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
import psycopg
from django.db import connections
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from hotelmate.core import clock
from hotelmate.hotel.models import Hotel
from hotelmate.integrity.queries import verify_hotel
from hotelmate.simulation.bench.data.availability import Figures, measure_availability, report_table
from hotelmate.simulation.bench.data.dataset import (
    SLUG,
    TABLES,
    Extent,
    NotEmpty,
    Watcher,
    made_hotels,
    make_data,
    recounted,
)
from hotelmate.simulation.bench.server import ServerFailed

WIDTH = 120
VERIFIED_HOTELS = 3
# Nobody made these bookings, so the log tells of none.
WITHOUT_LOG = "booking_without_event"
MAKE_FIRST = "There is no data yet: run `hotelmate bench data` first."


@click.command()
@click.option("--hotels", type=click.IntRange(1, 100_000), default=1000, show_default=True)
@click.option("--rooms", type=click.IntRange(4, 10_000), default=100, show_default=True, help="Of each hotel.")
@click.option("--stays", type=click.IntRange(2, 600), default=60, show_default=True, help="In each room.")
def data(hotels: int, rooms: int, stays: int) -> None:
    """Make hotels with two years of bookings: 1,000 of 100 rooms have six million claims.

    They lie in a database of their own, in the folder `data` below HOTELMATE_HOME; 7 GB as given, and made once. Keys and
    triggers are taken off for the load. Keys come back built from their definitions, over every row; what triggers
    see to is recounted from the rows afterwards, and `verify` looks at some hotels. Nobody lived this, so the log tells
    nothing of it. Exit 1 if anything differs.
    """
    extent = Extent(hotels, rooms // 4 * 4, stays // 2 * 2, clock.now().date())
    with _owner() as owner, _watching() as watch:
        if made_hotels(owner):
            click.echo(f"The data is there: {made_hotels(owner)} hotels. Remove the folder `data` to make it anew.")
            return
        try:
            make_data(owner, extent, watch)
        except NotEmpty as error:
            raise click.ClickException("This database holds bookings; the data needs one of its own.") from error
        for number, table in enumerate(TABLES):
            watch("Statistics", number, len(TABLES))
            owner.execute(f"VACUUM (ANALYZE) {table}")
        owner.execute("ANALYZE")
        wrong = {what: times for what, times in recounted(owner, watch).items() if times}
        for hotel in Hotel.objects.filter(slug__startswith=SLUG).order_by("pk")[:VERIFIED_HOTELS]:
            report = verify_hotel(hotel)
            failed = {check: found for check, found in report.failed.items() if check != WITHOUT_LOG}
            wrong |= {f"{hotel.slug}: {check}": len(found) for check, found in failed.items()}
    for what, times in wrong.items():
        click.echo(f"{what}: {times}", err=True)
    click.echo(f"{extent.hotels} hotels, {extent.allocations} claims.")
    if wrong:
        sys.exit(1)


@click.command()
@click.option("--queries", type=click.IntRange(10), default=2000, show_default=True, help="Of each kind.")
@click.option("--seed", type=int, default=1, show_default=True, help="For which hotels and dates.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a table.")
def availability(queries: int, seed: int, as_json: bool) -> None:
    """Measure how fast it is told what is free, in the data of `bench data`: by SQL and over HTTP.

    Free rooms between two dates, and the calendar of sixty days, of hotels and dates drawn at random. Exit 1 when a
    target is missed.
    """
    with _owner() as owner:
        hotels = made_hotels(owner)
    if not hotels:
        raise click.ClickException(MAKE_FIRST)
    try:
        with _watching() as watch:
            figures: list[Figures] = measure_availability(queries=queries, seed=seed, watch=watch)
    except ServerFailed as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        click.echo(json.dumps([one.as_json() for one in figures]))
    else:
        Console(width=max(Console().width, WIDTH)).print(report_table(figures))
    if not all(one.reaches for one in figures):
        sys.exit(1)


@contextmanager
def _owner() -> Iterator[psycopg.Connection[object]]:
    """A connection as the owner of the tables, for what the application may not do."""
    parameters = connections["owner"].get_connection_params()
    wanted = {name: parameters[name] for name in ("dbname", "user", "password", "host", "port") if name in parameters}
    with psycopg.connect(**wanted, autocommit=True) as connection:
        connection.execute("SET lock_timeout = 0")
        connection.execute("SET TimeZone = 'UTC'")
        yield connection


@contextmanager
def _watching() -> Iterator[Watcher]:
    """A progress bar for each part of the work."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        tasks: dict[str, object] = {}

        def watch(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=of)
            progress.update(tasks[what], completed=done)  # type: ignore[arg-type]

        yield watch
