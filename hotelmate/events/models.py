"""The log's tables: one stream row per hotel, and its events."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models


class EventStream(models.Model):
    """The last sequence number of a hotel. The last lock of every change."""

    hotel = models.OneToOneField("hotel.Hotel", on_delete=models.PROTECT, primary_key=True, related_name="stream")
    last_seq = models.BigIntegerField(default=0)


class Event(models.Model):
    """One thing that happened. Never changed, never deleted, and without personal data.

    `before` and `after` hold ids, statuses, dates, amounts and room numbers; `changed_fields` names the fields that
    changed, also those whose values are personal and stay out. `cause` says what set it off when that was not the
    actor's own wish: `booking:BK-…`, `block:12`.
    """

    pk = models.CompositePrimaryKey("hotel_id", "seq")
    hotel = models.ForeignKey(
        EventStream, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="events"
    )
    seq = models.BigIntegerField()
    event_id = models.UUIDField(default=uuid.uuid4, unique=True)
    type = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=60)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    changed_fields = ArrayField(models.CharField(max_length=60), default=list)
    actor = models.CharField(max_length=40)
    source = models.CharField(max_length=40)
    cause = models.CharField(max_length=120, blank=True, default="")
    occurred_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["hotel", "subject_type", "subject_id", "seq"], name="event_by_subject"),
        ]
