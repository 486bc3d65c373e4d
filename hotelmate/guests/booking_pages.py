"""Plain pages to book a room: when and how many, what is free at what price, who comes, and on to the payment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_protect

from hotelmate.core.api.callers import network_of
from hotelmate.core.change import run_change
from hotelmate.core.errors import Refusal, Refused
from hotelmate.core.money import cents
from hotelmate.guests.forms import readable
from hotelmate.guests.page_frame import METHODS, SEE_OTHER, kept_secret, refusal_page, show
from hotelmate.guests.paying import checkout_redirect
from hotelmate.guests.presentation import terms_lines
from hotelmate.guests.queries import visit_of
from hotelmate.guests.wording import wording_for
from hotelmate.guests.wording.refusals import in_words
from hotelmate.guests.wording.wording import Wording
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.queries import get_hotel, visitor_of
from hotelmate.room_bookings import services
from hotelmate.room_bookings.offers import Offer, Stay, TypeOffer, offer_by, offer_of, offers_of_types, sold_type
from hotelmate.room_bookings.policies import fee_steps, terms_for
from hotelmate.room_bookings.public_rules import MOST_DAYS_AHEAD, stay_unusable
from hotelmate.room_bookings.public_serializers import BookingRequestSerializer
from hotelmate.rooms.models import RoomType
from hotelmate.rooms.rate_queries import RateBook, promotion_by_code

P = ParamSpec("P")
DAY = timedelta(days=1)
MOST_GUESTS = 20
FEW = 3
NAMES = ("first_name", "last_name", "email", "phone")


@dataclass(frozen=True, slots=True)
class Search:
    """What was asked for, as it goes from page to page; `problem` is what is wrong with it."""

    stay: Stay
    promo_code: str
    problem: Refusal | None

    def query(self, **more: str) -> str:
        """The same as the query of an address."""
        stay = self.stay
        asked = {
            "check_in": stay.check_in,
            "check_out": stay.check_out,
            "adults": stay.adults,
            "children": stay.children,
        }
        promo = {"promo_code": self.promo_code} if self.promo_code else {}
        return urlencode({**asked, **promo, **more})


@dataclass(frozen=True, slots=True)
class OfferShown:
    """A type as the page shows it."""

    name: str
    description: str
    price: str
    per_night: str
    left: str
    problem: str
    address: str


def hotel_page(
    page: Callable[Concatenate[HttpRequest, Hotel, Wording, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """A page of a hotel for anybody; a hotel that there is not gets a page that says so."""

    @wraps(page)
    def shown(request: HttpRequest, hotel_slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        t = wording_for(request)
        try:
            hotel = get_hotel(hotel_slug)
        except Refused as refused:
            return refusal_page(request, t, refused.refusal)
        try:
            return kept_secret(
                page(request, hotel, wording_for(request, otherwise=hotel.language), *args, **kwargs), request
            )
        except Refused as refused:
            return refusal_page(request, t, refused.refusal, hotel)

    return csrf_protect(shown)


@hotel_page
def search(request: HttpRequest, hotel: Hotel, t: Wording) -> HttpResponse:
    """When and how many; and below it, once that is said, every type with its price."""
    asked = "check_in" in request.GET
    wanted = _search(request.GET, hotel)
    offers = _offers(hotel, wanted, t) if asked and not wanted.problem else []
    context = {
        "wanted": wanted,
        "asked": asked,
        "problem": in_words(wanted.problem, t) if asked and wanted.problem else "",
        "offers": sorted(offers, key=lambda one: bool(one.problem)),
        "nothing_free": asked and not wanted.problem and all(one.problem for one in offers),
        "today": hotel.business_date(),
        "latest": hotel.business_date() + timedelta(days=MOST_DAYS_AHEAD),
        "most": MOST_GUESTS,
    }
    return show(request, "search", t, hotel, context, status=400 if asked and wanted.problem else 200)


@hotel_page
def details(request: HttpRequest, hotel: Hotel, t: Wording) -> HttpResponse:
    """Who comes, and what it costs; then the room is held and the way leads to the payment."""
    wanted = _search(request.GET, hotel)
    if wanted.problem:
        raise Refused(wanted.problem)
    room_type = sold_type(hotel, request.GET.get("room_type", "")[:80])
    offer = offer_by(hotel, room_type, wanted.stay, "", wanted.promo_code)
    if request.method != "POST":
        return _details(request, hotel, t, wanted, offer)
    given = request.POST.dict()
    try:
        booked = _book(request, hotel, t, wanted, room_type, given)
    except Refused as refused:
        return _details(request, hotel, t, wanted, offer, given, refused.refusal)
    visit = visit_of(booked.link.token)
    assert visit is not None
    if booked.booking.status != "PENDING_PAYMENT":
        return HttpResponseRedirect(reverse("guest-status", args=[booked.link.token]), status=SEE_OTHER)
    return checkout_redirect(request, visit, booked.link.token)


def _book(
    request: HttpRequest, hotel: Hotel, t: Wording, wanted: Search, room_type: RoomType, given: Mapping[str, str]
) -> services.OnlineBooking:
    stay = wanted.stay
    asked = {f"primary_{name}": given.get(name, "") for name in NAMES}
    body = readable(
        BookingRequestSerializer,
        {
            **asked,
            "room_type_code": room_type.code,
            "check_in": stay.check_in,
            "check_out": stay.check_out,
            "adults": stay.adults,
            "children": stay.children,
            "booker_type": "SELF",
            "special_requests": given.get("special_requests", ""),
            "promo_code": wanted.promo_code,
            "language": t.code,
        },
    )
    order = services.Order(
        room_type_code=room_type.code,
        request=services.Request(
            # The type is found by its code.
            room_type_id=0,
            check_in=stay.check_in,
            check_out=stay.check_out,
            adults=stay.adults,
            children=stay.children,
            primary=services.Person(**{name: body[f"primary_{name}"] for name in NAMES}),
            special_requests=body["special_requests"],
            promo_code=wanted.promo_code,
            language=t.code,
        ),
        address=network_of(request),
    )
    return run_change(partial(services.book_online, actor=visitor_of(hotel), order=order)).subject


def _details(
    request: HttpRequest,
    hotel: Hotel,
    t: Wording,
    wanted: Search,
    offer: Offer,
    given: Mapping[str, str] | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    stay, price = wanted.stay, offer.price
    known = given or {}
    wrong = str(next(iter((refusal.details.get("fields") if refusal else None) or {}), "")).removeprefix("primary_")
    kinds = {"email": "email", "phone": "tel"}
    complete = {"first_name": "given-name", "last_name": "family-name", "email": "email", "phone": "tel"}
    fields: list[dict[str, Any]] = [
        {
            "name": name,
            "label": t.say(name),
            "type": kinds.get(name, "text"),
            "value": known.get(name, ""),
            "required": True,
            "longest": 254 if name == "email" else 80 if name != "phone" else 40,
            "autocomplete": complete[name],
            "error": t.say("form_wrong") if name == wrong else "",
        }
        for name in NAMES
    ]
    fields.append(
        {"name": "special_requests", "label": t.say("special_requests"), "type": "textarea", "longest": 2000}
        | {"value": known.get("special_requests", "")}
    )
    taxes = "taxes_in" if price.taxes_included else "taxes_plus"
    problem = refusal or offer.refusal or offer.objection
    context = {
        "fields": fields,
        "room": offer.room_type.name,
        "when": f"{t.day(stay.check_in)} – {t.day(stay.check_out)}",
        "stay": t.count("nights", stay.nights),
        "guests": _people(stay, t),
        "total": t.money(price.total, hotel.currency),
        "lines": [(t.day(night.night), t.money(night.price, hotel.currency)) for night in price.nights],
        "discount": t.say("discount", amount=t.money(price.discount, hotel.currency)) if price.discount else "",
        "taxes": t.say(taxes, amount=t.money(price.taxes, hotel.currency)) if price.taxes else "",
        "terms": _terms(offer, stay, hotel, t),
        "button": t.say("book_and_pay", amount=t.money(price.total, hotel.currency)),
        "problem": in_words(problem, t) if problem else "",
        "back": f"{reverse('book-search', args=[hotel.slug])}?{wanted.query()}",
    }
    status = refusal.status if refusal else 409 if offer.refusal else 200
    return show(request, "details", t, hotel, context, status=status)


def _terms(offer: Offer, stay: Stay, hotel: Hotel, t: Wording) -> list[tuple[str, str]]:
    """What cancelling this stay would cost, and until when."""
    steps = fee_steps(
        terms_for(offer.plan, hotel),
        hotel,
        check_in=stay.check_in,
        total=offer.price.total,
        nights=stay.nights,
        now=hotel.now(),
    )
    return terms_lines(steps, hotel, hotel.currency, t)


def _offers(hotel: Hotel, wanted: Search, t: Wording) -> list[OfferShown]:
    """Every type for the stay, with the price of the default plan. A constant number of queries."""
    stay = wanted.stay
    found = offers_of_types(hotel, stay)
    types = [one.room_type for one in found]
    book = RateBook(hotel_id=hotel.pk, room_types=types, from_date=stay.check_in, to_date=stay.check_out)
    promotion = promotion_by_code(hotel.pk, wanted.promo_code) if wanted.promo_code else None
    plan = book.plan("")
    priced = [offer_of(hotel, book, one, plan, stay, wanted.promo_code, promotion) for one in types]
    return [_offer(one, offer, hotel, wanted, t) for one, offer in zip(found, priced, strict=True)]


def _offer(found: TypeOffer, offer: Offer, hotel: Hotel, wanted: Search, t: Wording) -> OfferShown:
    stay, room_type = wanted.stay, found.room_type
    problem = "" if stay.people <= room_type.max_occupancy else t.say("too_many", n=room_type.max_occupancy)
    if not problem and found.left < 1:
        problem = t.say("full")
    if not problem and offer.refusal:
        problem = in_words(offer.refusal, t)
    night = cents(offer.price.total / stay.nights)
    return OfferShown(
        name=room_type.name,
        description=room_type.description,
        price=t.money(offer.price.total, hotel.currency),
        per_night=t.say("per_night", amount=t.money(night, hotel.currency)),
        left=t.count("left", found.left) if found.left <= FEW else "",
        problem=problem,
        address=f"{reverse('book-details', args=[hotel.slug])}?{wanted.query(room_type=room_type.code)}",
    )


def _people(stay: Stay, t: Wording) -> str:
    adults = t.count("adults", stay.adults)
    return f"{adults}, {t.count('children', stay.children)}" if stay.children else adults


def _search(given: Mapping[str, Any], hotel: Hotel) -> Search:
    """What the address asks for; what is missing is tonight for two."""
    today = hotel.business_date()
    check_in = _day(given.get("check_in"), today)
    check_out = _day(given.get("check_out"), (check_in or today) + DAY)
    adults, children = _number(given.get("adults"), 2, 1), _number(given.get("children"), 0, 0)
    problem = None
    if check_in is None or check_out is None:
        problem = Refusal("INVALID_DATES", "Choose a day of arrival and a day of departure.", 400)
    stay = Stay(check_in or today, check_out or today + DAY, adults, children)
    problem = problem or stay_unusable(stay.check_in, stay.check_out, today)
    return Search(stay, str(given.get("promo_code") or "").strip()[:40], problem)


def _day(text: object, otherwise: date) -> date | None:
    """The day that was given; another where none was, None where it is none."""
    if not text:
        return otherwise
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def _number(text: object, otherwise: int, least: int) -> int:
    digits = str(text or "")
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 4 else otherwise
    return max(least, min(number, MOST_GUESTS))
