"""The `hotelmate` command: a table of its commands, each loaded only when it is called."""

import gc
import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import click
import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError
from django.db import OperationalError, ProgrammingError

from hotelmate import __version__
from hotelmate.config import environment
from hotelmate.config.database import has_pending_migrations, migrate
from hotelmate.config.database_url import UnusableDatabaseUrl
from hotelmate.config.environment import NotReady
from hotelmate.config.network import AddressTaken
from hotelmate.config.postgres.errors import EmbeddedPostgresError

# An undefined table, an undefined column.
OLDER_SCHEMA = ("42P01", "42703")
CANNOT_START = (
    NotReady,
    UnusableDatabaseUrl,
    ImproperlyConfigured,
    EmbeddedPostgresError,
    AddressTaken,
    CommandError,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a command lives, what it is for, and whether it needs a database to be there first.

    One that fills the database with what nobody wants to keep has a `folder` below HOTELMATE_HOME, and with it an
    embedded server of its own; some of its subcommands may have `folders` of their own.
    """

    target: str
    summary: str
    needs_database: bool = True
    needs_schema: bool = True
    folder: str = ""
    folders: Mapping[str, str] = field(default_factory=dict)


COMMANDS = {
    "run": Entry("hotelmate.config.run:run", "Bring everything up, with a demo hotel.", needs_schema=False),
    "web": Entry("hotelmate.config.commands:web", "Serve the API and the desk."),
    "stream": Entry("hotelmate.stream.commands:stream", "Let clients follow the log: server-sent events, pusher-js."),
    "worker": Entry("hotelmate.config.worker:worker", "Do what is due, again and again, and send what is to be sent."),
    "sweep": Entry("hotelmate.room_bookings.commands:sweep", "Do what is due, once."),
    "migrate": Entry(
        "hotelmate.config.commands:migrate", "Bring the database's schema up to date.", needs_schema=False
    ),
    "manage": Entry("hotelmate.config.commands:manage", "Run one of Django's own commands.", needs_schema=False),
    "verify": Entry("hotelmate.integrity.commands:verify", "Recompute every invariant from the rows."),
    "events": Entry("hotelmate.events.commands:events", "Show the log of what happened, or follow it."),
    "listen": Entry("hotelmate.stream.commands:listen", "Follow a hotel's event stream.", needs_database=False),
    "webhooks": Entry(
        "hotelmate.notifications.webhooks.commands:webhooks", "Show what is posted where, and receive it."
    ),
    "mail": Entry(
        "hotelmate.notifications.mail.commands:mail", "Show what guests' mails look like.", needs_database=False
    ),
    "createhotel": Entry("hotelmate.rooms.commands:createhotel", "Open a hotel with an administrator and rooms."),
    "password": Entry("hotelmate.staff.commands:password", "Give somebody a new password."),
    "replay": Entry("hotelmate.simulation.commands:replay", "Live a real hotel's history again from a CSV file."),
    "bench": Entry(
        "hotelmate.simulation.bench.commands:bench",
        "Measure what changes cost, and race them.",
        folder="bench",
        folders={"data": "data", "availability": "data", "desk": "desk"},
    ),
    "asyncapi": Entry(
        "hotelmate.notifications.commands:asyncapi",
        "Write the AsyncAPI document of channels and messages.",
        needs_database=False,
    ),
    "openapi": Entry("hotelmate.config.commands:openapi", "Write the API's OpenAPI document.", needs_database=False),
}


class LazyGroup(click.Group):
    """A click group that reads names and summaries from a table and imports a command when it is called."""

    def __init__(self, *args: Any, commands: dict[str, Entry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entries = commands

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the table's order."""
        return list(self.entries)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in self.entries.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Prepare what the called command needs; a help text needs nothing but the code."""
        entry = self.entries.get(args[0]) if args else None
        if entry is not None:
            folder = entry.folders.get(args[1] if len(args) > 1 else "", entry.folder)
            if folder:
                environment.use_folder(folder)
            helps = not set(args[1:]).isdisjoint(ctx.help_option_names)
            prepare(ctx, with_database=entry.needs_database and not helps, with_schema=entry.needs_schema)
        resolved = super().resolve_command(ctx, args)
        gc.freeze()
        gc.enable()
        return resolved

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command; Django is set up by then."""
        entry = self.entries.get(cmd_name)
        if entry is None:
            return None
        module_name, _, attribute = entry.target.partition(":")
        command: click.Command = getattr(importlib.import_module(module_name), attribute)
        return command


def prepare(ctx: click.Context, *, with_database: bool, with_schema: bool = True) -> None:
    """Fill the environment, start the embedded server where none is named, set up Django.

    The embedded database is ours alone, so its schema is brought up to date without being asked.
    """
    server = None
    if with_database:
        server = environment.prepare()
        if server is not None:
            ctx.obj = server
            ctx.call_on_close(server.release)
    else:
        environment.prepare_offline()
    django.setup()
    if server is not None and with_schema and has_pending_migrations():
        migrate(verbosity=0)


@click.group(
    cls=LazyGroup,
    commands=COMMANDS,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 110},
)
@click.version_option(__version__, prog_name="hotelmate")
def hotelmate() -> None:
    """HotelMate runs the day at a hotel. Its state cannot contradict itself.

    Everything lies in the folder HOTELMATE_HOME (./var unless set), with a PostgreSQL of its own unless
    DATABASE_URL names yours.
    """


def main() -> None:
    """Run the command line; what stops the start is one clear line, not a traceback."""
    # What is imported stays: looking for garbage among it meanwhile takes a fifth of the start.
    gc.disable()
    try:
        hotelmate(prog_name="hotelmate")
    except CANNOT_START as error:
        raise SystemExit(f"hotelmate: {error}") from error
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", None) not in OLDER_SCHEMA:
            raise
        raise SystemExit("hotelmate: the database is older than this program: run `hotelmate migrate`.") from error
    except OperationalError as error:
        raise SystemExit(f"hotelmate: the database stopped answering: {error}") from error
    except BrokenPipeError:
        # The reader of a pipe (`hotelmate … | head`) has gone; nobody is left to tell.
        raise SystemExit(0) from None


if __name__ == "__main__":
    main()
