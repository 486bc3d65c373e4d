"""Webhooks: programs of the hotel's own that hear what happens. Made, changed, paused, tested; the secret is shown once."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotelmate.core.capabilities import MANAGE_WEBHOOKS
from hotelmate.core.change import Outcome
from hotelmate.core.ids import LARGEST_ID
from hotelmate.desk.deeds import Done
from hotelmate.desk.event_words import event_words
from hotelmate.desk.forms import DeskForm, Radio, Several, Text, Version
from hotelmate.desk.frame import show
from hotelmate.desk.settings.editing import SettingsDeed
from hotelmate.notifications.models import WebhookEndpoint
from hotelmate.notifications.notification_manager import WEBHOOK_TYPES
from hotelmate.notifications.webhooks import services
from hotelmate.notifications.webhooks.queries import get_endpoint
from hotelmate.notifications.webhooks.rules import LONGEST_URL

ALL, SOME = "all", "some"
# Types of events by what they are about: how their names begin.
KINDS: Sequence[tuple[Promise, tuple[str, ...]]] = (
    (_("Bookings"), ("booking_",)),
    (_("Payments"), ("payment_",)),
    (_("Rooms"), ("room_", "block_", "allowance_")),
    (_("Work"), ("task_", "fault_", "discrepancy_")),
    (_("Rates"), ("rate_", "plan_", "nightly_", "promotion_")),
    (_("The house"), ("",)),
)


def types_by_kind() -> list[tuple[Promise, list[tuple[str, str]]]]:
    """All types that webhooks carry, each under the first kind that fits."""
    left = list(WEBHOOK_TYPES)
    groups = []
    for name, beginnings in KINDS:
        found = [one for one in left if one.startswith(beginnings)]
        left = [one for one in left if one not in found]
        groups.append((name, [(one, event_words(one)) for one in found]))
    return groups


class WebhookForm(DeskForm):
    """Where events go, and which."""

    template_name = "desk/manage/settings/webhook_fields.html"
    version = Version()
    url = forms.CharField(
        label=_("Address"),
        max_length=LONGEST_URL,
        help_text=_("An https address of yours, such as https://example.com/hooks."),
        widget=forms.URLInput,
    )
    description = Text(label=_("Description"), required=False)
    which = Radio(
        label=_("Events"), choices=[(ALL, _("All of them")), (SOME, _("Only these"))], initial=ALL, required=False
    )
    event_types = Several(label=_("Types of events"), required=False, choices=[(one, one) for one in WEBHOOK_TYPES])

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """The fields besides the types."""
        return [field for field in self.visible_fields() if field.name != "event_types"]

    @property
    def groups(self) -> list[tuple[Promise, list[tuple[str, str, bool]]]]:
        """The types by what they are about: name, words, and whether it is chosen."""
        chosen = set(self["event_types"].value() or ())
        return [(name, [(one, words, one in chosen) for one, words in found]) for name, found in types_by_kind()]

    def clean(self) -> dict[str, Any]:
        """All, or one at least."""
        values = dict(self.cleaned_data)
        if values.get("which") == SOME and not values.get("event_types"):
            self.add_error("event_types", gettext("Choose one at least."))
        return values


class NewWebhookForm(WebhookForm):
    """A new webhook; it may begin in the past."""

    after = forms.IntegerField(
        label=_("Begin behind number"),
        required=False,
        min_value=0,
        max_value=LARGEST_ID,
        help_text=_("Of the log: 0 for all of it. Empty: with what happens from now on."),
    )


class ResumeForm(DeskForm):
    """Where to go on."""

    after = forms.IntegerField(
        label=_("Begin anew behind number"),
        required=False,
        min_value=0,
        max_value=LARGEST_ID,
        help_text=_("Of the log: everything behind it is sent again. Empty: what is missing, the oldest first."),
    )


class WebhookDeed(SettingsDeed):
    """Something done with webhooks."""

    page = "desk-settings-webhooks"
    needs = MANAGE_WEBHOOKS
    form_class: ClassVar[type[DeskForm] | None] = None
    blames = {"HTTPS_REQUIRED": "url"}


class TellingSecret(WebhookDeed):
    """A deed that ends with a secret: it is shown here and nowhere else, and kept in no answer."""

    told: WebhookEndpoint | None = None

    def keep(self, work: Any, said: str) -> Done:
        """Do the change, and keep what it made for the answer. Whoever repeats the form has seen it."""

        def keeping(outcome: Outcome[WebhookEndpoint]) -> Done:
            self.told = outcome.subject
            return Done.of(outcome, said)

        return self.change(work, keeping)

    def answer(self, done: Done) -> HttpResponse:
        """The secret; to whoever sent the form twice, that it was shown."""
        secret = self.told.secret if self.told is not None else ""
        webhook_id = self.told.webhook_id if self.told is not None else self.names.get("webhook_id", "")
        go = reverse("desk-settings-webhook", args=[webhook_id]) if webhook_id else self.back()
        context = {"said": done.said, "secret": secret, "go": go}
        template = "secret" if getattr(self.request, "htmx", False) else "secret_page"
        return show(self.request, self.desk, f"manage/settings/{template}", context)


class AddWebhook(TellingSecret):
    """Add a webhook."""

    title = _("Add a webhook")
    submit = _("Add")
    form_class = NewWebhookForm

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Add it, and show its secret."""
        return self.keep(
            lambda: services.create_webhook(actor=self.desk.actor, after=values["after"], **webhook_values(values)),
            gettext("The webhook is added."),
        )


class OneWebhook(WebhookDeed):
    """Something done with one webhook."""

    endpoint: WebhookEndpoint

    def prepare(self) -> None:
        """The webhook."""
        self.endpoint = get_endpoint(hotel_id=self.desk.hotel.pk, webhook_id=self.names["webhook_id"])

    def back(self) -> str:
        """To its page."""
        return self.address("desk-settings-webhook")

    def address(self, name: str) -> str:
        """Where something is done with this one."""
        return reverse(name, args=[self.endpoint.webhook_id])


class EditWebhook(OneWebhook):
    """Change where a webhook posts to, and what it gets."""

    title = _("Change the webhook")
    form_class = WebhookForm

    def initial(self) -> dict[str, Any]:
        """As it is."""
        own = {name: getattr(self.endpoint, name) for name in ("version", "url", "description", "event_types")}
        return {**own, "which": SOME if self.endpoint.event_types else ALL}

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Save it; what waits goes to the new address, at once."""
        return self.save(
            lambda: services.update_webhook(
                actor=self.desk.actor, webhook_id=self.endpoint.webhook_id, **webhook_values(values)
            ),
            lambda webhook: gettext("The webhook is saved."),
        )


class RotateSecret(OneWebhook, TellingSecret):
    """Give a webhook a new secret."""

    title = _("Make a new secret?")
    submit = _("Make a new secret")
    body = "desk/manage/settings/rotate_body.html"

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Make it, and show it."""
        return self.keep(
            lambda: services.rotate_secret(actor=self.desk.actor, webhook_id=self.endpoint.webhook_id),
            gettext("The webhook has a new secret."),
        )


class SendTest(OneWebhook):
    """Send a webhook an event, to see whether it arrives."""

    title = _("Send a test?")
    submit = _("Send a test")

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Put it into the log."""
        return self.save(
            lambda: services.send_test(actor=self.desk.actor, webhook_id=self.endpoint.webhook_id),
            lambda webhook: gettext("A test is on its way."),
        )


class PauseWebhook(OneWebhook):
    """Post nothing for a while."""

    title = _("Pause the webhook?")
    submit = _("Pause")

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Pause it; its events wait."""
        return self.save(
            lambda: services.pause_webhook(actor=self.desk.actor, webhook_id=self.endpoint.webhook_id),
            lambda webhook: gettext("The webhook is paused. Its events wait."),
            undo=self.address("desk-settings-webhook-resume"),
        )


class ResumeWebhook(OneWebhook):
    """Post again."""

    title = _("Resume the webhook")
    submit = _("Resume")
    form_class = ResumeForm

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Resume it, with what is missing or from a place in the log on."""
        return self.save(
            lambda: services.resume_webhook(
                actor=self.desk.actor, webhook_id=self.endpoint.webhook_id, after=values["after"]
            ),
            lambda webhook: gettext("The webhook gets its events again."),
        )


class RetireWebhook(OneWebhook):
    """End a webhook for good."""

    title = _("Retire the webhook?")
    submit = _("Retire for good")
    danger = True
    body = "desk/manage/settings/retire_webhook_body.html"

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """End it."""
        return self.save(
            lambda: services.retire_webhook(actor=self.desk.actor, webhook_id=self.endpoint.webhook_id),
            lambda webhook: gettext("The webhook is retired."),
        )


class ResendDelivery(OneWebhook):
    """Deliver one event again."""

    title = _("Send the event again?")
    submit = _("Resend")

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Queue it."""
        return self.save(
            lambda: services.resend_delivery(
                actor=self.desk.actor, webhook_id=self.endpoint.webhook_id, seq=self.names["seq"]
            ),
            lambda delivery: gettext("Event %(seq)d is on its way again.") % {"seq": delivery.seq},
        )


class ResendDead(OneWebhook):
    """Deliver again all that was given up."""

    title = _("Send again what was given up?")
    submit = _("Resend")

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Queue it."""
        return self.save(
            lambda: services.resend_dead(actor=self.desk.actor, webhook_id=self.endpoint.webhook_id),
            lambda count: gettext("%(count)d deliveries are on their way again.") % {"count": count},
        )


def webhook_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a service takes of a webhook's form."""
    types = values["event_types"] if values["which"] == SOME else []
    return {"url": values["url"], "description": values["description"], "event_types": types}
