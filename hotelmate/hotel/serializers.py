"""What the settings of a hotel look like, coming in and going out."""

from typing import Any

from rest_framework import serializers

from hotelmate.core.api.parsing import Text
from hotelmate.hotel.models import Inspection, Language
from hotelmate.hotel.policy_bodies import PolicySerializer
from hotelmate.hotel.rules import LIMITS


def _limited(field: str) -> serializers.IntegerField:
    least, most = LIMITS[field]
    return serializers.IntegerField(min_value=least, max_value=most, required=False)


class SettingsSerializer(serializers.Serializer[Any]):
    """Settings to change; what is not given stays."""

    name = Text(max_length=120, required=False)
    phone = Text(max_length=40, allow_blank=True, required=False)
    email = serializers.EmailField(max_length=254, allow_blank=True, required=False)
    timezone = Text(max_length=60, required=False, help_text="For example Europe/Dublin.")
    currency = Text(max_length=3, required=False, help_text="For example EUR.")
    language = serializers.ChoiceField(
        Language.choices,
        required=False,
        help_text="In which guests are written to, unless their booking says otherwise.",
    )
    check_in_from = serializers.TimeField(required=False)
    early_check_in_from = serializers.TimeField(required=False)
    late_arrival_cutoff = serializers.TimeField(required=False)
    check_out_by = serializers.TimeField(required=False)
    day_rollover = serializers.TimeField(required=False, help_text="When one business day becomes the next.")
    unpaid_hold_minutes = _limited("unpaid_hold_minutes")
    approval_window_minutes = _limited("approval_window_minutes")
    requires_approval = serializers.BooleanField(required=False)
    tell_guest_room_assigned = serializers.BooleanField(
        required=False, help_text="Whether guests hear which room they will have before they arrive."
    )
    inspection = serializers.ChoiceField(Inspection.choices, required=False)
    vat_percent = serializers.DecimalField(5, 2, min_value=0, max_value=100, required=False)
    prices_include_vat = serializers.BooleanField(
        required=False, help_text="Whether the tax is in the prices already, or comes on top."
    )
    cancellation_policy = PolicySerializer(required=False)
    no_show_fee_percent = serializers.DecimalField(5, 2, min_value=0, max_value=100, required=False)
    retention_days = _limited("retention_days")
    pre_arrival_mail_days = _limited("pre_arrival_mail_days")


class HotelSerializer(serializers.Serializer[Any]):
    """A hotel and its settings. Policies and fees are shown to those who may see money."""

    id = serializers.IntegerField()
    slug = serializers.CharField()
    name = serializers.CharField()
    phone = serializers.CharField()
    email = serializers.CharField()
    timezone = serializers.CharField()
    currency = serializers.CharField()
    language = serializers.CharField()
    business_date = serializers.DateField(help_text="The hotel's own today.")
    check_in_from = serializers.CharField()
    early_check_in_from = serializers.CharField()
    late_arrival_cutoff = serializers.CharField()
    check_out_by = serializers.CharField()
    day_rollover = serializers.CharField()
    unpaid_hold_minutes = serializers.IntegerField()
    approval_window_minutes = serializers.IntegerField()
    requires_approval = serializers.BooleanField()
    tell_guest_room_assigned = serializers.BooleanField()
    inspection = serializers.CharField()
    retention_days = serializers.IntegerField()
    pre_arrival_mail_days = serializers.IntegerField(help_text="0 for no mail before the arrival.")
    is_simulated = serializers.BooleanField()
    version = serializers.IntegerField()
    vat_percent = serializers.CharField(required=False)
    prices_include_vat = serializers.BooleanField(required=False)
    cancellation_policy = serializers.DictField(required=False)
    no_show_fee_percent = serializers.CharField(required=False)
