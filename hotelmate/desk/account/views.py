"""Signing out, help, and the page that shows every component."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from hotelmate.desk import words
from hotelmate.desk.account.design import design_context
from hotelmate.desk.frame import Desk, desk_page, show


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("desk-sign-in")


@desk_page()
def help_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What the desk can do, and its shortcuts."""
    context = {"room_statuses": list(words.ROOM_STATUS), "booking_statuses": list(words.BOOKING_STATUS)}
    return show(request, desk, "account/help", context)


@desk_page()
def design(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every component, as it looks."""
    return show(request, desk, "account/design", design_context(desk))
