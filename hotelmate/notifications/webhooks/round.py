"""What is to be posted to an endpoint next: read in one go, with the bodies, so that posting needs no statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet

from hotelmate.core import clock
from hotelmate.events.models import Event
from hotelmate.notifications.models import WebhookDelivery, WebhookEndpoint, WebhookState
from hotelmate.notifications.webhooks.addresses import Reach, reach_of
from hotelmate.notifications.webhooks.envelope import envelopes
from hotelmate.notifications.webhooks.queries import pending_of

AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Letter:
    """One event, ready to be posted."""

    delivery_pk: int
    attempts: int
    message_id: str
    body: str


@dataclass(frozen=True, slots=True)
class Round:
    """What is due at an endpoint, in order. After a rest it is one letter: the oldest, or one that was tried longest ago."""

    url: str
    version: int
    keys: tuple[str, ...]
    reach: Reach
    letters: tuple[Letter, ...]
    after_rest: bool


def next_round(endpoint_pk: int, tried: Sequence[int]) -> Round | None:
    """What is due now, or None. `tried` are those that were tried since the rest."""
    endpoint = WebhookEndpoint.objects.select_related("hotel").get(pk=endpoint_pk)
    now = clock.now()
    if endpoint.state != WebhookState.ACTIVE or (endpoint.rest_until is not None and now < endpoint.rest_until):
        return None
    after_rest = endpoint.rests > 0
    due = _after_a_rest(endpoint, tried) if after_rest else _due(endpoint, now)
    if not due:
        return None
    return Round(
        endpoint.url,
        endpoint.version,
        tuple(endpoint.keys(now)),
        reach_of(endpoint.hotel),
        _letters(due),
        after_rest,
    )


def _due(endpoint: WebhookEndpoint, now: datetime) -> list[WebhookDelivery]:
    # Somebody who went back in the log has deliveries beyond the place that they are at: they wait for what comes before.
    return list(pending_of(endpoint).filter(next_attempt_at__lte=now, seq__lte=endpoint.after_seq)[:AT_ONCE])


def _after_a_rest(endpoint: WebhookEndpoint, tried: Sequence[int]) -> list[WebhookDelivery]:
    """The oldest first; if it was that one again, one that has waited longest for a try."""
    waiting: QuerySet[WebhookDelivery] = pending_of(endpoint).exclude(pk__in=tried)
    if tried:
        waiting = waiting.order_by(F("last_attempt_at").asc(nulls_first=True), "seq")
    return list(waiting[:1])


def _letters(due: Sequence[WebhookDelivery]) -> tuple[Letter, ...]:
    hotel_id = due[0].hotel_id
    events = {event.seq: event for event in Event.objects.filter(hotel_id=hotel_id, seq__in=[one.seq for one in due])}
    bodies = envelopes([events[one.seq] for one in due])
    return tuple(Letter(one.pk, one.attempts, str(one.event_id), body) for one, body in zip(due, bodies, strict=True))
