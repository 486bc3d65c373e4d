"""One error shape for every refusal: `{"error": text, "code": NAME, "details": {…}}`."""

from collections.abc import Mapping
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404
from rest_framework import exceptions, serializers
from rest_framework.response import Response
from rest_framework.views import exception_handler

from hotelmate.core.api.parsing import UNPRINTABLE
from hotelmate.core.change import INVALID_VALUE
from hotelmate.core.errors import Refusal, Refused

CODES: dict[type[Exception], str] = {
    exceptions.ParseError: "MALFORMED_BODY",
    exceptions.AuthenticationFailed: "INVALID_TOKEN",
    exceptions.NotAuthenticated: "NOT_AUTHENTICATED",
    exceptions.PermissionDenied: "PERMISSION_DENIED",
    exceptions.NotFound: "NOT_FOUND",
    exceptions.MethodNotAllowed: "METHOD_NOT_ALLOWED",
    exceptions.NotAcceptable: "NOT_ACCEPTABLE",
    exceptions.UnsupportedMediaType: "UNSUPPORTED_MEDIA_TYPE",
    exceptions.Throttled: "TOO_MANY_REQUESTS",
}


DATABASE_UNAVAILABLE = Refusal(
    "DATABASE_UNAVAILABLE", "The database does not answer. Try again in a moment.", 503, {"retry_after_seconds": 2}
)

log = structlog.get_logger(__name__)


class ErrorSerializer(serializers.Serializer[Any]):
    """What every refusal looks like."""

    error = serializers.CharField(help_text="What is wrong, and what to do instead.")
    code = serializers.CharField(help_text="A stable name for programs.")
    details = serializers.DictField(help_text="Ids, states, fields and endpoints that help the caller.")


def error_body(refusal: Refusal) -> dict[str, Any]:
    """The body of a refusal."""
    return {"error": refusal.message, "code": refusal.code, "details": dict(refusal.details)}


def refusal_response(refusal: Refusal) -> Response:
    """The response of a refusal; a 503 says when to come back."""
    response = Response(error_body(refusal), status=refusal.status)
    if refusal.status in (429, 503):
        response["Retry-After"] = str(refusal.details.get("retry_after_seconds", 1))
    return response


def handle_exception(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Turn what a view raised into the one error shape; what is not the caller's doing stays an error (500)."""
    if isinstance(exc, Refused):
        return refusal_response(exc.refusal)
    if isinstance(exc, exceptions.ValidationError):
        return refusal_response(invalid_input(exc.detail))
    if isinstance(exc, DataError):
        return refusal_response(INVALID_VALUE)
    if isinstance(exc, OperationalError | InterfaceError):
        # A change that was cut off here may have been committed; its Idempotency-Key tells.
        log.error("database_unavailable", error=str(exc))
        return refusal_response(DATABASE_UNAVAILABLE)
    if isinstance(exc, Http404):
        exc = exceptions.NotFound()
    elif isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    elif isinstance(exc, RequestDataTooBig):
        return refusal_response(Refusal("BODY_TOO_LARGE", "The body is too large.", 413))
    elif isinstance(exc, SuspiciousOperation):
        exc = exceptions.ParseError("The request could not be read.")
    response = exception_handler(exc, context)
    if response is not None and isinstance(exc, exceptions.APIException):
        code = next((CODES[kind] for kind in type(exc).__mro__ if kind in CODES), "REFUSED")
        response.data = error_body(Refusal(code, str(exc.detail), response.status_code))
    return response


def invalid_input(detail: Any) -> Refusal:
    """A 400 whose details name each field and what is wrong with it."""
    fields = _printable(detail if isinstance(detail, Mapping) else {"non_field_errors": detail})
    messages = list(_messages(fields))
    first = messages[0] if messages else "Invalid input."
    return Refusal("INVALID_INPUT", first, 400, {"fields": fields})


def _printable(detail: Any) -> Any:
    """The same without what no answer can hold: messages may quote the value that cannot be used."""
    if isinstance(detail, Mapping):
        return {UNPRINTABLE.sub("?", str(key)): _printable(value) for key, value in detail.items()}
    if isinstance(detail, list | tuple):
        return [_printable(value) for value in detail]
    return UNPRINTABLE.sub("?", str(detail))


def _messages(fields: Any, name: str = "") -> Any:
    if isinstance(fields, Mapping):
        for key, value in fields.items():
            yield from _messages(value, "" if key == "non_field_errors" else str(key))
    elif isinstance(fields, list | tuple):
        for value in fields:
            yield from _messages(value, name)
    else:
        yield f"{name}: {fields}" if name else str(fields)
