"""The pages of webhooks: all of them, and one with its deliveries."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from hotelmate.core import clock
from hotelmate.core.capabilities import MANAGE_WEBHOOKS
from hotelmate.core.errors import Refusal
from hotelmate.core.ids import id_in_path
from hotelmate.desk.event_words import event_words
from hotelmate.desk.frame import Desk, desk_page, show_part
from hotelmate.desk.manage.delivery_words import error_words
from hotelmate.desk.settings.editing import why_not
from hotelmate.desk.value_words import DELIVERY_STATE, WEBHOOK_STATE
from hotelmate.notifications.models import WebhookDelivery, WebhookEndpoint, WebhookState
from hotelmate.notifications.webhooks.queries import counts_of, deliveries_of, endpoints_of, get_endpoint
from hotelmate.notifications.webhooks.representations import NOTHING_WAITS
from hotelmate.notifications.webhooks.rules import cannot_pause, not_active, retired, waits_its_turn

ON_A_PAGE = 50


@desk_page(needs=MANAGE_WEBHOOKS)
def webhooks_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All webhooks and what waits at each; retired ones last."""
    endpoints = list(endpoints_of(desk.hotel.pk, with_retired=True))
    counts = counts_of(endpoints)
    endpoints.sort(key=lambda one: one.state == WebhookState.RETIRED)
    rows = [(one, WEBHOOK_STATE[one.state], counts.get(one.pk, NOTHING_WAITS)) for one in endpoints]
    parts = {"webhooks": "manage/settings/webhooks_part"}
    return show_part(request, desk, "manage/settings/webhooks", {"rows": rows}, parts=parts)


@desk_page(needs=MANAGE_WEBHOOKS)
def webhook_page(request: HttpRequest, desk: Desk, webhook_id: str) -> HttpResponse:
    """One webhook: how it is doing, what can be done, and its deliveries."""
    endpoint = get_endpoint(hotel_id=desk.hotel.pk, webhook_id=webhook_id)
    state = request.GET.get("state", "")
    state = state if state in DELIVERY_STATE else ""
    before = id_in_path(request.GET.get("before", ""))
    context = {
        "section": "desk-settings-webhooks",
        "endpoint": endpoint,
        "state_words": WEBHOOK_STATE[endpoint.state],
        "counts": counts_of([endpoint]).get(endpoint.pk, NOTHING_WAITS),
        "cannot": cannot(endpoint),
        "types": [(one, event_words(one)) for one in endpoint.event_types],
        "is_active": endpoint.state == WebhookState.ACTIVE,
        "states": [(key, words, key == state) for key, words in DELIVERY_STATE.items()],
        "state": state,
        **deliveries(endpoint, state, before),
    }
    parts = {"webhook": "manage/settings/webhook_part", "deliveries": "manage/settings/webhook_deliveries"}
    return show_part(request, desk, "manage/settings/webhook", context, parts=parts)


def cannot(endpoint: WebhookEndpoint) -> Mapping[str, str]:
    """Why something cannot be done with it; empty where it can."""
    over = why_not(retired(endpoint.state))
    return {"change": over, "test": why_not(not_active(endpoint.state)), "pause": why_not(cannot_pause(endpoint.state))}


def deliveries(endpoint: WebhookEndpoint, state: str, before: int | None) -> dict[str, Any]:
    """A page of the deliveries, the newest event first, and where the next page begins."""
    found = deliveries_of(endpoint, state=state)
    page = list((found if before is None else found.filter(seq__lt=before))[: ON_A_PAGE + 1])
    shown = page[:ON_A_PAGE]
    over = retired(endpoint.state)
    return {
        "rows": [
            (one, event_words(one.event_type), DELIVERY_STATE[one.state], answered(one), why_not(over or waiting(one)))
            for one in shown
        ],
        "older": shown[-1].seq if len(page) > ON_A_PAGE else None,
        "is_newest": before is None,
    }


def answered(delivery: WebhookDelivery) -> str:
    """What the receiver said to the newest try: why it failed, or the number of its answer."""
    if delivery.last_error:
        return error_words(delivery.last_error, delivery.last_status)
    return str(delivery.last_status or "")


def waiting(delivery: WebhookDelivery) -> Refusal | None:
    """Whether it is to be delivered anyway."""
    return waits_its_turn(delivery.state, delivery.next_attempt_at, clock.now())
