"""What may be sold for some nights: each type with its price and how many are left, and the rooms that are free."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hotelmate.core.capabilities import OVERSELL
from hotelmate.core.errors import Refused
from hotelmate.core.ids import id_in_path
from hotelmate.desk.bookings.room_choice import RoomGroup, nearest_first
from hotelmate.desk.dates import short_day
from hotelmate.desk.frame import Desk
from hotelmate.desk.refusals import in_words
from hotelmate.room_bookings import request_rules
from hotelmate.room_bookings.offers import Stay, offer_of, sold_types
from hotelmate.room_bookings.queries import free_tonight_and_after, rooms_for_stay
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Promotion, RoomType
from hotelmate.rooms.rate_queries import RateBook, promotion_by_code

A_NIGHT = timedelta(days=1)
MOST_NIGHTS_NAMED = 4


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: nights, people, by which plan and with which promotion. Day use takes one night."""

    check_in: date
    check_out: date
    adults: int
    children: int
    rate_plan: str = ""
    promo_code: str = ""

    @property
    def until(self) -> date:
        """The day after the last night."""
        return max(self.check_out, self.check_in + A_NIGHT)

    @property
    def people(self) -> int:
        """Adults and children."""
        return self.adults + self.children


@dataclass(frozen=True, slots=True)
class TypeTile:
    """A type for the nights that are asked for: what it costs, how many are left, what to know, and why not."""

    room_type: RoomType
    left: int
    total: Decimal
    note: str
    refused: str
    is_full: bool


class TypeTiles(forms.Widget):
    """The types as tiles, of which one is chosen."""

    template_name = "desk/bookings/type_tiles.html"
    use_fieldset = True
    tiles: Sequence[TypeTile] = ()
    desk: Desk | None = None

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        """The types, and which is chosen."""
        context: dict[str, Any] = super().get_context(name, value, dict(attrs or {}))
        chosen = id_in_path(str(value)) if value else None
        return {**context, "tiles": self.tiles, "chosen": chosen, "desk": self.desk}


def wrong_with(wanted: Wanted, today: date) -> str:
    """What is wrong with the dates or the party; empty when nothing is."""
    refusal = request_rules.dates_wrong(wanted.check_in, wanted.check_out, today)
    refusal = refusal or request_rules.party_without_adult(wanted.adults)
    return in_words(refusal) if refusal is not None else ""


def types_for(desk: Desk, wanted: Wanted) -> list[TypeTile]:
    """Every type that is sold, for these nights. A constant number of queries."""
    types = sold_types(desk.hotel)
    free = free_tonight_and_after(
        desk.hotel, room_type_ids=[one.pk for one in types], from_date=wanted.check_in, to_date=wanted.until
    )
    book = RateBook(hotel_id=desk.hotel.pk, room_types=types, from_date=wanted.check_in, to_date=wanted.until)
    promotion = promotion_by_code(desk.hotel.pk, wanted.promo_code) if wanted.promo_code else None
    return [_tile(desk, wanted, book, one, free.get(one.pk, {}), promotion) for one in types]


def _tile(
    desk: Desk,
    wanted: Wanted,
    book: RateBook,
    room_type: RoomType,
    free: Mapping[date, int],
    promotion: Promotion | None,
) -> TypeTile:
    stay = Stay(wanted.check_in, wanted.until, wanted.adults, wanted.children)
    try:
        plan = book.plan(wanted.rate_plan)
    except Refused:
        plan = book.default_plan
    offer = offer_of(desk.hotel, book, room_type, plan, stay, wanted.promo_code, promotion)
    short = [night for night, left in sorted(free.items()) if left < 1]
    left = max(min(free.values(), default=0), 0)
    too_many = request_rules.party_too_large(wanted.people, room_type)
    notes = [in_words(one) for one in (offer.refusal, offer.objection) if one is not None]
    if short:
        notes.insert(0, full_on(short))
    refused = in_words(too_many) if too_many is not None else ""
    if short and not desk.may(OVERSELL):
        refused = refused or full_on(short)
    return TypeTile(room_type, left, offer.price.total, " ".join(notes), refused, bool(short))


def full_on(nights: Sequence[date]) -> str:
    """On which nights nothing is left."""
    names = ", ".join(short_day(night) for night in nights[:MOST_NIGHTS_NAMED])
    more = len(nights) - MOST_NIGHTS_NAMED
    if more > 0:
        said = ngettext("Full on %(nights)s and %(n)d night more.", "Full on %(nights)s and %(n)d nights more.", more)
        return said % {"nights": names, "n": more}
    return _("Full on %(nights)s.") % {"nights": names}


def rooms_for(desk: Desk, wanted: Wanted, room_type_id: int | None, *, ready_only: bool) -> list[RoomGroup]:
    """The rooms that are free on these nights and big enough, those of the type first."""
    rooms = rooms_for_stay(desk.hotel, from_date=wanted.check_in, to_date=wanted.until)
    rooms = rooms.filter(room_type__max_occupancy__gte=wanted.people)
    if ready_only:
        rooms = rooms.filter(room_status=RoomStatus.READY_FOR_GUEST)
    found = nearest_first(list(rooms))
    sold = [room for room in found if room.room_type_id == room_type_id]
    others = [room for room in found if room.room_type_id != room_type_id]
    if room_type_id is None:
        return [RoomGroup(_("Rooms"), others, True)]
    groups = [RoomGroup(sold[0].room_type.name if sold else "", sold, True)]
    return [*groups, RoomGroup(_("Rooms of other types"), others, False)] if others else groups
