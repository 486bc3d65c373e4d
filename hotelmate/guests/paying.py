"""Leading a guest to the page where they pay."""

from functools import partial

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hotelmate.core.change import run_change
from hotelmate.guests.page_frame import SEE_OTHER
from hotelmate.guests.queries import Visit
from hotelmate.room_bookings import services


def checkout_redirect(request: HttpRequest, visit: Visit, token: str) -> HttpResponse:
    """Begin to pay, and lead to the page where it is done; a page that is open already is found again."""
    here = request.build_absolute_uri(reverse("guest-status", args=[token]))
    begun = run_change(
        partial(
            services.begin_checkout,
            actor=visit.actor,
            booking_id=visit.booking.booking_id,
            success_url=f"{here}?paid={{CHECKOUT_SESSION_ID}}",
            cancel_url=here,
        )
    )
    payment = services.finish_checkout(visit.actor, begun).subject.payment
    return HttpResponseRedirect(payment.session_url if payment is not None else here, status=SEE_OTHER)
