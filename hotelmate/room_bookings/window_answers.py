"""What is said about windows and about what is free, as OpenAPI tells it."""

from typing import Any

from rest_framework import serializers

from hotelmate.room_bookings.answers import MessageSerializer


class BlockSerializer(serializers.Serializer[Any]):
    """A window."""

    id = serializers.IntegerField()
    room_id = serializers.IntegerField()
    room_number = serializers.CharField()
    kind = serializers.CharField()
    kind_display = serializers.CharField()
    from_date = serializers.DateField()
    to_date = serializers.DateField()
    reason = serializers.CharField()
    opened_by = serializers.CharField()
    opened_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    is_open = serializers.BooleanField()
    version = serializers.IntegerField()


class BlockChangedSerializer(MessageSerializer):
    """A window after a change."""

    block = BlockSerializer()


class NightSerializer(serializers.Serializer[Any]):
    """One night of a type: how many rooms may still be sold, or how many are missing."""

    night = serializers.DateField()
    free = serializers.IntegerField()
    short = serializers.IntegerField()


class TypeNightsSerializer(serializers.Serializer[Any]):
    """The nights of a type."""

    room_type_id = serializers.IntegerField()
    room_type_code = serializers.CharField()
    room_type_name = serializers.CharField()
    max_occupancy = serializers.IntegerField()
    nights = NightSerializer(many=True)


class AvailabilitySerializer(serializers.Serializer[Any]):
    """What is free."""

    to = serializers.DateField()
    room_types = TypeNightsSerializer(many=True)

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of the language, so it is named here."""
        return {"from": serializers.DateField(), **super().get_fields()}
