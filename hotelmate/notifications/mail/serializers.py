"""Mails in the API's description."""

from typing import Any

from rest_framework import serializers

from hotelmate.notifications.mail.kinds import MailKind
from hotelmate.notifications.models import MailState


class MailSerializer(serializers.Serializer[Any]):
    """A mail about a booking, without text and address."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField([(kind.value, kind.value) for kind in MailKind])
    state = serializers.ChoiceField(MailState.choices)
    attempts = serializers.IntegerField()
    last_error = serializers.CharField(help_text="Why the newest attempt failed, such as SERVER_UNREACHABLE; or empty.")
    event_id = serializers.UUIDField(help_text="Of the event that it tells; part of the mail's Message-ID.")
    seq = serializers.IntegerField(help_text="Of that event.")
    copy = serializers.IntegerField(help_text="0 for the first; then how often it was asked for again.")
    requested_by = serializers.CharField(help_text="Who asked for it again, such as staff:12; or empty.")
    queued_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    next_attempt_at = serializers.DateTimeField(allow_null=True, help_text="While it waits: not later than this.")


class MailsSerializer(serializers.Serializer[Any]):
    """All mails about a booking, oldest first."""

    booking_id = serializers.CharField()
    mail_problem = serializers.CharField()
    mails = MailSerializer(many=True)
