"""Where the stream process is, as its clients reach it."""

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port


def stream_url(request: HttpRequest) -> str:
    """The stream's public address: as set, or the same host's next port."""
    if settings.STREAM_URL:
        return str(settings.STREAM_URL)
    domain, _ = split_domain_port(request.get_host())
    return f"{request.scheme}://{domain}:{settings.PORT + 1}"
