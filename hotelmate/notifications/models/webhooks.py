"""Webhook endpoints of a hotel, and what is to be delivered to each."""

from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from hotelmate.hotel.models import Hotel

OLD_SECRET_FOR = timedelta(hours=24)


class WebhookState(models.TextChoices):
    """Whether an endpoint gets anything. RETIRED is the end."""

    ACTIVE = "ACTIVE", "Gets its events"
    PAUSED = "PAUSED", "Paused by somebody; its events wait"
    DISABLED = "DISABLED", "Stopped because nothing arrived; its events wait"
    RETIRED = "RETIRED", "Gone for good"


class DisabledReason(models.TextChoices):
    """Why an endpoint was stopped by the system."""

    FAILING = "FAILING", "Nothing but failures for three days"
    GONE = "GONE", "It answered 410 Gone"


class DeliveryState(models.TextChoices):
    """How far a delivery has come."""

    PENDING = "PENDING", "To be delivered, or to be tried again"
    DELIVERED = "DELIVERED", "Taken by the receiver"
    DEAD = "DEAD", "Given up; can be resent"


class WebhookEndpoint(models.Model):
    """An address that gets a hotel's events, all of them or those of some types.

    `after_seq` is how far the log has been turned into deliveries for it. `failures_in_row` counts different events
    that failed since something was last taken; a receiver that takes nothing rests until `rest_until`, each time for
    longer. `due_at` is when somebody has to look at the endpoint next.
    """

    hotel = models.ForeignKey(Hotel, on_delete=models.PROTECT, db_index=False, related_name="+")
    webhook_id = models.CharField(max_length=20)
    url = models.CharField(max_length=2000)
    description = models.CharField(max_length=200, blank=True, default="")
    event_types = ArrayField(models.CharField(max_length=60), default=list)
    secret = models.CharField(max_length=80)
    previous_secret = models.CharField(max_length=80, blank=True, default="")
    previous_secret_until = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=WebhookState, default=WebhookState.ACTIVE)
    state_since = models.DateTimeField()
    disabled_reason = models.CharField(max_length=10, blank=True, default="")
    after_seq = models.BigIntegerField()
    failures_in_row = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    rests = models.PositiveIntegerField(default=0)
    rest_until = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    last_delivered_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hotel", "id"], name="webhook_of_hotel"),
            models.UniqueConstraint(fields=["webhook_id"], name="webhook_public_id_taken"),
            models.CheckConstraint(condition=Q(state__in=WebhookState.values), name="webhook_state_known"),
            models.CheckConstraint(
                condition=(Q(state=WebhookState.DISABLED) & Q(disabled_reason__in=DisabledReason.values))
                | (~Q(state=WebhookState.DISABLED) & Q(disabled_reason="")),
                name="webhook_disabled_reason_agrees",
            ),
            models.CheckConstraint(
                condition=(Q(previous_secret="") & Q(previous_secret_until__isnull=True))
                | (~Q(previous_secret="") & Q(previous_secret_until__isnull=False)),
                name="webhook_previous_secret_agrees",
            ),
            models.CheckConstraint(
                condition=(Q(failures_in_row=0) & Q(failing_since__isnull=True))
                | (Q(failures_in_row__gt=0) & Q(failing_since__isnull=False)),
                name="webhook_failures_agree",
            ),
            models.CheckConstraint(
                condition=(Q(rests=0) & Q(rest_until__isnull=True)) | (Q(rests__gt=0) & Q(rest_until__isnull=False)),
                name="webhook_rests_agree",
            ),
            models.CheckConstraint(
                condition=Q(state=WebhookState.ACTIVE) | Q(due_at__isnull=True), name="webhook_due_only_active"
            ),
            models.CheckConstraint(condition=~Q(secret=""), name="webhook_without_secret"),
            models.CheckConstraint(condition=Q(after_seq__gte=0), name="webhook_after_seq_negative"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="webhook_due"),
        ]

    def keys(self, now: datetime) -> list[str]:
        """The secrets that a message is signed with now."""
        until = self.previous_secret_until
        return [self.secret, self.previous_secret] if until is not None and now < until else [self.secret]


class WebhookDelivery(models.Model):
    """One event on its way to one endpoint.

    `attempts` and `first_attempt_at` begin anew when it is resent. The body is made from the log when it is sent.
    """

    hotel = models.ForeignKey(Hotel, on_delete=models.PROTECT, db_index=False, related_name="+")
    endpoint = models.ForeignKey(
        WebhookEndpoint, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="deliveries"
    )
    seq = models.BigIntegerField()
    event_id = models.UUIDField()
    event_type = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.PENDING)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    first_attempt_at = models.DateTimeField(null=True)
    last_attempt_at = models.DateTimeField(null=True)
    last_status = models.PositiveSmallIntegerField(null=True)
    last_error = models.CharField(max_length=40, blank=True, default="")
    finished_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "seq"], name="webhook_delivery_once"),
            models.UniqueConstraint(fields=["endpoint", "event_id"], name="webhook_delivery_event_once"),
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name="webhook_delivery_state_known"),
            models.CheckConstraint(
                condition=(
                    Q(state=DeliveryState.PENDING) & Q(next_attempt_at__isnull=False) & Q(finished_at__isnull=True)
                )
                | (~Q(state=DeliveryState.PENDING) & Q(next_attempt_at__isnull=True) & Q(finished_at__isnull=False)),
                name="webhook_delivery_state_and_times_agree",
            ),
            models.CheckConstraint(
                condition=(Q(attempts=0) & Q(first_attempt_at__isnull=True))
                | (
                    Q(attempts__gt=0)
                    & Q(first_attempt_at__isnull=False)
                    & Q(last_attempt_at__gte=F("first_attempt_at"))
                ),
                name="webhook_delivery_attempts_agree",
            ),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.DELIVERED) | (Q(attempts__gt=0) & Q(last_error="")),
                name="webhook_delivered_without_attempt",
            ),
        ]
        indexes = [
            models.Index(
                fields=["endpoint", "seq"],
                condition=Q(state=DeliveryState.PENDING),
                name="webhook_pending_in_order",
            ),
            models.Index(fields=["hotel", "state", "created_at"], name="webhook_delivery_by_state"),
            models.Index(
                fields=["endpoint", "next_attempt_at"],
                condition=Q(state=DeliveryState.PENDING),
                name="webhook_pending_by_time",
            ),
            models.Index(
                fields=["finished_at"],
                condition=~Q(state=DeliveryState.PENDING),
                name="webhook_finished",
            ),
        ]
