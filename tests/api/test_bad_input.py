"""The net under every endpoint: whatever is sent, a 4xx with a code, nothing changed, nothing logged as an error.

All cases are made from the OpenAPI document, so an endpoint that comes later is tried too.
"""

import json
import logging
from urllib.parse import urlencode

import pytest
from django.test import Client

from .house import House
from .operations import every_operation, resolved

UNKNOWN_IDS = [
    *("0", "-1", "9223372036854775807", "9223372036854775808", "9" * 400),
    *("1.5", "null", "%00", "..", "%2f", "%ff", "é", "٣", "x" * 2000),
]
UNKNOWN_SLUGS = ["nowhere", "%00", "..", "%ff", "x" * 2000]
DEEP = b'{"a":' * 100_000 + b"1" + b"}" * 100_000
UNREADABLE_BODIES = [b"{", b"{}x", b"[]", b'"x"', b"null", b"\xff", b"\x00", b'{"a": NaN}', b"[" * 100_000, DEEP]
OTHER_KINDS = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "no/"]
BAD_VERSIONS = ["x", "-1", "W/x", "9" * 400, "é", '"1", "2"']
BAD_KEYS = ["", "x" * 256, "tab\tin it", "é\x80", "del\x7f"]
BAD_TOKENS = ["Token", "Token x", "Token x y", "Token \x00", "Token é", "Bearer x", "x"]
BAD_GUEST_TOKENS = [
    "",
    "GuestToken",
    "GuestToken x",
    "GuestToken x y",
    "GuestToken \x00",
    "GuestToken é",
    "Token x",
    "x",
]

ODD_QUESTIONS = [
    "\x00",
    "\x07",
    "\x9f",
    "٣",
    "-1",
    "9" * 400,
    "null",
    "1e400",
    "'",
    "%",
    "9999-12-31",
    ",",
    "x" * 10_000,
]
# Keeps nothing between requests: no answer of the API sets a cookie.
ANYONE = Client()
TOO_LONG = "x" * 10_000
NO_DAYS = ["", "today", "2030-02-30", "0001-01-01", "9999-12-31", "10000-01-01", "2030-01-01T10:00:00Z", 20300101, 1.5]
NO_TEXTS = [7, 1.5, True, [], {}, "nul\x00", "bell\x07", "\x9f", "\ud800", "\udfff!"]
NO_NUMBERS = ["x", "", "1e400", "NaN", "٣x", 1.5, 10**30, -(10**30), True, [], {}, float("inf")]
NO_AMOUNTS = ["x", "", "1e400", "NaN", "-Infinity", "0.001", 10**30, -1, True, [], {}]
NO_TRUTHS = ["perhaps", 2, -1, [], {}, "1e400"]
NO_LISTS = ["x", 7, True, {}, [[]], [None], ["\x00"]]
# Fields that may be below zero.
SIGNED = {"percent"}
NO_OBJECTS = ["x", 7, True, []]


@pytest.fixture(scope="module")
def elsewhere(database) -> House:
    """Another hotel, with records of its own under ids of its own."""
    return House()


@pytest.fixture(autouse=True)
def _nothing_changes(house, caplog):
    house.token()
    before = house.last_seq()
    with caplog.at_level(logging.ERROR):
        yield
    assert house.last_seq() == before
    assert caplog.records == []


def send(operation, house, *, address=None, body=None, raw=None, kind="application/json", query="", **headers):
    """The endpoint's answer to this, in place of what it should get."""
    if raw is None:
        # As JSON text, in which half a surrogate pair is an escape like any other.
        text = json.dumps(operation.sound_body(house) if body is None else body)
        raw = text.replace("Infinity", "1e400").encode()
    return ANYONE.generic(
        operation.method.upper(),
        (address or operation.address(house)) + query,
        raw,
        content_type=kind,
        headers={"Authorization": house.header_of(operation.callers), **headers},
    )


def refused(answer, *statuses):
    """Whether it is refused with one of these statuses, in the one error shape."""
    body = json.loads(answer.content)
    return (
        answer.status_code in statuses
        and sorted(body) == ["code", "details", "error"]
        and body["code"] == body["code"].upper()
        and bool(body["error"])
    )


def told(answer):
    return answer.status_code, answer.content[:300]


@pytest.mark.parametrize(**every_operation(below_a_hotel=True))
def test_what_is_not_there_is_not_found(operation, house, elsewhere):
    for name in operation.parameters("path"):
        strangers = UNKNOWN_SLUGS if name == "hotel_slug" else UNKNOWN_IDS
        open_to_all = name == "hotel_slug" and operation.callers == "anyone"
        if name not in ("room_number", "number", "seq") and not open_to_all:
            strangers = [*strangers, *elsewhere.ids[name][:1]]
        for stranger in strangers:
            address = operation.address(house, **{name: stranger})
            answer = send(operation, house, address=address, query="?dry_run=true" if operation.changes else "")
            assert refused(answer, 404), (address[:200], told(answer))


@pytest.mark.parametrize(**every_operation(only_changes=True))
def test_a_body_that_cannot_be_read(operation, house):
    for raw in UNREADABLE_BODIES:
        answer = send(operation, house, raw=raw)
        assert refused(answer, 400), (raw[:20], told(answer))
        assert answer.json()["code"] == "MALFORMED_BODY"
    for kind in OTHER_KINDS:
        assert refused(send(operation, house, kind=kind, raw=b"a=1"), 415), kind
    assert refused(send(operation, house, raw=b'{"a": "' + b"x" * 2_000_000 + b'"}'), 413)


@pytest.mark.parametrize(**every_operation(only_changes=True))
def test_a_body_without_what_is_needed(operation, house):
    needed = operation.body.get("required", []) if operation.body else []
    for name in needed:
        body = operation.sound_body(house)
        del body[name]
        answer = send(operation, house, body=body)
        assert refused(answer, 400), (name, told(answer))
        assert name in answer.json()["details"]["fields"]
    if needed:
        assert refused(send(operation, house, raw=b""), 400)
        assert refused(send(operation, house, body={}), 400)


@pytest.mark.parametrize(**every_operation(only_changes=True))
def test_a_value_that_cannot_be_used(operation, house):
    """All fields are wrong at once, in one way after the other; what is not named in such company is asked alone."""
    for wrong in unusable_bodies(operation):
        unnamed = wrong.keys() - fields_refused(operation, house, wrong)
        for name in unnamed if len(wrong) > 1 else ():
            unnamed = unnamed - fields_refused(operation, house, {name: wrong[name]})
        assert not unnamed, {name: ascii(wrong[name])[:60] for name in unnamed}


def fields_refused(operation, house, wrong):
    """The fields that the answer names, which has to be a refusal."""
    answer = send(operation, house, body={**operation.sound_body(house), **wrong}, query="?dry_run=true")
    assert refused(answer, 400), (ascii(wrong)[:200], told(answer))
    return answer.json()["details"].get("fields", {}).keys()


@pytest.mark.parametrize(**every_operation(only_changes=True))
def test_headers_that_say_nothing(operation, house):
    for version in BAD_VERSIONS:
        answer = send(operation, house, **{"If-Match": version})
        assert refused(answer, 400), (version[:20], told(answer))
        assert answer.json()["code"] == "INVALID_IF_MATCH"
    for key in BAD_KEYS:
        answer = send(operation, house, **{"Idempotency-Key": key})
        assert refused(answer, 400), (key[:20], told(answer))
        assert answer.json()["code"] == "INVALID_IDEMPOTENCY_KEY"
    assert refused(send(operation, house, query="?dry_run=perhaps"), 400)


@pytest.mark.parametrize(**every_operation(callers="guest"))
def test_a_guests_token_that_is_none(operation, house):
    for token in BAD_GUEST_TOKENS:
        answer = send(operation, house, Authorization=token)
        assert refused(answer, 401, 403, *([404] if "{booking_id}" not in operation.path else [])), told(answer)


@pytest.mark.parametrize(**every_operation(below_a_hotel=True, callers="staff"))
def test_a_token_that_is_none(operation, house):
    for token in BAD_TOKENS:
        answer = send(operation, house, Authorization=token)
        assert refused(answer, 401), (token[:20], told(answer))


@pytest.mark.parametrize(**every_operation(only_reads=True))
def test_a_question_that_cannot_be_understood(operation, house):
    for parameter in operation.definition.get("parameters", []):
        if parameter["in"] != "query":
            continue
        for value in ODD_QUESTIONS:
            query = urlencode({parameter["name"]: value})
            answer = send(operation, house, query=f"?{query}")
            fits = answer.status_code == 200 or refused(answer, 400, 404)
            assert fits, (parameter["name"], ascii(value)[:40], told(answer))


def unusable_bodies(operation):
    """A wrong value for each field, as often as there is a field with another one."""
    columns = {
        name: [value for value in unusable(schema) if value != -1 or name not in SIGNED]
        for name, schema in (operation.body or {}).get("properties", {}).items()
    }
    for number in range(max(map(len, columns.values()), default=0)):
        yield {name: values[number] for name, values in columns.items() if number < len(values)}


def unusable(schema):
    """Values that no field with this schema takes."""
    parts = [resolved(part) for part in (schema, *schema.get("oneOf", ()), *schema.get("allOf", ()))]
    kinds = {kind for part in parts for kind in listed(part.get("type", ()))}
    if None not in [value for part in parts for value in part.get("enum", ())] and "null" not in kinds and kinds:
        yield None
    if any("enum" in part for part in parts):
        yield from ["NO_SUCH_THING", 7, [], {}, "\x00", "\ud800"]
    elif "array" in kinds:
        yield from NO_LISTS
    elif "object" in kinds or any("properties" in part for part in parts):
        yield from NO_OBJECTS
    elif {"string", "integer"} <= kinds:
        yield from (value for value in unusable_texts(parts) if type(value) is not int)
    elif "integer" in kinds:
        yield from NO_NUMBERS
    elif "boolean" in kinds:
        yield from NO_TRUTHS
    elif "string" in kinds:
        yield from unusable_texts(parts)


def unusable_texts(parts):
    """Values that no text of this form is."""
    form = next((part["format"] for part in parts if "format" in part), "")
    yield from {"date": NO_DAYS, "decimal": NO_AMOUNTS, "time": ["25:00", "x", 15, [], {}]}.get(form, NO_TEXTS)
    if any("maxLength" in part for part in parts):
        yield TOO_LONG


def listed(kinds):
    return [kinds] if isinstance(kinds, str) else kinds
