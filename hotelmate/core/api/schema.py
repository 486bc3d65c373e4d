"""How the views describe themselves in OpenAPI: what every change and every reading have in common."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework import serializers

from hotelmate.core.api.errors import ErrorSerializer

F = TypeVar("F", bound=Callable[..., Any])
Answer = type[serializers.Serializer[Any]] | serializers.Serializer[Any]

READ_ERRORS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 429, 503), ErrorSerializer)
ERRORS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 409, 412, 413, 415, 422, 429, 503), ErrorSerializer)

DRY_RUN = OpenApiParameter(
    "dry_run", OpenApiTypes.BOOL, description="Say what would change and which events there would be; change nothing."
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="A key of your own; a repetition within 24 hours gets the first answer.",
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The version of the resource that you have seen; 412 when it is another by now.",
)
CHANGE_PARAMETERS = (DRY_RUN, IDEMPOTENCY_KEY, IF_MATCH)


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


class DryRunSubjectSerializer(serializers.Serializer[Any]):
    """What an event would be about."""

    type = serializers.CharField()
    id = serializers.CharField()


class DryRunEventSerializer(serializers.Serializer[Any]):
    """An event that would be recorded."""

    type = serializers.CharField()
    subject = DryRunSubjectSerializer()
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
    answer: Answer,
    status: int = 200,
    parameters: Sequence[OpenApiParameter] = (),
    errors: Mapping[int, Any] = ERRORS,
    **kwargs: Any,
) -> Callable[[F], F]:
    """Describe a view that changes something: its body, its answer or a dry run's, its refusals."""
    kind = answer if isinstance(answer, type) else type(answer)
    name = kind.__name__.removesuffix("Serializer")
    either = PolymorphicProxySerializer(
        component_name=f"{name}OrDryRun", serializers=[answer, DryRunSerializer], resource_type_field_name=None
    )
    responses = {status: either} if status == 200 else {status: answer, 200: DryRunSerializer}
    return extend_schema(
        tags=[tag],
        request=request,
        responses={**responses, **errors},
        parameters=[*CHANGE_PARAMETERS, *parameters],
        **kwargs,
    )


def reads(
    tag: str, *, answer: Any, parameters: Sequence[Any] = (), errors: Mapping[int, Any] = READ_ERRORS, **kwargs: Any
) -> Callable[[F], F]:
    """Describe a view that only reads."""
    return extend_schema(tags=[tag], responses={200: answer, **errors}, parameters=list(parameters), **kwargs)
