"""`hotelmate events`: the log on the terminal."""

import json
from collections.abc import Iterator

import click
import psycopg

from hotelmate.events import wake
from hotelmate.events.lines import line_of
from hotelmate.events.models import Event
from hotelmate.events.queries import MOST_AT_ONCE, events_after, heads, slugs_of
from hotelmate.events.representations import event_body

POLL_SECONDS = 1.0
SHOWN_AT_FIRST = 10


@click.group()
def events() -> None:
    """The log of everything that happened."""


@events.command()
@click.option("--hotel", "slug", help="Slug of the hotel; all hotels if not given.")
@click.option("--after", type=click.IntRange(0), help="Begin after this number; the newest ten if not given.")
@click.option("--follow", is_flag=True, help="Go on as things happen, until Ctrl-C.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def tail(slug: str | None, after: int | None, follow: bool, as_json: bool) -> None:
    """Show what happened last, and with --follow what happens now."""
    if after is not None and slug is None:
        raise click.UsageError("--after counts in one hotel: name it with --hotel.")
    newest = heads(slug)
    if slug is not None and not newest:
        raise click.ClickException(f"There is no hotel {slug!r}.")
    seen = {hotel_id: last - SHOWN_AT_FIRST if after is None else after for hotel_id, last in newest.items()}
    try:
        for event, hotel_slug in _new_events(slug, seen):
            click.echo(_line(event, hotel_slug, as_json))
        if follow:
            _follow(slug, seen, as_json)
    except KeyboardInterrupt:
        return


def _follow(slug: str | None, seen: dict[int, int], as_json: bool) -> None:
    """Print new events as they come: woken by the writers, and polling in case a wake-up is lost."""
    try:
        with wake.connect() as listener:
            listener.execute(f"LISTEN {wake.CHANNEL}")
            while True:
                for event, hotel_slug in _new_events(slug, seen):
                    click.echo(_line(event, hotel_slug, as_json))
                for _ in listener.notifies(timeout=POLL_SECONDS, stop_after=1):
                    pass
    except psycopg.OperationalError as error:
        raise click.ClickException(f"The database stopped answering: {error}") from error


def _new_events(slug: str | None, seen: dict[int, int]) -> Iterator[tuple[Event, str]]:
    """What each hotel's log has beyond what was seen, noting it as seen."""
    changed = {hotel_id for hotel_id, last in heads(slug).items() if last > seen.get(hotel_id, 0)}
    slugs = slugs_of(changed)
    for hotel_id in sorted(changed):
        while events := events_after(hotel_id=hotel_id, after=seen.get(hotel_id, 0), limit=MOST_AT_ONCE):
            for event in events:
                seen[hotel_id] = event.seq
                yield event, slugs[hotel_id]


def _line(event: Event, slug: str, as_json: bool) -> str:
    body = event_body(event, slug=slug)
    return json.dumps(body, ensure_ascii=False) if as_json else f"{slug} {line_of(body)}"
