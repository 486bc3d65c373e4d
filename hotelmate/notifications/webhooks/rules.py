"""What a webhook may be, and what may be done to it when."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import SplitResult, urlsplit

from hotelmate.core.errors import Refusal
from hotelmate.notifications.models import DeliveryState, WebhookState
from hotelmate.notifications.notification_manager import WEBHOOK_TYPES
from hotelmate.notifications.webhooks.addresses import Reach, address_in, is_odd_number, listed

MOST_ENDPOINTS = 20
LONGEST_URL = 2000
LONGEST_HOST = 253
LOCAL_NAME = "localhost"


def unusable_url(url: str, reach: Reach) -> Refusal | None:
    """A URL is https to a public address, or names a network that this installation allows.

    A name is judged again by the addresses that it has whenever something is posted to it.
    """
    if not 1 <= len(url) <= LONGEST_URL or not url.isascii() or any(character <= " " for character in url):
        return _wrong_url(f"A URL has 1 to {LONGEST_URL} ASCII characters and no spaces.")
    parts = _split(url)
    if parts is None or parts.scheme not in ("https", "http") or not parts.hostname:
        return _wrong_url("Give a whole URL such as https://example.com/hooks.")
    if parts.username is not None or parts.password is not None:
        return _wrong_url("Leave user and password out of the URL: messages are signed with the webhook's secret.")
    if parts.fragment or "#" in url or "\\" in url:
        return _wrong_url("Leave the part after # out, and write slashes only.")
    if len(parts.hostname) > LONGEST_HOST or is_odd_number(parts.hostname):
        return _wrong_url("Write the host as a name, or as an address such as 203.0.113.7.")
    return _out_of_reach(parts, reach)


def _out_of_reach(parts: SplitResult, reach: Reach) -> Refusal | None:
    host, encrypted = str(parts.hostname), parts.scheme == "https"
    address = address_in("127.0.0.1" if is_local_name(host) else host)
    forbidden = reach.only_these if address is None else reach.refuses(address, encrypted=True)
    if forbidden:
        return _forbidden(reach)
    if not encrypted and not (reach.networks if address is None else reach.names(address)):
        return Refusal("HTTPS_REQUIRED", "Give an https URL: what is sent is about guests.", 400, _of_url())
    return None


def is_local_name(host: str) -> bool:
    """Whether the host is this machine by its name."""
    name = host.lower().rstrip(".")
    return name == LOCAL_NAME or name.endswith(f".{LOCAL_NAME}")


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def unusable_types(event_types: Sequence[str]) -> Refusal | None:
    """Types are those that webhooks carry; none means all."""
    unknown = sorted(set(event_types) - set(WEBHOOK_TYPES))
    if not unknown:
        return None
    message = f"There are no such event types: {', '.join(unknown[:10])}. See webhooks/event-types/."
    return Refusal("UNKNOWN_EVENT_TYPE", message, 400, {"fields": {"event_types": [message]}, "unknown": unknown[:50]})


def too_many(endpoints: int) -> Refusal | None:
    """A hotel has a handful of webhooks."""
    if endpoints < MOST_ENDPOINTS:
        return None
    return Refusal(
        "TOO_MANY_WEBHOOKS",
        f"A hotel has at most {MOST_ENDPOINTS} webhooks. Retire one first.",
        409,
        {"webhooks": endpoints},
    )


def retired(state: str) -> Refusal | None:
    """Nothing is done to a retired webhook."""
    if state != WebhookState.RETIRED:
        return None
    return Refusal("WEBHOOK_RETIRED", "This webhook is retired. Create another one.")


def not_active(state: str) -> Refusal | None:
    """Only an active webhook gets something now."""
    if state == WebhookState.ACTIVE:
        return None
    return retired(state) or Refusal(
        "WEBHOOK_NOT_ACTIVE", f"This webhook is {state.lower()}. Resume it first.", 409, {"state": state}
    )


def cannot_pause(state: str) -> Refusal | None:
    """What was stopped already is not paused."""
    if state == WebhookState.DISABLED:
        return Refusal("WEBHOOK_DISABLED", "This webhook is disabled: nothing is sent to it. Resume it or retire it.")
    return retired(state)


def waits_its_turn(state: str, next_attempt_at: datetime | None, now: datetime) -> Refusal | None:
    """What is to be delivered as soon as its turn comes needs no second order."""
    if state != DeliveryState.PENDING or (next_attempt_at is not None and next_attempt_at > now):
        return None
    return Refusal(
        "DELIVERY_PENDING", "This event is still to be delivered. Resume the webhook if it is paused or rests."
    )


def beyond_log(after: int, last_seq: int) -> Refusal | None:
    """A webhook begins within the log."""
    if after <= last_seq:
        return None
    return _invalid("after", f"The hotel's log ends at {last_seq}.")


def wanted(event_type: str, chosen: Collection[str]) -> bool:
    """Whether an endpoint with these chosen types gets events of this type."""
    return event_type in (chosen or WEBHOOK_TYPES)


def _forbidden(reach: Reach) -> Refusal:
    if reach.only_these:
        message = f"A simulated hotel posts to this machine only: {listed(reach.networks)}."
    else:
        message = (
            "Nothing is posted to private addresses. Whoever runs HotelMate can allow a network of theirs with "
            "WEBHOOK_ALLOWED_NETWORKS."
        )
    return Refusal("ADDRESS_FORBIDDEN", message, 400, _of_url(message))


def _wrong_url(message: str) -> Refusal:
    return Refusal("INVALID_URL", message, 400, _of_url(message))


def _of_url(message: str = "An https URL.") -> Mapping[str, Any]:
    return {"fields": {"url": [message]}}


def _invalid(field: str, message: str) -> Refusal:
    return Refusal("INVALID_INPUT", message, 400, {"fields": {field: [message]}})
