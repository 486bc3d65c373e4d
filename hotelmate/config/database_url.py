"""A DATABASE_URL becomes what Django and psycopg need, or is refused with the reason."""

from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict

SCHEMES = ("postgresql", "postgres")
DJANGO_NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


class UnusableDatabaseUrl(ValueError):
    """The address does not name a PostgreSQL database."""


def parse_database_url(url: str, *, variable: str = "DATABASE_URL") -> dict[str, Any]:
    """Return Django's DATABASES entry for a `postgresql://` address.

    The address itself is never part of an error's text: it may hold a password.
    """
    scheme = urlsplit(url).scheme
    if scheme not in SCHEMES:
        raise UnusableDatabaseUrl(
            f"{variable} must be a postgresql:// address, not {scheme or 'an address without a scheme'}: "
            "HotelMate runs on PostgreSQL 15 or newer only."
        )
    try:
        parameters = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    except psycopg.ProgrammingError as error:
        raise UnusableDatabaseUrl(f"{variable} is not a valid postgresql:// address.") from error
    if not parameters.get("dbname"):
        raise UnusableDatabaseUrl(f"{variable} names no database: postgresql://USER:PASSWORD@HOST:PORT/DATABASE.")
    entry: dict[str, Any] = {"ENGINE": "hotelmate.config.backend"}
    for libpq_name, django_name in DJANGO_NAMES.items():
        entry[django_name] = parameters.pop(libpq_name, "")
    entry["OPTIONS"] = parameters
    return entry


def with_server_settings(entry: dict[str, Any], server_settings: dict[str, str]) -> dict[str, Any]:
    """Return the entry with run-time settings that each new connection starts with."""
    given = entry["OPTIONS"].get("options", "")
    ours = " ".join(f"-c {name}={escape_setting(value)}" for name, value in server_settings.items())
    return {**entry, "OPTIONS": {**entry["OPTIONS"], "options": f"{ours} {given}".strip()}}


def escape_setting(value: str) -> str:
    """Escape a value for libpq's `options`, where a space ends it."""
    return value.replace("\\", "\\\\").replace(" ", "\\ ")
