"""Every endpoint of the OpenAPI document as data, and a sound request for each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.documented import document

from .house import House

SOUND_TEXTS = {"date": "2030-01-01", "email": "ada@example.com", "time": "15:00", "decimal": "10.00"}


# They name their room by its id or by its number, which a schema cannot say.
ABOUT_A_ROOM = ("housekeeping_tasks_create", "housekeeping_faults_create", "housekeeping_discrepancies_create")


@dataclass(frozen=True)
class Operation:
    """One method of one address."""

    method: str
    path: str
    definition: dict[str, Any]

    @property
    def name(self) -> str:
        """What the document calls it."""
        name: str = self.definition["operationId"]
        return name

    @property
    def changes(self) -> bool:
        """Whether it may change the house, so that it knows a dry run."""
        return "dry_run" in self.parameters("query")

    @property
    def callers(self) -> str:
        """Who may ask: "staff", a "guest" with the token of a booking, or "anyone"."""
        schemes = {name for one in self.definition.get("security", []) for name in one}
        return "staff" if "staffToken" in schemes else "guest" if "guestToken" in schemes else "anyone"

    @property
    def body(self) -> dict[str, Any] | None:
        """The schema of its body."""
        content = self.definition.get("requestBody", {}).get("content", {})
        return resolved(content["application/json"]["schema"]) if content else None

    def parameters(self, place: str) -> list[str]:
        """The names of its parameters in the path, the query or the headers."""
        return [one["name"] for one in self.definition.get("parameters", []) if one["in"] == place]

    def address(self, house: House, **ids: str) -> str:
        """Its address for things that are in the house, or for these."""
        names = {name: house.ids[name][0] for name in self.parameters("path")}
        return self.path.format(**{**names, **ids})

    def sound_body(self, house: House) -> dict[str, Any]:
        """All fields that it needs, with values that can be used."""
        if self.body is None:
            return {}
        required = self.body.get("required", [])
        sound = {name: sound_value(name, self.body["properties"][name], house) for name in required}
        return {**sound, **particular_values(house).get(self.name, {})}


def operations() -> Iterator[Operation]:
    """All of them."""
    for path, methods in document()["paths"].items():
        for method, definition in methods.items():
            yield Operation(method, path, definition)


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema itself where this names another."""
    while "$ref" in schema:
        schema = document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def sound_value(name: str, schema: dict[str, Any], house: House) -> Any:
    """A value that can be used in this field."""
    schema = resolved(schema)
    if name in house.values:
        return house.values[name][0]
    if "enum" in schema:
        return schema["enum"][0]
    kinds = schema.get("type", "string")
    kind = kinds if isinstance(kinds, str) else kinds[0]
    if kind == "string":
        return SOUND_TEXTS.get(schema.get("format", ""), "correct horse battery")
    return {"integer": 1, "number": 1, "boolean": True, "array": [], "object": {}}[kind]


def particular_values(house: House) -> dict[str, dict[str, Any]]:
    """What some operations need and their schema cannot say."""
    subscription = {"socket_id": "123.456", "channel_name": f"private-{house.hotel.slug}.hotel"}
    return {
        **dict.fromkeys(("pusher_auth", "hotel_pusher_auth"), subscription),
        "housekeeping_rooms_status": {"to_status": "CLEANING_IN_PROGRESS"},
        "rooms_status": {"to_status": "CLEANING_IN_PROGRESS"},
        "housekeeping_rooms_manager_override": {"to_status": "READY_FOR_GUEST", "note": "seen by the manager"},
        "room_bookings_create": {
            "guarantee": "HOTEL",
            "room_type_id": house.room_type.pk,
            "check_in": house.today.isoformat(),
        },
        **{name: {"room": house.values["room"][0]} for name in ABOUT_A_ROOM},
        "blocks_create": {"room_id": house.values["room_id"][0]},
        "room_bookings_move_room": {"to_room_id": house.values["to_room_id"][0]},
        "room_bookings_payments_create": {"method": "CASH", "amount": "10.00"},
        "room_bookings_safe_assign_room": {"room_id": house.rooms[7].pk},
        "room_bookings_swap": {"other_booking_id": house.staying.booking_id},
        "room_management_create": {"room_number": "901"},
        "room_types_create": {"code": "NEW"},
        "room_types_rooms_bulk_create": {"room_numbers": ["901"]},
        "room_types_allowances_create": {"by": 1},
        "promotions_create": {"code": "NEW", "percent_off": "5.00"},
        "rate_plans_create": {"code": "NEW"},
        "nightly_rates_create": {"min_stay": 2},
        "rooms_inspect": {"passed": True},
        "staff_create": {"username": "newcomer", "role": "front_desk"},
    }


def every_operation(
    *, only_changes: bool = False, only_reads: bool = False, below_a_hotel: bool = False, callers: str = ""
) -> dict[str, Any]:
    """For `pytest.mark.parametrize`: all operations, or those of a kind, by their names."""
    chosen = [
        operation
        for operation in operations()
        if (operation.changes or not only_changes)
        and (operation.method == "get" or not only_reads)
        and ("{hotel_slug}" in operation.path or not below_a_hotel)
        and callers in ("", operation.callers)
    ]
    return {"argnames": "operation", "argvalues": chosen, "ids": [operation.name for operation in chosen]}
