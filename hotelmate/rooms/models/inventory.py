"""Room types, rooms, allocations, windows and the nightly ledger.

The constraints that matter most span columns and tables and stand in `migrations/*.sql`: the foreign keys here that
are marked `db_constraint=False` are composite there, so that no row can point into another hotel.
"""

from decimal import Decimal

from django.contrib.postgres.fields import DateRangeField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When

from hotelmate.core import clock
from hotelmate.hotel.models import Hotel
from hotelmate.rooms.lifecycle import TRANSITIONS, RoomStatus

BOOKING = "room_bookings.RoomBooking"


class RoomType(models.Model):
    """A kind of room that is sold: `code` for programs, `name` for people, `base_rate` per night."""

    hotel = models.ForeignKey(Hotel, on_delete=models.PROTECT, db_index=False, related_name="room_types")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=500, blank=True, default="")
    bed_setup = models.CharField(max_length=120, blank=True, default="")
    max_occupancy = models.PositiveSmallIntegerField(default=2, validators=[MinValueValidator(1)])
    base_rate = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal("100.00"))
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hotel", "id"], name="room_type_of_hotel"),
            models.UniqueConstraint(fields=["hotel", "code"], name="room_type_code_taken"),
            models.CheckConstraint(condition=Q(max_occupancy__gte=1), name="room_type_sleeps_somebody"),
            models.CheckConstraint(condition=Q(base_rate__gte=0), name="room_type_rate_not_negative"),
        ]

    def __str__(self) -> str:
        return self.code


class Room(models.Model):
    """A room. `occupant` is the booking that is in it now, `status_n` the number of its last audit row.

    It counts for its type on the nights from `active_from` until before `active_until`.
    """

    hotel = models.ForeignKey(Hotel, on_delete=models.PROTECT, db_index=False, related_name="rooms")
    room_type = models.ForeignKey(
        RoomType, on_delete=models.PROTECT, db_index=False, related_name="rooms", db_constraint=False
    )
    number = models.CharField(max_length=20)
    floor = models.CharField(max_length=20, blank=True, default="")
    room_status = models.CharField(max_length=20, choices=RoomStatus, default=RoomStatus.READY_FOR_GUEST)
    status_n = models.PositiveIntegerField(default=1)
    occupant = models.ForeignKey(
        BOOKING, on_delete=models.PROTECT, db_index=False, null=True, related_name="+", db_constraint=False
    )
    is_occupied = models.GeneratedField(
        expression=Case(When(occupant__isnull=False, then=Value(True)), default=Value(False)),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    active_from = models.DateField()
    active_until = models.DateField(null=True, blank=True)
    open_blocking_faults = models.PositiveSmallIntegerField(default=0)
    notes = models.CharField(max_length=1000, blank=True, default="")
    last_cleaned_at = models.DateTimeField(null=True)
    cleaned_by = models.ForeignKey(
        "staff.StaffMember",
        on_delete=models.PROTECT,
        db_index=False,
        null=True,
        related_name="+",
        db_constraint=False,
    )
    last_inspected_at = models.DateTimeField(null=True)
    inspected_by = models.ForeignKey(
        "staff.StaffMember",
        on_delete=models.PROTECT,
        db_index=False,
        null=True,
        related_name="+",
        db_constraint=False,
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hotel", "id"], name="room_of_hotel"),
            models.UniqueConstraint(fields=["hotel", "id", "occupant"], name="room_with_occupant"),
            models.UniqueConstraint(fields=["hotel", "number"], name="room_number_taken"),
            models.CheckConstraint(condition=Q(room_status__in=RoomStatus.values), name="room_status_known"),
            models.CheckConstraint(
                condition=(Q(room_status=RoomStatus.OCCUPIED) & Q(occupant__isnull=False))
                | (~Q(room_status=RoomStatus.OCCUPIED) & Q(occupant__isnull=True)),
                name="room_occupied_iff_somebody_is_in_it",
            ),
            models.CheckConstraint(
                condition=~Q(room_status=RoomStatus.READY_FOR_GUEST) | Q(open_blocking_faults=0),
                name="room_ready_despite_fault",
            ),
            models.CheckConstraint(
                condition=Q(active_until__isnull=True) | Q(active_until__gte=F("active_from")),
                name="room_active_until_before_from",
            ),
            models.CheckConstraint(
                condition=Q(active_until__isnull=True) | Q(occupant__isnull=True),
                name="room_retired_while_occupied",
            ),
        ]
        indexes = [models.Index(fields=["hotel", "room_type"], name="room_by_type")]

    def __str__(self) -> str:
        return self.number

    @property
    def is_active(self) -> bool:
        """Whether the room is in use at all; a retired room keeps its history."""
        return self.active_until is None

    def can_transition_to(self, to_status: str) -> bool:
        """Whether the lifecycle knows a change from the room's status to this one, by hand or by the system."""
        return (self.room_status, to_status) in TRANSITIONS


class BlockKind(models.TextChoices):
    """What a window does: take the room out of inventory, or keep it from guests while it stays sellable."""

    OUT_OF_ORDER = "OUT_OF_ORDER", "Out of order"
    OUT_OF_SERVICE = "OUT_OF_SERVICE", "Out of service"


class RoomBlock(models.Model):
    """A dated window `[from_date, to_date)` in which a room is out of order or out of service."""

    hotel = models.ForeignKey(Hotel, on_delete=models.PROTECT, db_index=False, related_name="blocks")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="blocks", db_constraint=False)
    kind = models.CharField(max_length=20, choices=BlockKind)
    from_date = models.DateField()
    to_date = models.DateField()
    reason = models.CharField(max_length=500)
    opened_by = models.CharField(max_length=40)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    live_id = models.GeneratedField(
        # The window's own id while it is open: an open window must have its allocation. Django knows no generated
        # column that copies the primary key of an unsaved row, the database does.
        expression=Case(When(closed_at__isnull=True, then=F("id"))),
        output_field=models.BigIntegerField(null=True),
        db_persist=True,
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hotel", "id", "room", "from_date", "to_date"], name="block_of_room_and_dates"
            ),
            models.CheckConstraint(condition=Q(kind__in=BlockKind.values), name="block_kind_known"),
            models.CheckConstraint(
                condition=Q(from_date__lt=F("to_date")) | (Q(from_date=F("to_date")) & Q(closed_at__isnull=False)),
                name="block_dates_reversed",
            ),
        ]


class RoomAllocation(models.Model):
    """Who holds which room for which nights `[from_date, to_date)`: a booking, or a window.

    Day use holds one night until check-out. A row with `ended_at` is history: a move left it behind, or the guest left.
    """

    hotel = models.ForeignKey(Hotel, on_delete=models.PROTECT, db_index=False, related_name="+")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="allocations", db_constraint=False)
    booking = models.ForeignKey(
        BOOKING, on_delete=models.PROTECT, null=True, related_name="allocations", db_constraint=False
    )
    block = models.OneToOneField(
        RoomBlock, on_delete=models.PROTECT, null=True, related_name="allocation", db_constraint=False
    )
    from_date = models.DateField()
    to_date = models.DateField()
    ended_at = models.DateTimeField(null=True)
    # What staff remarked when the room was given or the guest moved in; personal, as any free text about a guest.
    note = models.CharField(max_length=1000, blank=True, default="", db_default="")
    nights = models.GeneratedField(
        expression=Func(F("from_date"), F("to_date"), Value("[)"), function="daterange"),
        output_field=DateRangeField(),
        db_persist=True,
    )
    open_claim = models.GeneratedField(
        expression=Case(When(booking__isnull=False, ended_at__isnull=True, then=Value(True))),
        output_field=models.BooleanField(null=True),
        db_persist=True,
    )
    needs_holder = models.GeneratedField(
        expression=Case(When(booking__isnull=False, then=Value(True))),
        output_field=models.BooleanField(null=True),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(booking__isnull=False, block__isnull=True) | Q(booking__isnull=True, block__isnull=False),
                name="allocation_one_holder",
            ),
            models.CheckConstraint(
                condition=Q(from_date__lt=F("to_date"))
                | Q(from_date=F("to_date"), ended_at__isnull=False, booking__isnull=False),
                name="allocation_dates_reversed",
            ),
            models.UniqueConstraint(fields=["id", "booking", "room", "open_claim"], name="allocation_of_stay"),
        ]
        indexes = [
            models.Index(fields=["hotel", "from_date", "to_date"], name="allocation_by_dates"),
        ]


class TypeNight(models.Model):
    """The ledger of one room type and night: rooms, blocked, held and allowance. Kept by triggers.

    `held <= rooms - blocked + allowance` at every commit. A night without a row has nothing held, blocked or allowed.
    """

    pk = models.CompositePrimaryKey("room_type_id", "night")
    hotel = models.ForeignKey(Hotel, on_delete=models.PROTECT, db_index=False, related_name="+")
    room_type = models.ForeignKey(
        RoomType, on_delete=models.PROTECT, db_index=False, related_name="nights", db_constraint=False
    )
    night = models.DateField()
    rooms = models.IntegerField(default=0)
    blocked = models.IntegerField(default=0)
    held = models.IntegerField(default=0)
    allowance = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(allowance__gte=0), name="type_night_allowance_not_negative"),
        ]


class AllowanceChange(models.Model):
    """Why a type may be sold beyond its rooms: who raised or lowered the allowance of which nights, and the note.

    Written once. The ledger has the sum; the log tells the change without the note.
    """

    hotel = models.ForeignKey(Hotel, on_delete=models.PROTECT, db_index=False, related_name="+")
    room_type = models.ForeignKey(
        RoomType, on_delete=models.PROTECT, related_name="allowance_changes", db_constraint=False
    )
    from_date = models.DateField()
    to_date = models.DateField()
    by_rooms = models.SmallIntegerField(null=True)
    to_rooms = models.SmallIntegerField(null=True)
    note = models.CharField(max_length=1000)
    made_by = models.CharField(max_length=40)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(from_date__lt=F("to_date")), name="allowance_change_dates_reversed"),
            models.CheckConstraint(
                condition=Q(by_rooms__isnull=True) ^ Q(to_rooms__isnull=True), name="allowance_change_by_or_to"
            ),
            models.CheckConstraint(condition=~Q(note=""), name="allowance_change_without_note"),
        ]
