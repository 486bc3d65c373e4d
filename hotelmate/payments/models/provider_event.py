"""What providers told us, each message once."""

from django.db import models

from hotelmate.payments.models.payment import Payment


class ProviderEvent(models.Model):
    """A message of a provider that was processed: its row is written in the transaction of its effect.

    `payment` is blank for a message about money that is not ours.
    """

    provider = models.CharField(max_length=20)
    event_id = models.CharField(max_length=255)
    type = models.CharField(max_length=80)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=40, blank=True, default="")
    processed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "event_id"], name="provider_event_once")]
