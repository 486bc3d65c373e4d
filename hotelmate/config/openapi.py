"""The OpenAPI document over HTTP: written once by each process, as JSON or YAML."""

from functools import cache

from django.http import HttpResponse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

CACHE_SECONDS = 300


class DocumentView(APIView):
    """The description of this API."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    renderer_classes = (OpenApiJsonRenderer2, OpenApiJsonRenderer, OpenApiYamlRenderer2, OpenApiYamlRenderer)

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        """All endpoints in one document: JSON, or YAML with `?format=yaml` or by the Accept header."""
        renderer = request.accepted_renderer
        return HttpResponse(
            rendered(renderer.format),
            content_type=f"{renderer.media_type}; charset=utf-8",
            headers={"Cache-Control": f"max-age={CACHE_SECONDS}", "Vary": "Accept"},
        )


@cache
def rendered(form: str) -> bytes:
    """The document as JSON or YAML."""
    renderer = OpenApiJsonRenderer() if form == "json" else OpenApiYamlRenderer()
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]
    text: bytes = renderer.render(generator.get_schema(request=None, public=True))  # type: ignore[no-untyped-call]
    return text
