"""Whoever has not signed in: the language of their browser, and pages in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from hotelmate.desk.frame import RIGHT_TO_LEFT


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody at the door."""

    language: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Stranger":
        """Who asks: their browser says which language they read."""
        return cls(translation.get_language_from_request(request))

    @property
    def direction(self) -> str:
        """In which direction the language is written."""
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"


def show_stranger(
    request: HttpRequest, stranger: Stranger, template: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """A page for somebody who has not signed in, by the name of its template below `desk/`."""
    response = render(request, f"desk/{template}.html", {"desk": stranger, **context}, status=status)
    response.headers["Cache-Control"] = "no-store, private"
    return response
