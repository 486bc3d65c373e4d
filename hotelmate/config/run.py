"""`hotelmate run`: the database, the schema, a demo hotel, and every process, with one command."""

import sys

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from hotelmate.config.database import migrate
from hotelmate.config.environment import data_folder
from hotelmate.config.network import require_free_address
from hotelmate.config.postgres.server import ensure_running
from hotelmate.config.processes import Child, DidNotStart, Supervisor
from hotelmate.desk.first_run.set_up_code import set_up_code
from hotelmate.hotel.models import Hotel
from hotelmate.simulation.demo.house import LOGINS, PASSWORD, SLUG
from hotelmate.simulation.demo.services import catch_up, demo_hotel, make_demo
from hotelmate.stream.commands import listen_at

console = Console(stderr=True)


@click.command()
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", envvar="PORT", default=8000, show_default=True, type=click.IntRange(1, 65534), help="Port.")
@click.option("--demo/--no-demo", default=True, show_default=True, help="Make and keep up the demo hotel.")
@click.pass_context
def run(context: click.Context, host: str, port: int, demo: bool) -> None:
    """Bring everything up: database, schema, a demo hotel in the middle of a busy week, web, stream and worker.

    Run it again and it goes on where it was. Ctrl-C stops everything that it started. With DATABASE_URL set it makes no
    demo hotel (its logins are known to everybody): open yours with `hotelmate createhotel`.
    """
    require_free_address(host, port)
    require_free_address(host, port + 1)
    server = context.obj
    migrate(verbosity=0)
    if demo and server is not None:
        _prepare_demo()
    # Open for as long as this process lives: whoever connects while a killed stream is started again is served by the next.
    listening = listen_at(host, port + 1)
    supervisor = Supervisor(
        [
            Child("web", ["web", "--host", host, "--port", str(port), "--quiet"]),
            Child("stream", ["stream", "--fd", str(listening.fileno())], files=(listening.fileno(),)),
            Child("worker", ["worker"]),
        ],
        environment={
            "HOST": host,
            "PORT": str(port),
            "HOTELMATE_STREAM_HEALTH_URL": f"http://{host}:{port + 1}/healthz",
        },
        look_after=(lambda: None) if server is None else _keep_database,
    )
    supervisor.start()
    try:
        address = f"http://{host}:{port}"
        if supervisor.wait_until_up(f"{address}/healthz"):
            _greet(address, with_demo=demo and server is not None)
            supervisor.run()
        elif not supervisor.stop.is_set():
            raise click.ClickException(f"Nothing answered at {address}/healthz in time; see the messages above.")
    except DidNotStart as error:
        raise click.ClickException(str(error)) from error
    finally:
        console.print("Stopping.")
        supervisor.end()
        if server is not None:
            server.release(wait=True)


def _keep_database() -> None:
    """Join the embedded server, which starts it again at the same address if it was killed with its keeper."""
    ensure_running(data_folder()).release()


def _prepare_demo() -> None:
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("days"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    ) as bar:
        hotel = demo_hotel()
        task = bar.add_task("Living a week at Harbour House" if hotel is None else "Catching up at Harbour House")

        def follow(done: int, all_of_them: int) -> None:
            bar.update(task, completed=done, total=all_of_them)

        if hotel is None:
            make_demo(follow)
        else:
            catch_up(hotel, follow)


def _greet(address: str, *, with_demo: bool) -> None:
    click.echo(f"\nHotelMate is up: {address}   (data in {data_folder()}; Ctrl-C stops it)\n")
    if with_demo:
        click.echo(f"  Sign in to {SLUG} as {', '.join(LOGINS)}; the password is '{PASSWORD}'.")
        click.echo(f"  Today's arrivals, departures and rooms   {address}/")
    elif not Hotel.objects.exists():
        click.echo(f"  No hotel yet. Open one here, or with `{sys.argv[0]} createhotel`:")
        click.echo(f"  {address}/first-run/   with the set-up code {set_up_code()}")
    click.echo(f"  The API, to read and to try              {address}/api/docs/")
    # As this one was called, so that the lines can be copied: without the environment it is not on the path.
    command = sys.argv[0]
    click.echo(f"  In a second terminal: `{command} verify` at any time, and every change as it happens:")
    click.echo(f"  {command} listen --hotel {SLUG if with_demo else 'SLUG'} --url {address}\n")
