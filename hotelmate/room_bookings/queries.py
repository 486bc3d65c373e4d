"""Reading bookings and their claims."""

import hashlib
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Length

from hotelmate.core.actor import Actor
from hotelmate.core.rows import find_one
from hotelmate.hotel.models import Hotel
from hotelmate.payments.models import UNDER_WAY, PaymentIntent
from hotelmate.room_bookings.models import (
    BookerType,
    BookingReminder,
    GuestToken,
    PartyMember,
    RoomBooking,
    TokenPurpose,
)
from hotelmate.room_bookings.reminder_rules import reminder_due
from hotelmate.room_bookings.rules import due_out_by
from hotelmate.rooms.allocations import Claim
from hotelmate.rooms.availability import free_rooms_by_night
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room, RoomAllocation, RoomBlock

LONGEST_BOOKING_ID = 40
ERASED_AT_ONCE = 200


def is_booking_id(text: str) -> bool:
    """Whether any booking can have this id; what cannot be stored is not looked up."""
    return 0 < len(text) <= LONGEST_BOOKING_ID and text.isascii() and text.isprintable()


# Every change of a stay asks for the booking's claims.
CLAIMS = """
    SELECT a.id, a.room_id, r.number, a.booking_id, a.block_id, a.from_date, a.to_date
    FROM rooms_roomallocation a JOIN rooms_room r ON r.id = a.room_id WHERE a.booking_id = %s
"""


def claims_of(booking: RoomBooking) -> list[Claim]:
    """All claims of a booking, ended ones included, by date; of one date the one that was left first comes first."""
    return _claims(f"{CLAIMS} ORDER BY a.from_date, a.to_date, a.id", booking)


def open_claims_of(booking: RoomBooking) -> list[Claim]:
    """The claims of a booking that stand, by date."""
    return _claims(f"{CLAIMS} AND a.ended_at IS NULL ORDER BY a.from_date, a.id", booking)


def notes_of_claims(booking: RoomBooking) -> dict[str, str]:
    """With which remark a booking got its rooms, by the room's number; of one room the newest remark."""
    claims = RoomAllocation.objects.filter(booking_id=booking.pk).exclude(note="").order_by("pk")
    return dict(claims.values_list("room__number", "note"))


def _claims(statement: str, booking: RoomBooking) -> list[Claim]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [booking.pk])
        return [Claim(*row) for row in cursor.fetchall()]


def people_named(booking: RoomBooking) -> int:
    """How many of those who stay are named on the booking."""
    return PartyMember.objects.filter(booking_id=booking.pk, is_staying=True).count()


def overdue_stays(hotel: Hotel, now: datetime) -> QuerySet[RoomBooking]:
    """Guests in house who should have left by now. They keep their rooms tonight, though the ledger no longer counts it."""
    day = due_out_by(hotel, now)
    return RoomBooking.objects.filter(hotel_id=hotel.pk, status="IN_HOUSE", check_out__lte=day, check_in__lt=day)


def occupant_until(room_id: int) -> date | None:
    """Until when the guest who is in the room has it; None for an empty room."""
    return occupied_until([room_id]).get(room_id)


def occupied_until(room_ids: Collection[int]) -> dict[int, date]:
    """Until when the guests who are in these rooms have them, by room; an empty room is left out."""
    occupants = RoomBooking.objects.filter(in_room_id__in=room_ids, status="IN_HOUSE")
    return {
        one.in_room_id: one.held_until
        for one in occupants.only("in_room_id", "check_in", "check_out")
        if one.in_room_id
    }


def arrivals_without_room(hotel_id: int, day: date) -> list[int]:
    """Primary keys of the bookings that arrive on `day`, may be given a room and have none."""
    return list(
        RoomBooking.objects.filter(hotel_id=hotel_id, check_in=day, status__in=("PENDING_APPROVAL", "CONFIRMED"))
        .exclude(Exists(RoomAllocation.objects.filter(booking_id=OuterRef("pk"), ended_at__isnull=True)))
        .values_list("pk", flat=True)
    )


def assignable_rooms(hotel: Hotel, *, room_type_ids: Collection[int], now: datetime) -> list[int]:
    """Primary keys of rooms of these types that are in use, sound, and not kept by a stay past its dates."""
    return list(
        _sound_rooms(hotel)
        .filter(room_type_id__in=room_type_ids)
        .exclude(Exists(overdue_stays(hotel, now).filter(in_room_id=OuterRef("pk"))))
        .values_list("pk", flat=True)
    )


def available_rooms(booking: RoomBooking, hotel: Hotel, *, any_type: bool = False) -> list[Room]:
    """Rooms that the booking could be given: sound, big enough, free on all its nights; of its type unless any will do."""
    rooms = rooms_for_stay(hotel, from_date=booking.check_in, to_date=booking.held_until, except_booking=booking.pk)
    rooms = rooms.filter(room_type__max_occupancy__gte=booking.party_size)
    return list(rooms if any_type else rooms.filter(room_type_id=booking.room_type_id))


def rooms_for_stay(
    hotel: Hotel, *, from_date: date, to_date: date, except_booking: int | None = None
) -> QuerySet[Room]:
    """Sound rooms that nobody else holds on these nights, with their types, in the order of their numbers."""
    now = hotel.now()
    held = RoomAllocation.objects.filter(room_id=OuterRef("pk"), nights__overlap=(from_date, to_date))
    if except_booking is not None:
        held = held.exclude(booking_id=except_booking)
    rooms = _sound_rooms(hotel).exclude(Exists(held))
    if from_date <= hotel.business_date_at(now):
        rooms = rooms.exclude(Exists(overdue_stays(hotel, now).filter(in_room_id=OuterRef("pk"))))
    return rooms.select_related("room_type").order_by(Length("number"), "number")


def rooms_to_move_into(booking: RoomBooking, hotel: Hotel) -> list[Room]:
    """Rooms that a guest in house could move into now: ready, empty, big enough, free for the rest of the stay."""
    held = RoomAllocation.objects.filter(
        room_id=OuterRef("pk"), nights__overlap=(hotel.business_date(), booking.held_until)
    )
    ready = _sound_rooms(hotel).filter(
        room_status=RoomStatus.READY_FOR_GUEST,
        occupant__isnull=True,
        room_type__max_occupancy__gte=booking.party_size,
    )
    return list(ready.exclude(Exists(held)).select_related("room_type").order_by(Length("number"), "number"))


def stays_in_rooms(hotel_id: int) -> list[RoomBooking]:
    """Everybody who is in house, with their rooms, in the order of the rooms' numbers."""
    stays = RoomBooking.objects.select_related("in_room").filter(hotel_id=hotel_id, status="IN_HOUSE")
    return list(stays.order_by(Length("in_room__number"), "in_room__number"))


def bookings_named(hotel_id: int, booking_ids: Collection[str]) -> list[RoomBooking]:
    """The hotel's bookings with these ids, by arrival."""
    found = RoomBooking.objects.filter(hotel_id=hotel_id, booking_id__in=booking_ids)
    return list(found.order_by("check_in", "booking_id"))


def _sound_rooms(hotel: Hotel) -> QuerySet[Room]:
    rooms = Room.objects.filter(hotel_id=hotel.pk, active_until__isnull=True, open_blocking_faults=0)
    return rooms.exclude(room_status=RoomStatus.MAINTENANCE_REQUIRED)


def nights_short(
    hotel: Hotel,
    *,
    room_type_id: int,
    from_date: date,
    to_date: date,
    except_stay: int | None = None,
) -> list[date]:
    """The nights of `[from_date, to_date)` on which no room of the type may be sold any more.

    `except_stay` is a stay that asks for itself: if it is overdue, the room that it keeps is its own.
    """
    free = free_tonight_and_after(
        hotel, room_type_ids=[room_type_id], from_date=from_date, to_date=to_date, except_stay=except_stay
    )
    return [night for night, left in sorted(free.get(room_type_id, {}).items()) if left < 1]


def free_tonight_and_after(
    hotel: Hotel,
    *,
    from_date: date,
    to_date: date,
    room_type_ids: Collection[int] | None = None,
    except_stay: int | None = None,
) -> dict[int, dict[date, int]]:
    """By type and night, how many rooms may still be sold, less tonight's rooms that overdue stays keep. Two queries."""
    free = free_rooms_by_night(hotel_id=hotel.pk, room_type_ids=room_type_ids, from_date=from_date, to_date=to_date)
    now = hotel.now()
    today = hotel.business_date_at(now)
    if not from_date <= today < to_date:
        return free
    overdue = overdue_stays(hotel, now)
    if except_stay is not None:
        overdue = overdue.exclude(pk=except_stay)
    kept = overdue.order_by().values_list("in_room__room_type_id").annotate(rooms=Count("pk"))
    for room_type_id, rooms in kept:
        if room_type_id in free:
            free[room_type_id][today] -= rooms
    return free


def blocks_of(hotel_id: int, *, is_open: bool | None = None, room_id: int | None = None) -> QuerySet[RoomBlock]:
    """The hotel's windows with their rooms, open ones first, by date."""
    blocks = RoomBlock.objects.select_related("room").filter(hotel_id=hotel_id)
    if is_open is not None:
        blocks = blocks.filter(closed_at__isnull=is_open)
    if room_id is not None:
        blocks = blocks.filter(room_id=room_id)
    return blocks.order_by(F("closed_at").desc(nulls_first=True), "from_date", "pk")


def bookings_to_expire(hotel_id: int, now: datetime) -> list[int]:
    """Primary keys of the bookings whose time to pay or to be approved has run out, longest first."""
    return list(
        RoomBooking.objects.filter(
            hotel_id=hotel_id, status__in=("PENDING_PAYMENT", "PENDING_APPROVAL"), expires_at__lte=now
        )
        .order_by("expires_at", "pk")
        .values_list("pk", flat=True)
    )


def no_shows_to_settle(hotel_id: int) -> list[int]:
    """Primary keys of the no-shows whose money is not settled yet, oldest first."""
    unsettled = RoomBooking.objects.filter(hotel_id=hotel_id, status="NO_SHOW", no_show_settled_at__isnull=True)
    paid = unsettled.filter(captured_amount__gt=F("refunded_amount") + F("disputed_amount"))
    return list(paid.order_by("no_show_at", "pk").values_list("pk", flat=True))


def bookings_waiting_unheld(hotel_id: int) -> set[int]:
    """Primary keys of the hotel's bookings that wait, though they are charged already, or no card is held any more."""
    pending = RoomBooking.objects.filter(hotel_id=hotel_id, status__in=("PENDING_PAYMENT", "PENDING_APPROVAL"))
    waiting = pending.filter(Q(captured_amount__gt=0) | Q(status="PENDING_APPROVAL", held_amount=0))
    return set(waiting.values_list("pk", flat=True))


def bookings_to_remind(hotel: Hotel, now: datetime) -> list[int]:
    """Primary keys of the bookings of which somebody is to be reminded now, and was not yet.

    Who should have left, who should have come, and who comes within the days in which the hotel writes before.
    """
    today = hotel.business_date_at(now)
    told = BookingReminder.objects.filter(booking_id=OuterRef("pk"))
    stays = Q(status="IN_HOUSE", check_out__lte=due_out_by(hotel, now)) & ~Exists(
        told.filter(kind="OVERSTAY", day=today) | told.filter(kind="DUE_OUT", day=today)
    )
    missing = Q(status="CONFIRMED", check_in__lte=today) & ~Exists(
        told.filter(kind="NO_SHOW", day=OuterRef("check_in"))
    )
    soon = Q(
        status="CONFIRMED", check_in__gte=today, check_in__lte=today + timedelta(days=hotel.pre_arrival_mail_days + 1)
    ) & ~Exists(told.filter(kind="PRE_ARRIVAL", day=OuterRef("check_in")))
    wanted = stays | missing | (soon if hotel.pre_arrival_mail_days else Q(pk__in=()))
    bookings = RoomBooking.objects.filter(wanted, hotel_id=hotel.pk).order_by("pk")
    return [booking.pk for booking in bookings if reminder_due(booking, hotel, now) is not None]


def bookings_past_retention(hotel: Hotel, now: datetime) -> list[str]:
    """Ids of bookings that were over so long ago that nobody on them is remembered; some at a time, the oldest first.

    One whose money is still being decided about waits for that.
    """
    last_kept = hotel.business_date_at(now) - timedelta(days=hotel.retention_days)
    over = RoomBooking.objects.filter(
        hotel_id=hotel.pk, holds_inventory=False, erased_at__isnull=True, check_out__lt=last_kept
    )
    settled = over.exclude(Exists(PaymentIntent.objects.filter(booking_id=OuterRef("pk"), state__in=UNDER_WAY)))
    return list(settled.order_by("check_out", "pk").values_list("booking_id", flat=True)[:ERASED_AT_ONCE])


def address_for_link(booking: RoomBooking, purpose: str) -> str:
    """Where a link goes: whoever booked gets the whole booking, the guest the pre-check-in; empty when nobody has one."""
    addresses = [booking.primary_email, booking.booker_email]
    if purpose == TokenPurpose.MANAGEMENT and booking.booker_type != BookerType.SELF:
        addresses.reverse()
    return next((address for address in addresses if address), "")


def hash_of_guest_token(raw: str) -> str:
    """The form in which a guest's token is stored. Tokens are random, so one round of SHA-256 is enough."""
    return hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()


def guest_by_token(raw: str) -> GuestToken | None:
    """The token, unexpired and unrevoked, with its booking and hotel."""
    return _live(token_hash=hash_of_guest_token(raw))


def guest_by_token_id(token_id: int) -> GuestToken | None:
    """The token with this id while it is good, with its booking and hotel."""
    return _live(pk=token_id)


def _live(**values: Any) -> GuestToken | None:
    found = find_one(GuestToken, parents=("booking", "hotel"), **values)
    is_good = found is not None and found.revoked_at is None and found.expires_at > found.hotel.now()
    return found if is_good else None


def guest_actor(token: GuestToken) -> Actor:
    """Whoever holds the token, as an actor who knows one booking; the scopes are what they may do."""
    return Actor(
        kind="guest",
        hotel_id=token.hotel_id,
        hotel=token.hotel,
        id=token.pk,
        capabilities=frozenset(token.scopes),
        booking_pk=token.booking_id,
        booking_id=token.booking.booking_id,
    )
