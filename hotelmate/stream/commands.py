"""`hotelmate stream`: the process that clients follow the log through."""

import socket

import click
from django.conf import settings

from hotelmate.stream.server import ReaderDied, serve

BACKLOG = 2048


@click.command()
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port; the one after PORT if not given.")
def stream(host: str, port: int | None) -> None:
    """Serve server-sent events and the Pusher protocol until stopped. Any number of these may run."""
    try:
        serve(listen_at(host, port or settings.PORT + 1))
    except ReaderDied as error:
        raise click.ClickException("The log could not be read on; what went wrong stands above.") from error


def listen_at(host: str, port: int) -> socket.socket:
    """A listening socket; a line with what to do when the address is taken."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        # Connections that just ended do not count.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(BACKLOG)
    except OSError as error:
        raise click.ClickException(
            f"{host} port {port} cannot be used: {error.strerror}. Stop the other program or name another --port."
        ) from error
    return listening
