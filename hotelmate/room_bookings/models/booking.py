"""The booking.

What spans tables (the two rows of a stay that name each other, the claims on rooms, the ledger, the money) stands in
`migrations/*.sql`.
"""

from datetime import date, timedelta
from decimal import Decimal

from django.db import models
from django.db.models import Case, F, Q, Value, When

from hotelmate.hotel.models import Hotel, Language
from hotelmate.room_bookings.lifecycle import ALLOCATED, ASSURED, HOLDING, PENDING, BookingStatus, Guarantee
from hotelmate.rooms.models import RatePlan, Room, RoomAllocation, RoomType

ZERO = Decimal("0.00")
HUNDRED = Decimal("100.00")


class Channel(models.TextChoices):
    """How a booking came in."""

    ONLINE = "ONLINE", "Online"
    STAFF = "STAFF", "Front desk"
    WALK_IN = "WALK_IN", "Walk-in"
    AGENCY = "AGENCY", "Agency"
    GROUP = "GROUP", "Group"
    CORPORATE = "CORPORATE", "Corporate"


class BookerType(models.TextChoices):
    """Who booked: the guest, somebody else, or a company."""

    SELF = "SELF", "The guest"
    THIRD_PARTY = "THIRD_PARTY", "Somebody else"
    COMPANY = "COMPANY", "A company"


def _iff(condition: Q, other: Q) -> Q:
    return (condition & other) | (~condition & ~other)


def _stamped(statuses: tuple[str, ...], field: str) -> Q:
    """The timestamp is there if and only if the status is one of these."""
    return _iff(Q(status__in=statuses), Q(**{f"{field}__isnull": False}))


class RoomBooking(models.Model):
    """One room, or none yet, for one party from `check_in` to `check_out`; equal dates are day use.

    Amounts are in `currency`. The five `*_amount` columns after `total_amount` are sums over the booking's payments,
    kept by triggers. Cancellation facts have columns of their own.
    """

    hotel = models.ForeignKey(Hotel, on_delete=models.PROTECT, db_index=False, related_name="bookings")
    booking_id = models.CharField(max_length=40)
    confirmation_number = models.CharField(max_length=40)
    group_code = models.CharField(max_length=40, blank=True, default="")
    channel = models.CharField(max_length=20, choices=Channel, default=Channel.STAFF)
    room_type = models.ForeignKey(
        RoomType, on_delete=models.PROTECT, db_index=False, related_name="+", db_constraint=False
    )
    status = models.CharField(max_length=20, choices=BookingStatus)
    check_in = models.DateField()
    check_out = models.DateField()
    adults = models.PositiveSmallIntegerField(default=1)
    children = models.PositiveSmallIntegerField(default=0)
    expected_arrival = models.TimeField(null=True, blank=True)

    primary_first_name = models.CharField(max_length=80, blank=True, default="")
    primary_last_name = models.CharField(max_length=80, blank=True, default="")
    primary_email = models.EmailField(blank=True, default="")
    primary_phone = models.CharField(max_length=40, blank=True, default="")
    booker_type = models.CharField(max_length=20, choices=BookerType, default=BookerType.SELF)
    booker_first_name = models.CharField(max_length=80, blank=True, default="")
    booker_last_name = models.CharField(max_length=80, blank=True, default="")
    booker_company = models.CharField(max_length=120, blank=True, default="")
    booker_email = models.EmailField(blank=True, default="")
    booker_phone = models.CharField(max_length=40, blank=True, default="")
    special_requests = models.CharField(max_length=2000, blank=True, default="")
    internal_notes = models.CharField(max_length=2000, blank=True, default="")
    promo_code = models.CharField(max_length=40, blank=True, default="")
    # Empty: the hotel's.
    language = models.CharField(max_length=8, choices=Language, blank=True, default="")
    # Why the newest mail did not reach the guest; empty when it did, or none was sent.
    mail_problem = models.CharField(max_length=40, blank=True, default="")

    # What the guest told before arriving, apart from what each person of the party did. Personal.
    precheckin_payload = models.JSONField(default=dict, db_default={}, blank=True)
    precheckin_submitted_at = models.DateTimeField(null=True)

    total_amount = models.DecimalField(max_digits=12, decimal_places=2, default=ZERO)
    currency = models.CharField(max_length=3)
    rate_plan = models.ForeignKey(
        RatePlan, on_delete=models.PROTECT, db_index=False, null=True, related_name="+", db_constraint=False
    )
    # How the total came about when it was sold (`rooms.pricing.price_facts`); empty where somebody named a total.
    price_details = models.JSONField(default=dict, db_default={}, blank=True)
    # The deal: what a cancellation or a no-show costs, as it was when the booking was made.
    cancellation_policy = models.JSONField(default=dict, db_default={}, blank=True)
    no_show_fee_percent = models.DecimalField(max_digits=5, decimal_places=2, default=HUNDRED, db_default=HUNDRED)
    # A keyed hash of the address that an online booking came from, to count open holds by.
    origin = models.CharField(max_length=64, blank=True, default="", db_default="")
    guarantee = models.CharField(max_length=20, choices=Guarantee, blank=True, default="")
    held_amount = models.DecimalField(max_digits=12, decimal_places=2, default=ZERO)
    captured_amount = models.DecimalField(max_digits=12, decimal_places=2, default=ZERO)
    refunded_amount = models.DecimalField(max_digits=12, decimal_places=2, default=ZERO)
    refunding_amount = models.DecimalField(max_digits=12, decimal_places=2, default=ZERO)
    disputed_amount = models.DecimalField(max_digits=12, decimal_places=2, default=ZERO, db_default=ZERO)

    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    checked_in_at = models.DateTimeField(null=True)
    checked_out_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.CharField(max_length=40, blank=True, default="")
    cancellation_reason = models.CharField(max_length=1000, blank=True, default="")
    cancellation_fee = models.DecimalField(max_digits=12, decimal_places=2, default=ZERO)
    declined_at = models.DateTimeField(null=True)
    decision_by = models.CharField(max_length=40, blank=True, default="")
    decline_reason_code = models.CharField(max_length=40, blank=True, default="")
    decline_reason_note = models.CharField(max_length=1000, blank=True, default="")
    expired_at = models.DateTimeField(null=True)
    no_show_at = models.DateTimeField(null=True)
    no_show_settled_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    in_room = models.ForeignKey(
        Room, on_delete=models.PROTECT, db_index=False, null=True, related_name="+", db_constraint=False
    )
    stay_allocation = models.ForeignKey(
        RoomAllocation, on_delete=models.PROTECT, db_index=False, null=True, related_name="+", db_constraint=False
    )
    version = models.PositiveIntegerField(default=1)

    holds_inventory = models.GeneratedField(
        expression=Case(When(status__in=HOLDING, then=Value(True)), default=Value(False)),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    may_allocate = models.GeneratedField(
        expression=Case(When(status__in=ALLOCATED, then=Value(True)), default=Value(False)),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    in_house_open = models.GeneratedField(
        expression=Case(When(status="IN_HOUSE", then=Value(True))),
        output_field=models.BooleanField(null=True),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["booking_id"], name="booking_public_id_taken"),
            models.UniqueConstraint(fields=["hotel", "confirmation_number"], name="confirmation_number_taken"),
            models.UniqueConstraint(fields=["hotel", "id"], name="booking_of_hotel"),
            models.UniqueConstraint(fields=["hotel", "in_room", "id"], name="booking_in_room"),
            models.UniqueConstraint(fields=["hotel", "id", "holds_inventory"], name="booking_holding"),
            models.UniqueConstraint(fields=["hotel", "id", "may_allocate"], name="booking_allocating"),
            models.CheckConstraint(condition=Q(status__in=BookingStatus.values), name="booking_status_known"),
            models.CheckConstraint(condition=Q(language__in=["", *Language.values]), name="booking_language_known"),
            models.CheckConstraint(
                condition=Q(no_show_fee_percent__gte=0, no_show_fee_percent__lte=100),
                name="booking_no_show_fee_in_range",
            ),
            models.CheckConstraint(condition=Q(check_in__lte=F("check_out")), name="booking_dates_reversed"),
            models.CheckConstraint(condition=Q(adults__gte=1), name="booking_without_adult"),
            models.CheckConstraint(
                condition=Q(total_amount__gte=0, cancellation_fee__gte=0), name="booking_amount_negative"
            ),
            # Status and timestamps agree, both ways.
            models.CheckConstraint(condition=_stamped(PENDING, "expires_at"), name="booking_expires_at_agrees"),
            models.CheckConstraint(
                condition=_stamped(("IN_HOUSE", "COMPLETED"), "checked_in_at"), name="booking_checked_in_at_agrees"
            ),
            models.CheckConstraint(
                condition=_stamped(("COMPLETED",), "checked_out_at"), name="booking_checked_out_at_agrees"
            ),
            models.CheckConstraint(
                condition=_stamped(("CANCELLED",), "cancelled_at"), name="booking_cancelled_at_agrees"
            ),
            models.CheckConstraint(condition=_stamped(("DECLINED",), "declined_at"), name="booking_declined_at_agrees"),
            models.CheckConstraint(condition=_stamped(("EXPIRED",), "expired_at"), name="booking_expired_at_agrees"),
            models.CheckConstraint(condition=_stamped(("NO_SHOW",), "no_show_at"), name="booking_no_show_at_agrees"),
            models.CheckConstraint(
                condition=(Q(status__in=ASSURED) & Q(confirmed_at__isnull=False))
                | Q(status="CANCELLED")
                | (~Q(status__in=(*ASSURED, "CANCELLED")) & Q(confirmed_at__isnull=True)),
                name="booking_confirmed_at_agrees",
            ),
            models.CheckConstraint(
                condition=(Q(checked_out_at__isnull=True) | Q(checked_out_at__gte=F("checked_in_at")))
                & (Q(checked_in_at__isnull=True) | Q(checked_in_at__gte=F("created_at")))
                & (Q(cancelled_at__isnull=True) | Q(cancelled_at__gte=F("created_at")))
                & (Q(confirmed_at__isnull=True) | Q(confirmed_at__gte=F("created_at"))),
                name="booking_times_in_order",
            ),
            models.CheckConstraint(
                condition=_iff(Q(status="CANCELLED"), ~Q(cancelled_by="")), name="booking_cancelled_by_agrees"
            ),
            models.CheckConstraint(
                condition=Q(no_show_settled_at__isnull=True) | Q(status="NO_SHOW"),
                name="booking_no_show_settled_agrees",
            ),
            # Confirmed and beyond: paid for, or guaranteed by a named means.
            models.CheckConstraint(
                condition=~Q(status__in=ASSURED) | Q(guarantee__in=Guarantee.values), name="booking_without_guarantee"
            ),
            models.CheckConstraint(
                condition=~Q(guarantee="PREPAID") | Q(captured_amount__gt=0) | Q(total_amount=0),
                name="booking_prepaid_without_payment",
            ),
            # In house if and only if in a room.
            models.CheckConstraint(
                condition=_iff(Q(status="IN_HOUSE"), Q(in_room__isnull=False))
                & _iff(Q(in_room__isnull=True), Q(stay_allocation__isnull=True)),
                name="booking_in_house_iff_in_a_room",
            ),
        ]
        indexes = [
            models.Index(fields=["hotel", "status", "check_in"], name="booking_by_arrival"),
            models.Index(fields=["hotel", "status", "check_out"], name="booking_by_departure"),
            models.Index(fields=["hotel", "-created_at"], name="booking_by_creation"),
            models.Index(
                fields=["hotel", "checked_in_at"], condition=Q(checked_in_at__isnull=False), name="booking_by_check_in"
            ),
            models.Index(
                fields=["hotel", "checked_out_at"],
                condition=Q(checked_out_at__isnull=False),
                name="booking_by_check_out",
            ),
            models.Index(
                fields=["hotel"],
                condition=Q(status="NO_SHOW", no_show_settled_at__isnull=True),
                name="booking_no_show_unsettled",
            ),
        ]

    def __str__(self) -> str:
        return self.booking_id

    @property
    def nights(self) -> int:
        """How many nights are booked; 0 for day use."""
        return (self.check_out - self.check_in).days

    @property
    def held_until(self) -> date:
        """The day after the last night that the booking holds: day use holds one night until check-out."""
        return max(self.check_out, self.check_in + timedelta(days=1))

    @property
    def party_size(self) -> int:
        """Adults and children."""
        return self.adults + self.children

    @property
    def balance(self) -> Decimal:
        """What is still to be paid; negative when too much was taken."""
        return self.total_amount - self.captured_amount + self.refunded_amount + self.disputed_amount
