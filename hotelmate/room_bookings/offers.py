"""What is for sale: types, how many are left, at what price. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from hotelmate.core.errors import Refusal, not_found
from hotelmate.hotel.models import Hotel
from hotelmate.room_bookings.queries import free_tonight_and_after
from hotelmate.rooms.availability import free_rooms
from hotelmate.rooms.models import Promotion, RatePlan, RoomType
from hotelmate.rooms.pricing import Discount, Price, Tax, price_of
from hotelmate.rooms.queries import room_types_of
from hotelmate.rooms.rate_queries import RateBook, Terms, promotion_by_code
from hotelmate.rooms.rate_rules import not_for_sale, promotion_refused, stay_too_short


@dataclass(frozen=True, slots=True)
class Stay:
    """What a caller asks for."""

    check_in: date
    check_out: date
    adults: int = 2
    children: int = 0

    @property
    def nights(self) -> int:
        """How many nights."""
        return (self.check_out - self.check_in).days

    @property
    def people(self) -> int:
        """Adults and children."""
        return self.adults + self.children


@dataclass(frozen=True, slots=True)
class TypeOffer:
    """A type for a stay: how many rooms are left, from which price a night, and why it is not sold if it is not."""

    room_type: RoomType
    left: int
    price_from: Decimal
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class Offer:
    """A stay in a type, by one plan, with its price; `promotion` is the one that holds, `objection` why another does not."""

    room_type: RoomType
    plan: RatePlan | None
    promotion: Promotion | None
    objection: Refusal | None
    price: Price
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One night of a type: how many rooms are left, what it costs, on which terms."""

    night: date
    left: int
    price: Decimal
    stop_sell: bool
    min_stay: int


def sold_types(hotel: Hotel) -> list[RoomType]:
    """The types that are sold, by code."""
    return list(room_types_of(hotel.pk))


def sold_type(hotel: Hotel, code_or_name: str) -> RoomType:
    """The type that is sold under this code, or name; ROOM_TYPE_NOT_FOUND if there is none."""
    types = sold_types(hotel)
    wanted = code_or_name.strip().lower()
    for known in ([one.code.lower() for one in types], [one.name.lower() for one in types]):
        if wanted in known:
            return types[known.index(wanted)]
    raise not_found("Room type", room_type_code=code_or_name[:40])


def offers_of_types(hotel: Hotel, stay: Stay) -> list[TypeOffer]:
    """Every type that is sold, for a stay."""
    types = sold_types(hotel)
    left = rooms_left(hotel, types, stay.check_in, stay.check_out)
    book = RateBook(hotel_id=hotel.pk, room_types=types, from_date=stay.check_in, to_date=stay.check_out)
    return [_type_offer(book, one, left.get(one.pk, 0), stay) for one in types]


def _type_offer(book: RateBook, room_type: RoomType, left: int, stay: Stay) -> TypeOffer:
    by_plan = [book.terms(room_type, plan) for plan in book.offered_plans()]
    sellable = [terms for terms in by_plan if refusal_of(terms, stay) is None]
    refusal = None if sellable else refusal_of(by_plan[0], stay)
    cheapest = min(price for terms in sellable or by_plan for _, price in terms.prices)
    return TypeOffer(room_type, left, cheapest, refusal)


def refusal_of(terms: Terms, stay: Stay) -> Refusal | None:
    """Why a stay is not sold by these terms, or None."""
    return not_for_sale(terms.stopped) or stay_too_short(stay.nights, terms.min_stay)


def rooms_left(hotel: Hotel, types: Sequence[RoomType], check_in: date, check_out: date) -> dict[int, int]:
    """By type, how many may be sold for the whole stay. Tonight, rooms that overdue guests keep are not left."""
    ids = [one.pk for one in types]
    if check_in <= hotel.business_date() < check_out:
        by_night = free_tonight_and_after(hotel, room_type_ids=ids, from_date=check_in, to_date=check_out)
        return {key: min(nights.values()) for key, nights in by_night.items()}
    return free_rooms(hotel_id=hotel.pk, room_type_ids=ids, from_date=check_in, to_date=check_out)


def offers_of_plans(hotel: Hotel, room_type: RoomType, stay: Stay, promo_code: str) -> list[Offer]:
    """A stay in a type by each plan that is sold, the default one first."""
    book = RateBook(hotel_id=hotel.pk, room_types=[room_type], from_date=stay.check_in, to_date=stay.check_out)
    promotion = promotion_by_code(hotel.pk, promo_code) if promo_code else None
    return [offer_of(hotel, book, room_type, plan, stay, promo_code, promotion) for plan in book.offered_plans()]


def offer_by(hotel: Hotel, room_type: RoomType, stay: Stay, plan_code: str, promo_code: str) -> Offer:
    """A stay in a type by the plan of this code, or by the default one."""
    book = RateBook(hotel_id=hotel.pk, room_types=[room_type], from_date=stay.check_in, to_date=stay.check_out)
    promotion = promotion_by_code(hotel.pk, promo_code) if promo_code else None
    return offer_of(hotel, book, room_type, book.plan(plan_code), stay, promo_code, promotion)


def offer_of(
    hotel: Hotel,
    book: RateBook,
    room_type: RoomType,
    plan: RatePlan | None,
    stay: Stay,
    promo_code: str,
    promotion: Promotion | None,
) -> Offer:
    """What a stay costs by a plan, with the promotion if it holds."""
    objection = None
    if promo_code:
        objection = promotion_refused(
            promotion,
            today=hotel.business_date(),
            check_in=stay.check_in,
            check_out=stay.check_out,
            room_type_id=room_type.pk,
            rate_plan_id=plan.pk if plan is not None else None,
        )
    holds = promotion if promo_code and objection is None else None
    terms = book.terms(room_type, plan)
    discount = Discount(holds.percent_off, holds.amount_off) if holds is not None else Discount()
    tax = Tax(hotel.vat_percent, hotel.prices_include_vat)
    price = price_of(terms.prices, discount=discount, tax=tax)
    return Offer(room_type, plan, holds, objection, price, refusal_of(terms, stay))


def calendar_of(
    hotel: Hotel, types: Sequence[RoomType], first: date, days: int
) -> list[tuple[RoomType, list[CalendarDay]]]:
    """Each night of each type, by the default plan. Five queries however many types and nights."""
    end = first + timedelta(days=days)
    free = free_tonight_and_after(hotel, room_type_ids=[one.pk for one in types], from_date=first, to_date=end)
    book = RateBook(hotel_id=hotel.pk, room_types=types, from_date=first, to_date=end)
    return [
        (one, [_calendar_day(book, one, *night) for night in sorted(free.get(one.pk, {}).items())]) for one in types
    ]


def _calendar_day(book: RateBook, room_type: RoomType, night: date, left: int) -> CalendarDay:
    terms = book.terms(room_type, book.default_plan, from_date=night, to_date=night + timedelta(days=1))
    return CalendarDay(night, max(left, 0), terms.prices[0][1], bool(terms.stopped), terms.min_stay)
