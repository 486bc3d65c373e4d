"""How the OpenAPI document is written: summaries from docstrings, short names, and each refusal described once."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema

HOTEL = "staff_hotel_"
ERROR = "#/components/schemas/Error"
ENDS_OF_A_SUMMARY = (". ", ": ", "; ")


class HotelSchema(AutoSchema):
    """Describes a view in the words of its docstrings."""

    def get_summary(self) -> str:
        """The beginning of the method's docstring, up to where it explains itself."""
        text = " ".join(self.get_description().split())
        ends = [end for end in map(text.find, ENDS_OF_A_SUMMARY) if end > 0]
        return text[: min(ends, default=len(text))].rstrip(".")

    def get_operation_id(self) -> str:
        """The path in words: `rooms_create` where rooms are listed too, `rooms_status` where something is done."""
        name = str(super().get_operation_id()).removeprefix(HOTEL)
        makes_one_of_a_list = "GET" in self.view.allowed_methods
        return name if makes_one_of_a_list or self.method != "POST" else name.removesuffix("_create")


class AmountsAreNumbersToo(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A decimal is answered as a text and taken as a number too."""

    target_class = "rest_framework.serializers.DecimalField"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        """The schema of the field."""
        schema: dict[str, Any] = auto_schema._map_serializer_field(  # type: ignore[no-untyped-call]
            self.target, direction, bypass_extensions=True
        )
        return {**schema, "type": ["string", "number"]} if direction == "request" else schema


class RoomNumbersAreWholeNumbersToo(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """A room's number is answered as a text and taken as a whole number too."""

    target_class = "hotelmate.core.api.parsing.RoomNumber"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        """The schema of the field."""
        schema: dict[str, Any] = auto_schema._map_serializer_field(  # type: ignore[no-untyped-call]
            self.target, direction, bypass_extensions=True
        )
        return {**schema, "type": ["string", "integer"]}


def describe_refusals_once(result: dict[str, Any], generator: object, **_: object) -> dict[str, Any]:
    """Move the refusals, which are the same at every address, to the document's components."""
    shared: dict[str, Any] = result["components"].setdefault("responses", {})
    for operations in result["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if _is_refusal(response):
                    shared[f"Refusal{status}"] = response
                    operation["responses"][status] = {"$ref": f"#/components/responses/Refusal{status}"}
    return result


def _is_refusal(response: Mapping[str, Any]) -> bool:
    content = response.get("content", {}).get("application/json", {})
    return bool(content.get("schema", {}).get("$ref") == ERROR)
