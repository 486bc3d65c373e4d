"""The first page of the desk: what today holds. Read-only; changes go through the API until the desk replaces it."""

from collections import Counter
from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from hotelmate.core import capabilities
from hotelmate.desk.presentation import arrival_row, departure_row, room_tile, status_tiles, waiting_row
from hotelmate.room_bookings.day import arrivals_left, departures_left, in_house, waiting_for_approval
from hotelmate.rooms.queries import rooms_of
from hotelmate.staff.models import StaffMember
from hotelmate.staff.queries import actor_of


class SignIn(LoginView):
    """Name and password; too many wrong ones lock the name for a while."""

    template_name = "desk/sign_in.html"
    redirect_authenticated_user = True


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("desk-sign-in")


@login_required
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Arrivals and departures that are left, what waits for a decision, and the board of rooms."""
    staff = request.user
    assert isinstance(staff, StaffMember)
    return render(request, "desk/today.html", _today(staff))


def _today(staff: StaffMember) -> dict[str, Any]:
    actor, hotel = actor_of(staff), staff.hotel
    day = hotel.business_date()
    rooms = list(rooms_of(hotel.pk))
    statuses = Counter(room.room_status for room in rooms)
    context: dict[str, Any] = {
        "hotel": hotel,
        "staff": staff,
        "day": day,
        "rooms": [room_tile(room) for room in rooms],
        "tiles": status_tiles(statuses),
        "sees_bookings": actor.may(capabilities.VIEW_BOOKINGS),
    }
    if context["sees_bookings"]:
        arrivals = [arrival_row(booking) for booking in arrivals_left(hotel.pk, day)]
        departures = [departure_row(booking, day) for booking in departures_left(hotel.pk, day)]
        staying = in_house(hotel.pk).count()
        context |= {
            "arrivals": arrivals,
            "departures": departures,
            "waiting": [waiting_row(booking) for booking in waiting_for_approval(hotel.pk)],
            "counts": [
                ("arrivals left", len(arrivals)),
                ("departures left", len(departures)),
                ("in house", staying),
                ("rooms ready", statuses["READY_FOR_GUEST"]),
                ("no room yet", len([row for row in arrivals if not row.room_number])),
            ],
        }
    return context
