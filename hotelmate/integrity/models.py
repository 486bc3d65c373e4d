"""The newest verification of each hotel."""

from django.db import models

from hotelmate.hotel.models import Hotel


class Verification(models.Model):
    """What the newest verification of a hotel found: the one row of the hotel, written over by the next.

    `seq` is how far the log had come in the snapshot that was verified. `counts` has the number of findings by check,
    of those that found any; of each the first findings are kept in `findings`. It is due again at `due_at`, and at
    `due_with_news_at` if the log has moved on.
    """

    hotel = models.OneToOneField(Hotel, on_delete=models.PROTECT, primary_key=True, related_name="verification")
    checked_at = models.DateTimeField()
    seq = models.BigIntegerField()
    business_date = models.DateField()
    duration_ms = models.PositiveIntegerField()
    checks = models.PositiveSmallIntegerField()
    contradictions = models.PositiveIntegerField()
    counts = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    due_at = models.DateTimeField()
    due_with_news_at = models.DateTimeField()
