"""Reading what callers send: bodies, texts, dates, numbers. What cannot be read is a 400 that names the field."""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import IO, Any, TypeVar
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from hotelmate.core.errors import refuse
from hotelmate.core.ids import LARGEST_ID

S = TypeVar("S", bound="serializers.BaseSerializer[Any]")

# Control characters other than tab and line breaks, and halves of surrogate pairs, which no database text can hold.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ud800-\udfff\ufffe\uffff]")
MOST_FIELDS = 100
EARLIEST = date(1900, 1, 1)
LATEST = date(2200, 1, 1)


class JsonObjectParser(BaseParser):
    """A JSON object of a limited size, in UTF-8; no NaN, no lists at the top, no bottomless nesting."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The object in the body."""
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise RequestDataTooBig
        try:
            parsed = json.loads(body.decode("utf-8"), parse_constant=_no_constant)
        except (ValueError, RecursionError) as error:
            raise ParseError("The body is not valid JSON.") from error
        if not isinstance(parsed, dict):
            raise ParseError("The body must be a JSON object.")
        return parsed


class FormObjectParser(BaseParser):
    """The fields of a form, of a limited size, as texts. For the few addresses that foreign clients send forms to."""

    media_type = "application/x-www-form-urlencoded"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The fields; of several with one name the last."""
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise RequestDataTooBig
        try:
            return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"))
        except ValueError as error:
            raise ParseError("The body is not a form.") from error


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


class Text(serializers.CharField):
    """A text without control characters; a number or a truth value is not taken for one."""

    default_error_messages = {"unprintable": "Control characters are not allowed.", "not_text": "Not a valid string."}

    def to_internal_value(self, data: Any) -> str:
        """The text, stripped."""
        if not isinstance(data, str):
            self.fail("not_text")
        value: str = super().to_internal_value(data)
        if UNPRINTABLE.search(value):
            self.fail("unprintable")
        return value


class RoomNumber(Text):
    """A room's number. It is a text ("101", "12A"); a client that knows whole numbers only sends 101."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """The number as a text; a truth value is not one."""
        return super().to_internal_value(str(data) if type(data) is int and abs(data) < LARGEST_ID else data)


class Id(serializers.IntegerField):
    """The id of a row."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=LARGEST_ID, **kwargs)

    def to_internal_value(self, data: Any) -> int:
        """The id; a truth value is not one."""
        if isinstance(data, bool | float):
            self.fail("invalid")
        return int(super().to_internal_value(data))


class Day(serializers.DateField):
    """A calendar day, `YYYY-MM-DD`."""

    default_error_messages = {"range": "The date is out of range."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["iso-8601"], **kwargs)

    def to_internal_value(self, value: Any) -> date:
        """The day, within two centuries."""
        day: date = super().to_internal_value(value)
        if not EARLIEST <= day <= LATEST:
            self.fail("range")
        return day


def read_body(serializer: type[S], request: Request, **kwargs: Any) -> Any:
    """The validated body; unknown fields are ignored. Raises a validation error that names each wrong field."""
    reader = serializer(data=request.data if isinstance(request.data, Mapping) else {}, **kwargs)
    reader.is_valid(raise_exception=True)
    return reader.validated_data


def read_query(serializer: type[S], request: Request) -> Any:
    """The validated query parameters; unknown ones are ignored."""
    reader = serializer(data=request.query_params.dict())
    reader.is_valid(raise_exception=True)
    return reader.validated_data


def read_if_match(request: Request) -> int | None:
    """The version on which the caller insists (`If-Match: "3"`), or None. INVALID_IF_MATCH when it is not one."""
    header = request.headers.get("If-Match", "").strip()
    if header in ("", "*"):
        return None
    version = header.removeprefix("W/").strip('"')
    if not version.isascii() or not version.isdigit() or len(version) > 9:
        raise refuse("INVALID_IF_MATCH", 'If-Match takes the version of the resource, for example "3".', status=400)
    return int(version)


def read_dry_run(request: Request) -> bool:
    """Whether `?dry_run=true` asks for a rehearsal."""
    value = request.query_params.get("dry_run", "false").lower()
    if value not in ("true", "false", "1", "0"):
        raise refuse("INVALID_INPUT", "dry_run is true or false.", status=400, fields={"dry_run": ["true or false"]})
    return value in ("true", "1")
