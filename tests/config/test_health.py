"""`GET /healthz` tells a proxy whether to send anybody here."""

import pytest
from django.db import connections
from django.test import Client

from hotelmate.config import health


@pytest.fixture
def forgetful():
    """A process that has not yet seen its schema to be current."""
    health.readiness.schema_is_current = False
    yield
    health.readiness.schema_is_current = False


@pytest.fixture
def unreachable_database():
    connection = connections["default"]
    address = {name: connection.settings_dict[name] for name in ("HOST", "PORT")}
    connection.close()
    connection.settings_dict.update(HOST="127.0.0.1", PORT="1")
    yield
    connection.close()
    connection.settings_dict.update(address)


@pytest.fixture
def forgotten_migration(open_session):
    owner = open_session(role="owner", autocommit=True)
    row = owner.execute(
        "DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations) RETURNING app, name, applied"
    ).fetchone()
    yield
    owner.execute("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", row)


def test_it_is_ready_when_the_database_answers_and_is_up_to_date():
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_it_is_not_ready_without_its_database(unreachable_database):
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()["code"]) == (503, "DATABASE_UNAVAILABLE")
    assert int(answer["Retry-After"]) > 0


def test_it_recovers_with_its_database(unreachable_database):
    Client().get("/healthz")
    connections["default"].close()
    connections["default"].settings_dict.update(
        {name: connections["owner"].settings_dict[name] for name in ("HOST", "PORT")}
    )
    assert Client().get("/healthz").status_code == 200


def test_it_is_not_ready_before_the_migrations(forgetful, forgotten_migration):
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()["code"]) == (503, "MIGRATIONS_PENDING")


def test_it_is_for_reading_only():
    assert Client().post("/healthz").status_code == 405


def test_it_is_never_cached():
    assert "no-store" in Client().get("/healthz")["Cache-Control"]
