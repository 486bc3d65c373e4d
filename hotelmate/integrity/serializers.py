"""The verification in the API's description."""

from typing import Any

from rest_framework import serializers

from hotelmate.core.api.schema import SubjectSerializer


class FindingSerializer(serializers.Serializer[Any]):
    """One contradiction."""

    check = serializers.CharField()
    invariant = serializers.IntegerField(help_text="The number of the invariant in ARCHITECTURE.md.")
    record = serializers.CharField(help_text="What contradicts itself, for people.")
    problem = serializers.CharField()
    remedy = serializers.CharField(help_text="What to do.")
    subject = SubjectSerializer(
        allow_null=True, help_text="The record for programs: a room by number, a booking, an event by seq, …"
    )


class VerificationSerializer(serializers.Serializer[Any]):
    """What the newest verification found."""

    checked_at = serializers.DateTimeField()
    seq = serializers.IntegerField(help_text="How far the log had come.")
    business_date = serializers.DateField()
    duration_ms = serializers.IntegerField()
    checks = serializers.IntegerField(help_text="How many checks ran.")
    contradictions = serializers.IntegerField()
    findings = FindingSerializer(many=True, help_text="Of each check at most a hundred.")


class CheckSerializer(serializers.Serializer[Any]):
    """One check, and how much it found."""

    name = serializers.CharField()
    invariant = serializers.IntegerField()
    says = serializers.CharField(help_text="What must hold.")
    findings = serializers.IntegerField(allow_null=True, help_text="null before the first verification.")


class IntegritySerializer(serializers.Serializer[Any]):
    """Whether the hotel contradicts itself."""

    verification = VerificationSerializer(allow_null=True, help_text="null before the first.")
    last_seq = serializers.IntegerField(help_text="How far the log has come by now.")
    checks = CheckSerializer(many=True)
