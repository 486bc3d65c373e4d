"""The languages of the guests' pages, and which one a reader gets."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hotelmate.guests.wording.de import GERMAN
from hotelmate.guests.wording.en import ENGLISH
from hotelmate.guests.wording.es import SPANISH
from hotelmate.guests.wording.fr import FRENCH
from hotelmate.guests.wording.wording import Wording
from hotelmate.hotel.models import Language

# The cookie that keeps the language which a reader picked.
PICKED = "guest_language"
KEPT_SECONDS = 365 * 24 * 60 * 60
WORDINGS: dict[str, Wording] = {one.code: one for one in (ENGLISH, GERMAN, FRENCH, SPANISH)}


def wording_for(request: HttpRequest, *chosen: str, otherwise: str = "") -> Wording:
    """The first of the chosen languages that is set, then the one that the browser asks for, then another, then English.

    What the reader picked comes before all: `?lang=`, and what it was the last time.
    """
    accepted = _accepted(request.headers.get("Accept-Language", ""))
    wanted = [request.GET.get("lang", ""), request.COOKIES.get(PICKED, ""), *chosen, *accepted, otherwise]
    return next((WORDINGS[code] for code in wanted if code in WORDINGS), ENGLISH)


def keep_picked(request: HttpRequest, response: HttpResponse) -> None:
    """Let the pages that follow come in the language that the reader has just picked."""
    code = request.GET.get("lang", "")
    if code in WORDINGS:
        response.set_cookie(
            PICKED, code, max_age=KEPT_SECONDS, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )


def languages(request: HttpRequest) -> list[tuple[str, str, str]]:
    """The languages to pick from: code, name, and the address of this page in each."""
    picked = []
    for code, name in Language.choices:
        query = request.GET.copy()
        query["lang"] = code
        picked.append((code, name, f"{request.path}?{query.urlencode()}"))
    return picked


def _accepted(header: str) -> list[str]:
    """The languages of the header, by weight."""
    weighted = []
    for part in header[:200].split(","):
        name, _, weight = part.partition(";q=")
        try:
            weighted.append((-float(weight or 1), name.strip()[:2].lower()))
        except ValueError:
            continue
    return [code for _, code in sorted(weighted, key=lambda one: one[0])]
