"""The OpenAPI document itself: whole, and true where it gives examples."""

import json
import re
from pathlib import Path

import drf_spectacular.validation
import jsonschema_rs
import pytest
from drf_spectacular.renderers import OpenApiJsonRenderer

from tests.documented import document, validator

from .operations import every_operation, operations

MAIN_CHANGES = {
    "room_bookings_create": "201",
    "room_bookings_cancel": "200",
    "room_bookings_check_in": "200",
    "room_bookings_move_room": "200",
    "housekeeping_rooms_status": "200",
}
# Changes nothing of the house, though it is a POST.
ASKING = {"hotel_pusher_auth", "integrity_verify"}
CHANGE_STATUSES = {"400", "401", "403", "404", "409", "412", "413", "415", "422", "429", "503"}
SIGNING_IN = {"401", "403"}
READ_STATUSES = {"400", "401", "403", "404", "503"}


def valid(value, schema):
    return validator(schema).is_valid(value)


def test_the_document_is_one_of_openapi():
    rules = Path(drf_spectacular.validation.__file__).with_name("openapi_3_1_schema.json")
    written = json.loads(OpenApiJsonRenderer().render(document()))
    assert list(jsonschema_rs.validator_for(json.loads(rules.read_text())).iter_errors(written)) == []


def examples_of(content):
    media = content.get("application/json", {})
    return [(example["value"], media["schema"]) for example in media.get("examples", {}).values()]


@pytest.mark.parametrize(**every_operation())
def test_every_endpoint_says_what_it_is_for(operation):
    definition = operation.definition
    assert 3 <= len(definition["summary"]) <= 120
    assert definition["description"].startswith(definition["summary"].split("`")[0].rstrip())
    assert definition["tags"]


@pytest.mark.parametrize(**every_operation(below_a_hotel=True))
def test_every_endpoint_says_who_gets_in_and_what_it_refuses_with(operation):
    responses = operation.definition["responses"]
    open_to_all = operation.path.startswith("/api/public/") and "booking" not in operation.path.replace("bookings/", "")
    assert (operation.callers == "anyone") <= open_to_all
    promised = CHANGE_STATUSES if operation.changes else READ_STATUSES
    assert promised - (SIGNING_IN if operation.callers == "anyone" else set()) <= responses.keys()
    assert responses["404"] == {"$ref": "#/components/responses/Refusal404"}
    assert any(status.startswith("2") for status in responses)


@pytest.mark.parametrize(**every_operation(below_a_hotel=True))
def test_every_change_can_be_rehearsed_repeated_and_made_conditional(operation):
    if operation.method != "get" and operation.name not in ASKING:
        assert "dry_run" in operation.parameters("query")
        assert {"Idempotency-Key", "If-Match"} <= set(operation.parameters("header"))


def test_the_token_is_sent_as_the_document_says():
    scheme = document()["components"]["securitySchemes"]["staffToken"]
    assert (scheme["type"], scheme["in"], scheme["name"]) == ("apiKey", "header", "Authorization")
    assert scheme["description"].startswith("`Token …`")


def test_every_name_is_one_that_a_program_can_have():
    names = [operation.name for operation in operations()]
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[a-z][a-z_]+", name)] == []


@pytest.mark.parametrize(("name", "status"), MAIN_CHANGES.items())
def test_the_main_changes_show_a_request_and_its_answer(name, status):
    operation = next(operation for operation in operations() if operation.name == name)
    assert examples_of(operation.definition["requestBody"]["content"])
    assert examples_of(operation.definition["responses"][status]["content"])


@pytest.mark.parametrize(**every_operation())
def test_every_example_is_one_that_its_schema_allows(operation):
    contents = [operation.definition.get("requestBody", {}).get("content", {})]
    contents += [response.get("content", {}) for response in operation.definition["responses"].values()]
    for value, schema in [pair for content in contents for pair in examples_of(content)]:
        assert valid(value, schema)


def test_every_refusal_has_an_example():
    shared = document()["components"]["responses"]
    assert CHANGE_STATUSES | {"405", "406"} <= {name.removeprefix("Refusal") for name in shared}
    for response in shared.values():
        assert [valid(value, schema) for value, schema in examples_of(response["content"])] == [True]
