"""Where the stream process is: whoever asks the web process for an event stream is sent there."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.views.decorators.cache import never_cache


def stream_url(request: HttpRequest) -> str:
    """The stream's public address: as set, or the same host's next port."""
    if settings.STREAM_URL:
        return str(settings.STREAM_URL)
    domain, _ = split_domain_port(request.get_host())
    return f"{request.scheme}://{domain}:{settings.PORT + 1}"


@never_cache
def to_stream(request: HttpRequest, hotel_slug: str) -> HttpResponse:
    """Send the caller to the stream process, with the same method and query."""
    return HttpResponse(status=307, headers={"Location": stream_url(request) + request.get_full_path()})
