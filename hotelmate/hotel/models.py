"""The hotel: the tenant that every other row belongs to."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import models

from hotelmate.core import clock


class Inspection(models.TextChoices):
    """Who must look at a cleaned room before a guest may have it."""

    NONE = "none", "No inspection"
    ANYONE = "anyone", "Anyone with the capability"
    SECOND_PERSON = "second_person", "Somebody other than the cleaner"


class Language(models.TextChoices):
    """The languages in which guests are written to."""

    ENGLISH = "en", "English"
    GERMAN = "de", "Deutsch"
    FRENCH = "fr", "Français"
    SPANISH = "es", "Español"


class Hotel(models.Model):
    """A hotel and its settings.

    The business date is the local date of now minus `day_rollover`: at 02:00 the night before is still today.
    A simulated hotel lives at `clock_offset` from the real time, and nothing leaves the system for it.
    """

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    timezone = models.CharField(max_length=60, default="Europe/Dublin")
    currency = models.CharField(max_length=3, default="EUR")
    language = models.CharField(max_length=8, choices=Language, default=Language.ENGLISH)
    check_in_from = models.TimeField(default=time(15))
    early_check_in_from = models.TimeField(default=time(8))
    late_arrival_cutoff = models.TimeField(default=time(2))
    check_out_by = models.TimeField(default=time(11))
    day_rollover = models.TimeField(default=time(4))
    unpaid_hold_minutes = models.PositiveIntegerField(default=15)
    approval_window_minutes = models.PositiveIntegerField(default=24 * 60)
    requires_approval = models.BooleanField(default=True)
    tell_guest_room_assigned = models.BooleanField(default=False)
    inspection = models.CharField(max_length=20, choices=Inspection, default=Inspection.ANYONE)
    vat_percent = models.DecimalField(
        max_digits=5, decimal_places=2, default=Decimal("0.00"), db_default=Decimal("0.00")
    )
    prices_include_vat = models.BooleanField(default=True, db_default=True)
    cancellation_policy = models.JSONField(default=dict, blank=True)
    no_show_fee_percent = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal("100.00"))
    retention_days = models.PositiveIntegerField(default=1095)
    # Which fields the pre-check-in asks for, and which of them must be filled in; empty: the usual ones.
    precheckin_config = models.JSONField(default=dict, db_default={}, blank=True)
    # How many days before the arrival the guest is written to; 0 for not at all.
    pre_arrival_mail_days = models.PositiveSmallIntegerField(default=3, db_default=3)
    is_simulated = models.BooleanField(default=False)
    clock_offset = models.DurationField(default=timedelta(0))
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_simulated=True) | models.Q(clock_offset=timedelta(0)),
                name="hotel_clock_offset_only_simulated",
            ),
            models.CheckConstraint(
                condition=models.Q(vat_percent__gte=0, vat_percent__lte=100), name="hotel_vat_in_range"
            ),
            models.CheckConstraint(condition=models.Q(inspection__in=Inspection.values), name="hotel_inspection_known"),
            models.CheckConstraint(condition=models.Q(language__in=Language.values), name="hotel_language_known"),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def approval_window(self) -> timedelta:
        """How long a booking may wait for approval."""
        return timedelta(minutes=self.approval_window_minutes)

    def now(self) -> datetime:
        """The present moment of this hotel in UTC."""
        return clock.now() + self.clock_offset

    def local_now(self) -> datetime:
        """The present moment in the hotel's own time zone."""
        return self.now().astimezone(ZoneInfo(self.timezone))

    def business_date(self) -> date:
        """The hotel's own today."""
        return self.business_date_at(self.now())

    def business_date_at(self, moment: datetime) -> date:
        """The business date on which a moment falls."""
        rollover = timedelta(hours=self.day_rollover.hour, minutes=self.day_rollover.minute)
        return (moment.astimezone(ZoneInfo(self.timezone)) - rollover).date()

    def local_moment(self, day: date, at: time) -> datetime:
        """The moment at which the hotel's clocks show `at` on `day`."""
        return datetime.combine(day, at, tzinfo=ZoneInfo(self.timezone))
