"""Answers in the API's one error shape, with the headers that let a browser of the site read them."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse

from hotelmate.core.errors import Refusal

RETRY = (429, 503)

BAD_HOST = Refusal("BAD_REQUEST", "The request could not be read.", 400, {})
NOT_FOUND = Refusal("NOT_FOUND", "There is nothing at this address.", 404, {})
DATABASE_AWAY = Refusal(
    "DATABASE_UNAVAILABLE", "The database does not answer. Try again in a moment.", 503, {"retry_after_seconds": 2}
)
STRANGE_ORIGIN = Refusal("PERMISSION_DENIED", "Pages of this origin may not read the stream.", 403, {})


def refuse(refusal: Refusal, connection: HTTPConnection) -> JSONResponse:
    """The answer to a request that is refused."""
    headers = cors_headers(connection) | {"Cache-Control": "no-store"}
    if refusal.status in RETRY:
        headers["Retry-After"] = str(refusal.details.get("retry_after_seconds", 1))
    if refusal.status == 401:
        headers["WWW-Authenticate"] = "Token"
    body = {"error": refusal.message, "code": refusal.code, "details": dict(refusal.details)}
    return JSONResponse(body, status_code=refusal.status, headers=headers)


def is_known_host(connection: HTTPConnection) -> bool:
    """Whether the request names this site as its host."""
    domain, _ = split_domain_port(connection.headers.get("host", ""))
    return bool(domain) and (settings.DEBUG or validate_host(domain, settings.ALLOWED_HOSTS))


def is_known_origin(connection: HTTPConnection) -> bool:
    """Whether the page that asks, if it is one, belongs to the site or was named in CORS_ALLOWED_ORIGINS.

    A cookie is sent to every port of a host, so the host alone says nothing: the port is the web process's, or the one
    that the request itself came to, as behind a proxy that serves both.
    """
    origin = connection.headers.get("origin")
    if origin is None or origin in settings.CORS_ALLOWED_ORIGINS:
        return True
    host = connection.headers.get("host", "").lower()
    domain, _ = split_domain_port(host)
    asking = urlsplit(origin.lower())
    return asking.scheme in ("http", "https") and asking.netloc in (host, f"{domain}:{settings.PORT}")


def cors_headers(connection: HTTPConnection) -> dict[str, str]:
    """What lets a page of the site read the answer from the stream's own port."""
    origin = connection.headers.get("origin")
    if origin is None:
        return {}
    headers = {"Vary": "Origin"}
    if is_known_origin(connection):
        headers |= {"Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true"}
    return headers
