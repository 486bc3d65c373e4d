"""Addresses whose views go wrong."""

from django.core.exceptions import SuspiciousOperation
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path


def contradict(request: HttpRequest, token: str = "") -> HttpResponse:
    """Break a constraint with a row that names somebody."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DO $$ BEGIN RAISE check_violation USING CONSTRAINT = 'somebody_name_check',"
            " MESSAGE = 'new row violates a check', DETAIL = 'Failing row contains (Jane Guest).'; END $$"
        )
    return HttpResponse()


def suspect(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("Jane Guest")


urlpatterns = [
    path("api/contradict/", contradict),
    path("guests/<token>/", contradict),
    path("api/suspect/", suspect),
]

handler400 = "hotelmate.config.errors.bad_request"
handler500 = "hotelmate.config.errors.server_error"
