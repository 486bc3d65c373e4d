"""Whatever a caller sends: a 4xx with a code in the one error shape, nothing changed, nothing logged as an error."""

import json
import logging

import pytest
from django.test import Client
from rest_framework.exceptions import ValidationError

from hotelmate.core import clock
from hotelmate.core.api.parsing import Day, Id, Text
from hotelmate.events.queries import last_seq
from hotelmate.staff.models import StaffToken
from hotelmate.staff.services import TOKEN_LIFE
from tests.factories import make_room_type, make_rooms, open_house

DEEP = "[" * 100_000 + "]" * 100_000


@pytest.fixture(scope="module")
def house(database):
    house = open_house()
    make_rooms(make_room_type(house.hotel, "STD"), ["101"])
    return house


@pytest.fixture
def token(house):
    return house.client._credentials["HTTP_AUTHORIZATION"]


@pytest.fixture(autouse=True)
def _nothing_changes(house, caplog):
    before = last_seq(house.hotel.pk)
    with caplog.at_level(logging.ERROR):
        yield
    assert last_seq(house.hotel.pk) == before
    assert not caplog.records


def refused(answer, status, code):
    body = json.loads(answer.content)
    assert (answer.status_code, body["code"]) == (status, code), body
    assert sorted(body) == ["code", "details", "error"]
    assert body["error"]
    return True


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"name": }',
        b'{"name": "x"} trailing',
        b"[]",
        b'"text"',
        b"null",
        b"12",
        b'{"name": NaN}',
        b'{"name": Infinity}',
        b'{"name": "\xff"}',
        b"\xef\xbb\xbf{}",
        DEEP.encode(),
        b'{"unpaid_hold_minutes": ' + b"9" * 5000 + b"}",
    ],
)
def test_a_body_that_is_no_json_object(house, token, body):
    answer = Client().patch(
        f"{house.url}/settings/", body, content_type="application/json", headers={"Authorization": token}
    )
    assert refused(answer, 400, "MALFORMED_BODY")


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "nonsense"]
)
def test_a_body_of_another_kind(house, token, content_type):
    answer = Client().patch(
        f"{house.url}/settings/", b"name=x", content_type=content_type, headers={"Authorization": token}
    )
    assert refused(answer, 415, "UNSUPPORTED_MEDIA_TYPE")


def test_a_body_that_is_too_large(house):
    assert refused(house.client.patch(f"{house.url}/settings/", {"name": "x" * 2**20}), 413, "BODY_TOO_LARGE")


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": "   "},
        {"name": None},
        {"name": 7},
        {"name": True},
        {"name": ["x"]},
        {"name": {"a": 1}},
        {"name": "x" * 121},
        {"name": "x" * 10_000},
        {"name": "nul\x00"},
        {"name": "bell\x07"},
        {"name": "\x9f"},
        {"name": "\ud800"},
        {"phone": "x" * 41},
        {"email": "nobody"},
        {"email": "x" * 300 + "@example.com"},
        {"email": "a\x00b@example.com"},
        {"timezone": "Mars/Olympus"},
        {"timezone": "localtime"},
        {"timezone": "../../etc/passwd"},
        {"currency": "EURO"},
        {"currency": "eur"},
        {"currency": "KWD"},
        {"check_in_from": "25:00"},
        {"check_in_from": 15},
        {"day_rollover": "13:00"},
        {"unpaid_hold_minutes": 0},
        {"unpaid_hold_minutes": -1},
        {"unpaid_hold_minutes": 10**30},
        {"unpaid_hold_minutes": "many"},
        {"unpaid_hold_minutes": 1.5},
        {"requires_approval": "perhaps"},
        {"requires_approval": []},
        {"inspection": "never"},
        {"inspection": ["none"]},
        {"no_show_fee_percent": "100.01"},
        {"no_show_fee_percent": "NaN"},
        {"no_show_fee_percent": "1e400"},
        {"no_show_fee_percent": "0.001"},
        {"cancellation_policy": []},
        {"cancellation_policy": None},
    ],
    ids=lambda change: f"{next(iter(change))}={ascii(next(iter(change.values())))[:30]}",
)
def test_a_value_that_cannot_be_used_is_named(house, change):
    body = json.dumps(change)
    answer = house.client.patch(f"{house.url}/settings/", body, content_type="application/json")
    assert answer.status_code == 400, answer.data
    assert next(iter(change)) in answer.data["details"]["fields"]


def test_unknown_fields_are_ignored(house):
    assert house.client.patch(f"{house.url}/settings/", {"stars": 5, "slug": "other"}).status_code == 200


def test_an_address_that_is_not_there(house):
    assert refused(house.client.get(f"{house.url}/nowhere/"), 404, "NOT_FOUND")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_method_that_the_address_does_not_know(house, method):
    assert refused(getattr(house.client, method)(f"{house.url}/settings/"), 405, "METHOD_NOT_ALLOWED")


def test_an_answer_of_another_kind(house):
    assert refused(house.client.get(f"{house.url}/settings/", HTTP_ACCEPT="text/xml"), 406, "NOT_ACCEPTABLE")


@pytest.mark.parametrize("slug", ["nowhere", "x" * 500, "%00", "%ff", "a b", "../x"])
def test_a_hotel_that_is_not_there(house, slug):
    answer = house.client.get(f"/api/staff/hotel/{slug}/settings/")
    assert answer.status_code == 404
    assert json.loads(answer.content)["code"] in ("HOTEL_NOT_FOUND", "NOT_FOUND")


def test_another_hotel_is_not_found(house):
    assert refused(house.client.get(f"{open_house().url}/settings/"), 404, "HOTEL_NOT_FOUND")


@pytest.mark.parametrize("room_type_id", ["0", "-1", "1.5", "one", "9" * 19, "9" * 400, "٣", "%00", "null"])
def test_an_id_that_no_row_can_have(house, room_type_id):
    for answer in (
        house.client.get(f"{house.url}/room-types/{room_type_id}/"),
        house.client.delete(f"{house.url}/room-types/{room_type_id}/"),
        house.client.patch(f"{house.url}/room-types/{room_type_id}/", {"name": "New"}),
        house.client.post(f"{house.url}/room-types/{room_type_id}/rooms/bulk-create/", {"room_numbers": ["1"]}),
    ):
        assert refused(answer, 404, "ROOM_TYPE_NOT_FOUND")


@pytest.mark.parametrize("number", ["999", "x" * 300, "%00", "%2e%2e", "10 1", "é"])
def test_a_room_number_that_no_room_has(house, number):
    for method in ("get", "patch", "delete"):
        answer = getattr(house.client, method)(f"{house.url}/room-management/{number}/")
        assert refused(answer, 404, "ROOM_NOT_FOUND")


@pytest.mark.parametrize("staff_id", ["0", "nobody", "9" * 30])
def test_a_person_who_is_not_there(house, staff_id):
    assert refused(house.client.get(f"{house.url}/staff/{staff_id}/"), 404, "STAFF_NOT_FOUND")
    assert refused(house.client.post(f"{house.url}/staff/{staff_id}/deactivate/"), 404, "STAFF_NOT_FOUND")


def test_nobody(house):
    assert refused(Client().get(f"{house.url}/settings/"), 401, "NOT_AUTHENTICATED")


@pytest.mark.parametrize("header", ["Token", "Token x", "Token x y", "Token é", "Token \t"])
def test_a_token_that_is_none(house, header):
    answer = Client().get(f"{house.url}/settings/", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Token"


def test_a_token_that_has_expired(house, token):
    with clock.travel_to(clock.now() + TOKEN_LIFE):
        assert refused(house.client.get(f"{house.url}/settings/"), 401, "INVALID_TOKEN")


def test_a_token_that_was_revoked():
    other = open_house()
    StaffToken.objects.filter(staff=other.admin).update(revoked_at=clock.now())
    assert refused(other.client.get(f"{other.url}/settings/"), 401, "INVALID_TOKEN")


@pytest.mark.parametrize("value", ["maybe", "2", "tru"])
def test_a_dry_run_that_is_neither_true_nor_false(house, value):
    answer = house.client.patch(f"{house.url}/settings/?dry_run={value}", {"name": "New"})
    assert refused(answer, 400, "INVALID_INPUT")


@pytest.mark.parametrize("query", ["page=0", "page=x", "page=99999999999999999999", "page=-1"])
def test_a_page_that_is_not_there(house, query):
    assert refused(house.client.get(f"{house.url}/room-management/?{query}"), 404, "NOT_FOUND")


def test_pages_are_as_large_as_asked_for_up_to_a_limit(house):
    answer = house.client.get(f"{house.url}/room-management/?page_size=100000")
    assert sorted(answer.data) == ["count", "next", "previous", "results"]


def test_what_somebody_may_not_do_is_said_by_name(house):
    other = open_house()
    answer = other.client_of("housekeeping").patch(f"{other.url}/settings/", {"name": "New"})
    assert refused(answer, 403, "PERMISSION_DENIED")
    assert answer.data["details"] == {"capability": "manage_hotel"}


class TestFields:
    @pytest.mark.parametrize("value", [True, 1.0, 0, -1, 2**63, "x", None, [], {}])
    def test_an_id_is_a_positive_whole_number_that_a_row_can_have(self, value):
        with pytest.raises(ValidationError):
            Id().run_validation(value)

    @pytest.mark.parametrize("value", ["0001-01-01", "2300-01-01", "2030-02-30", "2030-1-1T00:00", 20300101, None, ""])
    def test_a_day_is_a_date_of_these_centuries(self, value):
        with pytest.raises(ValidationError):
            Day().run_validation(value)

    def test_a_text_keeps_line_breaks_and_loses_outer_space(self):
        assert Text().run_validation("  two\nlines\t ") == "two\nlines"
