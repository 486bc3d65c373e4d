"""`hotelmate verify`."""

import json
import sys
from datetime import datetime, timedelta

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from hotelmate.core import clock
from hotelmate.core.errors import Refused
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.queries import get_hotel
from hotelmate.integrity.checks import CHECKS
from hotelmate.integrity.provider_queries import compare_hotel, payments_to_compare
from hotelmate.integrity.queries import verify_hotel
from hotelmate.integrity.report import Report


@click.command()
@click.option("--hotel", "slugs", metavar="SLUG", multiple=True, help="Only this hotel; may be given several times.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of text.")
@click.option("--payments", is_flag=True, help="Compare the payments with what their providers say, instead.")
@click.option(
    "--days", default=90, show_default=True, type=click.IntRange(1), help="With --payments: those of so many days."
)
def verify(slugs: tuple[str, ...], as_json: bool, payments: bool, days: int) -> None:
    """Recompute every invariant from the rows and print what contradicts itself; exit 1 if anything does.

    Reads one consistent snapshot of each hotel and writes nothing, so it may run at any time on a living system. With
    --payments each card payment is looked up at its provider: what is held or charged there for a booking that is over,
    charged and not confirmed, given back and not noted, or the other way round.
    """
    checked_at = clock.now()
    hotels = [_hotel_named(slug) for slug in slugs] or list(Hotel.objects.order_by("slug"))
    reports = _compare_all(hotels, checked_at - timedelta(days=days)) if payments else _verify_all(hotels)
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
        work = "payments compared with their providers" if payments else f"{len(CHECKS)} checks each"
        click.echo(f"{_count(len(hotels), 'hotel')}, {work}: {_count(contradictions, 'contradiction')}.")
    if contradictions:
        sys.exit(1)


def _compare_all(hotels: list[Hotel], since: datetime) -> list[Report]:
    """Compare the payments of hotel after hotel under a progress bar on stderr."""
    reports = []
    wanted = [(hotel, payments_to_compare(hotel, since)) for hotel in hotels]
    with _progress() as progress:
        task = progress.add_task("Comparing", total=sum(len(payments) for _, payments in wanted))
        for hotel, payments in wanted:
            progress.update(task, description=hotel.slug)
            reports.append(compare_hotel(hotel, since, payments, after_payment=lambda: progress.advance(task)))
    return reports


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    return Progress(*columns, console=console, transient=True, redirect_stdout=False, disable=not console.is_terminal)


def _verify_all(hotels: list[Hotel]) -> list[Report]:
    """Verify hotel after hotel under a progress bar on stderr."""
    reports = []
    with _progress() as progress:
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
