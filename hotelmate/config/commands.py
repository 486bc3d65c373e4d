"""The commands that belong to no app: web, migrate, manage, openapi."""

import gc
import importlib
import os
import sys
from pathlib import Path

import click
from django.conf import settings
from django.core.management import call_command, execute_from_command_line
from django.db import connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from hotelmate.config.database import migrate as migrate_database
from hotelmate.config.network import require_free_address
from hotelmate.desk.first_run.set_up_code import set_up_code
from hotelmate.hotel.models import Hotel


@click.command()
@click.option("--quiet", is_flag=True, help="Say nothing unless something fails.")
def migrate(quiet: bool) -> None:
    """Bring the database's schema up to date, as the role that owns the tables, and renew the application's grants."""
    migrate_database(verbosity=0 if quiet else 1)


@click.command()
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", envvar="PORT", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port.")
@click.option("--workers", type=click.IntRange(1), help="Processes; one for each core if not given.")
@click.option("--quiet", is_flag=True, help="Do not say how the first hotel is opened.")
@click.option("--threads", type=click.IntRange(1), default=8, show_default=True, help="Requests at once per process.")
def web(host: str, port: int, workers: int | None, quiet: bool, threads: int) -> None:
    """Serve the API and the desk until stopped. The schema must be up to date: see `hotelmate migrate`."""
    require_free_address(host, port)
    if not quiet:
        _say_how_to_begin(os.environ.get("SITE_URL") or f"http://{host}:{port}")
    _load_all_pages()
    Granian(
        target="hotelmate.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers or os.cpu_count() or 1,
        blocking_threads=threads,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
    ).serve()


def _say_how_to_begin(address: str) -> None:
    """Where the first hotel is opened, and the code that only those know who can read this."""
    if not Hotel.objects.exists():
        click.echo(f"No hotel yet. Open one at {address}/first-run/ with the set-up code {set_up_code()}")
    # No process that is forked from here may go on with them.
    connections.close_all()


def _load_all_pages() -> None:
    """Import whatever serves: the processes that do so are forked from here, and find it in memory, once for all of them."""
    gc.disable()
    importlib.import_module(settings.ROOT_URLCONF)
    gc.freeze()
    gc.enable()


@click.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True}, add_help_option=False)
@click.pass_context
def manage(context: click.Context) -> None:
    """Run one of Django's own commands, such as `makemigrations` or `shell`."""
    execute_from_command_line(["hotelmate manage", *context.args])


@click.command()
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write; the terminal if not given."
)
@click.option("--format", "form", type=click.Choice(["json", "yaml"]), default="json", show_default=True, help="Form.")
def openapi(out: Path | None, form: str) -> None:
    """Write the API's OpenAPI 3.1 document; fail when it has a gap. Needs no database."""
    arguments = ["--format", "openapi-json" if form == "json" else "openapi", "--fail-on-warn"]
    if out is not None:
        arguments += ["--file", str(out)]
    call_command("spectacular", *arguments, stdout=sys.stdout)
