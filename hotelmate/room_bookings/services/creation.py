"""Making bookings: online with a hold that expires, by staff with a guarantee, walk-ins that arrive at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from hotelmate.core import capabilities
from hotelmate.core.actor import Actor
from hotelmate.core.change import Outcome
from hotelmate.core.errors import Refusal, refuse_if
from hotelmate.core.ids import booking_ids
from hotelmate.core.money import ZERO, cents
from hotelmate.events.services import record
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.queries import hotel_of
from hotelmate.room_bookings import request_rules
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.models import BookerType, Channel, PartyMember, PartyRole, RoomBooking
from hotelmate.room_bookings.queries import nights_short
from hotelmate.room_bookings.services.status import facts_of
from hotelmate.rooms.models import RoomType
from hotelmate.rooms.queries import get_room_type
from hotelmate.rooms.services import hold_nights, raise_allowance

S = BookingStatus


@dataclass(frozen=True, slots=True)
class Person:
    """A name and how to reach it; all of it may be empty."""

    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    company: str = ""


@dataclass(frozen=True, slots=True)
class Sale:
    """By what terms something is sold: the plan, how the price came about, what a cancellation and a no-show cost.

    `origin` tells bookings of one anonymous caller from those of another (see `services/online.py`).
    """

    cancellation_policy: dict[str, Any]
    no_show_fee_percent: Decimal
    rate_plan_id: int | None = None
    price_details: dict[str, Any] = field(default_factory=dict)
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What is being booked. `total_amount` in the hotel's currency; None takes the type's base rate for each night.

    `language` is the one that the guest is written to in; empty takes the hotel's. Without a `sale` the hotel's terms of
    the day hold.
    """

    room_type_id: int
    check_in: date
    check_out: date
    adults: int = 1
    children: int = 0
    primary: Person = field(default_factory=Person)
    booker: Person = field(default_factory=Person)
    booker_type: str = BookerType.SELF
    companions: Sequence[Person] = ()
    channel: str = Channel.STAFF
    total_amount: Decimal | None = None
    group_code: str = ""
    special_requests: str = ""
    internal_notes: str = ""
    promo_code: str = ""
    expected_arrival: time | None = None
    language: str = ""
    sale: Sale | None = None


def create_booking(
    *,
    actor: Actor,
    request: Request,
    status: str = S.CONFIRMED,
    guarantee: str = "",
    oversell_note: str = "",
) -> Outcome[RoomBooking]:
    """Make a booking; its nights are held from this moment, paid or not.

    `status` is PENDING_PAYMENT (holds until the hotel's unpaid minutes are over), PENDING_APPROVAL or CONFIRMED (both
    with a named guarantee). Refuses with INVALID_DATES, DATES_IN_THE_PAST, ROOM_TYPE_NOT_FOUND, PARTY_TOO_LARGE,
    GUARANTEE_REQUIRED and CAPACITY_EXCEEDED, which names the nights; with `oversell_note` and the capability
    `oversell` the allowance of those nights is raised in the same change.
    """
    actor.require(capabilities.CREATE_BOOKING)
    return make_booking(actor=actor, request=request, status=status, guarantee=guarantee, oversell_note=oversell_note)


def make_booking(
    *, actor: Actor, request: Request, status: str, guarantee: str, oversell_note: str = ""
) -> Outcome[RoomBooking]:
    """`create_booking` for whoever may by other rules than a capability: a guest who books online."""
    hotel = hotel_of(actor)
    room_type = get_room_type(hotel_id=actor.hotel_id, room_type_id=request.room_type_id)
    now = hotel.now()
    today = hotel.business_date_at(now)
    refuse_if(
        request_rules.dates_wrong(request.check_in, request.check_out, today),
        request_rules.party_without_adult(request.adults),
        request_rules.price_below_zero(request.total_amount),
        request_rules.party_too_large(request.adults + request.children, room_type),
        request_rules.birth_wrong(status, guarantee),
    )
    make_room_in_ledger(
        actor=actor,
        room_type=room_type,
        from_date=request.check_in,
        to_date=max(request.check_out, request.check_in + timedelta(days=1)),
        oversell_note=oversell_note,
    )
    booking = _insert(hotel, request, room_type, status, guarantee, now)
    _insert_party(booking, request, now)
    record(
        actor=actor,
        type="booking_created",
        subject=("booking", booking.booking_id),
        at=now,
        after=facts_of(booking),
    )
    return Outcome(booking)


def make_room_in_ledger(
    *,
    actor: Actor,
    room_type: RoomType,
    from_date: date,
    to_date: date,
    oversell_note: str,
    cause: str = "",
    except_stay: int | None = None,
) -> None:
    """Refuse with CAPACITY_EXCEEDED, naming the nights that are full, or raise their allowance when told to.

    The database has the last word at commit; this names the nights and says what to do. `except_stay` is a stay that
    asks for more nights of its own.
    """
    short = nights_short(
        hotel_of(actor),
        room_type_id=room_type.pk,
        from_date=from_date,
        to_date=to_date,
        except_stay=except_stay,
    )
    if not short:
        return
    if not oversell_note:
        refuse_if(
            Refusal(
                "CAPACITY_EXCEEDED",
                f"No {room_type.name} is left on {', '.join(str(night) for night in short[:5])}. "
                "Choose other dates or another type.",
                409,
                {"nights": [str(night) for night in short], "room_type_id": room_type.pk},
            )
        )
    # All of them, before the first is raised: what is sold here takes those between, too.
    hold_nights(hotel_id=actor.hotel_id, room_type_ids=[room_type.pk], from_date=from_date, to_date=to_date)
    for night in short:
        raise_allowance(
            actor=actor,
            room_type=room_type,
            from_date=night,
            to_date=night + timedelta(days=1),
            by=1,
            note=oversell_note,
            cause=cause,
        )


def _insert(
    hotel: Hotel, request: Request, room_type: RoomType, status: str, guarantee: str, now: datetime
) -> RoomBooking:
    booking_id, confirmation_number = booking_ids(hotel.slug, hotel.business_date_at(now).year)
    nights = max((request.check_out - request.check_in).days, 1)
    total = room_type.base_rate * nights if request.total_amount is None else request.total_amount
    booker = request.primary if request.booker_type == BookerType.SELF else request.booker
    sale = request.sale or Sale(hotel.cancellation_policy, hotel.no_show_fee_percent)
    return RoomBooking.objects.create(
        hotel=hotel,
        booking_id=booking_id,
        confirmation_number=confirmation_number,
        group_code=request.group_code,
        channel=request.channel,
        room_type=room_type,
        status=status,
        check_in=request.check_in,
        check_out=request.check_out,
        adults=request.adults,
        children=request.children,
        expected_arrival=request.expected_arrival,
        primary_first_name=request.primary.first_name,
        primary_last_name=request.primary.last_name,
        primary_email=request.primary.email,
        primary_phone=request.primary.phone,
        booker_type=request.booker_type,
        booker_first_name=booker.first_name,
        booker_last_name=booker.last_name,
        booker_company=booker.company,
        booker_email=booker.email,
        booker_phone=booker.phone,
        special_requests=request.special_requests,
        internal_notes=request.internal_notes,
        promo_code=request.promo_code,
        language=request.language,
        total_amount=cents(total) if total else ZERO,
        currency=hotel.currency,
        rate_plan_id=sale.rate_plan_id,
        price_details=sale.price_details,
        cancellation_policy=sale.cancellation_policy,
        no_show_fee_percent=sale.no_show_fee_percent,
        origin=sale.origin,
        guarantee=guarantee,
        created_at=now,
        updated_at=now,
        expires_at=_expiry(hotel, status, now),
        confirmed_at=now if status == S.CONFIRMED else None,
    )


def _expiry(hotel: Hotel, status: str, now: datetime) -> datetime | None:
    if status == S.PENDING_PAYMENT:
        return now + timedelta(minutes=hotel.unpaid_hold_minutes)
    if status == S.PENDING_APPROVAL:
        return now + timedelta(minutes=hotel.approval_window_minutes)
    return None


def _insert_party(booking: RoomBooking, request: Request, now: datetime) -> None:
    people = [(PartyRole.PRIMARY, request.primary), *((PartyRole.COMPANION, one) for one in request.companions)]
    PartyMember.objects.bulk_create(
        PartyMember(
            hotel_id=booking.hotel_id,
            booking_id=booking.pk,
            role=role,
            first_name=person.first_name,
            last_name=person.last_name,
            email=person.email,
            phone=person.phone,
            created_at=now,
        )
        for role, person in people
    )
