"""Reading webhooks and their deliveries."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from hotelmate.core.errors import not_found
from hotelmate.core.ids import id_in_path
from hotelmate.core.rows import find_one
from hotelmate.notifications.models import DeliveryState, WebhookDelivery, WebhookEndpoint, WebhookState


def endpoints_of(hotel_id: int, *, with_retired: bool = False) -> QuerySet[WebhookEndpoint]:
    """The webhooks of the hotel, the oldest first; retired ones only when asked for."""
    found = WebhookEndpoint.objects.filter(hotel_id=hotel_id)
    if not with_retired:
        found = found.exclude(state=WebhookState.RETIRED)
    return found.order_by("pk")


def get_endpoint(*, hotel_id: int, webhook_id: str) -> WebhookEndpoint:
    """The hotel's webhook with this id; WEBHOOK_NOT_FOUND if there is none."""
    found = find_one(WebhookEndpoint, hotel_id=hotel_id, webhook_id=webhook_id[:40].replace("\x00", ""))
    if found is None:
        raise not_found("Webhook", webhook_id=webhook_id[:40])
    return found


def counts_of(endpoints: Sequence[WebhookEndpoint]) -> dict[int, dict[str, int]]:
    """By endpoint how many deliveries wait, and how many were given up. One statement."""
    rows = (
        WebhookDelivery.objects.filter(endpoint__in=[endpoint.pk for endpoint in endpoints])
        .exclude(state=DeliveryState.DELIVERED)
        .values("endpoint_id")
        .annotate(
            pending=Count("pk", filter=Q(state=DeliveryState.PENDING)),
            dead=Count("pk", filter=Q(state=DeliveryState.DEAD)),
        )
    )
    return {row["endpoint_id"]: {"pending": row["pending"], "dead": row["dead"]} for row in rows}


def deliveries_of(
    endpoint: WebhookEndpoint, *, state: str | None = None, event_type: str | None = None, event_id: UUID | None = None
) -> QuerySet[WebhookDelivery]:
    """The deliveries of a webhook, the newest event first."""
    found = WebhookDelivery.objects.filter(endpoint=endpoint)
    if state:
        found = found.filter(state=state)
    if event_type:
        found = found.filter(event_type=event_type)
    if event_id:
        found = found.filter(event_id=event_id)
    return found.order_by("-seq")


def get_delivery(*, hotel_id: int, webhook_id: str, seq: str) -> WebhookDelivery:
    """The delivery of the event with this number; WEBHOOK_NOT_FOUND or DELIVERY_NOT_FOUND if there is none."""
    endpoint = get_endpoint(hotel_id=hotel_id, webhook_id=webhook_id)
    number = id_in_path(seq)
    found = WebhookDelivery.objects.filter(endpoint=endpoint, seq=number).first() if number else None
    if found is None:
        raise not_found("Delivery", seq=seq[:40])
    return found


def pending_of(endpoint: WebhookEndpoint) -> QuerySet[WebhookDelivery]:
    """What is still to be delivered, in the order of the log."""
    return WebhookDelivery.objects.filter(endpoint=endpoint, state=DeliveryState.PENDING).order_by("seq")


def next_moment(endpoint: WebhookEndpoint) -> datetime | None:
    """When the earliest of what is still to be delivered is due."""
    moment: datetime | None = pending_of(endpoint).aggregate(at=Min("next_attempt_at"))["at"]
    return moment
