"""Where mail goes: an SMTP_URL, or the single variables, become Django's EMAIL_* settings."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

PORTS = {"smtp": 587, "smtps": 465}
TLS = ("on", "off")
TIMEOUT_SECONDS = 10.0
NOWHERE = {"EMAIL_HOST": "", "EMAIL_PORT": 25, "EMAIL_USE_TLS": False, "EMAIL_USE_SSL": False}


class UnusableMailSettings(ValueError):
    """The variables do not name a mail server."""


def mail_settings(environment: Mapping[str, str]) -> dict[str, Any]:
    """Return the EMAIL_* settings; without any of the variables there is no mail server.

    `smtp://` demands STARTTLS unless its address ends in `?tls=off`; `smtps://` is encrypted from the first byte. The
    address is never part of an error's text: it may hold a password.
    """
    url = environment.get("SMTP_URL", "")
    found = _from_url(url) if url else _from_variables(environment)
    return {**NOWHERE, "EMAIL_HOST_USER": "", "EMAIL_HOST_PASSWORD": "", "EMAIL_TIMEOUT": TIMEOUT_SECONDS, **found}


def _from_url(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise UnusableMailSettings(
            "SMTP_URL must be smtp://USER:PASSWORD@HOST:PORT or smtps://USER:PASSWORD@HOST:PORT."
        )
    tls = parse_qs(parts.query).get("tls", ["on"])[-1]
    try:
        port = parts.port
    except ValueError as error:
        raise UnusableMailSettings("The port of SMTP_URL is no port.") from error
    if tls not in TLS:
        raise UnusableMailSettings("SMTP_URL knows ?tls=on and ?tls=off.")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp" and tls == "on",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }


def _from_variables(environment: Mapping[str, str]) -> dict[str, Any]:
    host = environment.get("EMAIL_HOST", "")
    if not host:
        return {}
    ssl, starttls = _is_on(environment, "EMAIL_USE_SSL", "off"), _is_on(environment, "EMAIL_USE_TLS", "on")
    port = environment.get("EMAIL_PORT") or str(PORTS["smtps" if ssl else "smtp"])
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise UnusableMailSettings("EMAIL_PORT must be a port.")
    return {
        "EMAIL_HOST": host,
        "EMAIL_PORT": int(port),
        "EMAIL_HOST_USER": environment.get("EMAIL_HOST_USER", ""),
        "EMAIL_HOST_PASSWORD": environment.get("EMAIL_HOST_PASSWORD", ""),
        "EMAIL_USE_TLS": starttls and not ssl,
        "EMAIL_USE_SSL": ssl,
    }


def _is_on(environment: Mapping[str, str], name: str, default: str) -> bool:
    value = environment.get(name, default).strip().lower() or default
    if value not in ("on", "off", "true", "false", "1", "0", "yes", "no"):
        raise UnusableMailSettings(f"{name} must be on or off, not {value!r}.")
    return value in ("on", "true", "1", "yes")
