"""A letter as a message that mail programs take: addresses, headers, HTML beside plain text."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from hotelmate.hotel.models import Hotel
from hotelmate.notifications.mail.letter import WrittenLetter
from hotelmate.notifications.mail.outcomes import RefusedForGood

# What would end a header or begin another one, and what nobody can see.
UNSEEN = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
EVENT_HEADER = "X-HotelMate-Event-ID"


@dataclass(frozen=True, slots=True)
class Label:
    """What a repeated send is recognised by, and the moment of the first."""

    event_id: str
    kind: str
    copy: int
    at: datetime

    def message_id(self, domain: str) -> str:
        """The same for every attempt to send the same mail."""
        again = f".{self.copy}" if self.copy else ""
        return f"<{self.event_id}.{self.kind}{again}@{domain}>"


def build_message(letter: WrittenLetter, label: Label, *, hotel: Hotel, sender: str, recipient: str) -> EmailMessage:
    """The message, ready to be sent. RefusedForGood when the recipient is no address at all."""
    origin = Address(addr_spec=sender)
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(one_line(hotel.name), addr_spec=sender)
    message["To"] = _address(recipient)
    if hotel.email:
        message["Reply-To"] = _address(hotel.email)
    message["Subject"] = one_line(letter.subject)
    message["Date"] = format_datetime(label.at)
    message["Message-ID"] = label.message_id(origin.domain)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message[EVENT_HEADER] = label.event_id
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    # Last: what is said of the content before there is any goes to its first part.
    message["Content-Language"] = letter.language
    return message


def one_line(text: str) -> str:
    """The text without anything that could end a header."""
    return UNSEEN.sub(" ", text).strip()


def _address(text: str) -> Address:
    try:
        validate_email(text)
        return Address(addr_spec=text)
    except (ValidationError, HeaderParseError, ValueError, IndexError) as error:
        raise RefusedForGood("INVALID_ADDRESS") from error
