"""What somebody sees whom django-axes has locked out."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def keep_answer(request: HttpRequest, answer: HttpResponse, credentials: dict[str, Any] | None) -> HttpResponse:
    """The answer of the view that was asked to sign in: it says so itself, in the form its callers expect."""
    return answer
