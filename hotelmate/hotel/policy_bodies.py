"""Cancellation policies as requests carry them: of a hotel, or of one of its rate plans."""

from typing import Any

from rest_framework import serializers

from hotelmate.hotel.rules import MOST_HOURS, PENALTIES, TEMPLATES


class PenaltySerializer(serializers.Serializer[Any]):
    """What a cancellation costs."""

    penalty_type = serializers.ChoiceField(PENALTIES, required=False)
    penalty_amount = serializers.DecimalField(10, 2, min_value=0, required=False, help_text="For FIXED.")
    penalty_percentage = serializers.DecimalField(
        5, 2, min_value=0, max_value=100, required=False, help_text="For PERCENTAGE."
    )


class TierSerializer(PenaltySerializer):
    """What a cancellation costs that comes at least `hours_before` the arrival."""

    hours_before = serializers.IntegerField(min_value=0, max_value=MOST_HOURS)


class PolicySerializer(PenaltySerializer):
    """A cancellation policy; `{}` charges nothing."""

    template_type = serializers.ChoiceField(TEMPLATES, required=False)
    free_until_hours = serializers.IntegerField(min_value=0, max_value=MOST_HOURS, required=False)
    tiers = TierSerializer(many=True, required=False, help_text="For CUSTOM.")
