"""The tables of what is sent, and of how far each way out has read the log."""

from hotelmate.notifications.models.mail import Mail, MailState
from hotelmate.notifications.models.relay import SinkCursor
from hotelmate.notifications.models.webhooks import (
    DeliveryState,
    DisabledReason,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookState,
)

__all__ = [
    "DeliveryState",
    "DisabledReason",
    "Mail",
    "MailState",
    "SinkCursor",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookState",
]
