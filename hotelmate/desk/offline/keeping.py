"""Pages that a device may keep, each for the person whom it was made for."""

from django.http import HttpResponse

from hotelmate.desk.frame import Desk

PERSON = "X-Desk-Person"


def keepable(response: HttpResponse, desk: Desk) -> HttpResponse:
    """The page with the name of whom it is for: the service worker keeps it, and shows it to nobody else."""
    response.headers[PERSON] = f"{desk.hotel.slug}:{desk.staff.pk}"
    return response
