"""`hotelmate replay`."""

import json
import re
import sys
from datetime import date, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from hotelmate.core.errors import Refused
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.rules import unusable_slug
from hotelmate.integrity.queries import verify_hotel
from hotelmate.notifications.relay import skip_to_now
from hotelmate.simulation.replay.crew import Crew, CrewFailed
from hotelmate.simulation.replay.house import House, free_slug, leave_house, open_house
from hotelmate.simulation.replay.life import Life, Tally
from hotelmate.simulation.replay.plan import ReplayPlan, make_plan
from hotelmate.simulation.replay.rows import BrokenRow, ReplayFileError
from hotelmate.simulation.replay.summary import Summary, summarise

BROKEN_ROWS_TOLD = 100
# Each has two connections to the database, which by default takes a hundred.
MOST_WORKERS = 32


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--workers", type=click.IntRange(1, MOST_WORKERS), default=4, show_default=True, help="Staff at work.")
@click.option("--limit", type=click.IntRange(0), help="Take only the first so many rows of the file.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Stop after this date, in the middle of its life.")
@click.option("--slug", help="Slug of the simulated hotel; named after the file if not given.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object as the last line.")
def replay(
    file: Path, workers: int, limit: int | None, until: datetime | None, slug: str | None, as_json: bool
) -> None:
    """Live a real hotel's history again, day by day, through the services that staff use.

    FILE is a CSV file, plain or gzipped, with the columns of "Hotel booking demand datasets" (Antonio, de Almeida,
    Nunes 2019). The bookings live in a new simulated hotel, which stays; exit 1 if it contradicts itself in the end.
    """
    slug = _usable_slug(slug, file)
    try:
        plan = make_plan(file, limit=limit, until=until.date() if until else None)
    except ReplayFileError as error:
        raise click.ClickException(str(error)) from error
    _tell_broken(plan.broken)
    try:
        with Crew(workers) as crew:
            house = open_house(plan, slug=slug, name=f"Replay of {file.name}"[:120], workers=workers)
            crew.brief(house.briefings(plan))
            tally = _live(plan, crew)
    except (CrewFailed, Refused) as error:
        raise click.ClickException(str(error)) from error
    summary = _settle(plan, house, tally, until.date() if until else None)
    for line in summary.lines():
        click.echo(line)
    if as_json:
        click.echo(json.dumps(summary.as_json()))
    if summary.contradictions:
        sys.exit(1)


def _usable_slug(wanted: str | None, file: Path) -> str:
    if wanted is None:
        words = re.sub(r"[^a-z0-9]+", "-", file.name.lower().removesuffix(".gz").removesuffix(".csv")).strip("-")
        return free_slug(f"replay-{words}".rstrip("-"))
    refusal = unusable_slug(wanted)
    if refusal is not None:
        raise click.BadParameter(refusal.message, param_hint="--slug")
    if Hotel.objects.filter(slug=wanted).exists():
        raise click.BadParameter(f"There is a hotel {wanted!r} already.", param_hint="--slug")
    return wanted


def _tell_broken(broken: tuple[BrokenRow, ...]) -> None:
    for row in broken[:BROKEN_ROWS_TOLD]:
        click.echo(f"line {row.line}: left out: {row.reason}", err=True)
    if len(broken) > BROKEN_ROWS_TOLD:
        click.echo(f"… and {len(broken) - BROKEN_ROWS_TOLD:,} more broken lines.", err=True)


def _live(plan: ReplayPlan, crew: Crew) -> Tally:
    """Live the plan under a progress bar on stderr."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, redirect_stdout=False, disable=not console.is_terminal
    ) as progress:
        task = progress.add_task("Opening", total=plan.changes)
        return Life(plan, crew).live(lambda day, changes: _advance(progress, task, day, changes))


def _advance(progress: Progress, task: object, day: date, changes: int) -> None:
    progress.update(task, advance=changes, description=day.isoformat())  # type: ignore[arg-type]


def _settle(plan: ReplayPlan, house: House, tally: Tally, until: date | None) -> Summary:
    """Let the house's clock go on from its last day, check that nothing contradicts itself, and sum up."""
    leave_house(house.hotel, plan, until=until)
    skip_to_now(house.hotel)
    report = verify_hotel(house.hotel)
    for line in report.lines():
        click.echo(line, err=True)
    return summarise(plan, house.hotel, tally, contradictions=report.contradictions)
