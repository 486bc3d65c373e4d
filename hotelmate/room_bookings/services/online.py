"""Booking without a login: a price that is kept for a while, and a room that is held until it is paid for."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils.crypto import salted_hmac

from hotelmate.core.actor import Actor
from hotelmate.core.change import Outcome
from hotelmate.core.errors import not_found, refuse_if
from hotelmate.core.ids import ALPHABET
from hotelmate.core.locking import lock_one
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.queries import hotel_of
from hotelmate.room_bookings import public_rules, request_rules
from hotelmate.room_bookings.lifecycle import PENDING, BookingStatus, Guarantee
from hotelmate.room_bookings.models import Channel, Quote, RoomBooking
from hotelmate.room_bookings.offers import Stay, offer_by, sold_type
from hotelmate.room_bookings.policies import terms_for
from hotelmate.room_bookings.services.creation import Request, Sale, make_booking
from hotelmate.room_bookings.services.terms import offer_facts, on_terms_of
from hotelmate.room_bookings.services.tokens import GuestLink, link_of
from hotelmate.rooms.models import RoomType

S = BookingStatus
VALID_FOR = timedelta(minutes=30)
KEPT_FOR = timedelta(days=1)
ORIGIN_SALT = "hotelmate.room_bookings.origin"


@dataclass(frozen=True, slots=True)
class Order:
    """What an anonymous caller asks for, and from where. A quote brings its price; without one it is made out now."""

    room_type_code: str
    request: Request
    quote_id: str = ""
    rate_plan_code: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class OnlineBooking:
    """A booking that waits for its payment, and the link that opens it."""

    booking: RoomBooking
    link: GuestLink


def make_quote(
    *, actor: Actor, room_type_code: str, stay: Stay, rate_plan_code: str = "", promo_code: str = ""
) -> Outcome[Quote]:
    """Make out what a stay costs, and keep it for half an hour. It holds no room.

    A promotion that does not hold is left out and told as a warning. Refuses with INVALID_DATES, DATES_IN_THE_PAST,
    STAY_TOO_LONG, TOO_FAR_AHEAD, ROOM_TYPE_NOT_FOUND, RATE_PLAN_NOT_FOUND, PARTY_TOO_LARGE, STOP_SELL and MIN_STAY.
    """
    hotel = hotel_of(actor)
    now = hotel.now()
    refuse_if(public_rules.stay_unusable(stay.check_in, stay.check_out, hotel.business_date_at(now)))
    room_type = sold_type(hotel, room_type_code)
    refuse_if(request_rules.party_too_large(stay.people, room_type))
    offer = offer_by(hotel, room_type, stay, rate_plan_code, promo_code)
    refuse_if(offer.refusal)
    quote = Quote.objects.create(
        hotel=hotel,
        quote_id="QT-" + "".join(secrets.choice(ALPHABET) for _ in range(10)),
        room_type=room_type,
        rate_plan=offer.plan,
        promotion=offer.promotion,
        promo_code=offer.promotion.code if offer.promotion else "",
        check_in=stay.check_in,
        check_out=stay.check_out,
        adults=stay.adults,
        children=stay.children,
        total_amount=offer.price.total,
        currency=hotel.currency,
        price_details=offer_facts(offer),
        cancellation_policy=terms_for(offer.plan, hotel),
        no_show_fee_percent=hotel.no_show_fee_percent,
        created_at=now,
        valid_until=now + VALID_FOR,
    )
    return Outcome(quote, warnings=(offer.objection,) if offer.objection else ())


def book_online(*, actor: Actor, order: Order) -> Outcome[OnlineBooking]:
    """Hold a room of a type for a guest who is about to pay, and give them the link to their booking.

    What costs nothing waits for the staff to approve it. Refuses with what `make_quote` refuses,
    PROMOTION_NOT_APPLICABLE, QUOTE_NOT_FOUND, QUOTE_EXPIRED, QUOTE_USED, QUOTE_MISMATCH, PARTY_SIZE_MISMATCH,
    TOO_MANY_HOLDS (429) and CAPACITY_EXCEEDED, which names the nights.
    """
    hotel = hotel_of(actor)
    now = hotel.now()
    request = order.request
    stay = Stay(request.check_in, request.check_out, request.adults, request.children)
    refuse_if(
        public_rules.stay_unusable(stay.check_in, stay.check_out, hotel.business_date_at(now)),
        public_rules.party_larger_than_booked(1 + len(request.companions), stay.people),
    )
    quote = _lock_quote(hotel, order.quote_id) if order.quote_id else None
    origin = _origin(hotel, order.address)
    _refuse_hoarder(hotel, origin, request.primary.email, now)
    room_type = sold_type(hotel, order.room_type_code)
    if quote is not None:
        request = _by_quote(quote, order, room_type, request, now)
    else:
        request = _by_price_of_today(hotel, room_type, stay, order, request)
    assert request.sale is not None
    sold = replace(request, sale=replace(request.sale, origin=origin), channel=Channel.ONLINE)
    free = not sold.total_amount
    booking = make_booking(
        actor=actor,
        request=sold,
        status=S.PENDING_APPROVAL if free else S.PENDING_PAYMENT,
        guarantee=Guarantee.HOTEL if free else "",
    ).subject
    if quote is not None:
        quote.booking = booking
        quote.save(update_fields=["booking"])
    return Outcome(OnlineBooking(booking, link_of(booking, hotel).subject))


def drop_old_quotes(*, actor: Actor) -> Outcome[int]:
    """Forget offers of the hotel that nobody took up a day after they ended; how many."""
    gone, _ = Quote.objects.filter(
        hotel_id=actor.hotel_id, booking__isnull=True, valid_until__lt=hotel_of(actor).now() - KEPT_FOR
    ).delete()
    return Outcome(gone, changed=gone > 0)


def _lock_quote(hotel: Hotel, quote_id: str) -> Quote:
    known = len(quote_id) <= 20 and quote_id.isascii() and quote_id.isprintable()
    quote = lock_one(Quote, hotel_id=hotel.pk, quote_id=quote_id) if known else None
    if quote is None:
        raise not_found("Quote", quote_id=quote_id[:20])
    return quote


def _by_quote(quote: Quote, order: Order, room_type: RoomType, request: Request, now: datetime) -> Request:
    """The request at the price, and on the terms, of the quote."""
    told = {
        "room_type_code": quote.room_type_id == room_type.pk,
        "check_in": quote.check_in == request.check_in,
        "check_out": quote.check_out == request.check_out,
        "adults": quote.adults == request.adults,
        "children": quote.children == request.children,
        "promo_code": request.promo_code.strip().upper() in ("", quote.promo_code),
        "rate_plan_code": order.rate_plan_code in ("", quote.price_details.get("rate_plan") or ""),
    }
    refuse_if(
        public_rules.quote_used(quote),
        public_rules.quote_expired(quote, now),
        public_rules.quote_for_something_else([name for name, same in told.items() if not same]),
    )
    sale = Sale(
        quote.cancellation_policy,
        quote.no_show_fee_percent,
        rate_plan_id=quote.rate_plan_id,
        price_details=quote.price_details,
    )
    return replace(
        request,
        room_type_id=room_type.pk,
        total_amount=quote.total_amount,
        promo_code=quote.promo_code,
        sale=sale,
    )


def _by_price_of_today(hotel: Hotel, room_type: RoomType, stay: Stay, order: Order, request: Request) -> Request:
    """The request at the price of this moment."""
    offer = offer_by(hotel, room_type, stay, order.rate_plan_code, request.promo_code)
    refuse_if(offer.refusal, offer.objection)
    return on_terms_of(offer, request, hotel)


def _origin(hotel: Hotel, address: str) -> str:
    """What stands for an address in this hotel: the same for the same, and nothing to anybody else."""
    return salted_hmac(ORIGIN_SALT, f"{hotel.pk} {address}", algorithm="sha256").hexdigest() if address else ""


def _refuse_hoarder(hotel: Hotel, origin: str, email: str, now: datetime) -> None:
    """Refuse whoever holds too much already, by their address or their mailbox.

    Whoever counts as the same waits here for the other's change to end: a hundred requests at once count each other.
    """
    marks = sorted({f"hold {hotel.pk} {mark}" for mark in (origin, email.lower()) if mark})
    with connection.cursor() as cursor:
        for mark in marks:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [mark])
    unpaid = RoomBooking.objects.filter(
        hotel_id=hotel.pk, status__in=PENDING, channel=Channel.ONLINE, held_amount=0, captured_amount=0
    )
    for same in ({"origin": origin} if origin else {}, {"primary_email__iexact": email} if email else {}):
        if not same:
            continue
        found = unpaid.filter(expires_at__gt=now, **same).values_list("expires_at", flat=True)
        ends = sorted(end for end in found if end is not None)
        seconds = int((ends[0] - now).total_seconds()) + 1 if ends else 1
        refuse_if(public_rules.too_many_holds(len(ends), settings.OPEN_HOLDS, seconds))
