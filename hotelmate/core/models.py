"""The idempotency keys of all callers."""

from django.db import models


class IdempotencyKey(models.Model):
    """A caller's key for one change, with the answer that the change got. Kept for 24 hours.

    An answer is stored in the transaction of the change itself; a key without an answer belongs to a step-by-step
    change (a payment) that is still open, or whose process died. `begun` notes what it began.
    """

    actor = models.CharField(max_length=80)
    path = models.CharField(max_length=400)
    key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)
    answer_status = models.SmallIntegerField(null=True)
    answer_body = models.JSONField(null=True)
    begun = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["actor", "path", "key"], name="idempotency_key_once"),
        ]
        indexes = [models.Index(fields=["created_at"], name="idempotency_key_by_age")]
