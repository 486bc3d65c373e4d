"""Real worker processes on the tests' database."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tests.notifications.mail.mail_server import SENDER
from tests.programs import Program, program_environment, start

STOP_SECONDS = 15


def start_worker(mail_port: int, **environment: str) -> Program:
    """Start `hotelmate worker`, which sends its mail to a port of this machine."""
    mail = {"SMTP_URL": f"smtp://127.0.0.1:{mail_port}?tls=off", "MAIL_FROM": SENDER}
    environment = program_environment(**{**mail, **environment})
    return start("worker", "--every", "5", "--no-verify", environment=environment)


@contextmanager
def running_workers(mail_port: int, workers: int = 1, **environment: str) -> Iterator[list[Program]]:
    """Start workers, and end what still runs at the end."""
    running = [start_worker(mail_port, **environment) for _ in range(workers)]
    try:
        yield running
    finally:
        for process in running:
            process.terminate()
        for process in running:
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
