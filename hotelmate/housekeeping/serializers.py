"""What housekeeping reads from callers. Unknown fields are ignored, as clients expect."""

from typing import Any

from rest_framework import serializers

from hotelmate.core.api.parsing import Day, Id, RoomNumber, Text
from hotelmate.housekeeping.models import DiscrepancyKind, Priority, TaskResult, TaskStatus, TaskType
from hotelmate.rooms.lifecycle import RoomStatus

LONGEST_HISTORY = 100
MOST_ROOMS_AT_ONCE = 500


class RoomNamedSerializer(serializers.Serializer[Any]):
    """Something about a room, which is named by its id or by its number."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of both is there."""
        if "room" not in attrs and "room_number" not in attrs:
            raise serializers.ValidationError({"room": ["This field is required."]})
        return attrs


class RoomStatusChangeSerializer(serializers.Serializer[Any]):
    """The status that a room is to have. A `source` is accepted and ignored: the server knows who calls."""

    to_status = serializers.ChoiceField(choices=RoomStatus.choices)
    note = Text(max_length=2000, required=False, allow_blank=True, default="")


class OverrideSerializer(serializers.Serializer[Any]):
    """The status that a manager gives a room, and why."""

    to_status = serializers.ChoiceField(choices=RoomStatus.choices)
    note = Text(max_length=2000, required=False, allow_blank=True, default="", help_text="Must not be blank.")


class HistoryQuerySerializer(serializers.Serializer[Any]):
    """How far back."""

    limit = serializers.IntegerField(min_value=1, default=50, help_text=f"At most {LONGEST_HISTORY} are returned.")


class RoomQuerySerializer(serializers.Serializer[Any]):
    """Which rooms."""

    status = serializers.ChoiceField(choices=RoomStatus.choices, required=False)
    room_type = Id(required=False)
    floor = Text(max_length=20, required=False)
    active = serializers.BooleanField(required=False, default=True, help_text="false lists the retired rooms.")
    q = Text(max_length=80, required=False, default="", help_text="Part of the number, or of the type's name.")


class NotesSerializer(serializers.Serializer[Any]):
    """A remark."""

    notes = Text(max_length=2000, required=False, allow_blank=True, default="")


class InspectionSerializer(NotesSerializer):
    """The outcome of an inspection."""

    passed = serializers.BooleanField(required=False, default=False)


class MaintenanceSerializer(serializers.Serializer[Any]):
    """What is broken, and how urgent it is."""

    priority = serializers.ChoiceField(choices=Priority.choices, required=False, default=Priority.MED)
    notes = Text(max_length=1000, required=False, allow_blank=True, default="")


class TaskQuerySerializer(serializers.Serializer[Any]):
    """Which tasks."""

    status = serializers.ChoiceField(choices=TaskStatus.choices, required=False)
    task_type = serializers.ChoiceField(choices=TaskType.choices, required=False)
    priority = serializers.ChoiceField(choices=Priority.choices, required=False)
    assigned_to = Text(max_length=20, required=False, help_text="`me`, or the id of a member of staff.")
    room = Id(required=False)
    business_date = Day(required=False)

    def validate_assigned_to(self, value: str) -> str | int:
        """`me`, or an id."""
        return value if value == "me" else Id().run_validation(value)


class TaskCreateSerializer(RoomNamedSerializer):
    """A new task."""

    room = Id(required=False, help_text="The room's id; this or room_number is needed.")
    room_number = RoomNumber(required=False)
    task_type = serializers.ChoiceField(choices=TaskType.choices)
    priority = serializers.ChoiceField(choices=Priority.choices, required=False, default=Priority.MED)
    note = Text(max_length=2000, required=False, allow_blank=True, default="")
    booking = Text(max_length=40, required=False, allow_null=True, help_text="The booking id, `BK-…`.")
    assigned_to = Id(required=False, allow_null=True)


class TaskEditSerializer(serializers.Serializer[Any]):
    """What may be changed in a task. A status, room or type that is sent along must be the one that the task has."""

    priority = serializers.ChoiceField(choices=Priority.choices, required=False)
    note = Text(max_length=2000, required=False, allow_blank=True)
    assigned_to = Id(required=False, allow_null=True)
    status = serializers.ChoiceField(choices=TaskStatus.choices, required=False)
    task_type = serializers.ChoiceField(choices=TaskType.choices, required=False)
    room = Id(required=False)


class TaskAssignSerializer(serializers.Serializer[Any]):
    """Who gets the task; null gives it back to nobody."""

    assigned_to_id = Id(allow_null=True)


class BulkAssignSerializer(serializers.Serializer[Any]):
    """Who gets everything that is open in these rooms."""

    room_ids = serializers.ListField(child=Id(), allow_empty=False, max_length=MOST_ROOMS_AT_ONCE)
    assigned_to_id = Id()


class CompleteSerializer(serializers.Serializer[Any]):
    """How the work ended; only a stay-over can be refused or end at do not disturb."""

    result = serializers.ChoiceField(choices=TaskResult.choices, required=False, default="")


class FaultQuerySerializer(serializers.Serializer[Any]):
    """Which faults."""

    room = Id(required=False)
    open = serializers.BooleanField(required=False, allow_null=True, default=None)
    blocking = serializers.BooleanField(required=False, allow_null=True, default=None)


class FaultReportSerializer(RoomNamedSerializer):
    """What is broken. A blocking fault keeps guests out of the room until it is resolved."""

    room = Id(required=False, help_text="The room's id; this or room_number is needed.")
    room_number = RoomNumber(required=False)
    description = Text(max_length=1000)
    is_blocking = serializers.BooleanField(required=False, default=True)
    priority = serializers.ChoiceField(choices=Priority.choices, required=False, default=Priority.MED)


class ResolutionSerializer(serializers.Serializer[Any]):
    """What was done about it."""

    resolution = Text(max_length=1000, required=False, allow_blank=True, default="")


class DiscrepancyQuerySerializer(serializers.Serializer[Any]):
    """Which discrepancies."""

    room = Id(required=False)
    open = serializers.BooleanField(required=False, allow_null=True, default=None)


class DiscrepancyReportSerializer(RoomNamedSerializer):
    """SKIP: the front desk says occupied, housekeeping found the room vacant. SLEEP: the reverse."""

    room = Id(required=False, help_text="The room's id; this or room_number is needed.")
    room_number = RoomNumber(required=False)
    kind = serializers.ChoiceField(choices=DiscrepancyKind.choices)
    note = Text(max_length=1000, required=False, allow_blank=True, default="")
