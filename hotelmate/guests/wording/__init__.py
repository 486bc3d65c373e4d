"""The languages of the guests' pages, and which one a reader gets."""

from django.http import HttpRequest

from hotelmate.guests.wording.de import GERMAN
from hotelmate.guests.wording.en import ENGLISH
from hotelmate.guests.wording.es import SPANISH
from hotelmate.guests.wording.fr import FRENCH
from hotelmate.guests.wording.wording import Wording

WORDINGS: dict[str, Wording] = {one.code: one for one in (ENGLISH, GERMAN, FRENCH, SPANISH)}


def wording_for(request: HttpRequest, *chosen: str, otherwise: str = "") -> Wording:
    """The first of the chosen languages that is set, then the one that the browser asks for, then another, then English.

    `?lang=` comes before all.
    """
    accepted = _accepted(request.headers.get("Accept-Language", ""))
    wanted = [request.GET.get("lang", ""), *chosen, *accepted, otherwise]
    return next((WORDINGS[code] for code in wanted if code in WORDINGS), ENGLISH)


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
