"""Answers against the OpenAPI document: is this body what the document promises for this address and status?"""

import re
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator
from rest_framework.response import Response


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document of the whole API."""
    return SchemaGenerator().get_schema(request=None, public=True)


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
    responses = document()["paths"][path][request.method.lower()]["responses"]
    assert str(response.status_code) in responses, f"{request.method} {path} does not promise {response.status_code}"
    promised = responses[str(response.status_code)]
    if "$ref" in promised:
        promised = document()["components"]["responses"][promised["$ref"].rpartition("/")[2]]
    content = promised.get("content")
    if content is None:
        assert not response.content
        return
    schema = {**content["application/json"]["schema"], "components": document()["components"]}
    errors = [error.message for error in Draft202012Validator(schema).iter_errors(response.json())]
    assert errors == [], errors
