"""What all pages of a link share: who holds it, the language, headers that keep it secret, refusals as pages."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.views.decorators.csrf import csrf_protect

from hotelmate.core.api.stream_address import stream_url
from hotelmate.core.errors import Refusal, Refused
from hotelmate.guests.queries import Visit, visit_of
from hotelmate.guests.wording import keep_picked, languages, wording_for
from hotelmate.guests.wording.refusals import in_words
from hotelmate.guests.wording.wording import Wording
from hotelmate.hotel.models import Hotel

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, Visit, Wording, P], HttpResponse]
METHODS = ("GET", "HEAD", "POST")
SEE_OTHER = 303
# Where a form may lead to: Chromium holds a form's redirects to this, too.
CHECKOUT_ORIGINS = ("https://checkout.stripe.com",)


def link_page(page: Page[P]) -> Callable[..., HttpResponse]:
    """A page that is reached with a token in its path. A token that opens nothing gets a page that says so."""

    @wraps(page)
    def shown(request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method not in METHODS:
            return kept_secret(HttpResponseNotAllowed(METHODS), request)
        visit = visit_of(token)
        if visit is None:
            t = wording_for(request)
            return problem_page(request, t, t.say("error_link_title"), t.say("error_link"), 404)
        t = wording_for(request, visit.booking.language, otherwise=visit.hotel.language)
        try:
            return kept_secret(page(request, visit, t, *args, **kwargs), request)
        except Refused as refused:
            return refusal_page(request, t, refused.refusal, visit.hotel, token)

    return csrf_protect(shown)


def show(
    request: HttpRequest,
    template: str,
    t: Wording,
    hotel: Hotel | None,
    context: Mapping[str, Any],
    status: int = 200,
) -> HttpResponse:
    """A page in the reader's language."""
    return render(
        request,
        f"guests/{template}.html",
        {"t": t.texts, "wording": t, "hotel": hotel, "languages": languages(request), **context},
        status=status,
    )


def refusal_page(
    request: HttpRequest, t: Wording, refusal: Refusal, hotel: Hotel | None = None, token: str = ""
) -> HttpResponse:
    """A refusal, in the reader's language."""
    text = in_words(refusal, t)
    return problem_page(request, t, t.say("error_title"), text, refusal.status, hotel=hotel, token=token)


def problem_page(
    request: HttpRequest,
    t: Wording,
    title: str,
    text: str,
    status: int,
    *,
    hotel: Hotel | None = None,
    token: str = "",
) -> HttpResponse:
    """A page that says what is wrong and leads back."""
    response = show(request, "problem", t, hotel, {"title": title, "text": text, "token": token}, status)
    return kept_secret(response, request)


def kept_secret(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    """The response with what keeps its address from others: from other sites, from shared caches, from search engines.

    A page of the site itself may be told where one comes from: that is how Django knows a form as its own.
    """
    keep_picked(request, response)
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response._csp_update = {  # type: ignore[attr-defined]
        "connect-src": [stream_url(request)],
        "form-action": list(CHECKOUT_ORIGINS),
    }
    return response
