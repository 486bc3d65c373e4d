"""A listening socket that outlives the process: whoever connects in between is served by the next one."""

import os
import socket
from concurrent.futures import ThreadPoolExecutor

from click.testing import CliRunner

from hotelmate.stream.commands import listen_at, stream

from .listening import PusherClient, listening
from .live import running_stream

PATIENCE_SECONDS = 60.0


def test_whoever_connects_while_a_killed_stream_is_started_again_is_served(database, house):
    first = house.newest

    def follow():
        with listening(f"{server.url}{house.path}?after={first}", token=house.admin.token) as client:
            return int(client.next().id)

    def greet():
        with PusherClient(server.socket_url) as client:
            return client.greet().socket_id

    with listen_at("127.0.0.1", 0) as kept, running_stream(listening=kept) as server, ThreadPoolExecutor(2) as pool:
        server.kill()
        last = house.happen()
        callers = pool.submit(follow), pool.submit(greet)
        server.start_again()
        followed, greeted = (caller.result(PATIENCE_SECONDS) for caller in callers)
    assert followed == last
    assert greeted


def test_a_file_that_is_no_listening_socket_is_refused(tmp_path):
    with (tmp_path / "file").open("w") as file, socket.socket() as deaf:
        for fd, said in ((file.fileno(), "no socket"), (deaf.fileno(), "does not listen")):
            refused = CliRunner().invoke(stream, ["--fd", str(fd)])
            assert refused.exit_code == 2
            assert said in refused.output
            # It is left as it was.
            os.fstat(fd)


def test_a_number_that_nothing_is_open_under_is_refused():
    free = os.open(os.devnull, os.O_RDONLY)
    os.close(free)
    refused = CliRunner().invoke(stream, ["--fd", str(free)])
    assert (refused.exit_code, "no socket" in refused.output) == (2, True)
