"""Answers to what no view answered, in the API's one error shape below /api/ and as a short page elsewhere."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.html import format_html

PAGE = "<!DOCTYPE html><html lang='en'><title>{title}</title><h1>{title}</h1><p>{text}</p></html>"


def answer(request: HttpRequest, status: int, code: str, text: str) -> HttpResponseBase:
    """Return the answer in the form that this path's readers expect."""
    if request.path.startswith("/api/"):
        return JsonResponse({"error": text, "code": code, "details": {}}, status=status)
    title = code.replace("_", " ").capitalize()
    return HttpResponse(format_html(PAGE, title=title, text=text), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """400: the request could not be read at all."""
    return answer(request, 400, "BAD_REQUEST", "The request could not be read.")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """403: not for this caller."""
    return answer(request, 403, "PERMISSION_DENIED", "You may not do this.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """404: no such address."""
    return answer(request, 404, "NOT_FOUND", "There is nothing at this address.")


def server_error(request: HttpRequest) -> HttpResponseBase:
    """500: a mistake of ours, logged."""
    return answer(request, 500, "INTERNAL_ERROR", "Something went wrong on our side. It has been logged.")
