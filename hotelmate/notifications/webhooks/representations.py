"""Webhooks and deliveries as managers and programs see them. A secret is said once and never again."""

from collections.abc import Mapping
from typing import Any

from hotelmate.core.api.moments import moment
from hotelmate.notifications.models import WebhookDelivery, WebhookEndpoint

NOTHING_WAITS = {"pending": 0, "dead": 0}


def webhook_body(endpoint: WebhookEndpoint, counts: Mapping[str, int] = NOTHING_WAITS) -> dict[str, Any]:
    """A webhook without its secret."""
    return {
        "webhook_id": endpoint.webhook_id,
        "url": endpoint.url,
        "description": endpoint.description,
        "event_types": endpoint.event_types,
        "state": endpoint.state,
        "state_since": moment(endpoint.state_since),
        "disabled_reason": endpoint.disabled_reason,
        "after_seq": endpoint.after_seq,
        "pending": counts["pending"],
        "dead": counts["dead"],
        "failing_since": moment(endpoint.failing_since),
        "rest_until": moment(endpoint.rest_until),
        "last_delivered_at": moment(endpoint.last_delivered_at),
        "previous_secret_until": moment(endpoint.previous_secret_until),
        "created_at": moment(endpoint.created_at),
        "version": endpoint.version,
    }


def webhook_with_secret_body(endpoint: WebhookEndpoint, counts: Mapping[str, int] = NOTHING_WAITS) -> dict[str, Any]:
    """A webhook to whoever has just made it, or given it a new secret."""
    return {**webhook_body(endpoint, counts), "secret": endpoint.secret}


def delivery_body(delivery: WebhookDelivery) -> dict[str, Any]:
    """A delivery and what came of it so far."""
    return {
        "seq": delivery.seq,
        "event_id": str(delivery.event_id),
        "event_type": delivery.event_type,
        "state": delivery.state,
        "attempts": delivery.attempts,
        "next_attempt_at": moment(delivery.next_attempt_at),
        "first_attempt_at": moment(delivery.first_attempt_at),
        "last_attempt_at": moment(delivery.last_attempt_at),
        "last_status": delivery.last_status,
        "last_error": delivery.last_error,
        "finished_at": moment(delivery.finished_at),
        "created_at": moment(delivery.created_at),
    }
