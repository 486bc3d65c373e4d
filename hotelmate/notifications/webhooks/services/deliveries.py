"""Turning events into deliveries, sending again what was given up, and forgetting what is long over."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Case, F, Q, Value, When

from hotelmate.core import clock
from hotelmate.core.actor import Actor
from hotelmate.core.capabilities import MANAGE_WEBHOOKS
from hotelmate.core.change import Outcome
from hotelmate.core.errors import not_found, refuse_if
from hotelmate.core.locking import lock_one
from hotelmate.events.models import Event
from hotelmate.events.queries import events_after
from hotelmate.events.services import record
from hotelmate.hotel.queries import hotel_of
from hotelmate.notifications.models import DeliveryState, WebhookDelivery, WebhookEndpoint, WebhookState
from hotelmate.notifications.webhooks.queries import get_delivery
from hotelmate.notifications.webhooks.rules import retired, waits_its_turn, wanted
from hotelmate.notifications.webhooks.services.endpoints import TEST, lock_webhook

KEPT_FOR = {DeliveryState.DELIVERED: timedelta(days=14), DeliveryState.DEAD: timedelta(days=90)}
FROM_LOG_AT_ONCE = 200
AFTER_GRIEF = timedelta(seconds=30)


def queue_deliveries(endpoint: WebhookEndpoint, events: Sequence[Event]) -> bool:
    """Write deliveries of these events, which follow each other in the log, and move the endpoint's place behind them.

    False when the endpoint is not at the place before them: it has them already, or it has to read the log first.
    Needs a transaction. Whoever else moves the place meanwhile waits for this one and then finds it moved.
    """
    new = [event for event in events if event.seq > endpoint.after_seq]
    if not new or new[0].seq > endpoint.after_seq + 1:
        return False
    now = clock.now()
    chosen = [event for event in new if _is_for(endpoint, event)]
    due = Case(When(rest_until__gt=now, then=F("rest_until")), default=Value(now)) if chosen else F("due_at")
    moved = WebhookEndpoint.objects.filter(
        pk=endpoint.pk, after_seq=endpoint.after_seq, state=WebhookState.ACTIVE
    ).update(after_seq=new[-1].seq, due_at=due)
    if not moved:
        return False
    WebhookDelivery.objects.bulk_create(
        [
            WebhookDelivery(
                hotel_id=event.hotel_id,
                endpoint=endpoint,
                seq=event.seq,
                event_id=event.event_id,
                event_type=event.type,
                next_attempt_at=now,
                created_at=now,
            )
            for event in chosen
        ],
        # Somebody went back in the log to where deliveries are already.
        ignore_conflicts=True,
    )
    return True


def queue_from_log(*, endpoint_pk: int) -> bool:
    """Write the deliveries of the next events that the log has for an active endpoint; False when there are none."""
    endpoint = WebhookEndpoint.objects.get(pk=endpoint_pk)
    if endpoint.state != WebhookState.ACTIVE or (endpoint.rest_until is not None and clock.now() < endpoint.rest_until):
        return False
    events = events_after(hotel_id=endpoint.hotel_id, after=endpoint.after_seq, limit=FROM_LOG_AT_ONCE)
    return queue_deliveries(endpoint, events)


def resend_delivery(*, actor: Actor, webhook_id: str, seq: str) -> Outcome[WebhookDelivery]:
    """Deliver one event once more, whether it was given up or taken; one that waits for another try is tried now."""
    actor.require(MANAGE_WEBHOOKS)
    endpoint = lock_webhook(actor, webhook_id)
    found = get_delivery(hotel_id=actor.hotel_id, webhook_id=webhook_id, seq=seq)
    delivery = lock_one(WebhookDelivery, pk=found.pk)
    if delivery is None:
        raise not_found("Delivery", seq=seq[:40])
    refuse_if(retired(endpoint.state), waits_its_turn(delivery.state, delivery.next_attempt_at, clock.now()))
    _queue_again(endpoint, Q(pk=delivery.pk))
    delivery.refresh_from_db()
    _tell(actor, endpoint, {"seq": delivery.seq, "deliveries": 1})
    return Outcome(delivery)


def resend_dead(*, actor: Actor, webhook_id: str) -> Outcome[int]:
    """Deliver everything that was given up once more, in the order of the log; how many."""
    actor.require(MANAGE_WEBHOOKS)
    endpoint = lock_webhook(actor, webhook_id)
    refuse_if(retired(endpoint.state))
    again = _queue_again(endpoint, Q(state=DeliveryState.DEAD))
    if not again:
        return Outcome(0, changed=False)
    _tell(actor, endpoint, {"deliveries": again})
    return Outcome(again)


def postpone_endpoint(*, endpoint_pk: int) -> None:
    """Let nobody look at an endpoint for a moment: whoever did came to grief, and others would as well."""
    WebhookEndpoint.objects.filter(pk=endpoint_pk, due_at__isnull=False).update(due_at=clock.now() + AFTER_GRIEF)


def prune_deliveries() -> int:
    """Forget deliveries that are long over; the log keeps every event. How many."""
    now = clock.now()
    gone = Q()
    for state, kept_for in KEPT_FOR.items():
        gone |= Q(state=state, finished_at__lt=now - kept_for)
    return WebhookDelivery.objects.filter(gone).delete()[0]


def _queue_again(endpoint: WebhookEndpoint, which: Q) -> int:
    now = clock.now()
    again = WebhookDelivery.objects.filter(which, endpoint=endpoint).update(
        state=DeliveryState.PENDING, attempts=0, first_attempt_at=None, next_attempt_at=now, finished_at=None
    )
    if again and endpoint.state == WebhookState.ACTIVE:
        endpoint.due_at = max(now, endpoint.rest_until) if endpoint.rest_until else now
        endpoint.save(update_fields=["due_at"])
    return again


def _is_for(endpoint: WebhookEndpoint, event: Event) -> bool:
    if event.type == TEST:
        return event.subject_id == endpoint.webhook_id
    return wanted(event.type, endpoint.event_types)


def _tell(actor: Actor, endpoint: WebhookEndpoint, after: dict[str, int]) -> None:
    record(
        actor=actor,
        type="webhook_resent",
        subject=("webhook", endpoint.webhook_id),
        at=hotel_of(actor).now(),
        after=after,
    )
