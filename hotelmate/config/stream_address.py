"""Whoever asks the web process for an event stream is sent to the stream process."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from hotelmate.core.api.stream_address import stream_url


@never_cache
def to_stream(request: HttpRequest, **names: str) -> HttpResponse:
    """Send the caller to the stream process, with the same method and query."""
    return HttpResponse(status=307, headers={"Location": stream_url(request) + request.get_full_path()})
