"""At what price a night is sold: rate plans, prices of nights, promotions.

The foreign keys that are marked `db_constraint=False` are composite in `migrations/*.sql`, so that no row can point into
another hotel.
"""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from hotelmate.core import clock
from hotelmate.hotel.models import Hotel
from hotelmate.rooms.models.inventory import RoomType

NOTHING = Decimal("0.00")


class RatePlan(models.Model):
    """Terms under which rooms are sold, such as flexible or non-refundable.

    `percent` is added to the price of a type that has none of its own in this plan, or taken off where it is negative.
    Without a `cancellation_policy` of its own the hotel's holds.
    """

    hotel = models.ForeignKey(Hotel, on_delete=models.PROTECT, db_index=False, related_name="rate_plans")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=500, blank=True, default="")
    percent = models.DecimalField(max_digits=5, decimal_places=2, default=NOTHING)
    cancellation_policy = models.JSONField(null=True, blank=True)
    is_default = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hotel", "id"], name="rate_plan_of_hotel"),
            models.UniqueConstraint(fields=["hotel", "code"], name="rate_plan_code_taken"),
            models.UniqueConstraint(fields=["hotel"], condition=Q(is_default=True), name="rate_plan_one_default"),
            models.CheckConstraint(condition=Q(is_default=False) | Q(is_active=True), name="rate_plan_default_is_sold"),
            models.CheckConstraint(condition=Q(percent__gte=-100, percent__lte=900), name="rate_plan_percent_in_range"),
        ]

    def __str__(self) -> str:
        return self.code


class PlanPrice(models.Model):
    """What a night of a type costs in a plan, on nights without a price of their own."""

    hotel = models.ForeignKey(Hotel, on_delete=models.PROTECT, db_index=False, related_name="+")
    rate_plan = models.ForeignKey(
        RatePlan, on_delete=models.PROTECT, db_index=False, related_name="prices", db_constraint=False
    )
    room_type = models.ForeignKey(
        RoomType, on_delete=models.PROTECT, db_index=False, related_name="+", db_constraint=False
    )
    price = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rate_plan", "room_type"], name="plan_price_once"),
            models.CheckConstraint(condition=Q(price__gte=0), name="plan_price_not_negative"),
        ]


class NightlyRate(models.Model):
    """What holds for one night of a type: its price, whether it is sold online at all, the shortest stay over it.

    Of one plan, or of all plans where none is named. What a row leaves open is as on any other night.
    """

    hotel = models.ForeignKey(Hotel, on_delete=models.PROTECT, db_index=False, related_name="+")
    room_type = models.ForeignKey(
        RoomType, on_delete=models.PROTECT, db_index=False, related_name="+", db_constraint=False
    )
    night = models.DateField()
    rate_plan = models.ForeignKey(
        RatePlan, on_delete=models.PROTECT, db_index=False, null=True, related_name="+", db_constraint=False
    )
    price = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    stop_sell = models.BooleanField(default=False)
    min_stay = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["room_type", "night", "rate_plan"], nulls_distinct=False, name="nightly_rate_once"
            ),
            models.CheckConstraint(condition=Q(price__isnull=True) | Q(price__gte=0), name="nightly_rate_not_negative"),
            models.CheckConstraint(
                condition=Q(min_stay__isnull=True) | Q(min_stay__gte=1, min_stay__lte=365),
                name="nightly_rate_min_stay_in_range",
            ),
        ]


class Promotion(models.Model):
    """A code that takes something off: a percentage, then an amount.

    Valid when booked from `book_from` to `book_until`, for stays whose nights all lie within `stay_from` to `stay_until`
    (each day included, none: without end), of so many nights, for one type or plan where these are named.
    """

    hotel = models.ForeignKey(Hotel, on_delete=models.PROTECT, db_index=False, related_name="promotions")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    percent_off = models.DecimalField(max_digits=5, decimal_places=2, default=NOTHING)
    amount_off = models.DecimalField(max_digits=10, decimal_places=2, default=NOTHING)
    book_from = models.DateField(null=True)
    book_until = models.DateField(null=True)
    stay_from = models.DateField(null=True)
    stay_until = models.DateField(null=True)
    min_nights = models.PositiveSmallIntegerField(default=1)
    max_nights = models.PositiveSmallIntegerField(null=True)
    room_type = models.ForeignKey(
        RoomType, on_delete=models.PROTECT, db_index=False, null=True, related_name="+", db_constraint=False
    )
    rate_plan = models.ForeignKey(
        RatePlan, on_delete=models.PROTECT, db_index=False, null=True, related_name="+", db_constraint=False
    )
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hotel", "id"], name="promotion_of_hotel"),
            models.UniqueConstraint(fields=["hotel", "code"], name="promotion_code_taken"),
            models.CheckConstraint(condition=Q(code=Upper(F("code"))), name="promotion_code_in_capitals"),
            models.CheckConstraint(
                condition=Q(percent_off__gte=0, percent_off__lte=100, amount_off__gte=0)
                & (Q(percent_off__gt=0) | Q(amount_off__gt=0)),
                name="promotion_takes_something_off",
            ),
            models.CheckConstraint(
                condition=(Q(book_from__isnull=True) | Q(book_until__isnull=True) | Q(book_from__lte=F("book_until")))
                & (Q(stay_from__isnull=True) | Q(stay_until__isnull=True) | Q(stay_from__lte=F("stay_until"))),
                name="promotion_dates_reversed",
            ),
            models.CheckConstraint(
                condition=Q(min_nights__gte=1) & (Q(max_nights__isnull=True) | Q(max_nights__gte=F("min_nights"))),
                name="promotion_nights_in_range",
            ),
        ]

    def __str__(self) -> str:
        return self.code
