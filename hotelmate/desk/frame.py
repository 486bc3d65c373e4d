"""What all pages of the desk share: who sits at it, their language, what they may open, and refusals as pages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import translation
from django_htmx.http import trigger_client_event

from hotelmate.core.actor import Actor
from hotelmate.core.api.stream_address import stream_url
from hotelmate.core.capabilities import VIEW_BOOKINGS, VIEW_CONTACTS, VIEW_MONEY
from hotelmate.core.errors import Refusal, Refused
from hotelmate.desk.navigation import Place, places_of
from hotelmate.desk.refusals import in_words
from hotelmate.events.queries import last_seq
from hotelmate.guests.wording import WORDINGS
from hotelmate.guests.wording.wording import Wording
from hotelmate.hotel.models import Hotel
from hotelmate.notifications.notification_manager import ROWS
from hotelmate.staff.models import StaffMember
from hotelmate.staff.queries import actor_of

P = ParamSpec("P")
READ = ("GET", "HEAD")
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
EVENT_NAMES = " ".join(ROWS)


@dataclass(frozen=True, slots=True)
class Desk:
    """Somebody at the desk: who they are, their hotel, its business date, and the log's number when the page began."""

    staff: StaffMember
    actor: Actor
    hotel: Hotel
    day: date
    seq: int

    @property
    def language(self) -> str:
        """The language of the pages: one's own choice, otherwise the hotel's."""
        return self.staff.language or self.hotel.language

    @property
    def direction(self) -> str:
        """In which direction the language is written."""
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"

    @property
    def wording(self) -> Wording:
        """How the language writes amounts of money."""
        return WORDINGS[self.language]

    @property
    def places(self) -> Sequence[Place]:
        """The parts of the desk that this person may open."""
        return places_of(self.actor)

    @property
    def event_names(self) -> str:
        """The types of events that the stream tells, for the page to listen to."""
        return EVENT_NAMES

    @property
    def sees_bookings(self) -> bool:
        """Whether this person may look for bookings."""
        return self.actor.may(VIEW_BOOKINGS)

    @property
    def sees_money(self) -> bool:
        """Whether this person may see amounts."""
        return self.actor.may(VIEW_MONEY)

    @property
    def sees_contacts(self) -> bool:
        """Whether this person may know guests by name, and how to reach them."""
        return self.actor.may(VIEW_CONTACTS)

    def may(self, capability: str) -> bool:
        """Whether this person has the capability."""
        return self.actor.may(capability)

    def local(self, moment: datetime) -> datetime:
        """The moment on the hotel's own clocks."""
        return moment.astimezone(ZoneInfo(self.hotel.timezone))


Page = Callable[Concatenate[HttpRequest, Desk, P], HttpResponse]


def desk_page(*, needs: str = "", methods: Sequence[str] = READ) -> Callable[[Page[P]], Callable[..., HttpResponse]]:
    """A page for those who are signed in and have the capability `needs`; others are told so."""

    def make(page: Page[P]) -> Callable[..., HttpResponse]:
        @wraps(page)
        def shown(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            desk = desk_of(request)
            with translation.override(desk.language):
                try:
                    if needs:
                        desk.actor.require(needs)
                    return private(page(request, desk, *args, **kwargs), request)
                except Refused as refused:
                    return private(refusal_page(request, desk, refused.refusal), request)

        return login_required(shown)

    return make


def desk_of(request: HttpRequest) -> Desk:
    """Who is signed in, at their hotel's desk."""
    staff = request.user
    assert isinstance(staff, StaffMember)
    hotel = staff.hotel
    # Before anything else is read: what happens from here on, the page hears of by the stream.
    seq = last_seq(hotel.pk)
    return Desk(staff, actor_of(staff), hotel, hotel.business_date(), seq)


def show(
    request: HttpRequest, desk: Desk, template: str, context: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """A page, or a part of one, by the name of its template below `desk/`; its folder is the place in the menu."""
    frame = {"desk": desk, "here": template.partition("/")[0], "stream_url": stream_url(request)}
    return render(request, f"desk/{template}.html", {**frame, **(context or {})}, status=status)


def show_part(
    request: HttpRequest, desk: Desk, template: str, context: Mapping[str, Any], parts: Mapping[str, str]
) -> HttpResponse:
    """The page, or the one of its parts that asks to be fetched anew: `parts` has the template of each by its id."""
    return show(request, desk, parts.get(request.headers.get("HX-Target", ""), template), context)


def refusal_page(request: HttpRequest, desk: Desk, refusal: Refusal) -> HttpResponse:
    """A refusal as a page of its own; for a part of a page as a message over it."""
    if getattr(request, "htmx", False):
        return told(HttpResponse(status=refusal.status), "desk:refused", text=in_words(refusal), code=refusal.code)
    context = {"refusal": refusal, "text": in_words(refusal)}
    return show(request, desk, "problem", context, status=refusal.status)


def told(response: HttpResponse, event: str, /, **details: Any) -> HttpResponse:
    """The response with an event for the page's scripts."""
    response["HX-Reswap"] = "none"
    return trigger_client_event(response, event, details)


def private(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    """The response with what keeps it from shared caches, and lets the page reach the stream."""
    response.headers.setdefault("Cache-Control", "no-store, private")
    response.headers["Vary"] = "Cookie, HX-Request, HX-Target"
    response._csp_update = {"connect-src": [stream_url(request)]}  # type: ignore[attr-defined]
    return response
