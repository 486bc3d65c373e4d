"""The ways a message leaves: over SMTP, or as a file into a folder."""

import os
import smtplib
import ssl
import tempfile
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from django.conf import settings

from hotelmate.hotel.models import Hotel
from hotelmate.notifications.mail.outcomes import NotNow, RefusedForGood

PERMANENT = 500


class Transport(Protocol):
    """A way out. Raises NotNow or RefusedForGood."""

    def send(self, message: EmailMessage, name: str) -> None:
        """Hand the message over; `name` tells it from all others of its hotel, the same at every attempt."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Writes each mail as an .eml file, whole or not at all; a repeated send writes the same file."""

    path: Path

    def send(self, message: EmailMessage, name: str) -> None:
        """Write the file."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self.path, prefix=".", delete=False) as draft:
                draft.write(message.as_bytes())
            os.replace(draft.name, self.path / f"{name}.eml")
        except OSError as error:
            raise NotNow("FOLDER_NOT_WRITABLE") from error


@dataclass(frozen=True, slots=True)
class Smtp:
    """Hands mails to a mail server, each over a connection of its own."""

    host: str
    port: int
    user: str
    password: str
    starttls: bool
    tls: bool
    timeout_seconds: float

    def send(self, message: EmailMessage, name: str) -> None:
        """Send it. What is wrong between us and the server is tried again, what is wrong with the mail is not."""
        try:
            with self._connected() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code = max(number for number, _ in error.recipients.values())
            raise _failure(code, "RECIPIENT_REFUSED", "RECIPIENT_DEFERRED") from error
        except smtplib.SMTPDataError as error:
            raise _failure(error.smtp_code, "MESSAGE_REFUSED", "MESSAGE_DEFERRED") from error
        except smtplib.SMTPNotSupportedError as error:
            raise RefusedForGood("ADDRESS_NOT_SUPPORTED") from error
        except smtplib.SMTPAuthenticationError as error:
            raise NotNow("SERVER_LOGIN_FAILED") from error
        except smtplib.SMTPResponseException as error:
            raise NotNow(f"SERVER_ANSWERED_{error.smtp_code}") from error
        except (smtplib.SMTPException, OSError) as error:
            raise NotNow("SERVER_UNREACHABLE") from error

    def _connected(self) -> smtplib.SMTP:
        if self.tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=self.timeout_seconds, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.timeout_seconds)
        try:
            if self.starttls:
                _require_starttls(server)
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server


def _require_starttls(server: smtplib.SMTP) -> None:
    server.ehlo()
    if not server.has_extn("starttls"):
        raise NotNow("SERVER_WITHOUT_TLS")
    server.starttls(context=ssl.create_default_context())


def _failure(code: int, for_good: str, for_now: str) -> RefusedForGood | NotNow:
    return RefusedForGood(for_good) if code >= PERMANENT else NotNow(for_now)


def transport_for(hotel: Hotel) -> Transport:
    """The hotel's way out. Nothing leaves the system for a simulated hotel, nor without a mail server."""
    if hotel.is_simulated or not settings.EMAIL_HOST:
        return Folder(settings.HOTELMATE_HOME / "mail" / hotel.slug)
    return Smtp(
        host=settings.EMAIL_HOST,
        port=settings.EMAIL_PORT,
        user=settings.EMAIL_HOST_USER,
        password=settings.EMAIL_HOST_PASSWORD,
        starttls=settings.EMAIL_USE_TLS,
        tls=settings.EMAIL_USE_SSL,
        timeout_seconds=settings.EMAIL_TIMEOUT,
    )
