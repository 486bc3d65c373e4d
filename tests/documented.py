"""Answers against the OpenAPI document: is this body what the document promises for this address and status?"""

import re
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from jsonschema_rs import Draft202012Validator
from rest_framework.response import Response


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document of the whole API."""
    return SchemaGenerator().get_schema(request=None, public=True)


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    """What tells whether a value fits a schema of the document."""
    return Draft202012Validator({**schema, "components": document()["components"]})


@cache
def _paths() -> list[tuple[re.Pattern[str], str]]:
    """The addresses, those with fewer names in them first: `tasks/bulk-assign/` is no task."""
    paths = sorted(document()["paths"], key=lambda path: (path.count("{"), path))
    return [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "$"), path) for path in paths]


def assert_documented(response: Response) -> None:
    """Fail unless the document knows the address, the method and the status, and the body fits."""
    request = response.wsgi_request  # type: ignore[attr-defined]
    path = next((path for pattern, path in _paths() if pattern.match(request.path)), None)
    assert path is not None, f"{request.path} is not in the document"
    promised = _promised(path, request.method.lower(), str(response.status_code))
    if promised is None:
        assert not response.content
        return
    assert [error.message for error in promised.iter_errors(response.json())] == []


@cache
def _promised(path: str, method: str, status: str) -> Draft202012Validator | None:
    """What the body is promised to fit; None where none is."""
    responses = document()["paths"][path][method]["responses"]
    assert status in responses, f"{method} {path} does not promise {status}"
    promised = responses[status]
    if "$ref" in promised:
        promised = document()["components"]["responses"][promised["$ref"].rpartition("/")[2]]
    content = promised.get("content")
    return None if content is None else validator(content["application/json"]["schema"])
