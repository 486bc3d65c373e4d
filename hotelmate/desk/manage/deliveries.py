"""Deliveries: mails and webhooks that went out, go out or failed; the failed first, each to be sent again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hotelmate.core.capabilities import EDIT_BOOKING, MANAGE_WEBHOOKS, VIEW_BOOKINGS
from hotelmate.desk.deeds import Deed, Done
from hotelmate.desk.event_words import event_words
from hotelmate.desk.forms import Choice, DeskForm
from hotelmate.desk.frame import Desk, desk_page, show_part
from hotelmate.desk.manage.asking import query_of
from hotelmate.desk.manage.delivery_words import error_words
from hotelmate.desk.refusals import sentence
from hotelmate.desk.value_words import DELIVERY_STATE, MAIL_KIND, MAIL_STATE
from hotelmate.notifications.deliveries import FAILED, MAIL, WAITING, WEBHOOK, HouseDeliveries, deliveries_of_house
from hotelmate.notifications.mail.services import resend_mail
from hotelmate.notifications.models import WebhookEndpoint
from hotelmate.notifications.webhooks.queries import counts_of, endpoints_of
from hotelmate.notifications.webhooks.services import resend_dead, resend_delivery

ON_A_PAGE = 50
STATES = {MAIL: MAIL_STATE, WEBHOOK: DELIVERY_STATE}
KINDS = {"": gettext_lazy("All"), MAIL: gettext_lazy("Mails"), WEBHOOK: gettext_lazy("Webhooks")}


ICONS = {MAIL: "mail", WEBHOOK: "webhook"}


class DeliveriesForm(DeskForm):
    """Which deliveries."""

    kind = Choice(choices=list(KINDS.items()), required=False)
    state = Choice(choices=[("", ""), *MAIL_STATE.items(), *DELIVERY_STATE.items()], required=False)
    page = forms.IntegerField(min_value=1, max_value=10_000, required=False)


@dataclass(frozen=True, slots=True)
class Tile:
    """How many deliveries are in a state, and where they are listed; `kind` is the class that shows how bad it is."""

    count: int
    label: str
    about: str
    icon: str
    query: str
    kind: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail or an event on its way: what, to whom, how it stands; how it is sent again, or why it is not."""

    is_mail: bool
    what: str
    to: str
    seq: int
    booking_id: str
    state: str
    chip: str
    at: datetime
    attempts: int
    error: str
    next_at: datetime | None
    resend: str
    why_not: str
    name: str


@dataclass(frozen=True, slots=True)
class Dead:
    """A webhook of which events were given up."""

    endpoint: WebhookEndpoint
    count: int


@desk_page(needs=MANAGE_WEBHOOKS)
def deliveries(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The page."""
    desk.actor.require(VIEW_BOOKINGS)
    form = DeliveriesForm(desk, request.GET)
    valid = form.is_valid()
    asked: Mapping[str, Any] = form.cleaned_data if valid else {}
    kind, state, page = asked.get("kind", ""), asked.get("state", ""), asked.get("page") or 1
    found = deliveries_of_house(desk.actor, kind=kind, state=state, limit=ON_A_PAGE, offset=(page - 1) * ON_A_PAGE)
    here = {"kind": kind, "state": state}
    context = {
        "form": form,
        "kinds": [(key, label, query_of({"kind": key})) for key, label in KINDS.items()],
        "kind": kind,
        "state": state,
        "tiles": _tiles(found, kind, state),
        "rows": [_sent(body) for body in found.results],
        "total": found.total,
        "dead": _dead(desk) if kind != MAIL else [],
        "newer": query_of({**here, "page": page - 1}) if page > 1 else "",
        "older": query_of({**here, "page": page + 1}) if found.total > page * ON_A_PAGE else "",
    }
    response = show_part(request, desk, "manage/deliveries", context, parts={"deliveries": "manage/deliveries_part"})
    if not valid:
        response.status_code = 400
    return response


def failed_in(found: HouseDeliveries) -> int:
    """How many deliveries failed for good."""
    return sum(found.counts[kind].get(state, 0) for kind, states in FAILED.items() for state in states)


def _tiles(found: HouseDeliveries, kind: str, state: str) -> list[Tile]:
    tiles = []
    for one, states in STATES.items():
        for name, words in states.items():
            if kind not in ("", one):
                continue
            count = found.counts[one].get(name, 0)
            if not (count or name in FAILED[one] or name == state):
                continue
            look = "todo" if name in FAILED[one] and count else ""
            query = query_of({"kind": one, "state": name})
            tiles.append(Tile(count, str(words), str(KINDS[one]), ICONS[one], query, look, state == name))
    return sorted(tiles, key=lambda tile: tile.kind != "todo")


def _dead(desk: Desk) -> list[Dead]:
    """The webhooks with events that were given up. Two statements."""
    endpoints = list(endpoints_of(desk.hotel.pk))
    counts = counts_of(endpoints)
    found = [Dead(endpoint, counts.get(endpoint.pk, {}).get("dead", 0)) for endpoint in endpoints]
    return [one for one in found if one.count]


def _sent(body: Mapping[str, Any]) -> Sent:
    is_mail = body["kind"] == MAIL
    (resend,) = body["actions"]
    address = (
        reverse("desk-mail-resend", args=[body["booking_id"], body["mail_id"]])
        if is_mail
        else reverse("desk-delivery-resend", args=[body["webhook_id"], body["seq"]])
    )
    state = body["state"]
    return Sent(
        is_mail=is_mail,
        what=str(MAIL_KIND.get(body["mail_kind"], body["mail_kind"])) if is_mail else event_words(body["event_type"]),
        to="" if is_mail else body["url"],
        seq=body["seq"],
        booking_id=body["booking_id"] or "",
        state=str(STATES[body["kind"]][state]),
        chip=_chip(body),
        at=datetime.fromisoformat(body["at"]),
        attempts=body["attempts"],
        error=error_words(body["last_error"], body["last_status"]) if body["last_error"] else "",
        next_at=datetime.fromisoformat(body["next_attempt_at"]) if body["next_attempt_at"] else None,
        resend=address,
        why_not="" if resend["allowed"] else sentence(resend["code"] or "", resend["reason"] or ""),
        name=f"{body['kind']}-{body['mail_id'] or body['webhook_id']}-{body['seq']}",
    )


def _chip(body: Mapping[str, Any]) -> str:
    """The class that shows how bad it is."""
    if body["state"] in FAILED[body["kind"]]:
        return "failed"
    if body["state"] == WAITING[body["kind"]]:
        return "warn" if body["trouble"] else "plain"
    return "went"


class _Resend(Deed):
    submit = gettext_lazy("Send again")

    def back(self) -> str:
        """To the list."""
        return reverse("desk-deliveries")


class ResendMail(_Resend):
    """Send a mail about a booking once more."""

    title = gettext_lazy("Send the mail again")
    needs = EDIT_BOOKING

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """To the address that the booking has now."""
        return self.change(
            lambda: resend_mail(
                actor=self.desk.actor, booking_id=self.names["booking_id"], mail_id=self.names["mail_id"]
            ),
            lambda outcome: Done.of(outcome, _("The mail goes out again.")),
        )


class ResendDelivery(_Resend):
    """Deliver one event to a webhook once more."""

    title = gettext_lazy("Send the event again")
    needs = MANAGE_WEBHOOKS

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Its turn comes as soon as a worker looks."""
        return self.change(
            lambda: resend_delivery(actor=self.desk.actor, webhook_id=self.names["webhook_id"], seq=self.names["seq"]),
            lambda outcome: Done.of(outcome, _("The event goes out again.")),
        )


class ResendDead(_Resend):
    """Deliver everything once more that was given up for a webhook."""

    title = gettext_lazy("Send all again that was given up")
    needs = MANAGE_WEBHOOKS

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """In the order of the log."""
        return self.change(
            lambda: resend_dead(actor=self.desk.actor, webhook_id=self.names["webhook_id"]),
            lambda outcome: Done.of(
                outcome,
                ngettext("%(count)d event goes out again.", "%(count)d events go out again.", outcome.subject)
                % {"count": outcome.subject},
            ),
        )
