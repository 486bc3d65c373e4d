"""HTTP itself: methods, slashes, other origins, and addresses where nothing is."""

import json

import pytest
from django.conf import settings
from django.test import Client, override_settings
from rest_framework.test import APIClient

from .operations import every_operation

ORIGIN = "https://front.example"
SHAPE = ["code", "details", "error"]
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def rooms(house):
    return f"/api/staff/hotel/{house.hotel.slug}/rooms"


def preflight(path, **headers):
    return Client(headers={"Origin": ORIGIN, "Access-Control-Request-Method": "POST", **headers}).options(path)


@pytest.mark.parametrize(**every_operation(below_a_hotel=True))
def test_a_method_that_the_address_does_not_know_is_told_which_it_knows(operation, house):
    client = house.caller(operation.callers)
    known = client.options(operation.address(house))["Allow"].split(", ")
    assert operation.method.upper() in known
    before = house.last_seq()
    for method in ["TRACE", "PROPFIND", *(method for method in METHODS if method not in known)]:
        answer = client.generic(method, operation.address(house), "{}", content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (405, "METHOD_NOT_ALLOWED")
        assert sorted(answer.json()) == SHAPE
        assert answer["Allow"].split(", ") == known
    assert house.last_seq() == before


@pytest.mark.parametrize(**every_operation(only_reads=True))
def test_head_is_get_without_the_body(operation, house):
    client = house.caller(operation.callers)
    asked = client.get(operation.address(house))
    answer = client.head(operation.address(house))
    assert (answer.status_code, b"".join(answer)) == (asked.status_code, b"")
    assert answer.get("Content-Length") == asked.get("Content-Length")


@pytest.mark.parametrize("path", ["/api/", "/api/nothing", "/api/nothing/", "/api/staff/", "/api//staff/login/"])
@pytest.mark.parametrize("method", METHODS)
def test_nothing_below_api_is_a_page(method, path):
    answer = Client().generic(method, path, "{}", content_type="application/json")
    assert answer.status_code == 404
    assert (sorted(answer.json()), answer.json()["code"]) == (SHAPE, "NOT_FOUND")


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("method", METHODS)
def test_without_the_last_slash_the_request_goes_there_as_it_is(method, debug, house):
    with override_settings(DEBUG=debug):
        answer = house.client().generic(method, f"{rooms(house)}?page=1", "{}", content_type="application/json")
    assert (answer.status_code, answer["Location"]) == (308, f"{rooms(house)}/?page=1")


def test_a_client_that_follows_does_what_it_meant_to_do(house):
    client = APIClient(headers={"Authorization": house.token()})
    path = f"{rooms(house)}/{house.dirty.number}/start-cleaning"
    answer = client.post(f"{path}?dry_run=true", {"notes": "now"}, format="json", follow=True)
    assert (answer.status_code, answer.json()["changed"]) == (200, True)


@override_settings(CORS_ALLOWED_ORIGINS=[ORIGIN])
def test_a_named_site_may_ask_for_every_header_of_a_change(house):
    wanted = "authorization, content-type, idempotency-key, if-match"
    answer = preflight(f"{rooms(house)}/", **{"Access-Control-Request-Headers": wanted})
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (200, ORIGIN)
    assert set(METHODS) <= set(answer["Access-Control-Allow-Methods"].split(", "))
    assert set(wanted.split(", ")) <= set(answer["Access-Control-Allow-Headers"].split(", "))
    assert "Access-Control-Allow-Credentials" not in answer


@override_settings(CORS_ALLOWED_ORIGINS=[ORIGIN])
@pytest.mark.parametrize("token", ["Token nobody", None])
def test_a_named_site_may_read_refusals_too(token, house):
    answer = Client(headers={"Origin": ORIGIN, **({"Authorization": token} if token else {})}).get(f"{rooms(house)}/")
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (401, ORIGIN)


@override_settings(CORS_ALLOWED_ORIGINS=[ORIGIN])
def test_a_named_site_reads_versions_and_when_to_come_back(house):
    answer = Client(headers={"Origin": ORIGIN, "Authorization": house.token()}).get(f"{rooms(house)}/")
    exposed = answer["Access-Control-Expose-Headers"].lower()
    assert {"etag", "retry-after", "idempotency-replayed"} <= set(exposed.split(", "))


@pytest.mark.parametrize("path", ["/api/schema/", "/api/staff/login/"])
def test_another_site_is_told_nothing(path):
    answer = preflight(path)
    assert settings.CORS_ALLOWED_ORIGINS == []
    assert "Access-Control-Allow-Origin" not in answer


@pytest.mark.parametrize("query", ["", "?version=%0d%0aSet-Cookie:x", "?version=%00", "?lang=zz", "?format=json"])
def test_the_document_is_the_same_whatever_is_asked_beside_it(query):
    answer = Client().get(f"/api/schema/{query}")
    assert answer["Content-Type"].startswith("application/json")
    assert answer.content == Client().get("/api/schema/").content


def test_the_document_comes_as_yaml_too():
    answer = Client().get("/api/schema/?format=yaml")
    assert (answer.status_code, answer.content[:14]) == (200, b"openapi: 3.1.0")


@pytest.mark.parametrize(
    ("method", "path", "status"), [("POST", "/api/schema/", 405), ("GET", "/api/schema/?format=xml", 404)]
)
def test_what_the_document_cannot_be_asked_for(method, path, status):
    answer = Client().generic(method, path)
    assert answer.status_code == status
    assert sorted(json.loads(answer.content)) == SHAPE
