"""`hotelmate bench desk`."""

import json
import sys

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from hotelmate.simulation.bench.desk.browser import BrowserFailed, NoChromium, find_chromium, running_browser
from hotelmate.simulation.bench.desk.browser_side import live_desk
from hotelmate.simulation.bench.desk.figures import (
    BROWSER_STEPS,
    HOUSES,
    SERVER_STEPS,
    Figure,
    Watcher,
    as_json,
    browser_figures,
    figures_table,
    open_houses,
    server_figures,
)
from hotelmate.simulation.bench.desk.server_side import PageFailed
from hotelmate.simulation.bench.server import ServerFailed

WIDTH = 120


@click.command()
@click.option("--server-only", is_flag=True, help="Without a browser: what the pages cost the server.")
@click.option("--json", "is_json", is_flag=True, help="Print one JSON object instead of a table.")
def desk(server_only: bool, is_json: bool) -> None:
    """Measure what the desk's pages cost: on the server, over the wire, and in Chromium.

    In full hotels of 150 rooms (1,600 bookings in 30 days) and of 900 rooms, made anew each time in a database of their
    own, in the folder `desk` below HOTELMATE_HOME. "CPU" and "main thread" are time on the processor, which others on
    the machine do not lengthen; frames and the time until a change is shown are those of a clock. Exit 1 when a target
    is missed.
    """
    try:
        if not server_only:
            find_chromium()
        figures = _measure(server_only=server_only)
    except (NoChromium, BrowserFailed, PageFailed, ServerFailed) as error:
        raise click.ClickException(str(error)) from error
    if is_json:
        click.echo(json.dumps(as_json(figures)))
    else:
        Console(width=max(Console().width, WIDTH)).print(figures_table(figures))
    if not all(one.reaches for one in figures):
        sys.exit(1)


def _measure(*, server_only: bool) -> list[Figure]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        steps = HOUSES + SERVER_STEPS + (0 if server_only else BROWSER_STEPS)
        watch = _watcher(progress, steps)
        houses = open_houses(watch)
        figures = list(server_figures(houses, watch))
        if not server_only:
            with live_desk() as servers, running_browser() as browser:
                figures += browser_figures(houses, servers, browser, watch)
    return figures


def _watcher(progress: Progress, steps: int) -> Watcher:
    task = progress.add_task("Hotels", total=steps + 1)

    def watch(what: str) -> None:
        progress.update(task, description=what, advance=1)

    return watch
