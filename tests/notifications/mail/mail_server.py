"""A real SMTP server in a thread, which takes mail, refuses it, hangs or hangs up, as a test says."""

import email
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.test import override_settings

from tests.live import free_port

SENDER = "stay@hotelmate.example"


class Behaviour:
    """What the server does, to be changed by a test at any time. `refused` has answers by recipient."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.attempts: list[str] = []
        self.refused: dict[str, str] = {}
        self.answer_to_data = "250 Taken"
        self.hangs_up = False
        self.slow = threading.Event()
        self.slow.set()

    async def handle_RCPT(  # noqa: N802 - named by aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.attempts.append(address)
        if self.hangs_up:
            server.transport.close()
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if not self.slow.is_set():
            await server.loop.run_in_executor(None, self.slow.wait, 20)
        if self.answer_to_data.startswith("250"):
            message = email.message_from_bytes(envelope.content or b"", policy=default)
            assert isinstance(message, EmailMessage)
            self.messages.append(message)
        return self.answer_to_data

    def to(self, address: str) -> list[EmailMessage]:
        """What arrived for an address."""
        return [message for message in self.messages if message["To"] == address]


@contextmanager
def mail_server(port: int | None = None) -> Iterator[tuple[Behaviour, int]]:
    """A server that takes everything, and its port."""
    behaviour = Behaviour()
    port = port or free_port()
    controller = Controller(behaviour, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield behaviour, port
    finally:
        behaviour.slow.set()
        with suppress(RuntimeError):
            controller.stop()


def sending_to(port: int, **settings: Any) -> override_settings:
    """Let this process send its mail to a port of this machine."""
    return override_settings(
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        EMAIL_USE_TLS=False,
        EMAIL_TIMEOUT=settings.pop("EMAIL_TIMEOUT", 10.0),
        MAIL_FROM=SENDER,
        **settings,
    )
