"""What went out, as managers see it: mails and webhooks in one shape, neither texts nor addresses of guests."""

from typing import Any

from hotelmate.core.api.actions import action
from hotelmate.core.api.moments import moment
from hotelmate.core.errors import Refusal
from hotelmate.notifications.models import Mail, WebhookDelivery

OF_A_MAIL = {"event_type": None, "last_status": None, "webhook_id": None, "url": None, "webhook_state": None}
OF_A_WEBHOOK = {"mail_id": None, "mail_kind": None, "booking_id": None}


def mail_sent_body(mail: Mail, *, trouble: bool, resend: Refusal | None) -> dict[str, Any]:
    """A mail; its booking must be loaded."""
    return {
        **OF_A_MAIL,
        "kind": "mail",
        "state": str(mail.state),
        "trouble": trouble,
        "seq": mail.seq,
        "at": moment(mail.queued_at),
        "attempts": mail.attempts,
        "last_error": mail.last_error,
        "next_attempt_at": moment(mail.due_at),
        "finished_at": moment(mail.finished_at),
        "mail_id": mail.pk,
        "mail_kind": mail.kind,
        "booking_id": mail.booking.booking_id,
        "actions": [action("resend", resend)],
    }


def webhook_sent_body(delivery: WebhookDelivery, *, trouble: bool, resend: Refusal | None) -> dict[str, Any]:
    """An event on its way to a webhook; its endpoint must be loaded."""
    return {
        **OF_A_WEBHOOK,
        "kind": "webhook",
        "state": str(delivery.state),
        "trouble": trouble,
        "seq": delivery.seq,
        "at": moment(delivery.created_at),
        "attempts": delivery.attempts,
        "last_error": delivery.last_error,
        "next_attempt_at": moment(delivery.next_attempt_at),
        "finished_at": moment(delivery.finished_at),
        "event_type": delivery.event_type,
        "last_status": delivery.last_status,
        "webhook_id": delivery.endpoint.webhook_id,
        "url": delivery.endpoint.url,
        "webhook_state": str(delivery.endpoint.state),
        "actions": [action("resend", resend)],
    }
