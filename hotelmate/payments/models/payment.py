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
    """Where a payment stands. Money by hand is CAPTURED from the start; CREATED is asked for, and nothing held yet."""

    CREATED = "CREATED", "Created"
    AUTHORISED = "AUTHORISED", "Authorised"
    CAPTURED = "CAPTURED", "Captured"
    RELEASED = "RELEASED", "Released"
    FAILED = "FAILED", "Failed"


class Problem(models.TextChoices):
    """What is wrong with a payment that the two sides cannot settle between them."""

    AMOUNT_DIFFERS = "AMOUNT_DIFFERS", "Another amount was paid than was asked for"
    CURRENCY_DIFFERS = "CURRENCY_DIFFERS", "Another currency was paid than was asked for"
    DISPUTED = "DISPUTED", "The cardholder disputes it"
    REFUND_FAILED = "REFUND_FAILED", "The provider took a refund back"
    UNKNOWN_AT_PROVIDER = "UNKNOWN_AT_PROVIDER", "The provider knows nothing of it"


class Payment(models.Model):
    """One sum from a guest: authorised, captured, released, and what was given back of it.

    A card's authorisation is step-by-step as every other move of money: `idempotency_key` is written before the
    provider is asked, and `source` (a token of the card, never its number) or the addresses of a checkout with it, so
    that whoever finds the row after a crash asks the very same again.
    """

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
    disputed_amount = models.DecimalField(max_digits=12, decimal_places=2, default=ZERO, db_default=ZERO)
    problem = models.CharField(max_length=30, choices=Problem, blank=True, default="", db_default="")
    idempotency_key = models.CharField(max_length=80, blank=True, default="", db_default="")
    source = models.CharField(max_length=120, blank=True, default="", db_default="")
    session_reference = models.CharField(max_length=120, blank=True, default="", db_default="")
    session_url = models.CharField(max_length=2000, blank=True, default="", db_default="")
    success_url = models.CharField(max_length=1000, blank=True, default="", db_default="")
    cancel_url = models.CharField(max_length=1000, blank=True, default="", db_default="")
    # Real time, not the hotel's: the provider's clock counts.
    session_expires_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)
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
            models.UniqueConstraint(
                fields=["provider", "session_reference"],
                condition=~Q(session_reference=""),
                name="payment_session_once",
            ),
            models.UniqueConstraint(
                fields=["idempotency_key"], condition=~Q(idempotency_key=""), name="payment_key_once"
            ),
            models.CheckConstraint(
                condition=Q(disputed_amount__gte=0, disputed_amount__lte=F("captured_amount")),
                name="payment_disputed_in_range",
            ),
            models.CheckConstraint(condition=Q(problem__in=["", *Problem.values]), name="payment_problem_known"),
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
        indexes = [
            models.Index(fields=["booking"], name="payment_by_booking"),
            models.Index(fields=["hotel"], condition=Q(state="CREATED"), name="payment_unfinished"),
            models.Index(fields=["hotel"], condition=~Q(problem=""), name="payment_with_problem"),
        ]


class Action(models.TextChoices):
    """What is to be done with a payment."""

    CAPTURE = "CAPTURE", "Capture"
    RELEASE = "RELEASE", "Release"
    REFUND = "REFUND", "Refund"


class IntentState(models.TextChoices):
    """OPEN until the provider's outcome is written down; WAITING behind another decision about the same booking."""

    OPEN = "OPEN", "Under way"
    WAITING = "WAITING", "Behind another"
    DONE = "DONE", "Done"
    FAILED = "FAILED", "Failed"


UNDER_WAY = (IntentState.OPEN, IntentState.WAITING)


class PaymentIntent(models.Model):
    """A decision about a payment, written before the provider is called. At most one is open for a booking.

    `idempotency_key` goes to the provider, so that asking again after a crash has no second effect. `purpose` says
    which decision it belongs to (`approve`, `decline`, `cancel`, `expire`, `refund`, `no_show`, `late`, `mismatch`,
    `undone`). Money by hand is given back by hand: its intent stays open until somebody says that it was.
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
    attempted_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["booking"], condition=Q(state="OPEN"), name="payment_in_progress"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_intent_amount_positive"),
            models.CheckConstraint(condition=Q(action__in=Action.values), name="payment_intent_action_known"),
            models.CheckConstraint(
                condition=(Q(state__in=("OPEN", "WAITING")) & Q(finished_at__isnull=True))
                | (Q(state__in=("DONE", "FAILED")) & Q(finished_at__isnull=False)),
                name="payment_intent_state_and_time_agree",
            ),
        ]
        indexes = [
            models.Index(fields=["hotel"], condition=Q(state__in=("OPEN", "WAITING")), name="payment_intent_under_way")
        ]
