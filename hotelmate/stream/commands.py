"""`hotelmate stream`: the process that clients follow the log through. `hotelmate listen`: one such client."""

import json
import socket
import threading

import click
from django.conf import settings

from hotelmate.events.lines import line_of
from hotelmate.stream.follow import CannotFollow, Follower, Interrupted, sign_in
from hotelmate.stream.server import ReaderDied, serve

BACKLOG = 2048


@click.command()
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port; the one after PORT if not given.")
@click.option("--fd", type=click.IntRange(0), help="A listening socket that the parent process keeps open, instead.")
def stream(host: str, port: int | None, fd: int | None) -> None:
    """Serve server-sent events and the Pusher protocol until stopped. Any number of these may run.

    With --fd, whoever connects while this process is started again waits for it instead of finding nobody.
    """
    try:
        serve(listen_at(host, port or settings.PORT + 1) if fd is None else inherited(fd))
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


def inherited(fd: int) -> socket.socket:
    """The listening socket that this process was started with."""
    try:
        listening = socket.socket(fileno=fd)
        if listening.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            return listening
    except OSError as error:
        raise click.BadParameter(f"{fd} is no socket: {error.strerror}.", param_hint="--fd") from error
    listening.detach()
    raise click.BadParameter(f"{fd} does not listen.", param_hint="--fd")


@click.command()
@click.option("--hotel", "slug", required=True, help="Slug of the hotel.")
@click.option("--url", default=None, help="Address of the site (or of its stream); this machine's if not given.")
@click.option("--token", envvar="HOTELMATE_TOKEN", help="Your token; without one you are asked to sign in.")
@click.option("--after", type=click.IntRange(0), help="Begin after this number; with what happens now if not given.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def listen(slug: str, url: str | None, token: str | None, after: int | None, as_json: bool) -> None:
    """Follow what happens in a hotel as its clients see it, until Ctrl-C. After an interruption it goes on where it was."""
    address = (url or f"http://127.0.0.1:{settings.PORT}").rstrip("/")
    try:
        if not token:
            username = click.prompt("Name", err=True)
            token = sign_in(address, username, click.prompt("Password", hide_input=True, err=True))
        _follow(Follower(address, slug, token, seen=after), as_json)
    except CannotFollow as error:
        raise click.ClickException(str(error)) from error
    except KeyboardInterrupt:
        return


def _follow(follower: Follower, as_json: bool) -> None:
    pause = threading.Event()
    told = ""

    def connected() -> None:
        since = "now" if follower.seen is None else f"event {follower.seen}"
        click.echo(f"Following {follower.slug} from {since}. Ctrl-C ends it.", err=True)

    follower.connected = connected
    while True:
        try:
            for event in follower.events():
                told = ""
                click.echo(json.dumps(event, ensure_ascii=False) if as_json else line_of(event))
        except Interrupted as interruption:
            if str(interruption) != told:
                told = str(interruption)
                click.echo(f"Interrupted: {told}. Coming back.", err=True)
        pause.wait(follower.wait_seconds)
