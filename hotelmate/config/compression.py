"""Pages and their files travel compressed."""

from http import HTTPStatus

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

API = "/api/"


class CompressionMiddleware(GZipMiddleware):
    """Compress what browsers are shown, for those who take it; the middleware hides how long a secret in it is.

    Answers of the API stay as they are, since callers send back the ETag of the very bytes that they got. So do parts
    of files: their place is counted in the whole file.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The response, compressed where that is wanted."""
        if request.path.startswith(API) or response.status_code == HTTPStatus.PARTIAL_CONTENT:
            return response
        return super().process_response(request, response)
