"""The people on a booking, and the tokens that let them act without a login."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from hotelmate.hotel.models import Hotel
from hotelmate.room_bookings.models.booking import RoomBooking


class PartyRole(models.TextChoices):
    """The guest in whose name the room is, and those who come along."""

    PRIMARY = "PRIMARY", "Primary guest"
    COMPANION = "COMPANION", "Companion"


class PartyMember(models.Model):
    """Somebody on a booking. The primary guest's row mirrors the names on the booking.

    `precheckin_payload` is what this person told before arriving; personal, as all of the row is.
    """

    hotel = models.ForeignKey(Hotel, on_delete=models.PROTECT, db_index=False, related_name="+")
    booking = models.ForeignKey(RoomBooking, on_delete=models.PROTECT, related_name="party", db_constraint=False)
    role = models.CharField(max_length=10, choices=PartyRole)
    first_name = models.CharField(max_length=80, blank=True, default="")
    last_name = models.CharField(max_length=80, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    is_staying = models.BooleanField(default=True)
    precheckin_payload = models.JSONField(default=dict, db_default={}, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["booking"], condition=Q(role="PRIMARY"), name="party_one_primary"),
            models.CheckConstraint(condition=Q(role__in=PartyRole.values), name="party_role_known"),
        ]

    @property
    def full_name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()


class TokenScope(models.TextChoices):
    """What a guest's token lets its holder do."""

    STATUS_READ = "STATUS_READ", "See the booking"
    MANAGE = "MANAGE", "Change the party and the arrival, pay, cancel"
    PRECHECKIN = "PRECHECKIN", "Fill in the pre-check-in"


class TokenPurpose(models.TextChoices):
    """What a guest's token was given for; it says how far it reaches."""

    MANAGEMENT = "MANAGEMENT", "The link in mails: the whole booking"
    PRECHECKIN = "PRECHECKIN", "The link to the pre-check-in, for who may not cancel"
    STAY = "STAY", "Given at check-in, for as long as the stay lasts"


class GuestToken(models.Model):
    """A guest's key to one booking: stored as a hash, scoped, expiring. At most one is active for a booking and purpose.

    A token that goes into links is derived from `seed` with the installation's secret, so that each mail can carry it
    again; without that secret nothing in this row opens anything. One that is shown once has no seed.
    """

    hotel = models.ForeignKey(Hotel, on_delete=models.PROTECT, db_index=False, related_name="+")
    booking = models.ForeignKey(RoomBooking, on_delete=models.PROTECT, related_name="tokens", db_constraint=False)
    purpose = models.CharField(
        max_length=20, choices=TokenPurpose, default=TokenPurpose.STAY, db_default=TokenPurpose.STAY
    )
    token_hash = models.CharField(max_length=64, unique=True)
    seed = models.CharField(max_length=64, blank=True, default="", db_default="")
    scopes = ArrayField(models.CharField(max_length=20), default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["booking", "purpose"], condition=Q(revoked_at__isnull=True), name="guest_token_one_active"
            ),
            models.CheckConstraint(condition=Q(purpose__in=TokenPurpose.values), name="guest_token_purpose_known"),
        ]
        indexes = [
            models.Index(
                fields=["hotel", "expires_at"], condition=Q(revoked_at__isnull=True), name="guest_token_expiry"
            ),
        ]


class ReminderKind(models.TextChoices):
    """Of what somebody is reminded."""

    DUE_OUT = "DUE_OUT", "Should have left by now"
    OVERSTAY = "OVERSTAY", "Is here a day longer than booked"
    NO_SHOW = "NO_SHOW", "Did not come until the cutoff"
    PRE_ARRIVAL = "PRE_ARRIVAL", "Arrives in a few days"


class BookingReminder(models.Model):
    """That somebody was reminded of a booking for a day: written with the event, so that it happens once."""

    hotel = models.ForeignKey(Hotel, on_delete=models.PROTECT, db_index=False, related_name="+")
    booking = models.ForeignKey(RoomBooking, on_delete=models.PROTECT, related_name="reminders", db_constraint=False)
    kind = models.CharField(max_length=20, choices=ReminderKind)
    day = models.DateField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["booking", "kind", "day"], name="reminder_once"),
            models.CheckConstraint(condition=Q(kind__in=ReminderKind.values), name="reminder_kind_known"),
        ]
