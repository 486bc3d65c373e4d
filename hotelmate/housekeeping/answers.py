"""What housekeeping answers, as OpenAPI describes it; `representations.py` makes the bodies."""

from typing import Any

from rest_framework import serializers

from hotelmate.core.api.schema import ActionSerializer
from hotelmate.housekeeping.models import DiscrepancyKind, Priority, TaskResult, TaskStatus, TaskType
from hotelmate.rooms.lifecycle import RoomStatus, Source
from hotelmate.rooms.models import BlockKind

Fields = serializers.Serializer[Any]


class ChangedRoomSerializer(Fields):
    """A room after a change of its status."""

    id = serializers.IntegerField()
    room_number = serializers.CharField()
    room_status = serializers.ChoiceField(choices=RoomStatus.choices)
    last_cleaned_at = serializers.DateTimeField(allow_null=True)
    last_inspected_at = serializers.DateTimeField(allow_null=True)
    maintenance_required = serializers.BooleanField()
    is_occupied = serializers.BooleanField()
    version = serializers.IntegerField()


class RoomTileSerializer(Fields):
    """A room on a board."""

    id = serializers.IntegerField()
    room_number = serializers.CharField()
    room_type = serializers.CharField()
    room_status = serializers.ChoiceField(choices=RoomStatus.choices)
    is_occupied = serializers.BooleanField()
    maintenance_required = serializers.BooleanField()
    last_cleaned_at = serializers.DateTimeField(allow_null=True)
    last_inspected_at = serializers.DateTimeField(allow_null=True)
    is_out_of_order = serializers.BooleanField()
    version = serializers.IntegerField()


class ClaimSerializer(Fields):
    """A booking that holds the room, without its guests' names."""

    booking_id = serializers.CharField()
    from_date = serializers.DateField()
    to_date = serializers.DateField()


class RoomBlockSerializer(Fields):
    """The window that the room is in today."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=BlockKind.choices)
    from_date = serializers.DateField()
    to_date = serializers.DateField()
    reason = serializers.CharField()


class BoardRoomSerializer(RoomTileSerializer):
    """A room with all that is known of it."""

    number = serializers.CharField()
    floor = serializers.CharField()
    notes = serializers.CharField()
    room_type_id = serializers.IntegerField()
    room_type_name = serializers.CharField()
    room_type_code = serializers.CharField()
    max_occupancy = serializers.IntegerField()
    room_status_display = serializers.CharField()
    is_active = serializers.BooleanField()
    is_bookable = serializers.BooleanField()
    active_from = serializers.DateField()
    active_until = serializers.DateField(allow_null=True)
    maintenance_priority = serializers.ChoiceField(choices=Priority.choices, allow_null=True)
    maintenance_notes = serializers.CharField()
    open_faults = serializers.IntegerField()
    open_blocking_faults = serializers.IntegerField()
    cleaned_by_id = serializers.IntegerField(allow_null=True)
    cleaned_by_name = serializers.CharField()
    inspected_by_id = serializers.IntegerField(allow_null=True)
    inspected_by_name = serializers.CharField()
    occupant = ClaimSerializer(allow_null=True)
    next_arrival = ClaimSerializer(allow_null=True)
    block = RoomBlockSerializer(allow_null=True)
    discrepancy = serializers.ChoiceField(choices=DiscrepancyKind.choices, allow_null=True)
    actions = ActionSerializer(many=True)


class StatusEventSerializer(Fields):
    """An audit row: the n-th status of a room."""

    id = serializers.IntegerField()
    hotel = serializers.IntegerField()
    hotel_name = serializers.CharField()
    room = serializers.IntegerField()
    room_number = serializers.CharField()
    n = serializers.IntegerField()
    from_status = serializers.ChoiceField(choices=RoomStatus.choices, allow_null=True)
    to_status = serializers.ChoiceField(choices=RoomStatus.choices)
    changed_by = serializers.IntegerField(allow_null=True)
    changed_by_name = serializers.CharField()
    source = serializers.ChoiceField(choices=Source.choices)  # type: ignore[assignment]
    source_display = serializers.CharField()
    note = serializers.CharField()
    created_at = serializers.DateTimeField()


class RoomStatusChangedSerializer(Fields):
    """The answer to a change of a room's status."""

    message = serializers.CharField()
    room = ChangedRoomSerializer()
    status_event = StatusEventSerializer()


class HistoryRoomSerializer(Fields):
    """The room whose history it is."""

    id = serializers.IntegerField()
    room_number = serializers.CharField()
    current_status = serializers.ChoiceField(choices=RoomStatus.choices)


class StatusHistorySerializer(Fields):
    """A room's audit rows, newest first."""

    room = HistoryRoomSerializer()
    status_history = StatusEventSerializer(many=True)
    total_events = serializers.IntegerField()


class TaskSerializer(Fields):
    """A piece of work in a room."""

    id = serializers.IntegerField()
    hotel = serializers.IntegerField()
    hotel_name = serializers.CharField()
    room = serializers.IntegerField()
    room_number = serializers.CharField()
    room_type_name = serializers.CharField()
    room_status = serializers.ChoiceField(choices=RoomStatus.choices)
    booking = serializers.CharField(allow_null=True)
    booking_id = serializers.CharField(allow_null=True)
    task_type = serializers.ChoiceField(choices=TaskType.choices)
    task_type_display = serializers.CharField()
    status = serializers.ChoiceField(choices=TaskStatus.choices)
    status_display = serializers.CharField()
    result = serializers.ChoiceField(choices=TaskResult.choices, allow_blank=True)
    priority = serializers.ChoiceField(choices=Priority.choices)
    priority_display = serializers.CharField()
    assigned_to = serializers.IntegerField(allow_null=True)
    assigned_to_name = serializers.CharField()
    note = serializers.CharField()
    business_date = serializers.DateField()
    created_by = serializers.IntegerField(allow_null=True)
    created_by_name = serializers.CharField()
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    completed_at = serializers.DateTimeField(allow_null=True)
    is_overdue = serializers.BooleanField()
    version = serializers.IntegerField()
    actions = ActionSerializer(many=True)


class TaskChangedSerializer(Fields):
    """The answer to a change of a task."""

    message = serializers.CharField()
    task = TaskSerializer()


class TaskWarningSerializer(Fields):
    """Something to know about what was done."""

    code = serializers.CharField()
    message = serializers.CharField()


class TasksChangedSerializer(Fields):
    """The answer to a change of several tasks."""

    message = serializers.CharField()
    tasks = TaskSerializer(many=True)
    warnings = TaskWarningSerializer(many=True)


class DashboardSerializer(Fields):
    """The house at a glance; a status that no room has is absent."""

    counts = serializers.DictField(child=serializers.IntegerField())
    rooms_by_status = serializers.DictField(child=RoomTileSerializer(many=True))
    my_open_tasks = TaskSerializer(many=True)
    open_tasks = TaskSerializer(many=True)
    total_rooms = serializers.IntegerField()


class TurnoverColumnSerializer(Fields):
    """The rooms of one status."""

    label = serializers.CharField()  # type: ignore[assignment]
    count = serializers.IntegerField()
    rooms = RoomTileSerializer(many=True)


class TurnoverRoomsSerializer(Fields):
    """The rooms in use by status; every status is there, with or without rooms."""

    OCCUPIED = TurnoverColumnSerializer()
    CHECKOUT_DIRTY = TurnoverColumnSerializer()
    CLEANING_IN_PROGRESS = TurnoverColumnSerializer()
    CLEANED_UNINSPECTED = TurnoverColumnSerializer()
    MAINTENANCE_REQUIRED = TurnoverColumnSerializer()
    OUT_OF_ORDER = TurnoverColumnSerializer()
    READY_FOR_GUEST = TurnoverColumnSerializer()


class TurnoverStatsSerializer(Fields):
    """The day's turnover in figures."""

    business_date = serializers.DateField()
    total_rooms = serializers.IntegerField()
    counts = serializers.DictField(child=serializers.IntegerField())
    open_tasks = serializers.IntegerField()
    tasks_in_progress = serializers.IntegerField()
    unassigned_tasks = serializers.IntegerField()
    turnovers_waiting = serializers.IntegerField()
    turnovers_done_today = serializers.IntegerField()
    average_turnover_minutes = serializers.FloatField(allow_null=True)
    average_cleaning_minutes = serializers.FloatField(allow_null=True)
    last_completed_at = serializers.DateTimeField(allow_null=True)


class TurnoverStepSerializer(Fields):
    """The answer to a turnover shortcut."""

    message = serializers.CharField()
    old_status = serializers.ChoiceField(choices=RoomStatus.choices)
    new_status = serializers.ChoiceField(choices=RoomStatus.choices)
    timestamp = serializers.DateTimeField()
    room = ChangedRoomSerializer()


class InspectedSerializer(TurnoverStepSerializer):
    """The answer to an inspection."""

    passed = serializers.BooleanField()
    status = serializers.ChoiceField(choices=RoomStatus.choices)


class MaintenanceMarkedSerializer(TurnoverStepSerializer):
    """The answer to a fault that was reported by the shortcut."""

    priority = serializers.ChoiceField(choices=Priority.choices)


class FaultSerializer(Fields):
    """Something broken in a room."""

    id = serializers.IntegerField()
    room = serializers.IntegerField()
    room_number = serializers.CharField()
    room_status = serializers.ChoiceField(choices=RoomStatus.choices)
    description = serializers.CharField()
    is_blocking = serializers.BooleanField()
    priority = serializers.ChoiceField(choices=Priority.choices)
    priority_display = serializers.CharField()
    is_open = serializers.BooleanField()
    reported_by = serializers.CharField()
    reported_by_name = serializers.CharField()
    reported_at = serializers.DateTimeField()
    resolved_by = serializers.CharField()
    resolved_by_name = serializers.CharField()
    resolved_at = serializers.DateTimeField(allow_null=True)
    resolution = serializers.CharField()
    version = serializers.IntegerField()


class FaultChangedSerializer(Fields):
    """The answer to a change of a fault."""

    message = serializers.CharField()
    fault = FaultSerializer()
    room = ChangedRoomSerializer()


class DiscrepancySerializer(Fields):
    """What housekeeping found that the books do not say."""

    id = serializers.IntegerField()
    room = serializers.IntegerField()
    room_number = serializers.CharField()
    room_status = serializers.ChoiceField(choices=RoomStatus.choices)
    kind = serializers.ChoiceField(choices=DiscrepancyKind.choices)
    kind_display = serializers.CharField()
    note = serializers.CharField()
    business_date = serializers.DateField()
    is_open = serializers.BooleanField()
    reported_by = serializers.CharField()
    reported_by_name = serializers.CharField()
    reported_at = serializers.DateTimeField()
    resolved_by = serializers.CharField()
    resolved_by_name = serializers.CharField()
    resolved_at = serializers.DateTimeField(allow_null=True)
    resolution = serializers.CharField()


class DiscrepancyChangedSerializer(Fields):
    """The answer to a change of a discrepancy."""

    message = serializers.CharField()
    discrepancy = DiscrepancySerializer()
