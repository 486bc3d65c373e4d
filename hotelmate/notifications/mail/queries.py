"""Reading bookings and their mails, as sending and staff need them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from hotelmate.notifications.mail.kinds import MailKind
from hotelmate.notifications.models import Mail, MailState
from hotelmate.room_bookings.models import RoomBooking, TokenPurpose
from hotelmate.room_bookings.queries import address_for_link
from hotelmate.staff.models import StaffMember

MOST_AT_ONCE = 500


def reachable_bookings(hotel_id: int, booking_ids: Iterable[str]) -> dict[str, int]:
    """Primary keys of those of the bookings that have an address to write to, by their ids."""
    found = RoomBooking.objects.filter(hotel_id=hotel_id, booking_id__in=list(booking_ids), erased_at__isnull=True)
    return dict(found.exclude(primary_email="", booker_email="").values_list("booking_id", "pk"))


def mails_known(hotel_id: int, event_ids: Iterable[UUID]) -> set[tuple[UUID, str]]:
    """What these events have become already: pairs of event and kind."""
    return set(Mail.objects.filter(hotel_id=hotel_id, event_id__in=list(event_ids)).values_list("event_id", "kind"))


def recipient_of(booking: RoomBooking, kind: str = "") -> str:
    """Whom a mail about the booking goes to; empty when there is nobody.

    The link to the whole booking goes to whoever booked, everything else to the guest.
    """
    if booking.erased_at is not None:
        return ""
    return address_for_link(booking, TokenPurpose.MANAGEMENT if kind == MailKind.LINK else TokenPurpose.PRECHECKIN)


def purpose_of_link(booking: RoomBooking, kind: str) -> str:
    """How far the link in a mail reaches: a guest for whom somebody else has booked cannot cancel with it."""
    if kind == MailKind.PRECHECKIN:
        return TokenPurpose.PRECHECKIN
    may_manage = recipient_of(booking, kind) == recipient_of(booking, MailKind.LINK)
    return TokenPurpose.MANAGEMENT if may_manage else TokenPurpose.PRECHECKIN


def queued_mail(mail_id: int) -> Mail | None:
    """The mail with all that writing it takes, if it still waits to be sent."""
    mails = Mail.objects.select_related("hotel", "booking__room_type")
    return mails.filter(pk=mail_id, state=MailState.QUEUED).first()


def due_mails(now: datetime) -> QuerySet[Mail]:
    """Mails that somebody has to look at by now."""
    return Mail.objects.filter(state=MailState.QUEUED, due_at__lte=now)


def mails_on_their_way(hotel_id: int, booking_pks: Iterable[int], kinds: Iterable[str]) -> set[tuple[int, str]]:
    """For which of these bookings a mail of one of the kinds was sent or is about to be: booking and kind."""
    mails = Mail.objects.filter(
        hotel_id=hotel_id,
        booking_id__in=list(booking_pks),
        # Without a kind this asks nothing of the database.
        kind__in=list(kinds),
        state__in=[MailState.QUEUED, MailState.SENT],
    )
    return set(mails.values_list("booking_id", "kind"))


def mails_of(hotel_id: int, booking_id: str) -> QuerySet[Mail]:
    """All mails about a booking, oldest first."""
    return Mail.objects.filter(hotel_id=hotel_id, booking__booking_id=booking_id).order_by("pk")


def staff_name(hotel_id: int, ref: str) -> str:
    """The name of the member of staff that the log knows as `staff:12`; empty for anybody else."""
    kind, _, number = ref.partition(":")
    if kind != "staff" or not number.isdecimal():
        return ""
    found = StaffMember.objects.filter(Q(hotel_id=hotel_id) | Q(hotel=None), pk=int(number))
    return found.values_list("full_name", flat=True).first() or ""
