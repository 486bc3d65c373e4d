"""What goes out of the house, in the API's description."""

from typing import Any

from rest_framework import serializers

from hotelmate.core.api.schema import ActionSerializer
from hotelmate.notifications.deliveries import KINDS, MOST_AT_ONCE
from hotelmate.notifications.models import DeliveryState, MailState

STATES = sorted({*MailState.values, *DeliveryState.values})
LAST_PAGE = 1000


class DeliveriesQuerySerializer(serializers.Serializer[Any]):
    """Which of them."""

    kind = serializers.ChoiceField(KINDS, default="", allow_blank=True)
    state = serializers.ChoiceField(STATES, default="", allow_blank=True, help_text="Of mails, webhooks, or both.")
    page = serializers.IntegerField(min_value=1, max_value=LAST_PAGE, default=1)
    page_size = serializers.IntegerField(min_value=1, max_value=MOST_AT_ONCE, default=50)


class HouseDeliverySerializer(serializers.Serializer[Any]):
    """A mail, or an event on its way to a webhook."""

    kind = serializers.ChoiceField(KINDS)
    state = serializers.ChoiceField(STATES)
    trouble = serializers.BooleanField(help_text="It was given up or refused, or its last attempt failed.")
    seq = serializers.IntegerField(help_text="Of the event that it tells.")
    at = serializers.DateTimeField(help_text="When it was queued first.")
    attempts = serializers.IntegerField()
    last_error = serializers.CharField()
    next_attempt_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    event_type = serializers.CharField(allow_null=True)
    last_status = serializers.IntegerField(allow_null=True)
    webhook_id = serializers.CharField(allow_null=True)
    url = serializers.CharField(allow_null=True)
    webhook_state = serializers.CharField(allow_null=True)
    mail_id = serializers.IntegerField(allow_null=True)
    mail_kind = serializers.CharField(allow_null=True)
    booking_id = serializers.CharField(allow_null=True)
    actions = ActionSerializer(many=True, help_text="`resend`: with the endpoints of webhooks and of mails.")


class DeliveryCountsSerializer(serializers.Serializer[Any]):
    """How many there are in each state."""

    mail = serializers.DictField(child=serializers.IntegerField())
    webhook = serializers.DictField(child=serializers.IntegerField())


class HouseDeliveriesSerializer(serializers.Serializer[Any]):
    """What failed first, then what is tried again, then the rest, the newest first."""

    count = serializers.IntegerField()
    counts = DeliveryCountsSerializer()
    results = HouseDeliverySerializer(many=True)
