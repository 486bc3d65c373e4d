"""What guests send and get over the API."""

from typing import Any

from rest_framework import serializers

from hotelmate.core.api.parsing import Text


class TokenSerializer(serializers.Serializer[Any]):
    """The token of the link, where it is not in the header or the address."""

    token = Text(max_length=200, required=False)


class GuestCancelSerializer(TokenSerializer):
    """Why, if the guest says so."""

    reason = Text(max_length=1000, required=False, allow_blank=True)


class ArrivalSerializer(TokenSerializer):
    """When the guest comes, by the hotel's clock."""

    expected_arrival = serializers.TimeField(allow_null=True, input_formats=["%H:%M", "%H:%M:%S"])


class GuestPersonSerializer(serializers.Serializer[Any]):
    """Somebody of the party."""

    first_name = Text(max_length=80, allow_blank=True, default="")
    last_name = Text(max_length=80, allow_blank=True, default="")
    email = serializers.EmailField(max_length=254, allow_blank=True, default="")
    phone = Text(max_length=40, allow_blank=True, default="")


class GuestPartySerializer(TokenSerializer):
    """Who comes: the primary guest may be left as they are."""

    primary = GuestPersonSerializer(required=False)
    companions = GuestPersonSerializer(many=True)


class PrecheckinPartySerializer(serializers.Serializer[Any]):
    """The people of a pre-check-in. Beside their names each has the hotel's questions of the scope `guest`."""

    primary = GuestPersonSerializer(required=False, allow_null=True)
    companions = GuestPersonSerializer(many=True, required=False, allow_null=True)


class PrecheckinSerializer(TokenSerializer):
    """Who comes, and beside it the hotel's questions of the scope `booking`."""

    party = PrecheckinPartySerializer(required=False, allow_null=True)
    eta = Text(max_length=8, required=False, allow_blank=True, help_text="HH:MM")
    special_requests = Text(max_length=2000, required=False, allow_blank=True)
    consent_checkbox = serializers.BooleanField(required=False)


class SendLinkSerializer(serializers.Serializer[Any]):
    """A new link ends the ones that are out."""

    replace = serializers.BooleanField(default=False)


class PrecheckinConfigSerializer(serializers.Serializer[Any]):
    """Which questions are asked, and which must be answered."""

    enabled = serializers.DictField(child=serializers.BooleanField())
    required = serializers.DictField(child=serializers.BooleanField())  # type: ignore[assignment]


class PrecheckinConfigAnswerSerializer(PrecheckinConfigSerializer):
    """The configuration with every question that there is."""

    field_registry = serializers.DictField()


class SentLinkSerializer(serializers.Serializer[Any]):
    """A link is on its way."""

    success = serializers.BooleanField()
    sent_to = serializers.CharField(help_text="Empty for who may not see addresses.")
    expires_at = serializers.DateTimeField()
    booking_id = serializers.CharField()


class PreviewSerializer(serializers.Serializer[Any]):
    """What cancelling costs now."""

    fee_amount = serializers.FloatField()
    refund_amount = serializers.FloatField()
    description = serializers.CharField()
    applied_rule = serializers.CharField()
    is_default_mode = serializers.BooleanField()
    free_until = serializers.DateTimeField(allow_null=True)


class HotelContactSerializer(serializers.Serializer[Any]):
    """The hotel, and how to reach it."""

    name = serializers.CharField()
    slug = serializers.CharField()
    phone = serializers.CharField()
    email = serializers.CharField()


class GuestBookingSerializer(serializers.Serializer[Any]):
    """A booking as its guest sees it."""

    id = serializers.CharField()
    confirmation_number = serializers.CharField()
    status = serializers.CharField()
    check_in = serializers.DateField()
    check_out = serializers.DateField()
    room_type_name = serializers.CharField()
    hotel_name = serializers.CharField()
    nights = serializers.IntegerField()
    adults = serializers.IntegerField()
    children = serializers.IntegerField()
    total_amount = serializers.CharField()
    currency = serializers.CharField()
    special_requests = serializers.CharField()
    precheckin_submitted_at = serializers.DateTimeField(allow_null=True)


class ManagedBookingSerializer(GuestBookingSerializer):
    """The same with its money and its times."""

    primary_guest_name = serializers.CharField()
    primary_email = serializers.CharField()
    expected_arrival = serializers.CharField(allow_null=True)
    balance = serializers.CharField()
    held_amount = serializers.CharField()
    captured_amount = serializers.CharField()
    refunded_amount = serializers.CharField()
    refunding_amount = serializers.CharField()
    cancellation_fee = serializers.CharField()
    expires_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    cancelled_at = serializers.DateTimeField(allow_null=True)
    cancellation_reason = serializers.CharField()
    checked_in_at = serializers.DateTimeField(allow_null=True)
    checked_out_at = serializers.DateTimeField(allow_null=True)
    assigned_room_number = serializers.CharField(allow_null=True)
    version = serializers.IntegerField()


class ManagementSerializer(serializers.Serializer[Any]):
    """A guest's view of their booking."""

    booking = ManagedBookingSerializer()
    hotel = HotelContactSerializer()
    cancellation_policy = serializers.DictField(allow_null=True)
    can_cancel = serializers.BooleanField()
    cancellation_preview = PreviewSerializer()
    scopes = serializers.ListField(child=serializers.CharField())
    token_expires_at = serializers.DateTimeField()
    token_actions = serializers.ListField(child=serializers.DictField())


class CancellationSerializer(serializers.Serializer[Any]):
    """How a booking was cancelled."""

    cancelled_at = serializers.DateTimeField()
    cancellation_fee = serializers.CharField()
    refund_amount = serializers.CharField()
    description = serializers.CharField()
    refund_reference = serializers.CharField()


class GuestCancelledSerializer(serializers.Serializer[Any]):
    """The answer to a guest who cancelled."""

    success = serializers.BooleanField()
    message = serializers.CharField()
    cancellation = CancellationSerializer()


class PrecheckinBookingSerializer(GuestBookingSerializer):
    """The booking of a pre-check-in."""

    expected_guests = serializers.IntegerField()
    precheckin_payload = serializers.DictField()


class PrecheckinAnswerSerializer(serializers.Serializer[Any]):
    """What the pre-check-in asks, and what was answered."""

    booking = PrecheckinBookingSerializer()
    party = serializers.DictField()
    party_complete = serializers.BooleanField()
    party_missing_count = serializers.IntegerField()
    precheckin_config = PrecheckinConfigSerializer()
    precheckin_field_registry = serializers.DictField()


class SubmittedSerializer(serializers.Serializer[Any]):
    """The answer to a pre-check-in."""

    success = serializers.BooleanField()
    party = serializers.ListField(child=serializers.DictField())
    party_complete = serializers.BooleanField()
