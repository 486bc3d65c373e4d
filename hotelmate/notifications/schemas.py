"""JSON schemas of payloads, from the fields that describe them."""

from typing import Any

from rest_framework import serializers
from rest_framework.fields import Field

PLAIN: tuple[tuple[type[Field[Any, Any, Any, Any]], dict[str, str]], ...] = (
    (serializers.UUIDField, {"type": "string", "format": "uuid"}),
    (serializers.BooleanField, {"type": "boolean"}),
    (serializers.IntegerField, {"type": "integer"}),
    (serializers.FloatField, {"type": "number"}),
    (serializers.DateTimeField, {"type": "string", "format": "date-time"}),
    (serializers.DateField, {"type": "string", "format": "date"}),
    (serializers.DictField, {"type": "object"}),
    (serializers.CharField, {"type": "string"}),
    (serializers.ChoiceField, {"type": "string"}),
)


def schema_of(described: type[serializers.Serializer[Any]], *, required: tuple[str, ...] = ()) -> dict[str, Any]:
    """The schema of an object with these fields and no others."""
    return _object(described(), required)


def _object(described: serializers.BaseSerializer[Any], required: tuple[str, ...] = ()) -> dict[str, Any]:
    assert isinstance(described, serializers.Serializer)
    fields = described.fields
    text = " ".join((described.__doc__ or "").split())
    return {
        "type": "object",
        **({"description": text} if text else {}),
        "properties": {name: _field(field) for name, field in fields.items()},
        **({"required": list(required)} if required else {}),
        # What names no field of its own says what its event says.
        "additionalProperties": not fields,
    }


def _field(field: Any) -> dict[str, Any]:
    schema = _kind(field)
    if field.allow_null:
        schema = {**schema, "type": [schema["type"], "null"]}
    return {**schema, "description": str(field.help_text)} if field.help_text else schema


def _kind(field: Any) -> dict[str, Any]:
    if isinstance(field, serializers.ListSerializer):
        assert field.child is not None
        return {"type": "array", "items": _kind(field.child)}
    if isinstance(field, serializers.ListField):
        return {"type": "array", "items": _field(field.child)}
    if isinstance(field, serializers.BaseSerializer):
        return _object(field)
    return dict(next(schema for kind, schema in PLAIN if isinstance(field, kind)))
