"""Offers to anonymous callers: a price that is kept for a while."""

from django.db import models
from django.db.models import F, Q

from hotelmate.hotel.models import Hotel
from hotelmate.room_bookings.models.booking import RoomBooking
from hotelmate.rooms.models import Promotion, RatePlan, RoomType


class Quote(models.Model):
    """What a stay costs, and on which terms, for whoever books it before `valid_until`. Good for one booking.

    A quote holds no room. Its terms never change; `booking` is the one that it became.
    """

    hotel = models.ForeignKey(Hotel, on_delete=models.PROTECT, db_index=False, related_name="quotes")
    quote_id = models.CharField(max_length=20)
    room_type = models.ForeignKey(
        RoomType, on_delete=models.PROTECT, db_index=False, related_name="+", db_constraint=False
    )
    rate_plan = models.ForeignKey(
        RatePlan, on_delete=models.PROTECT, db_index=False, null=True, related_name="+", db_constraint=False
    )
    promotion = models.ForeignKey(
        Promotion, on_delete=models.PROTECT, db_index=False, null=True, related_name="+", db_constraint=False
    )
    promo_code = models.CharField(max_length=40, blank=True, default="")
    check_in = models.DateField()
    check_out = models.DateField()
    adults = models.PositiveSmallIntegerField()
    children = models.PositiveSmallIntegerField(default=0)
    total_amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    price_details = models.JSONField(default=dict)
    cancellation_policy = models.JSONField(default=dict, blank=True)
    no_show_fee_percent = models.DecimalField(max_digits=5, decimal_places=2)
    created_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    booking = models.OneToOneField(
        RoomBooking, on_delete=models.PROTECT, null=True, related_name="quote", db_constraint=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quote_id"], name="quote_public_id_taken"),
            models.CheckConstraint(condition=Q(valid_until__gt=F("created_at")), name="quote_valid_for_no_time"),
            models.CheckConstraint(condition=Q(check_in__lt=F("check_out")), name="quote_for_no_night"),
            models.CheckConstraint(condition=Q(total_amount__gte=0), name="quote_amount_negative"),
        ]
        indexes = [
            models.Index(fields=["hotel", "valid_until"], condition=Q(booking__isnull=True), name="quote_left_over")
        ]

    def __str__(self) -> str:
        return self.quote_id
