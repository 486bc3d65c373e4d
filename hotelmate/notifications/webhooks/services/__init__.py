"""Everything that changes webhooks and their deliveries."""

from hotelmate.notifications.webhooks.services.attempts import (
    Attempt,
    note_delivered,
    note_failed,
    settle_endpoint,
)
from hotelmate.notifications.webhooks.services.deliveries import (
    postpone_endpoint,
    prune_deliveries,
    queue_deliveries,
    queue_from_log,
    resend_dead,
    resend_delivery,
)
from hotelmate.notifications.webhooks.services.endpoints import (
    create_webhook,
    pause_webhook,
    resume_webhook,
    retire_webhook,
    rotate_secret,
    send_test,
    update_webhook,
)

__all__ = [
    "Attempt",
    "create_webhook",
    "note_delivered",
    "note_failed",
    "pause_webhook",
    "postpone_endpoint",
    "prune_deliveries",
    "queue_deliveries",
    "queue_from_log",
    "resend_dead",
    "resend_delivery",
    "resume_webhook",
    "retire_webhook",
    "rotate_secret",
    "send_test",
    "settle_endpoint",
    "update_webhook",
]
