"""Everything that goes out of a house, mails and webhooks alike: what failed first, then what is tried again, then the rest."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count

from hotelmate.core import clock
from hotelmate.core.actor import Actor
from hotelmate.core.capabilities import EDIT_BOOKING, MANAGE_WEBHOOKS, VIEW_BOOKINGS
from hotelmate.notifications.delivery_representations import mail_sent_body, webhook_sent_body
from hotelmate.notifications.mail.rules import cannot_resend
from hotelmate.notifications.models import DeliveryState, Mail, MailState, WebhookDelivery
from hotelmate.notifications.webhooks.rules import retired, waits_its_turn

MAIL, WEBHOOK = "mail", "webhook"
KINDS = (MAIL, WEBHOOK)
MOST_AT_ONCE = 200
FAILED = {MAIL: (MailState.REFUSED, MailState.GIVEN_UP), WEBHOOK: (DeliveryState.DEAD,)}
WAITING: dict[str, str] = {MAIL: MailState.QUEUED, WEBHOOK: DeliveryState.PENDING}
TABLES = {
    MAIL: ("notifications_mail", "queued_at"),
    WEBHOOK: ("notifications_webhookdelivery", "created_at"),
}


@dataclass(frozen=True, slots=True)
class HouseDeliveries:
    """Some of what went or goes out, how many there are in all, and how many of each kind are in each state."""

    results: list[dict[str, Any]]
    total: int
    counts: dict[str, dict[str, int]]


def deliveries_of_house(
    actor: Actor, *, kind: str = "", state: str = "", limit: int = 50, offset: int = 0
) -> HouseDeliveries:
    """What goes out of the actor's hotel, of one kind or of both, in one state or in all. Six statements at most."""
    actor.require(MANAGE_WEBHOOKS)
    actor.require(VIEW_BOOKINGS)
    kinds = [one for one in KINDS if kind in ("", one)]
    counts = {one: _counts(one, actor.hotel_id) for one in KINDS}
    total = sum(many for one in kinds for name, many in counts[one].items() if state in ("", name))
    wanted = _page(actor.hotel_id, kinds, state, min(limit, MOST_AT_ONCE), offset)
    bodies = {**_mails(actor, wanted), **_webhooks(actor, wanted)}
    return HouseDeliveries([bodies[one] for one in wanted if one in bodies], total, counts)


def _counts(kind: str, hotel_id: int) -> dict[str, int]:
    model, states = (Mail, MailState.values) if kind == MAIL else (WebhookDelivery, DeliveryState.values)
    found = dict(model.objects.filter(hotel_id=hotel_id).values_list("state").annotate(Count("pk")).order_by())
    return {state: found.get(state, 0) for state in states}


def _page(hotel_id: int, kinds: Iterable[str], state: str, limit: int, offset: int) -> list[tuple[str, int]]:
    """Kind and id of each, in order. Each state is read from its own end of an index, never more than is asked for."""
    branches = [branch for kind in kinds for branch in _branches(kind, state)]
    if not branches:
        return []
    values = {"hotel": hotel_id, "most": limit + offset, "limit": limit, "offset": offset}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT kind, id FROM ({' UNION ALL '.join(branches)}) sent"
            " ORDER BY rank, at DESC, kind, id DESC LIMIT %(limit)s OFFSET %(offset)s",
            values,
        )
        return list(cursor.fetchall())


def _branches(kind: str, state: str) -> Iterable[str]:
    table, at = TABLES[kind]
    states = MailState.values if kind == MAIL else DeliveryState.values
    for one in states:
        if state not in ("", one):
            continue
        ranks = [(0 if one in FAILED[kind] else 2, "true")]
        if one == WAITING[kind]:
            ranks = [(1, "last_error <> ''"), (2, "last_error = ''")]
        for rank, condition in ranks:
            yield (
                f"(SELECT {rank} AS rank, {at} AS at, '{kind}' AS kind, id FROM {table}"
                f" WHERE hotel_id = %(hotel)s AND state = '{one}' AND {condition} ORDER BY {at} DESC, id DESC LIMIT %(most)s)"
            )


def _mails(actor: Actor, wanted: list[tuple[str, int]]) -> dict[tuple[str, int], dict[str, Any]]:
    ids = [pk for kind, pk in wanted if kind == MAIL]
    if not ids:
        return {}
    mails = list(Mail.objects.select_related("booking").filter(hotel_id=actor.hotel_id, pk__in=ids))
    waits = set(
        Mail.objects.filter(
            hotel_id=actor.hotel_id, state=MailState.QUEUED, event_id__in=[mail.event_id for mail in mails]
        ).values_list("event_id", "kind")
    )
    return {
        (MAIL, mail.pk): mail_sent_body(
            mail,
            trouble=bool(mail.last_error) and mail.state != MailState.SENT,
            resend=actor.lacks(EDIT_BOOKING) or cannot_resend(mail.booking, waits=(mail.event_id, mail.kind) in waits),
        )
        for mail in mails
    }


def _webhooks(actor: Actor, wanted: list[tuple[str, int]]) -> dict[tuple[str, int], dict[str, Any]]:
    ids = [pk for kind, pk in wanted if kind == WEBHOOK]
    if not ids:
        return {}
    now = clock.now()
    found = WebhookDelivery.objects.select_related("endpoint").filter(hotel_id=actor.hotel_id, pk__in=ids)
    return {
        (WEBHOOK, delivery.pk): webhook_sent_body(
            delivery,
            trouble=bool(delivery.last_error) or delivery.state == DeliveryState.DEAD,
            resend=retired(delivery.endpoint.state) or waits_its_turn(delivery.state, delivery.next_attempt_at, now),
        )
        for delivery in found
    }
