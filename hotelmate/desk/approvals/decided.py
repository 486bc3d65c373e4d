"""What was decided lately, by whom: so that whoever looks for a booking that has gone from the list finds out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from hotelmate.desk.bookings.sheet import guest_name
from hotelmate.desk.event_words import actor_words
from hotelmate.desk.frame import Desk
from hotelmate.desk.today.lines import Line
from hotelmate.desk.words import DECLINE_REASON
from hotelmate.payments.models import Method, Payment, PaymentState
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.readings import read_bookings
from hotelmate.staff.queries import names_of

S = BookingStatus
LATELY = timedelta(hours=24)
MOST = 12


@dataclass(frozen=True, slots=True)
class Decided(Line):
    """A booking about which somebody decided, or nobody in time."""

    said: str
    at: datetime
    is_yes: bool


def decided_lately(desk: Desk) -> list[Decided]:
    """The newest decisions, the last one on top. Six queries."""
    since = desk.hotel.now() - LATELY
    held = Payment.objects.filter(
        booking_id=OuterRef("pk"), method=Method.CARD, state__in=(PaymentState.AUTHORISED, PaymentState.RELEASED)
    )
    bookings = RoomBooking.objects.filter(
        Q(confirmed_at__gte=since) & ~Q(decision_by="")
        | Q(status=S.DECLINED, declined_at__gte=since)
        | Q(status=S.EXPIRED, expired_at__gte=since) & Exists(held),
        hotel_id=desk.hotel.pk,
    )
    newest = bookings.order_by(Coalesce("declined_at", "expired_at", "confirmed_at").desc(), "-pk")
    readings = read_bookings(list(newest.select_related("room_type")[:MOST]))
    names = names_of(desk.hotel.pk, [reading.booking.decision_by for reading in readings])
    return [
        Decided(
            reading,
            guest_name(desk, reading),
            said=_said(reading.booking, names.get(reading.booking.decision_by, "")),
            at=_decided_at(reading.booking),
            is_yes=reading.booking.confirmed_at is not None,
        )
        for reading in readings
    ]


def _said(booking: RoomBooking, name: str) -> str:
    if booking.status == S.EXPIRED:
        return _("Expired; nobody decided in time")
    who = {"name": actor_words(booking.decision_by, name)}
    if booking.status != S.DECLINED:
        return _("Approved by %(name)s") % who
    reason = DECLINE_REASON.get(booking.decline_reason_code)
    if reason is None:
        return _("Declined by %(name)s") % who
    return _("Declined by %(name)s: %(reason)s") % {**who, "reason": reason}


def _decided_at(booking: RoomBooking) -> datetime:
    at = booking.declined_at or booking.expired_at or booking.confirmed_at
    assert at is not None
    return at
