"""Payments, and the decisions about them that are or were under way."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from hotelmate.hotel.models import Hotel

BOOKING = "room_bookings.RoomBooking"
ZERO = Decimal("0.00")


class Method(models.TextChoices):
    """How money comes in: by a provider, or by hand."""

    CARD = "CARD", "Card"
    CASH = "CASH", "Cash"
    TERMINAL = "TERMINAL", "Card terminal"
    TRANSFER = "TRANSFER", "Bank transfer"


class PaymentState(models.TextChoices):
    """Where a payment stands. Money by hand is CAPTURED from the start."""

    CREATED = "CREATED", "Created"
    AUTHORISED = "AUTHORISED", "Authorised"
    CAPTURED = "CAPTURED", "Captured"
    RELEASED = "RELEASED", "Released"
    FAILED = "FAILED", "Failed"


class Payment(models.Model):
    """One sum from a guest: authorised, captured, released, and what was given back of it."""

    hotel = models.ForeignKey(Hotel, on_delete=models.PROTECT, db_index=False, related_name="+")
    booking = models.ForeignKey(
        BOOKING, on_delete=models.PROTECT, db_index=False, related_name="payments", db_constraint=False
    )
    method = models.CharField(max_length=20, choices=Method)
    provider = models.CharField(max_length=20, blank=True, default="")
    provider_reference = models.CharField(max_length=120, blank=True, default="")
    state = models.CharField(max_length=20, choices=PaymentState)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    captured_amount = models.DecimalField(max_digits=12, decimal_places=2, default=ZERO)
    refunded_amount = models.DecimalField(max_digits=12, decimal_places=2, default=ZERO)
    currency = models.CharField(max_length=3)
    taken_by = models.CharField(max_length=40, blank=True, default="")
    note = models.CharField(max_length=1000, blank=True, default="")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hotel", "id"], name="payment_of_hotel"),
            models.UniqueConstraint(fields=["hotel", "booking", "id"], name="payment_of_booking"),
            models.UniqueConstraint(
                fields=["provider", "provider_reference"],
                condition=~Q(provider_reference=""),
                name="payment_reference_once",
            ),
            models.CheckConstraint(condition=Q(method__in=Method.values), name="payment_method_known"),
            models.CheckConstraint(condition=Q(state__in=PaymentState.values), name="payment_state_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_amount_positive"),
            models.CheckConstraint(
                condition=Q(captured_amount__gte=0, captured_amount__lte=F("amount")), name="payment_captured_in_range"
            ),
            models.CheckConstraint(
                condition=Q(refunded_amount__gte=0, refunded_amount__lte=F("captured_amount")),
                name="payment_refunded_beyond_capture",
            ),
            models.CheckConstraint(
                condition=(Q(state="CAPTURED") & Q(captured_amount__gt=0))
                | (~Q(state="CAPTURED") & Q(captured_amount=0)),
                name="payment_captured_iff_amount",
            ),
        ]
        indexes = [models.Index(fields=["booking"], name="payment_by_booking")]


class Action(models.TextChoices):
    """What is to be done with a payment."""

    CAPTURE = "CAPTURE", "Capture"
    RELEASE = "RELEASE", "Release"
    REFUND = "REFUND", "Refund"


class IntentState(models.TextChoices):
    """OPEN until the provider's outcome is written down."""

    OPEN = "OPEN", "Under way"
    DONE = "DONE", "Done"
    FAILED = "FAILED", "Failed"


class PaymentIntent(models.Model):
    """A decision about a payment, written before the provider is called. At most one is open for a booking.

    `idempotency_key` goes to the provider, so that asking again after a crash has no second effect. `purpose` says
    which decision it belongs to (`approve`, `decline`, `cancel`, `expire`).
    """

    hotel = models.ForeignKey(Hotel, on_delete=models.PROTECT, db_index=False, related_name="+")
    booking = models.ForeignKey(BOOKING, on_delete=models.PROTECT, related_name="intents", db_constraint=False)
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, db_index=False, related_name="intents", db_constraint=False
    )
    action = models.CharField(max_length=20, choices=Action)
    purpose = models.CharField(max_length=20)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    idempotency_key = models.CharField(max_length=80, unique=True)
    state = models.CharField(max_length=10, choices=IntentState, default=IntentState.OPEN)
    error = models.CharField(max_length=500, blank=True, default="")
    attempts = models.PositiveIntegerField(default=0)
    decided_by = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["booking"], condition=Q(state="OPEN"), name="payment_in_progress"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_intent_amount_positive"),
            models.CheckConstraint(condition=Q(action__in=Action.values), name="payment_intent_action_known"),
            models.CheckConstraint(
                condition=(Q(state="OPEN") & Q(finished_at__isnull=True))
                | (Q(state__in=("DONE", "FAILED")) & Q(finished_at__isnull=False)),
                name="payment_intent_state_and_time_agree",
            ),
        ]


class DemoCharge(models.Model):
    """The demo provider's own books: one charge on one pretended card."""

    reference = models.CharField(max_length=40, unique=True)
    card = models.CharField(max_length=40)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=20, choices=PaymentState)
    captured_amount = models.DecimalField(max_digits=12, decimal_places=2, default=ZERO)
    refunded_amount = models.DecimalField(max_digits=12, decimal_places=2, default=ZERO)


class DemoCall(models.Model):
    """A call that the demo provider has carried out; its key makes a repetition do nothing."""

    charge = models.ForeignKey(DemoCharge, on_delete=models.CASCADE, related_name="calls")
    idempotency_key = models.CharField(max_length=120, unique=True)
    called_at = models.DateTimeField()
