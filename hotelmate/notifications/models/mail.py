"""The mails to guests: what is to be sent, what was sent, what nobody took."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from hotelmate.hotel.models import Hotel
from hotelmate.room_bookings.models import RoomBooking

GIVE_UP_AFTER = timedelta(days=3)


class MailState(models.TextChoices):
    """How far a mail has come."""

    QUEUED = "QUEUED", "To be sent, or to be tried again"
    SENT = "SENT", "Taken by the mail server"
    REFUSED = "REFUSED", "Refused for good by the mail server"
    GIVEN_UP = "GIVEN_UP", "Tried for three days"
    DROPPED = "DROPPED", "Nobody to send it to any more"


class Mail(models.Model):
    """One mail about one event. It holds neither address nor text: both are read when it is sent.

    `due_at` is when somebody looks at it again: the next attempt, or, while a job has it in hand, the moment at which
    that job is taken for lost. `copy` counts how often staff asked to send it once more.
    """

    hotel = models.ForeignKey(Hotel, on_delete=models.PROTECT, db_index=False, related_name="+")
    booking = models.ForeignKey(RoomBooking, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    event_id = models.UUIDField()
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    copy = models.PositiveSmallIntegerField(default=0)
    language = models.CharField(max_length=8, blank=True, default="")
    state = models.CharField(max_length=10, choices=MailState, default=MailState.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=40, blank=True, default="")
    requested_by = models.CharField(max_length=40, blank=True, default="")
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event_id", "kind", "copy"], name="mail_once"),
            models.CheckConstraint(condition=Q(state__in=MailState.values), name="mail_state_known"),
            models.CheckConstraint(
                condition=(Q(state=MailState.QUEUED) & Q(due_at__isnull=False) & Q(finished_at__isnull=True))
                | (~Q(state=MailState.QUEUED) & Q(due_at__isnull=True) & Q(finished_at__isnull=False)),
                name="mail_state_and_times_agree",
            ),
        ]
        indexes = [
            models.Index(fields=["hotel", "state", "queued_at"], name="mail_by_state"),
            models.Index(fields=["due_at"], condition=Q(state=MailState.QUEUED), name="mail_due"),
        ]

    @property
    def give_up_at(self) -> datetime:
        """When a mail that nobody takes is not tried again."""
        return self.queued_at + GIVE_UP_AFTER
