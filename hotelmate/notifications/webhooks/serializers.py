"""What is asked about webhooks, and what they look like."""

from typing import Any

from rest_framework import serializers

from hotelmate.core.api.parsing import Text
from hotelmate.core.ids import LARGEST_ID
from hotelmate.notifications.models import DeliveryState, DisabledReason, WebhookState
from hotelmate.notifications.webhooks.rules import LONGEST_URL

URL_HELP = "An https address of yours. Private addresses only where the installation allows them."
TYPES_HELP = "Which events it gets, of webhooks/event-types/; none for all."
MOST_TYPES = 200


def _types(**kwargs: Any) -> serializers.ListField:
    return serializers.ListField(child=Text(max_length=60), max_length=MOST_TYPES, help_text=TYPES_HELP, **kwargs)


class WebhookCreateSerializer(serializers.Serializer[Any]):
    """A new webhook."""

    url = Text(max_length=LONGEST_URL, help_text=URL_HELP)
    description = Text(max_length=200, allow_blank=True, default="")
    event_types = _types(default=list)
    after = serializers.IntegerField(
        min_value=0,
        max_value=LARGEST_ID,
        required=False,
        help_text="Begin behind this `seq` of the log: 0 for all of it. Left out: with what happens from now on.",
    )


class WebhookEditSerializer(serializers.Serializer[Any]):
    """What to change; what is not given stays."""

    url = Text(max_length=LONGEST_URL, required=False, help_text=URL_HELP)
    description = Text(max_length=200, allow_blank=True, required=False)
    event_types = _types(required=False)


class WebhookResumeSerializer(serializers.Serializer[Any]):
    """Where to go on."""

    after = serializers.IntegerField(
        min_value=0,
        max_value=LARGEST_ID,
        required=False,
        help_text="Send everything behind this `seq` of the log, also what was taken before. Left out: what is missing.",
    )


class WebhookQuerySerializer(serializers.Serializer[Any]):
    """Which webhooks."""

    retired = serializers.BooleanField(default=False, help_text="Retired ones too.")


class DeliveryQuerySerializer(serializers.Serializer[Any]):
    """Which deliveries."""

    state = serializers.ChoiceField(DeliveryState.choices, required=False)
    event_type = Text(max_length=60, required=False)
    event_id = serializers.UUIDField(required=False)


class WebhookSerializer(serializers.Serializer[Any]):
    """A webhook."""

    webhook_id = serializers.CharField()
    url = serializers.CharField()
    description = serializers.CharField()
    event_types = serializers.ListField(child=serializers.CharField(), help_text="Empty for all.")
    state = serializers.ChoiceField(WebhookState.choices)
    state_since = serializers.DateTimeField()
    disabled_reason = serializers.ChoiceField(DisabledReason.choices, allow_blank=True)
    after_seq = serializers.IntegerField(help_text="How far the log was turned into deliveries.")
    pending = serializers.IntegerField(help_text="Deliveries that wait for their turn or for another try.")
    dead = serializers.IntegerField(help_text="Deliveries that were given up.")
    failing_since = serializers.DateTimeField(allow_null=True, help_text="Nothing was taken since then.")
    rest_until = serializers.DateTimeField(allow_null=True, help_text="Left alone until then: it took nothing.")
    last_delivered_at = serializers.DateTimeField(allow_null=True)
    previous_secret_until = serializers.DateTimeField(
        allow_null=True, help_text="Until then messages are signed with the secret before too."
    )
    created_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class WebhookWithSecretSerializer(WebhookSerializer):
    """A webhook with its secret, which is said only when it is made."""

    secret = serializers.CharField(
        required=False, help_text="`whsec_…`, to verify signatures with. An answer that a key replays is without it."
    )


class DeliverySerializer(serializers.Serializer[Any]):
    """One event on its way to a webhook."""

    seq = serializers.IntegerField()
    event_id = serializers.UUIDField()
    event_type = serializers.CharField()
    state = serializers.ChoiceField(DeliveryState.choices)
    attempts = serializers.IntegerField(help_text="Since it was queued, or queued again.")
    next_attempt_at = serializers.DateTimeField(allow_null=True)
    first_attempt_at = serializers.DateTimeField(allow_null=True)
    last_attempt_at = serializers.DateTimeField(allow_null=True)
    last_status = serializers.IntegerField(allow_null=True, help_text="The HTTP status of the last answer.")
    last_error = serializers.CharField(help_text="Why the last attempt failed: TIMED_OUT, HTTP_ERROR, …")
    finished_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class ResentSerializer(serializers.Serializer[Any]):
    """How much goes out again."""

    resent = serializers.IntegerField()


class WebhookTypesSerializer(serializers.Serializer[Any]):
    """Types of events that webhooks carry."""

    results = serializers.ListField(child=serializers.CharField())
