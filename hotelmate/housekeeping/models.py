"""The audit of room statuses, tasks, faults and discrepancies."""

from django.db import models
from django.db.models import Case, F, Q, When

from hotelmate.hotel.models import Hotel
from hotelmate.rooms.lifecycle import Source
from hotelmate.rooms.models import Room
from hotelmate.staff.models import StaffMember

BOOKING = "room_bookings.RoomBooking"


class RoomStatusEvent(models.Model):
    """The n-th status of a room: from, to, by whom, through which door, why and when. Never changed, never deleted.

    `(room, prev_n, from_status)` points at the row before, so the chain cannot break; the room points at its last row.
    """

    hotel = models.ForeignKey(Hotel, on_delete=models.PROTECT, db_index=False, related_name="+")
    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, db_index=False, related_name="status_events", db_constraint=False
    )
    n = models.PositiveIntegerField()
    prev_n = models.GeneratedField(
        expression=Case(When(n__gt=1, then=F("n") - 1)),
        output_field=models.IntegerField(null=True),
        db_persist=True,
    )
    from_status = models.CharField(max_length=20, null=True)
    to_status = models.CharField(max_length=20)
    changed_by = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, db_index=False, null=True, related_name="+", db_constraint=False
    )
    source = models.CharField(max_length=20, choices=Source)
    note = models.CharField(max_length=2000, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "n"], name="room_status_event_number"),
            models.UniqueConstraint(fields=["room", "n", "to_status"], name="room_status_event_target"),
            models.CheckConstraint(condition=Q(n__gte=1), name="room_status_event_numbered_from_one"),
        ]


class TaskType(models.TextChoices):
    """What a housekeeping task is about."""

    TURNOVER = "TURNOVER", "Turnover"
    STAYOVER = "STAYOVER", "Stay-over"
    INSPECTION = "INSPECTION", "Inspection"
    DEEP_CLEAN = "DEEP_CLEAN", "Deep clean"
    AMENITY = "AMENITY", "Amenity"


class TaskStatus(models.TextChoices):
    """Where a task stands."""

    OPEN = "OPEN", "Open"
    IN_PROGRESS = "IN_PROGRESS", "In progress"
    DONE = "DONE", "Done"
    CANCELLED = "CANCELLED", "Cancelled"


class Priority(models.TextChoices):
    """How much something hurries."""

    LOW = "LOW", "Low"
    MED = "MED", "Medium"
    HIGH = "HIGH", "High"


class TaskResult(models.TextChoices):
    """How a finished stay-over task ended."""

    DONE = "DONE", "Done"
    REFUSED = "REFUSED", "Refused by the guest"
    DO_NOT_DISTURB = "DO_NOT_DISTURB", "Do not disturb"


OPEN_TASKS = (TaskStatus.OPEN, TaskStatus.IN_PROGRESS)


class HousekeepingTask(models.Model):
    """A piece of work in a room. `business_date` is the day it belongs to."""

    hotel = models.ForeignKey(Hotel, on_delete=models.PROTECT, db_index=False, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="tasks", db_constraint=False)
    booking = models.ForeignKey(BOOKING, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False)
    task_type = models.CharField(max_length=20, choices=TaskType)
    status = models.CharField(max_length=20, choices=TaskStatus, default=TaskStatus.OPEN)
    result = models.CharField(max_length=20, choices=TaskResult, blank=True, default="")
    priority = models.CharField(max_length=10, choices=Priority, default=Priority.MED)
    assigned_to = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, null=True, related_name="tasks", db_constraint=False
    )
    note = models.CharField(max_length=2000, blank=True, default="")
    business_date = models.DateField()
    created_by = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, db_index=False, null=True, related_name="+", db_constraint=False
    )
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(task_type__in=TaskType.values), name="task_type_known"),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="task_priority_known"),
            models.CheckConstraint(
                condition=(Q(status="OPEN") & Q(started_at__isnull=True) & Q(completed_at__isnull=True))
                | (Q(status="IN_PROGRESS") & Q(started_at__isnull=False) & Q(completed_at__isnull=True))
                | (Q(status__in=("DONE", "CANCELLED")) & Q(completed_at__isnull=False)),
                name="task_status_and_times_agree",
            ),
            models.UniqueConstraint(
                fields=["room"],
                condition=Q(task_type="TURNOVER", status__in=OPEN_TASKS),
                name="task_one_open_turnover",
            ),
            models.UniqueConstraint(
                fields=["room", "business_date"], condition=Q(task_type="STAYOVER"), name="task_one_stayover_a_day"
            ),
        ]
        indexes = [models.Index(fields=["hotel", "status", "priority"], name="task_by_status")]


class Fault(models.Model):
    """Something broken in a room. While a blocking one is open the room cannot become ready."""

    hotel = models.ForeignKey(Hotel, on_delete=models.PROTECT, db_index=False, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="faults", db_constraint=False)
    description = models.CharField(max_length=1000)
    is_blocking = models.BooleanField(default=True)
    priority = models.CharField(max_length=10, choices=Priority, default=Priority.MED)
    reported_by = models.CharField(max_length=40)
    reported_at = models.DateTimeField()
    resolved_by = models.CharField(max_length=40, blank=True, default="")
    resolved_at = models.DateTimeField(null=True)
    resolution = models.CharField(max_length=1000, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(resolved_at__isnull=True) & Q(resolved_by=""))
                | (Q(resolved_at__isnull=False) & ~Q(resolved_by="")),
                name="fault_resolution_agrees",
            ),
        ]
        indexes = [models.Index(fields=["hotel", "resolved_at"], name="fault_by_resolution")]


class DiscrepancyKind(models.TextChoices):
    """SKIP: the front desk says occupied, housekeeping found it vacant. SLEEP: the reverse."""

    SKIP = "SKIP", "Skip"
    SLEEP = "SLEEP", "Sleep"


class RoomDiscrepancy(models.Model):
    """What housekeeping found in a room that the front desk's books do not say."""

    hotel = models.ForeignKey(Hotel, on_delete=models.PROTECT, db_index=False, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="discrepancies", db_constraint=False)
    kind = models.CharField(max_length=10, choices=DiscrepancyKind)
    note = models.CharField(max_length=1000, blank=True, default="")
    business_date = models.DateField()
    reported_by = models.CharField(max_length=40)
    reported_at = models.DateTimeField()
    resolved_by = models.CharField(max_length=40, blank=True, default="")
    resolved_at = models.DateTimeField(null=True)
    resolution = models.CharField(max_length=1000, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["room"], condition=Q(resolved_at__isnull=True), name="discrepancy_one_open"
            ),
        ]
