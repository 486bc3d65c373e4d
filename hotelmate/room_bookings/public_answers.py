"""What anonymous callers and guests are told."""

from typing import Any

from rest_framework import serializers


class RoomTypeOnSaleSerializer(serializers.Serializer[Any]):
    """A type of room that is sold."""

    code = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    bed_setup = serializers.CharField()
    max_occupancy = serializers.IntegerField()
    starting_price_from = serializers.CharField(help_text="Tonight, by the cheapest plan.")
    currency = serializers.CharField()
    photo = serializers.CharField(allow_null=True)


class PublicHotelSerializer(serializers.Serializer[Any]):
    """A hotel as its guests know it."""

    slug = serializers.CharField()
    name = serializers.CharField()
    phone = serializers.CharField()
    email = serializers.CharField()
    timezone = serializers.CharField()
    currency = serializers.CharField()
    language = serializers.CharField()
    business_date = serializers.DateField(help_text="The hotel's own today: the first day that can be booked.")
    check_in_from = serializers.CharField()
    check_out_by = serializers.CharField()
    prices_include_vat = serializers.BooleanField()
    vat_percent = serializers.CharField()
    requires_approval = serializers.BooleanField(
        help_text="Whether the hotel looks at each booking before it confirms."
    )
    unpaid_hold_minutes = serializers.IntegerField(help_text="How long a room is held for a guest who is paying.")
    room_types = RoomTypeOnSaleSerializer(many=True)


class RoomTypesSerializer(serializers.Serializer[Any]):
    """What is sold."""

    hotel = serializers.CharField()
    room_types = RoomTypeOnSaleSerializer(many=True)


class AvailableTypeSerializer(serializers.Serializer[Any]):
    """A type for a stay."""

    room_type_code = serializers.CharField()
    room_type_name = serializers.CharField()
    is_available = serializers.BooleanField()
    can_accommodate = serializers.BooleanField()
    rooms_left = serializers.IntegerField(help_text="Up to nine.")
    max_occupancy = serializers.IntegerField()
    bed_setup = serializers.CharField()
    short_description = serializers.CharField()
    photo = serializers.CharField(allow_null=True)
    starting_price_from = serializers.CharField(help_text="The cheapest night of the stay, by any plan.")
    currency = serializers.CharField()
    availability_message = serializers.CharField()
    note = serializers.CharField(allow_null=True)
    code = serializers.CharField(allow_null=True, help_text="Why it is not for sale: STOP_SELL, MIN_STAY …")


class AvailabilityAnswerSerializer(serializers.Serializer[Any]):
    """What is free for a stay."""

    hotel = serializers.CharField()
    hotel_name = serializers.CharField()
    check_in = serializers.DateField()
    check_out = serializers.DateField()
    nights = serializers.IntegerField()
    adults = serializers.IntegerField()
    children = serializers.IntegerField()
    total_guests = serializers.IntegerField()
    available_rooms = AvailableTypeSerializer(many=True)


class CalendarNightSerializer(serializers.Serializer[Any]):
    """A night of a type."""

    night = serializers.DateField()
    rooms_left = serializers.IntegerField(help_text="Up to nine.")
    is_available = serializers.BooleanField()
    price = serializers.CharField()
    stop_sell = serializers.BooleanField()
    min_stay = serializers.IntegerField()


class CalendarTypeSerializer(serializers.Serializer[Any]):
    """The nights of a type."""

    room_type_code = serializers.CharField()
    room_type_name = serializers.CharField()
    max_occupancy = serializers.IntegerField()
    nights = CalendarNightSerializer(many=True)


class CalendarAnswerSerializer(serializers.Serializer[Any]):
    """What is free, night by night, by the default plan."""

    hotel = serializers.CharField()
    from_date = serializers.DateField()
    to_date = serializers.DateField()
    currency = serializers.CharField()
    room_types = CalendarTypeSerializer(many=True)


class PolicyAnswerSerializer(serializers.Serializer[Any]):
    """What a cancellation costs."""

    id = serializers.IntegerField(allow_null=True)
    code = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    template_type = serializers.CharField()
    free_until_hours = serializers.IntegerField(allow_null=True)
    penalty_type = serializers.CharField(allow_null=True)
    penalty_amount = serializers.CharField(allow_null=True)
    penalty_percentage = serializers.CharField(allow_null=True)
    no_show_penalty_type = serializers.CharField()
    no_show_penalty_percentage = serializers.CharField()
    is_active = serializers.BooleanField()
    tiers = serializers.ListField(child=serializers.DictField())


class OfferedPolicySerializer(PolicyAnswerSerializer):
    """What a cancellation of this very stay costs."""

    free_cancellation_until = serializers.DateTimeField(allow_null=True)


class HotelPolicySerializer(serializers.Serializer[Any]):
    """The hotel's cancellation policy."""

    policy = PolicyAnswerSerializer()


class NightPriceSerializer(serializers.Serializer[Any]):
    """A night of a price; the nights add up to the total."""

    night = serializers.DateField()
    price = serializers.CharField()
    discount = serializers.CharField()
    taxes = serializers.CharField()
    total = serializers.CharField()


class BreakdownSerializer(serializers.Serializer[Any]):
    """How a price comes about."""

    base_price_per_night = serializers.CharField(help_text="The average.")
    number_of_nights = serializers.IntegerField()
    nights = NightPriceSerializer(many=True)
    subtotal = serializers.CharField()
    taxes = serializers.CharField()
    taxes_included = serializers.BooleanField(help_text="Whether the taxes are in the subtotal already.")
    tax_percent = serializers.CharField()
    fees = serializers.CharField()
    discount = serializers.CharField(help_text="Below zero: what is taken off.")
    total = serializers.CharField()


class CodeAndNameSerializer(serializers.Serializer[Any]):
    """What something is called, for programs and for people."""

    code = serializers.CharField()
    name = serializers.CharField()


class QuotedTypeSerializer(CodeAndNameSerializer):
    """The type of a quote."""

    photo = serializers.CharField(allow_null=True)


class PlanOfferSerializer(CodeAndNameSerializer):
    """The same stay by another plan."""

    description = serializers.CharField()
    total = serializers.CharField()
    is_sold = serializers.BooleanField()


class AppliedPromoSerializer(CodeAndNameSerializer):
    """The promotion that was applied."""

    discount = serializers.CharField()


class StayDatesSerializer(serializers.Serializer[Any]):
    """From when to when."""

    check_in = serializers.DateField()
    check_out = serializers.DateField()
    nights = serializers.IntegerField()


class GuestsSerializer(serializers.Serializer[Any]):
    """How many."""

    adults = serializers.IntegerField()
    children = serializers.IntegerField()
    total = serializers.IntegerField()


class WarningSerializer(serializers.Serializer[Any]):
    """What to know about an answer."""

    code = serializers.CharField()
    message = serializers.CharField()


class QuoteSerializer(serializers.Serializer[Any]):
    """What a stay costs, for half an hour."""

    quote_id = serializers.CharField()
    valid_until = serializers.DateTimeField()
    currency = serializers.CharField()
    room_type = QuotedTypeSerializer()
    dates = StayDatesSerializer()
    guests = GuestsSerializer()
    breakdown = BreakdownSerializer()
    rate_plan = CodeAndNameSerializer(allow_null=True)
    rate_plans = PlanOfferSerializer(many=True)
    applied_promo = AppliedPromoSerializer(allow_null=True)
    cancellation_policy = OfferedPolicySerializer(allow_null=True)
    warnings = WarningSerializer(many=True)


class BookedSerializer(serializers.Serializer[Any]):
    """The booking that waits for its payment."""

    booking_id = serializers.CharField()
    confirmation_number = serializers.CharField()
    status = serializers.CharField()
    primary_guest_name = serializers.CharField()
    booker_type = serializers.CharField()
    party_count = serializers.IntegerField()
    total_amount = serializers.CharField()
    currency = serializers.CharField()
    expires_at = serializers.DateTimeField(help_text="Until when the room is held unpaid.")
    guest_token = serializers.CharField(
        required=False, help_text="Opens the booking. Not told again with the same key."
    )
    token_expires = serializers.DateTimeField()
    payment_url = serializers.CharField(help_text="Where to ask for the payment page.")


class BookedAnswerSerializer(serializers.Serializer[Any]):
    """The answer to a booking."""

    success = serializers.BooleanField()
    data = BookedSerializer()  # type: ignore[assignment]


class GuestBookingSerializer(serializers.Serializer[Any]):
    """A booking as its guest sees it."""

    booking_id = serializers.CharField()
    confirmation_number = serializers.CharField()
    status = serializers.CharField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    hotel = serializers.DictField()
    room = QuotedTypeSerializer()
    dates = StayDatesSerializer()
    guests = GuestsSerializer()
    guest = serializers.DictField()
    special_requests = serializers.CharField()
    pricing = serializers.DictField()
    promo_code = serializers.CharField()
    payment_required = serializers.BooleanField()
    payment_url = serializers.CharField(allow_null=True)
    can_cancel = serializers.BooleanField()
    cancellation_preview = serializers.DictField(allow_null=True)
    cancellation_policy = OfferedPolicySerializer(allow_null=True)
    checked_in_at = serializers.DateTimeField(allow_null=True)
    checked_out_at = serializers.DateTimeField(allow_null=True)
    assigned_room_number = serializers.CharField(allow_null=True)
    guest_token = serializers.CharField(allow_null=True, help_text="Always null: reading gives no tokens.")
    version = serializers.IntegerField()


class PaymentSessionSerializer(serializers.Serializer[Any]):
    """Where to pay."""

    session_id = serializers.CharField(allow_null=True)
    payment_url = serializers.CharField(allow_null=True, help_text="null: it is paid.")
    status = serializers.ChoiceField(["created", "existing", "paid"])
    message = serializers.CharField(required=False)
    amount = serializers.CharField()
    currency = serializers.CharField()


class PaymentVerifySerializer(serializers.Serializer[Any]):
    """How a payment stands."""

    booking_id = serializers.CharField()
    booking_status = serializers.CharField()
    payment_status = serializers.CharField(help_text="unpaid, authorised, paid, released or expired.")
    amount_total = serializers.CharField()
    currency = serializers.CharField()
    customer_email = serializers.CharField()
    metadata = serializers.DictField()
