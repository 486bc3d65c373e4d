"""Finding bookings: buckets of the day, filters, search, order, counts."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat, Length

from hotelmate.core.actor import Actor
from hotelmate.core.capabilities import VIEW_CONTACTS
from hotelmate.core.errors import refuse
from hotelmate.hotel.queries import hotel_of
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.models import BookingReminder, PartyMember, ReminderKind, RoomBooking
from hotelmate.room_bookings.rules import due_out_by
from hotelmate.rooms.models import RoomAllocation

S = BookingStatus
BUCKETS = ("arrivals", "in_house", "departures", "pending", "checked_out", "cancelled")
# Unpaid bookings come and go by themselves; who asks for them by status sees them.
NOT_LISTED = (S.PENDING_PAYMENT, S.EXPIRED)
ORDERINGS = ("check_in", "check_out", "created_at", "booking_id", "status")
IDS = ("booking_id", "confirmation_number", "group_code")
CONTACTS = (
    "guest",
    "booked_by",
    "primary_email",
    "primary_phone",
    "booker_email",
    "booker_phone",
    "booker_company",
)
MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which bookings, in which order. Empty fields restrict nothing."""

    bucket: str = ""
    date_from: date | None = None
    date_to: date | None = None
    q: str = ""
    assigned: bool | None = None
    precheckin: str = ""
    statuses: tuple[str, ...] = ()
    start_date: date | None = None
    end_date: date | None = None
    room_type_id: int | None = None
    group_code: str = ""
    ordering: str = ""


def find_bookings(actor: Actor, wanted: Wanted) -> QuerySet[RoomBooking]:
    """The hotel's bookings that are wanted, with their types."""
    bookings = RoomBooking.objects.select_related("room_type").filter(hotel_id=actor.hotel_id)
    if wanted.statuses:
        bookings = bookings.filter(status__in=wanted.statuses)
    else:
        bookings = bookings.exclude(status__in=NOT_LISTED)
    if wanted.bucket:
        bookings = bookings.filter(in_bucket(actor, wanted.bucket, wanted.date_from, wanted.date_to))
    if wanted.start_date:
        bookings = bookings.filter(check_in__gte=wanted.start_date)
    if wanted.end_date:
        bookings = bookings.filter(check_out__lte=wanted.end_date)
    if wanted.room_type_id:
        bookings = bookings.filter(room_type_id=wanted.room_type_id)
    if wanted.group_code:
        bookings = bookings.filter(group_code=wanted.group_code)
    if wanted.assigned is not None:
        claims = RoomAllocation.objects.filter(booking_id=OuterRef("pk"), ended_at__isnull=True)
        bookings = bookings.filter(Exists(claims) if wanted.assigned else ~Exists(claims))
    if wanted.precheckin in ("complete", "pending"):
        bookings = bookings.filter(precheckin_submitted_at__isnull=wanted.precheckin == "pending")
    return _searched(actor, bookings, wanted.q).order_by(*_order(wanted.ordering))


def in_bucket(actor: Actor, bucket: str, date_from: date | None = None, date_to: date | None = None) -> Q:
    """What belongs to a bucket; arrivals and departures of today unless dates are given.

    An arrival that still waits for approval is in two buckets, since somebody has to decide before the guest comes.
    Without dates the departures hold every guest who should have left by the end of today, overdue ones too.
    """
    today = hotel_of(actor).business_date()
    first, last = date_from or date_to or today, date_to or date_from or today
    if bucket == "arrivals":
        return Q(status__in=(S.CONFIRMED, S.PENDING_APPROVAL), check_in__gte=first, check_in__lte=last)
    if bucket == "departures":
        due = Q(status=S.IN_HOUSE, check_out__lte=last)
        return due & Q(check_out__gte=first) if date_from or date_to else due
    if bucket == "overdue":
        day = due_out_by(hotel_of(actor), hotel_of(actor).now())
        return Q(status=S.IN_HOUSE, check_out__lte=day, check_in__lt=day)
    if bucket == "no_show_proposed":
        told = BookingReminder.objects.filter(kind=ReminderKind.NO_SHOW, booking_id=OuterRef("pk"))
        return Q(Exists(told.filter(day=OuterRef("check_in"))), status=S.CONFIRMED)
    statuses = {
        "in_house": (S.IN_HOUSE,),
        "pending": (S.PENDING_APPROVAL,),
        "checked_out": (S.COMPLETED,),
        "cancelled": (S.CANCELLED,),
    }
    if bucket not in statuses:
        raise refuse("INVALID_BUCKET", f"Invalid bucket. Valid values: {', '.join(BUCKETS)}", status=400)
    return Q(status__in=statuses[bucket])


def counts_by_bucket(actor: Actor) -> dict[str, int]:
    """How many bookings each bucket has today. One query."""
    counts = {bucket: Count("pk", filter=in_bucket(actor, bucket)) for bucket in BUCKETS}
    return RoomBooking.objects.filter(hotel_id=actor.hotel_id).aggregate(**counts)


def bookings_with_number(hotel_id: int, number: str) -> list[RoomBooking]:
    """The hotel's bookings with this id or confirmation number, in capitals or not."""
    named = Q(booking_id__iexact=number) | Q(confirmation_number__iexact=number)
    return list(RoomBooking.objects.select_related("room_type").filter(named, hotel_id=hotel_id).order_by("-pk"))


def stays_in_rooms_like(hotel_id: int, number: str, most: int) -> list[RoomBooking]:
    """Who is in house in rooms whose numbers begin so, with their rooms and types, in the order of the numbers."""
    stays = RoomBooking.objects.select_related("in_room", "room_type").filter(
        hotel_id=hotel_id, status=S.IN_HOUSE, in_room__number__istartswith=number
    )
    return list(stays.order_by(Length("in_room__number"), "in_room__number")[:most])


def _searched(actor: Actor, bookings: QuerySet[RoomBooking], q: str) -> QuerySet[RoomBooking]:
    """Each word is somewhere in the ids, the names or the contacts; who may not see contacts searches ids only."""
    words = q.split()[:MOST_WORDS]
    if not words:
        return bookings
    fields: tuple[str, ...] = IDS
    if actor.may(VIEW_CONTACTS):
        fields = (*IDS, *CONTACTS)
        bookings = bookings.annotate(
            guest=Concat("primary_first_name", Value(" "), "primary_last_name"),
            booked_by=Concat("booker_first_name", Value(" "), "booker_last_name"),
        )
    for word in words:
        found = Q()
        for field in fields:
            found |= Q(**{f"{field}__icontains": word})
        if actor.may(VIEW_CONTACTS):
            companions = PartyMember.objects.filter(booking_id=OuterRef("pk"))
            found |= Q(Exists(companions.filter(Q(first_name__icontains=word) | Q(last_name__icontains=word))))
        bookings = bookings.filter(found)
    return bookings


def _order(ordering: str) -> tuple[str, str]:
    """The order asked for, the newest first if it is none; ties in the same direction, so that pages are stable."""
    field = ordering.removeprefix("-")
    if field not in ORDERINGS:
        ordering = "-created_at"
    return ordering, "-pk" if ordering.startswith("-") else "pk"
