"""What is read and said about rooms and room types."""

from typing import Any

from rest_framework import serializers

from hotelmate.core.api.parsing import Day, Id, RoomNumber, Text
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.rules import HIGHEST_RATE, INITIAL_STATUSES, LARGEST_ALLOWANCE, MOST_GUESTS, MOST_ROOMS_AT_ONCE

LONGEST_RANGE_END = 10**9


class RoomSerializer(serializers.Serializer[Any]):
    """A room."""

    id = serializers.IntegerField()
    room_number = serializers.CharField()
    floor = serializers.CharField()
    room_type = serializers.CharField()
    room_type_id = serializers.IntegerField()
    room_type_code = serializers.CharField()
    room_type_name = serializers.CharField()
    max_occupancy = serializers.IntegerField()
    room_status = serializers.CharField()
    room_status_display = serializers.CharField()
    is_occupied = serializers.BooleanField()
    is_active = serializers.BooleanField()
    is_out_of_order = serializers.BooleanField()
    maintenance_required = serializers.BooleanField()
    open_blocking_faults = serializers.IntegerField()
    is_bookable = serializers.BooleanField(help_text="Ready for a guest now.")
    last_cleaned_at = serializers.DateTimeField(allow_null=True)
    cleaned_by_id = serializers.IntegerField(allow_null=True)
    last_inspected_at = serializers.DateTimeField(allow_null=True)
    inspected_by_id = serializers.IntegerField(allow_null=True)
    active_from = serializers.DateField()
    active_until = serializers.DateField(allow_null=True, help_text="Retired from this night on.")
    notes = serializers.CharField()
    version = serializers.IntegerField()


class RoomEditSerializer(serializers.Serializer[Any]):
    """What to change; what is not given stays. `room_status` and `is_occupied` are refused unless they change nothing."""

    room_number = RoomNumber(required=False)
    floor = Text(max_length=20, allow_blank=True, required=False)
    notes = Text(max_length=1000, allow_blank=True, required=False)
    room_type_id = Id(required=False)
    room_status = Text(max_length=40, required=False)
    is_occupied = serializers.BooleanField(required=False)


class RoomCreateSerializer(serializers.Serializer[Any]):
    """A new room."""

    room_number = RoomNumber()
    room_type_id = Id()
    floor = Text(max_length=20, allow_blank=True, default="")
    notes = Text(max_length=1000, allow_blank=True, default="")
    active_from = Day(required=False, help_text="In use from this night on; today if not given.")
    room_status = serializers.ChoiceField(
        [(status, RoomStatus(status).label) for status in INITIAL_STATUSES], default=RoomStatus.READY_FOR_GUEST
    )


class RoomQuerySerializer(serializers.Serializer[Any]):
    """Which rooms."""

    status = serializers.ChoiceField(RoomStatus.choices, required=False)
    room_type = Id(required=False, help_text="Id of a room type.")
    floor = Text(max_length=20, required=False)
    active = serializers.BooleanField(default=True, help_text="false: the retired rooms.")
    q = Text(max_length=80, default="", allow_blank=True, help_text="Part of a number or of a type's name.")


class RangeSerializer(serializers.Serializer[Any]):
    """Numbers from `start` to `end`, both included."""

    start = serializers.IntegerField(min_value=0, max_value=LONGEST_RANGE_END)
    end = serializers.IntegerField(min_value=0, max_value=LONGEST_RANGE_END)


class BulkRoomsSerializer(serializers.Serializer[Any]):
    """New rooms of one type: by their numbers, by ranges, or both. `prefix` goes before the numbers of ranges."""

    room_numbers = serializers.ListField(child=RoomNumber(), max_length=MOST_ROOMS_AT_ONCE, default=list)
    ranges = serializers.ListField(child=RangeSerializer(), max_length=50, default=list)
    prefix = Text(max_length=10, allow_blank=True, default="")
    floor = Text(max_length=20, allow_blank=True, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The numbers of all ranges and lists, as one list."""
        numbers = list(attrs["room_numbers"])
        for part in attrs["ranges"]:
            if not 0 <= part["end"] - part["start"] < MOST_ROOMS_AT_ONCE:
                raise serializers.ValidationError({"ranges": [f"A range has 1 to {MOST_ROOMS_AT_ONCE} numbers."]})
            numbers += [f"{attrs['prefix']}{number}" for number in range(part["start"], part["end"] + 1)]
        if not 1 <= len(numbers) <= MOST_ROOMS_AT_ONCE:
            raise serializers.ValidationError({"room_numbers": [f"Give 1 to {MOST_ROOMS_AT_ONCE} numbers at once."]})
        return {"numbers": numbers, "floor": attrs["floor"]}


class BulkCreatedSerializer(serializers.Serializer[Any]):
    """The rooms that were made."""

    message = serializers.CharField()
    created_count = serializers.IntegerField()
    rooms = RoomSerializer(many=True)


class RoomTypeSerializer(serializers.Serializer[Any]):
    """A room type. Its rate is shown to those who may see money."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    bed_setup = serializers.CharField()
    max_occupancy = serializers.IntegerField()
    is_active = serializers.BooleanField()
    version = serializers.IntegerField()
    base_rate = serializers.CharField(required=False)
    currency = serializers.CharField(required=False)


class ListedRoomTypeSerializer(RoomTypeSerializer):
    """A room type with the number of its rooms in use."""

    room_count = serializers.IntegerField()


class RoomTypeEditSerializer(serializers.Serializer[Any]):
    """What to change; what is not given stays."""

    code = Text(max_length=20, required=False)
    name = Text(max_length=80, required=False)
    description = Text(max_length=500, allow_blank=True, required=False)
    bed_setup = Text(max_length=120, allow_blank=True, required=False)
    max_occupancy = serializers.IntegerField(min_value=1, max_value=MOST_GUESTS, required=False)
    base_rate = serializers.DecimalField(10, 2, min_value=0, max_value=HIGHEST_RATE, required=False)


class RoomTypeCreateSerializer(RoomTypeEditSerializer):
    """A new room type."""

    code = Text(max_length=20)
    name = Text(max_length=80)


class RoomTypeQuerySerializer(serializers.Serializer[Any]):
    """Which room types."""

    active = serializers.BooleanField(default=True, help_text="false: the retired types.")


class AllowanceSerializer(serializers.Serializer[Any]):
    """Let more be sold than there are rooms, in the nights `[from_date, to_date)`: `by` more, or at least `to`."""

    from_date = Day()
    to_date = Day()
    by = serializers.IntegerField(min_value=1, max_value=LARGEST_ALLOWANCE, required=False)
    to = serializers.IntegerField(min_value=0, max_value=LARGEST_ALLOWANCE, required=False)
    note = Text(max_length=1000, help_text="Why.")


class LowerAllowanceSerializer(serializers.Serializer[Any]):
    """Let at most `to` more be sold than there are rooms, in the nights `[from_date, to_date)`."""

    from_date = Day()
    to_date = Day()
    to = serializers.IntegerField(min_value=0, max_value=LARGEST_ALLOWANCE)
    note = Text(max_length=1000, help_text="Why.")


class FreeNightSerializer(serializers.Serializer[Any]):
    """How many more may be sold in a night."""

    night = serializers.DateField()
    free = serializers.IntegerField()


class AllowanceAnswerSerializer(serializers.Serializer[Any]):
    """What is free now."""

    room_type_id = serializers.IntegerField()
    room_type_code = serializers.CharField()
    nights = FreeNightSerializer(many=True)


class AllowanceChangeSerializer(serializers.Serializer[Any]):
    """One change of an allowance, and why it was made."""

    id = serializers.IntegerField()
    from_date = serializers.DateField()
    to_date = serializers.DateField()
    by = serializers.IntegerField(allow_null=True)
    to = serializers.IntegerField(allow_null=True)
    note = serializers.CharField()
    made_by = serializers.CharField()
    made_at = serializers.DateTimeField()
