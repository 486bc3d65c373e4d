"""How the views describe themselves in OpenAPI: what every change and every reading have in common."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    PolymorphicProxySerializer,
    extend_schema,
    inline_serializer,
)
from rest_framework import serializers

from hotelmate.core.api.errors import ErrorSerializer
from hotelmate.core.idempotency import LONGEST_KEY

F = TypeVar("F", bound=Callable[..., Any])
Answer = type[serializers.Serializer[Any]] | serializers.Serializer[Any]

MEANINGS = {
    400: ("INVALID_INPUT", "The request cannot be understood, or a value cannot be used."),
    401: ("INVALID_TOKEN", "Nobody is signed in, or the token has expired or was revoked."),
    403: ("PERMISSION_DENIED", "The role does not include this."),
    404: ("ROOM_NOT_FOUND", "There is no such thing in this hotel."),
    405: ("METHOD_NOT_ALLOWED", "This address does not know the method."),
    406: ("NOT_ACCEPTABLE", "Answers are JSON."),
    409: ("ROOM_NOT_READY", "The present state does not allow it; the code says why, the text what to do instead."),
    412: ("PRECONDITION_FAILED", "The resource has another version than If-Match names."),
    413: ("BODY_TOO_LARGE", "The body is too large."),
    415: ("UNSUPPORTED_MEDIA_TYPE", "Bodies are JSON."),
    422: ("IDEMPOTENCY_KEY_REUSED", "The Idempotency-Key was used with another body."),
    429: ("LOCKED_OUT", "Too many attempts; Retry-After says when to come back."),
    503: ("BUSY", "Somebody else is changing the same records; Retry-After says when to come back."),
}


def refusal(code: str, meaning: str) -> OpenApiResponse:
    """A refusal in the one error shape, with an example."""
    example = OpenApiExample(code, {"error": meaning, "code": code, "details": {}})
    return OpenApiResponse(ErrorSerializer, description=meaning, examples=[example])


ERRORS: dict[int, Any] = {status: refusal(*told) for status, told in MEANINGS.items()}
READ_ERRORS: dict[int, Any] = {status: ERRORS[status] for status in (400, 401, 403, 404, 405, 406, 429, 503)}

DRY_RUN = OpenApiParameter(
    "dry_run", OpenApiTypes.BOOL, description="Say what would change and which events there would be; change nothing."
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY},
    OpenApiParameter.HEADER,
    description="A key of your own; a repetition within 24 hours gets the first answer.",
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    {"type": "string", "pattern": r'^(\*|(W/)?"?[0-9]{1,9}"?)?$'},
    OpenApiParameter.HEADER,
    description="The version of the resource that you have seen; 412 when it is another by now.",
)
CHANGE_PARAMETERS = (DRY_RUN, IDEMPOTENCY_KEY, IF_MATCH)
PAGE_PARAMETERS = (
    OpenApiParameter("page", OpenApiTypes.INT, description="Which page, from 1."),
    OpenApiParameter("page_size", OpenApiTypes.INT, description="How many to a page: 10, at most 200."),
)


class ActionSerializer(serializers.Serializer[Any]):
    """Something that may be done to a record, or why it may not."""

    name = serializers.CharField()
    allowed = serializers.BooleanField()
    code = serializers.CharField(allow_null=True, help_text="The refusal's code; null when it is allowed.")
    reason = serializers.CharField(allow_null=True)


class DryRunWarningSerializer(serializers.Serializer[Any]):
    """Something to know before it is done."""

    code = serializers.CharField()
    message = serializers.CharField()


class SubjectSerializer(serializers.Serializer[Any]):
    """What an event is about."""

    type = serializers.CharField()
    id = serializers.CharField()


class DryRunEventSerializer(serializers.Serializer[Any]):
    """An event that would be recorded."""

    type = serializers.CharField()
    subject = SubjectSerializer()
    before = serializers.DictField()
    after = serializers.DictField()
    changed_fields = serializers.ListField(child=serializers.CharField())


class DryRunSerializer(serializers.Serializer[Any]):
    """The answer to `?dry_run=true`."""

    dry_run = serializers.BooleanField()
    allowed = serializers.BooleanField()
    changed = serializers.BooleanField()
    warnings = DryRunWarningSerializer(many=True)
    events = DryRunEventSerializer(many=True)


def changes(
    tag: str,
    *,
    request: Answer | None,
    answer: Answer | None,
    status: int = 200,
    parameters: Sequence[OpenApiParameter] = (),
    errors: Mapping[int, Any] = ERRORS,
    **kwargs: Any,
) -> Callable[[F], F]:
    """Describe a view that changes something: its body, its answer or a dry run's, its refusals."""
    responses = {status: _or_dry_run(answer)} if status == 200 else {status: answer, 200: DryRunSerializer}
    return extend_schema(
        tags=[tag],
        request=request,
        responses={**responses, **errors},
        parameters=[*CHANGE_PARAMETERS, *parameters],
        **kwargs,
    )


def _or_dry_run(answer: Answer | None) -> PolymorphicProxySerializer:
    assert answer is not None, "A 200 has a body."
    kind = answer if isinstance(answer, type) else type(answer)
    return PolymorphicProxySerializer(
        component_name=kind.__name__.removesuffix("Serializer") + "OrDryRun",
        serializers=[answer, DryRunSerializer],
        resource_type_field_name=None,
    )


def reads(
    tag: str, *, answer: Any, parameters: Sequence[Any] = (), errors: Mapping[int, Any] = READ_ERRORS, **kwargs: Any
) -> Callable[[F], F]:
    """Describe a view that only reads."""
    return extend_schema(tags=[tag], responses={200: answer, **errors}, parameters=list(parameters), **kwargs)


def downloads(tag: str, *, parameters: Sequence[Any] = (), **kwargs: Any) -> Callable[[F], F]:
    """Describe a view that answers with a CSV file; its refusals are JSON as all are."""
    return extend_schema(
        tags=[tag],
        responses={(200, "text/csv"): OpenApiTypes.STR, **READ_ERRORS},
        parameters=list(parameters),
        **kwargs,
    )


def acts(tag: str, *, request: Answer | Mapping[str, Answer] | None, answer: Answer, **kwargs: Any) -> Callable[[F], F]:
    """Describe a view that changes nothing of the house, such as signing in: no dry run, no key."""
    return extend_schema(tags=[tag], request=request, responses={200: answer, **ERRORS}, **kwargs)


def exchange(name: str, *, sends: Any, gets: Any, status: int = 200) -> list[OpenApiExample]:
    """An example: what is sent, and what comes back."""
    return [
        OpenApiExample(name, sends, request_only=True),
        OpenApiExample(name, gets, response_only=True, status_codes=[str(status)]),
    ]


def page_of(results: type[serializers.Serializer[Any]]) -> Any:
    """What a page of these looks like."""
    return inline_serializer(
        results.__name__.removesuffix("Serializer") + "Page",
        {
            "count": serializers.IntegerField(),
            "next": serializers.CharField(allow_null=True),
            "previous": serializers.CharField(allow_null=True),
            "results": results(many=True),
        },
    )


class StaffTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """`Authorization: Token …`, as in the login's answer."""

    target_class = "hotelmate.staff.authentication.StaffTokenAuthentication"
    name = "staffToken"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """The scheme as OpenAPI names it."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Token …` with the token of `POST /api/staff/login/`.",
        }


class DeskSessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The cookie of somebody who signed in to the desk."""

    target_class = "hotelmate.staff.authentication.DeskSessionAuthentication"
    name = "deskSession"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """The scheme as OpenAPI names it."""
        return {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": "Changes need the CSRF token."}


class GuestTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """`Authorization: GuestToken …`, as a booking's answer or a link has it."""

    target_class = "hotelmate.room_bookings.authentication.GuestTokenAuthentication"
    match_subclasses = True
    name = "guestToken"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """The scheme as OpenAPI names it."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`GuestToken …` with the token of the booking; links carry it as `?token=`.",
        }
