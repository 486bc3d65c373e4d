"""The AsyncAPI document itself: whole, and where it is served."""

import json

from django.test import Client
from jsonschema_rs import meta

from hotelmate.notifications.asyncapi import document
from hotelmate.notifications.notification_manager import ROWS
from tests.config.test_environment import run_hotelmate

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def references(value):
    """Every reference in the document."""
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def test_every_reference_leads_somewhere():
    for reference in references(document()):
        part = document()
        for name in reference.removeprefix("#/").split("/"):
            part = part[name]
        assert part


def test_every_schema_is_one():
    for schema in document()["components"]["schemas"].values():
        meta.validate({"$schema": DRAFT, **schema})


def test_every_name_of_the_table_is_on_its_channel():
    channels = document()["channels"]
    for row in ROWS.values():
        for name in row.told:
            assert name in channels[row.channel.replace("-", "_")]["messages"]
        for guest in row.guest:
            assert f"guest_{guest.name}" in channels["guest"]["messages"]


def test_guests_hear_the_same_by_server_sent_events_as_on_their_channel():
    channels = document()["channels"]
    assert channels["guest_stream"]["messages"] == channels["guest"]["messages"]


def test_an_entry_of_the_log_has_all_of_its_parts():
    entry = document()["components"]["schemas"]["Event"]
    assert {"seq", "event_id", "type", "before", "after", "category", "payload", "meta"} <= set(entry["required"])


def test_every_channel_and_operation_says_what_it_is():
    assert document()["asyncapi"] == "3.0.0"
    for channel in document()["channels"].values():
        assert channel["address"]
        assert channel["description"].endswith(".")
        assert channel["messages"]
    assert len(document()["operations"]) == len(document()["channels"])


def test_the_document_is_served_to_anybody(database):
    answer = Client().get("/api/asyncapi/")
    assert answer.status_code == 200
    assert answer.json() == json.loads(json.dumps(document()))
    assert Client().post("/api/asyncapi/").status_code == 405


def test_the_document_is_written_without_a_database(tmp_path):
    written = tmp_path / "asyncapi.json"
    done = run_hotelmate("asyncapi", "--out", str(written), HOTELMATE_HOME=str(tmp_path / "home"))
    assert done.returncode == 0, done.stderr
    assert json.loads(written.read_text()) == json.loads(json.dumps(document()))
