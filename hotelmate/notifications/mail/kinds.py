"""The kinds of mail, and which of them an event becomes."""

from enum import StrEnum

from hotelmate.events.models import Event
from hotelmate.hotel.models import Hotel
from hotelmate.notifications.notification_manager import BOOKING_CANCELLED, mails_of


class MailKind(StrEnum):
    """What a mail is about. A cancellation reads differently to the guest who asked for it."""

    RECEIVED = "booking_received"
    CONFIRMED = "booking_confirmed"
    DECLINED = "booking_declined"
    CANCELLED = "booking_cancelled"
    CANCELLED_BY_GUEST = "booking_cancelled_by_guest"
    MOVED = "room_moved"
    THANKS = "check_out_thanks"
    LINK = "booking_link"
    PRECHECKIN = "precheckin_link"
    PRE_ARRIVAL = "pre_arrival"


def kinds_of(event: Event, hotel: Hotel | None = None) -> tuple[MailKind, ...]:
    """The mails that the guest is sent because of this event."""
    return tuple(_exactly(kind, event) for kind in mails_of(event, hotel))


def _exactly(kind: str, event: Event) -> MailKind:
    if kind == BOOKING_CANCELLED and event.actor.startswith("guest"):
        return MailKind.CANCELLED_BY_GUEST
    return MailKind(kind)
