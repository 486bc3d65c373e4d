"""What is read and said about rate plans, prices of nights and promotions."""

from typing import Any

from rest_framework import serializers

from hotelmate.core.api.parsing import Day, Id, Text
from hotelmate.hotel.policy_bodies import PolicySerializer
from hotelmate.rooms.rate_rules import LEAST_PERCENT, LONGEST_MIN_STAY, MOST_NIGHTS, MOST_PERCENT, WEEKDAYS
from hotelmate.rooms.rules import HIGHEST_RATE


class Price(serializers.DecimalField):
    """What a night costs. An empty text is not taken for null."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(10, 2, min_value=0, max_value=HIGHEST_RATE, **kwargs)

    def validate_empty_values(self, data: Any) -> tuple[bool, Any]:
        """Whether there is nothing to judge."""
        if data == "":
            self.fail("invalid")
        return super().validate_empty_values(data)


class PlanPriceSerializer(serializers.Serializer[Any]):
    """What a night of a type costs in a plan."""

    room_type_id = serializers.IntegerField()
    room_type_code = serializers.CharField()
    price = serializers.CharField()


class RatePlanSerializer(serializers.Serializer[Any]):
    """A rate plan."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    percent = serializers.CharField(help_text="On top of the types' base rates, or off them.")
    cancellation_policy = serializers.DictField(allow_null=True, help_text="null: the hotel's.")
    is_default = serializers.BooleanField(help_text="Sold when nobody names a plan.")
    is_active = serializers.BooleanField()
    currency = serializers.CharField()
    prices = PlanPriceSerializer(many=True)
    version = serializers.IntegerField()


class RatePlanEditSerializer(serializers.Serializer[Any]):
    """What to change; what is not given stays."""

    code = Text(max_length=20, required=False)
    name = Text(max_length=80, required=False)
    description = Text(max_length=500, allow_blank=True, required=False)
    percent = serializers.DecimalField(5, 2, min_value=LEAST_PERCENT, max_value=MOST_PERCENT, required=False)
    cancellation_policy = PolicySerializer(required=False, allow_null=True, help_text="null: the hotel's.")
    is_default = serializers.BooleanField(required=False)


class RatePlanCreateSerializer(RatePlanEditSerializer):
    """A new rate plan."""

    code = Text(max_length=20)
    name = Text(max_length=80)


class RatePlanQuerySerializer(serializers.Serializer[Any]):
    """Which rate plans."""

    active = serializers.BooleanField(default=True, help_text="false: the retired ones.")


class PlanPriceEditSerializer(serializers.Serializer[Any]):
    """What a night of a type is to cost in the plan."""

    room_type_id = Id()
    price = Price(allow_null=True, help_text="null: from the type's base rate and the plan's percent.")


class NightsSerializer(serializers.Serializer[Any]):
    """The nights `[from_date, to_date)` of a type, in one plan or in all."""

    room_type_id = Id()
    rate_plan_id = Id(required=False, allow_null=True, help_text="null: in all plans.")
    from_date = Day()
    to_date = Day()


class NightlyRatesSerializer(NightsSerializer):
    """What is to hold for these nights; what is not given stays."""

    weekdays = serializers.ListField(
        child=serializers.IntegerField(min_value=min(WEEKDAYS), max_value=max(WEEKDAYS)),
        required=False,
        allow_empty=False,
        max_length=len(WEEKDAYS),
        help_text="1 is Monday, 7 is Sunday; every day if not given.",
    )
    price = Price(required=False, allow_null=True, help_text="null: no price of its own.")
    stop_sell = serializers.BooleanField(required=False, help_text="true: not sold online.")
    min_stay = serializers.IntegerField(min_value=1, max_value=LONGEST_MIN_STAY, required=False, allow_null=True)


class NightlyRatesQuerySerializer(serializers.Serializer[Any]):
    """Which nights, `[from_date, to_date)`: the next sixty if not given."""

    from_date = Day(required=False)
    to_date = Day(required=False)
    room_type_id = Id(required=False)
    rate_plan_id = Id(required=False)


class NightlyRateSerializer(serializers.Serializer[Any]):
    """What was said of one night."""

    room_type_id = serializers.IntegerField()
    rate_plan_id = serializers.IntegerField(allow_null=True)
    night = serializers.DateField()
    price = serializers.CharField(allow_null=True)
    stop_sell = serializers.BooleanField()
    min_stay = serializers.IntegerField(allow_null=True)


class NightlyRatesChangedSerializer(serializers.Serializer[Any]):
    """The nights after a change."""

    room_type_id = serializers.IntegerField()
    room_type_code = serializers.CharField()
    currency = serializers.CharField()
    nights = NightlyRateSerializer(many=True)


class PromotionSerializer(serializers.Serializer[Any]):
    """A promotion."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    percent_off = serializers.CharField()
    amount_off = serializers.CharField()
    currency = serializers.CharField()
    book_from = serializers.DateField(allow_null=True)
    book_until = serializers.DateField(allow_null=True)
    stay_from = serializers.DateField(allow_null=True)
    stay_until = serializers.DateField(allow_null=True)
    min_nights = serializers.IntegerField()
    max_nights = serializers.IntegerField(allow_null=True)
    room_type_id = serializers.IntegerField(allow_null=True)
    rate_plan_id = serializers.IntegerField(allow_null=True)
    is_active = serializers.BooleanField()
    version = serializers.IntegerField()


class PromotionEditSerializer(serializers.Serializer[Any]):
    """What to change; what is not given stays."""

    code = Text(max_length=40, required=False)
    name = Text(max_length=80, required=False)
    percent_off = serializers.DecimalField(5, 2, min_value=0, max_value=100, required=False)
    amount_off = Price(required=False)
    book_from = Day(required=False, allow_null=True, help_text="The first day on which it may be booked.")
    book_until = Day(required=False, allow_null=True, help_text="The last day on which it may be booked.")
    stay_from = Day(required=False, allow_null=True, help_text="The first night that it is for.")
    stay_until = Day(required=False, allow_null=True, help_text="The last night that it is for.")
    min_nights = serializers.IntegerField(min_value=1, max_value=MOST_NIGHTS, required=False)
    max_nights = serializers.IntegerField(min_value=1, max_value=MOST_NIGHTS, required=False, allow_null=True)
    room_type_id = Id(required=False, allow_null=True, help_text="null: for all types.")
    rate_plan_id = Id(required=False, allow_null=True, help_text="null: for all plans.")


class PromotionCreateSerializer(PromotionEditSerializer):
    """A new promotion: a percentage, an amount, or both."""

    code = Text(max_length=40)
    name = Text(max_length=80)


class PromotionQuerySerializer(serializers.Serializer[Any]):
    """Which promotions."""

    active = serializers.BooleanField(default=True, help_text="false: those that were taken back.")
