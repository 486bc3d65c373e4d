"""What is asked for and answered about channels and the log: what an entry looks like, and which are wanted."""

from typing import Any

from rest_framework import serializers

from hotelmate.core.api.parsing import Text
from hotelmate.core.api.schema import SubjectSerializer
from hotelmate.core.errors import refuse
from hotelmate.core.ids import LARGEST_ID
from hotelmate.events.queries import MOST_AT_ONCE
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


class EventQuerySerializer(serializers.Serializer[Any]):
    """Which events."""

    after = serializers.IntegerField(min_value=0, max_value=LARGEST_ID, default=0, help_text="Later than this seq.")
    limit = serializers.IntegerField(min_value=1, max_value=MOST_AT_ONCE, default=100, help_text="At most so many.")
    types = Text(max_length=1000, default="", allow_blank=True, help_text="Types, by commas.")
    subject = Text(max_length=110, default="", allow_blank=True, help_text="One subject: `room:101`.")


class EventMetaSerializer(serializers.Serializer[Any]):
    """What realtime clients know an event by."""

    event_id = serializers.UUIDField()
    seq = serializers.IntegerField()
    hotel_slug = serializers.CharField()
    ts = serializers.DateTimeField()
    actor = serializers.CharField()
    cause = serializers.CharField()
    scope = serializers.DictField()


class EventSerializer(serializers.Serializer[Any]):
    """One thing that happened."""

    seq = serializers.IntegerField()
    event_id = serializers.UUIDField()
    type = serializers.CharField()
    subject = SubjectSerializer()
    before = serializers.DictField()
    after = serializers.DictField()
    changed_fields = serializers.ListField(child=serializers.CharField())
    actor = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    cause = serializers.CharField()
    occurred_at = serializers.DateTimeField()
    meta = EventMetaSerializer()


class ToldEventSerializer(EventSerializer):
    """One thing that happened, as it was also sent on channels."""

    category = serializers.CharField()
    payload = serializers.DictField(help_text="As the AsyncAPI document describes it for this type.")


class ToldEventPageSerializer(serializers.Serializer[Any]):
    """Events in order, and the number of the newest one there is."""

    results = ToldEventSerializer(many=True)
    last_seq = serializers.IntegerField()


def types_of(text: str) -> list[str]:
    """The types of a list by commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def subject_of(text: str) -> tuple[str, str] | None:
    """The kind and the id of `kind:id`; INVALID_INPUT when it is neither that nor empty."""
    if not text:
        return None
    kind, colon, name = text.partition(":")
    if not colon or not kind or not name:
        message = "A subject is a kind and an id: room:101."
        raise refuse("INVALID_INPUT", message, status=400, fields={"subject": [message]})
    return kind, name
