"""`hotelmate verify`."""

import json
import sys

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from hotelmate.core import clock
from hotelmate.core.errors import Refused
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.queries import get_hotel
from hotelmate.integrity.checks import CHECKS
from hotelmate.integrity.queries import verify_hotel
from hotelmate.integrity.report import Report


@click.command()
@click.option("--hotel", "slugs", metavar="SLUG", multiple=True, help="Only this hotel; may be given several times.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of text.")
def verify(slugs: tuple[str, ...], as_json: bool) -> None:
    """Recompute every invariant from the rows and print what contradicts itself; exit 1 if anything does.

    Reads one consistent snapshot of each hotel and writes nothing, so it may run at any time on a living system.
    """
    checked_at = clock.now()
    hotels = [_hotel_named(slug) for slug in slugs] or list(Hotel.objects.order_by("slug"))
    reports = _verify_all(hotels)
    contradictions = sum(report.contradictions for report in reports)
    if as_json:
        answer = {
            "checked_at": checked_at.isoformat(),
            "hotels": [report.as_json() for report in reports],
            "contradictions": contradictions,
        }
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        for report in reports:
            for line in report.lines():
                click.echo(line)
        click.echo(
            f"{_count(len(hotels), 'hotel')}, {len(CHECKS)} checks each: {_count(contradictions, 'contradiction')}."
        )
    if contradictions:
        sys.exit(1)


def _verify_all(hotels: list[Hotel]) -> list[Report]:
    """Verify hotel after hotel under a progress bar on stderr."""
    reports = []
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, redirect_stdout=False, disable=not console.is_terminal
    ) as progress:
        task = progress.add_task("Verifying", total=len(hotels) * len(CHECKS))
        for hotel in hotels:
            progress.update(task, description=hotel.slug)
            reports.append(verify_hotel(hotel, after_check=lambda check: progress.advance(task)))
    return reports


def _hotel_named(slug: str) -> Hotel:
    try:
        return get_hotel(slug)
    except Refused as error:
        raise click.BadParameter(f"There is no hotel {slug!r}.", param_hint="--hotel") from error


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
