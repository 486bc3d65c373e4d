"""What an attempt comes to: delivered, tried again, given up; the receiver rested, or disabled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Value
from django.db.models.functions import Coalesce

from hotelmate.core import clock
from hotelmate.core.capabilities import MANAGE_WEBHOOKS
from hotelmate.core.change import Outcome
from hotelmate.core.locking import lock_one
from hotelmate.events.queries import last_seq
from hotelmate.events.services import record
from hotelmate.hotel.queries import system_of
from hotelmate.notifications.models import (
    DeliveryState,
    DisabledReason,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookState,
)
from hotelmate.notifications.webhooks.posting import Answer
from hotelmate.notifications.webhooks.queries import next_moment, pending_of
from hotelmate.notifications.webhooks.schedule import (
    FAILURES_UNTIL_REST,
    TRIES_AFTER_REST,
    TRY_FOR,
    next_attempt,
    rest_until,
    within_reason,
)
from hotelmate.notifications.webhooks.services.endpoints import (
    forget_failures,
    lock_endpoint,
    save_version,
    write_state,
)
from hotelmate.staff.queries import people_who_may

DISABLED = "webhook_disabled"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to deliver: which delivery, how often it was tried before, and whether nothing older waited."""

    endpoint_pk: int
    delivery_pk: int
    attempts: int
    is_oldest: bool = False


def note_delivered(*, attempt: Attempt, answer: Answer) -> Outcome[int | None]:
    """The receiver took it; the version of an endpoint that gets more.

    One that takes something again after a rest, the oldest first, gets what it missed in order.
    """
    version = _note_plainly(attempt, answer, clock.now())
    return Outcome(version) if version is not None else _note_end_of_failures(attempt, answer)


def _note_plainly(attempt: Attempt, answer: Answer, now: datetime) -> int | None:
    """Note what is noted nearly always, in one statement: nothing failed before, and more may come. The version, or None."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH endpoint AS (
                UPDATE notifications_webhookendpoint SET last_delivered_at = %(now)s
                WHERE id = %(endpoint)s AND failures_in_row = 0 AND state = 'ACTIVE' RETURNING version
            )
            UPDATE notifications_webhookdelivery
            SET state = 'DELIVERED', attempts = attempts + 1, first_attempt_at = coalesce(first_attempt_at, %(now)s),
                last_attempt_at = %(now)s, next_attempt_at = NULL, finished_at = %(now)s, last_status = %(status)s,
                last_error = ''
            FROM endpoint WHERE id = %(delivery)s AND state = 'PENDING' AND attempts = %(attempts)s
            RETURNING endpoint.version
            """,
            {
                "now": now,
                "endpoint": attempt.endpoint_pk,
                "delivery": attempt.delivery_pk,
                "attempts": attempt.attempts,
                "status": answer.status,
            },
        )
        found = cursor.fetchone()
    return None if found is None else int(found[0])


def _note_end_of_failures(attempt: Attempt, answer: Answer) -> Outcome[int | None]:
    endpoint = lock_endpoint(attempt.endpoint_pk)
    now = clock.now()
    noted = WebhookDelivery.objects.filter(
        pk=attempt.delivery_pk, state=DeliveryState.PENDING, attempts=attempt.attempts
    ).update(
        state=DeliveryState.DELIVERED,
        attempts=attempt.attempts + 1,
        first_attempt_at=Coalesce("first_attempt_at", Value(now)),
        last_attempt_at=now,
        next_attempt_at=None,
        finished_at=now,
        last_status=answer.status,
        last_error="",
    )
    if not noted:
        return Outcome(None, changed=False)
    was_failing = endpoint.failing_since is not None
    if endpoint.rests and attempt.is_oldest:
        pending_of(endpoint).filter(last_attempt_at__gte=endpoint.failing_since).update(next_attempt_at=now)
    forget_failures(endpoint)
    endpoint.last_delivered_at = now
    endpoint.save(update_fields=["failures_in_row", "failing_since", "rests", "rest_until", "last_delivered_at"])
    goes_on = endpoint.state == WebhookState.ACTIVE and not was_failing
    return Outcome(endpoint.version if goes_on else None)


def note_failed(*, attempt: Attempt, answer: Answer, tried: Sequence[int] = ()) -> Outcome[bool]:
    """The receiver did not take it; whether it has to rest now, or gets nothing more at all.

    `tried` are the deliveries that failed since its last rest, this one among them.
    """
    endpoint = lock_endpoint(attempt.endpoint_pk)
    delivery = lock_one(WebhookDelivery, pk=attempt.delivery_pk)
    if delivery is None or delivery.state != DeliveryState.PENDING or delivery.attempts != attempt.attempts:
        return Outcome(False, changed=False)
    now = clock.now()
    wish = within_reason(answer.retry_after, now)
    _count(endpoint, delivery, now)
    stop = _why_to_stop(endpoint, answer, now)
    _write(delivery, answer, now, wish, keep=stop is not None)
    if stop is not None:
        _disable(endpoint, stop)
        return Outcome(True)
    rests = answer.is_away or wish is not None or _has_had_its_chance(endpoint, tried)
    if rests and endpoint.state == WebhookState.ACTIVE:
        endpoint.rest_until = rest_until(rests=endpoint.rests, now=now, not_before=wish)
        endpoint.rests += 1
        endpoint.due_at = endpoint.rest_until
    endpoint.save(update_fields=["failures_in_row", "failing_since", "rests", "rest_until", "due_at"])
    return Outcome(rests)


def _has_had_its_chance(endpoint: WebhookEndpoint, tried: Sequence[int]) -> bool:
    """Whether enough different events failed to say that it is the receiver, not the events."""
    if not endpoint.rests:
        return endpoint.failures_in_row >= FAILURES_UNTIL_REST
    return len(tried) >= TRIES_AFTER_REST or not pending_of(endpoint).exclude(pk__in=tried).exists()


def settle_endpoint(*, endpoint_pk: int) -> Outcome[bool]:
    """Note when somebody has to look at the endpoint next; whether that is now."""
    endpoint = lock_endpoint(endpoint_pk)
    if endpoint.state != WebhookState.ACTIVE:
        return Outcome(False, changed=False)
    now = clock.now()
    due = next_moment(endpoint)
    if endpoint.after_seq < last_seq(endpoint.hotel_id):
        due = now
    if due is not None and endpoint.rest_until is not None:
        # A rest is over when it is over, whatever the schedule of a single event says.
        due = endpoint.rest_until
    if due != endpoint.due_at:
        endpoint.due_at = due
        endpoint.save(update_fields=["due_at"])
    return Outcome(due is not None and due <= now)


def _count(endpoint: WebhookEndpoint, delivery: WebhookDelivery, now: datetime) -> None:
    """Add to the endpoint's streak, in which each event counts once."""
    since = endpoint.failing_since
    if since is None:
        endpoint.failing_since, endpoint.failures_in_row = now, 1
    elif delivery.last_attempt_at is None or delivery.last_attempt_at < since:
        endpoint.failures_in_row += 1


def _why_to_stop(endpoint: WebhookEndpoint, answer: Answer, now: datetime) -> DisabledReason | None:
    if endpoint.state != WebhookState.ACTIVE:
        return None
    if answer.is_gone:
        return DisabledReason.GONE
    if endpoint.failing_since is not None and now - endpoint.failing_since >= TRY_FOR:
        return DisabledReason.FAILING
    return None


def _write(delivery: WebhookDelivery, answer: Answer, now: datetime, wish: datetime | None, *, keep: bool) -> None:
    """Note the failure. What is kept for an endpoint that is stopped waits for somebody to resume it."""
    delivery.attempts += 1
    delivery.first_attempt_at = delivery.first_attempt_at or now
    delivery.last_attempt_at = now
    delivery.last_status, delivery.last_error = answer.status, answer.error
    again_at = next_attempt(attempts=delivery.attempts, first_at=delivery.first_attempt_at, now=now, not_before=wish)
    if again_at is None and not keep:
        delivery.state, delivery.finished_at = DeliveryState.DEAD, now
    delivery.next_attempt_at = (again_at or now) if delivery.state == DeliveryState.PENDING else None
    delivery.save()


def _disable(endpoint: WebhookEndpoint, reason: DisabledReason) -> None:
    before = {"state": endpoint.state}
    failing_since = endpoint.failing_since
    write_state(endpoint, WebhookState.DISABLED, reason)
    save_version(endpoint)
    hotel = endpoint.hotel
    record(
        actor=system_of(hotel),
        type=DISABLED,
        subject=("webhook", endpoint.webhook_id),
        at=hotel.now(),
        before=before,
        after={
            "state": endpoint.state,
            "reason": reason,
            "failing_since": failing_since,
            "managers": people_who_may(hotel.pk, MANAGE_WEBHOOKS),
        },
        cause=f"webhook:{endpoint.webhook_id}",
    )
