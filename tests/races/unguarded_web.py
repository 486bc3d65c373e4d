"""A web server without guards: `python -m tests.races.unguarded_web --host … --port … --workers … --threads …`."""

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels


@click.command()
@click.option("--host", required=True)
@click.option("--port", type=int, required=True)
@click.option("--workers", type=int, required=True)
@click.option("--threads", type=int, required=True)
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve until stopped."""
    Granian(
        target="tests.races.unguarded_wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        log_level=LogLevels.critical,
    ).serve()


if __name__ == "__main__":
    serve()
