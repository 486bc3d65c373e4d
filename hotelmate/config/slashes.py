"""Addresses without their last slash."""

from functools import partial
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.middleware.common import CommonMiddleware
from django.utils.http import escape_leading_slashes


class SlashMiddleware(CommonMiddleware):
    """Send the caller to the address with the slash, with the same method and body: a POST stays a POST."""

    response_redirect_class: ClassVar[Any] = partial(HttpResponsePermanentRedirect, preserve_request=True)

    def get_full_path_with_slash(self, request: HttpRequest) -> str:
        """The address with the slash, for every method and in every mode."""
        return escape_leading_slashes(request.get_full_path(force_append_slash=True))
