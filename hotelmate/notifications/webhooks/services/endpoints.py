"""Creating, changing, pausing and retiring webhooks, and their secrets."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hotelmate.core import clock
from hotelmate.core.actor import Actor
from hotelmate.core.capabilities import MANAGE_WEBHOOKS
from hotelmate.core.change import Outcome, require_version
from hotelmate.core.errors import refuse_if
from hotelmate.core.ids import new_code
from hotelmate.core.locking import lock_one, lock_rows
from hotelmate.events.queries import last_seq
from hotelmate.events.services import record
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.queries import hotel_of
from hotelmate.notifications.models import DeliveryState, WebhookDelivery, WebhookEndpoint, WebhookState
from hotelmate.notifications.models.webhooks import OLD_SECRET_FOR
from hotelmate.notifications.webhooks import errors as errors
from hotelmate.notifications.webhooks.addresses import reach_of
from hotelmate.notifications.webhooks.queries import endpoints_of, get_endpoint, pending_of
from hotelmate.notifications.webhooks.rules import (
    beyond_log,
    cannot_pause,
    not_active,
    retired,
    too_many,
    unusable_types,
    unusable_url,
)
from hotelmate.notifications.webhooks.signing import new_secret

EDITABLE = ("url", "description", "event_types")
ID_PREFIX = "WH-"
ID_LENGTH = 8
TEST = "webhook_tested"
NO_FACTS: Mapping[str, int] = {}
# Named in the log, but not told.
UNTOLD = frozenset({"url", "description", "secret"})


def create_webhook(
    *, actor: Actor, url: str, description: str = "", event_types: Sequence[str] = (), after: int | None = None
) -> Outcome[WebhookEndpoint]:
    """A new webhook with a secret of its own. It gets what happens from now on, or all of the log after `after`."""
    actor.require(MANAGE_WEBHOOKS)
    refuse_if(unusable_url(url, reach_of(hotel_of(actor))), unusable_types(event_types))
    # Two that are created at once would each see the other missing.
    lock_one(Hotel, pk=actor.hotel_id)
    refuse_if(too_many(endpoints_of(actor.hotel_id).count()))
    newest = last_seq(actor.hotel_id)
    if after is not None:
        refuse_if(beyond_log(after, newest))
    now = clock.now()
    endpoint = WebhookEndpoint.objects.create(
        hotel_id=actor.hotel_id,
        webhook_id=ID_PREFIX + new_code(ID_LENGTH),
        url=url,
        description=description,
        event_types=tidy_types(event_types),
        secret=new_secret(),
        state_since=now,
        after_seq=newest if after is None else after,
        due_at=now,
        created_at=now,
    )
    _tell(actor, endpoint, "webhook_created", after={"state": endpoint.state, "event_types": endpoint.event_types})
    return Outcome(endpoint)


def update_webhook(*, actor: Actor, webhook_id: str, **changes: Any) -> Outcome[WebhookEndpoint]:
    """Change where it posts to, what it is for, or which types it gets. What waits goes to the new address."""
    actor.require(MANAGE_WEBHOOKS)
    unknown = changes.keys() - set(EDITABLE)
    if unknown:
        raise TypeError(f"A webhook has no {', '.join(sorted(unknown))} to edit.")
    endpoint = lock_webhook(actor, webhook_id)
    if "event_types" in changes:
        changes["event_types"] = tidy_types(changes["event_types"])
    changed = {field: value for field, value in changes.items() if getattr(endpoint, field) != value}
    if not changed:
        return Outcome(endpoint, changed=False)
    require_version(endpoint.version)
    refuse_if(retired(endpoint.state))
    if "url" in changed:
        refuse_if(unusable_url(changed["url"], reach_of(hotel_of(actor))))
        _try_now(endpoint)
    refuse_if(unusable_types(changed.get("event_types", ())))
    before = {field: getattr(endpoint, field) for field in changed}
    for field, value in changed.items():
        setattr(endpoint, field, value)
    save_version(endpoint)
    _tell(actor, endpoint, "webhook_updated", before=before, after=changed, changed_fields=tuple(changed))
    return Outcome(endpoint)


def pause_webhook(*, actor: Actor, webhook_id: str) -> Outcome[WebhookEndpoint]:
    """Post nothing until it is resumed. Its events wait in the log."""
    actor.require(MANAGE_WEBHOOKS)
    endpoint = lock_webhook(actor, webhook_id)
    if endpoint.state == WebhookState.PAUSED:
        return Outcome(endpoint, changed=False)
    require_version(endpoint.version)
    refuse_if(cannot_pause(endpoint.state))
    return _go_to(actor, endpoint, WebhookState.PAUSED, "webhook_paused")


def resume_webhook(*, actor: Actor, webhook_id: str, after: int | None = None) -> Outcome[WebhookEndpoint]:
    """Post again, the oldest undelivered event first. With `after`, begin anew behind that number of the log."""
    actor.require(MANAGE_WEBHOOKS)
    endpoint = lock_webhook(actor, webhook_id)
    if endpoint.state == WebhookState.ACTIVE and not endpoint.rests and after is None:
        return Outcome(endpoint, changed=False)
    require_version(endpoint.version)
    refuse_if(retired(endpoint.state))
    if after is not None:
        refuse_if(beyond_log(after, last_seq(actor.hotel_id)))
        _begin_after(endpoint, after)
    pending_of(endpoint).update(attempts=0, first_attempt_at=None, next_attempt_at=clock.now())
    return _go_to(actor, endpoint, WebhookState.ACTIVE, "webhook_resumed", {"after_seq": endpoint.after_seq})


def retire_webhook(*, actor: Actor, webhook_id: str) -> Outcome[WebhookEndpoint]:
    """End it for good. What it was sent stays to be read; what still waits is given up."""
    actor.require(MANAGE_WEBHOOKS)
    endpoint = lock_webhook(actor, webhook_id)
    if endpoint.state == WebhookState.RETIRED:
        return Outcome(endpoint, changed=False)
    require_version(endpoint.version)
    pending_of(endpoint).update(
        state=DeliveryState.DEAD, next_attempt_at=None, finished_at=clock.now(), last_error="RETIRED"
    )
    return _go_to(actor, endpoint, WebhookState.RETIRED, "webhook_retired")


def rotate_secret(*, actor: Actor, webhook_id: str) -> Outcome[WebhookEndpoint]:
    """Give it a new secret. For a day messages are signed with the old one too."""
    actor.require(MANAGE_WEBHOOKS)
    endpoint = lock_webhook(actor, webhook_id)
    require_version(endpoint.version)
    refuse_if(retired(endpoint.state))
    endpoint.previous_secret, endpoint.secret = endpoint.secret, new_secret()
    endpoint.previous_secret_until = clock.now() + OLD_SECRET_FOR
    save_version(endpoint)
    _tell(actor, endpoint, "webhook_secret_rotated", changed_fields=("secret",))
    return Outcome(endpoint)


def send_test(*, actor: Actor, webhook_id: str) -> Outcome[WebhookEndpoint]:
    """Put an event into the log that this webhook gets whatever types it chose, by the way all others go."""
    actor.require(MANAGE_WEBHOOKS)
    endpoint = lock_webhook(actor, webhook_id)
    require_version(endpoint.version)
    refuse_if(not_active(endpoint.state))
    if endpoint.rests:
        _try_now(endpoint)
        save_version(endpoint)
    _tell(actor, endpoint, TEST)
    return Outcome(endpoint)


def lock_webhook(actor: Actor, webhook_id: str) -> WebhookEndpoint:
    """Lock a webhook of the actor's hotel; WEBHOOK_NOT_FOUND if there is none."""
    found = get_endpoint(hotel_id=actor.hotel_id, webhook_id=webhook_id)
    return lock_endpoint(found.pk)


def lock_endpoint(pk: int) -> WebhookEndpoint:
    """Lock a webhook by its row's id."""
    (locked,) = lock_rows(WebhookEndpoint.objects.filter(pk=pk))
    return locked


def write_state(endpoint: WebhookEndpoint, state: WebhookState, reason: str = "") -> None:
    """Put a locked endpoint into a state; its streak of failures is over with it. The caller saves."""
    now = clock.now()
    endpoint.state, endpoint.state_since, endpoint.disabled_reason = state, now, reason
    if state == WebhookState.ACTIVE:
        forget_failures(endpoint)
    endpoint.due_at = now if state == WebhookState.ACTIVE else None


def forget_failures(endpoint: WebhookEndpoint) -> None:
    """Let a locked endpoint begin without a past. The caller saves."""
    endpoint.failures_in_row, endpoint.failing_since = 0, None
    endpoint.rests, endpoint.rest_until = 0, None


def save_version(endpoint: WebhookEndpoint) -> None:
    """Write a locked endpoint whole, as the next version."""
    endpoint.version += 1
    endpoint.save()


def tidy_types(event_types: Sequence[str]) -> list[str]:
    """Types as they are stored: each once, in order; none for all."""
    return sorted(set(event_types))


def _begin_after(endpoint: WebhookEndpoint, after: int) -> None:
    """Go back, or forward, to a place in the log: what lies behind it is to be delivered, what lies before is not."""
    now = clock.now()
    pending_of(endpoint).filter(seq__lte=after).update(
        state=DeliveryState.DEAD, next_attempt_at=None, finished_at=now, last_error="SKIPPED"
    )
    behind = WebhookDelivery.objects.filter(endpoint=endpoint, seq__gt=after).exclude(state=DeliveryState.PENDING)
    behind.update(state=DeliveryState.PENDING, next_attempt_at=now, finished_at=None, attempts=0, first_attempt_at=None)
    endpoint.after_seq = after


def _try_now(endpoint: WebhookEndpoint) -> None:
    forget_failures(endpoint)
    if endpoint.state == WebhookState.ACTIVE:
        now: datetime = clock.now()
        endpoint.due_at = now
        pending_of(endpoint).filter(next_attempt_at__gt=now).update(next_attempt_at=now)


def _go_to(
    actor: Actor, endpoint: WebhookEndpoint, state: WebhookState, event: str, facts: Mapping[str, int] = NO_FACTS
) -> Outcome[WebhookEndpoint]:
    before = {"state": endpoint.state}
    write_state(endpoint, state)
    save_version(endpoint)
    _tell(actor, endpoint, event, before=before, after={"state": state, **facts})
    return Outcome(endpoint)


def _tell(actor: Actor, endpoint: WebhookEndpoint, event: str, **told: Any) -> None:
    for part in ("before", "after"):
        told[part] = {field: value for field, value in told.get(part, {}).items() if field not in UNTOLD}
    record(actor=actor, type=event, subject=("webhook", endpoint.webhook_id), at=hotel_of(actor).now(), **told)
