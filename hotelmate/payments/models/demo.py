"""The demo provider's own books. Nothing of the house refers to them."""

from decimal import Decimal

from django.db import models

from hotelmate.payments.models.payment import Action, PaymentState

ZERO = Decimal("0.00")


class DemoCharge(models.Model):
    """One charge on one pretended card."""

    reference = models.CharField(max_length=60, unique=True)
    card = models.CharField(max_length=40)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=20, choices=PaymentState)
    captured_amount = models.DecimalField(max_digits=12, decimal_places=2, default=ZERO)
    refunded_amount = models.DecimalField(max_digits=12, decimal_places=2, default=ZERO)


class DemoCall(models.Model):
    """A call that was carried out; its key makes a repetition do nothing. `action` is blank for the hold itself."""

    charge = models.ForeignKey(DemoCharge, on_delete=models.CASCADE, related_name="calls")
    idempotency_key = models.CharField(max_length=120, unique=True)
    action = models.CharField(max_length=20, choices=Action, blank=True, default="", db_default="")
    amount = models.DecimalField(max_digits=12, decimal_places=2, default=ZERO, db_default=ZERO)
    called_at = models.DateTimeField()


class DemoSession(models.Model):
    """A checkout: what is to be paid on the demo provider's page, and where the guest goes from there.

    `charge` is the hold that it led to. `completes_at` lies ahead when the card answers late: until then the provider
    says that the session is still open.
    """

    reference = models.CharField(max_length=60, unique=True)
    idempotency_key = models.CharField(max_length=120, unique=True)
    title = models.CharField(max_length=200)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    success_url = models.CharField(max_length=1000)
    cancel_url = models.CharField(max_length=1000)
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    completes_at = models.DateTimeField(null=True)
    charge = models.OneToOneField(DemoCharge, on_delete=models.CASCADE, null=True, related_name="session")
