"""What is asked for and answered about channels and the log."""

from typing import Any

from rest_framework import serializers

from hotelmate.core.api.parsing import Text
from hotelmate.events.serializers import EventSerializer
from hotelmate.notifications.channels import LONGEST_NAME
from hotelmate.notifications.pusher_auth import LONGEST_SOCKET_ID, SOCKET_ID

CHANNEL_NAME = r"^[-a-zA-Z0-9_=@,.;]+$"
MISSING = "Missing socket_id or channel_name"


class SubscriptionSerializer(serializers.Serializer[Any]):
    """A connection and the channel that it wants to join, as pusher-js sends them."""

    socket_id = serializers.RegexField(
        f"^{SOCKET_ID.pattern}$", max_length=LONGEST_SOCKET_ID, error_messages={"required": MISSING}
    )
    channel_name = serializers.RegexField(CHANNEL_NAME, max_length=LONGEST_NAME, error_messages={"required": MISSING})
    token = Text(required=False, allow_blank=True, max_length=200, help_text="A guest's token.")


class SubscriptionLeaveSerializer(serializers.Serializer[Any]):
    """What the client shows to the stream."""

    auth = serializers.CharField(help_text="`key:signature`")
    channel_data = serializers.CharField(help_text="Who it was signed for, as JSON text.")


class ToldEventSerializer(EventSerializer):
    """One thing that happened, as it was also sent on channels."""

    category = serializers.CharField()
    payload = serializers.DictField(help_text="As the AsyncAPI document describes it for this type.")


class ToldEventPageSerializer(serializers.Serializer[Any]):
    """Events in order, and the number of the newest one there is."""

    results = ToldEventSerializer(many=True)
    last_seq = serializers.IntegerField()
