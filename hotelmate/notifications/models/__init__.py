"""The tables of what is sent, and of how far each way out has read the log."""

from hotelmate.notifications.models.mail import Mail, MailState
from hotelmate.notifications.models.relay import SinkCursor

__all__ = ["Mail", "MailState", "SinkCursor"]
