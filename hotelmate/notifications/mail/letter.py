"""Writing a mail: its subject, its HTML and its plain text, from a booking, a kind and a language."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.template.loader import render_to_string

from hotelmate.hotel.models import Hotel
from hotelmate.notifications.mail.kinds import MailKind
from hotelmate.notifications.mail.wording import WORDINGS
from hotelmate.notifications.mail.wording.words import Wording
from hotelmate.room_bookings.models import RoomBooking

K = MailKind
WITH_PRICE = frozenset({K.RECEIVED, K.CONFIRMED})
WITH_TIMES = frozenset({K.CONFIRMED, K.PRE_ARRIVAL, K.PRECHECKIN})
WITH_LINK = frozenset(K) - {K.DECLINED, K.THANKS}
ENDED = frozenset({K.CANCELLED, K.CANCELLED_BY_GUEST})


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a mail is about. `room` and `old_room` are numbers, `cancelled_by` is a name, `link` the address of the
    booking's page; each where it applies.
    """

    kind: MailKind
    hotel: Hotel
    booking: RoomBooking
    language: str
    room: str = ""
    old_room: str = ""
    cancelled_by: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class WrittenLetter:
    """A mail in words, to nobody yet."""

    subject: str
    html: str
    text: str
    language: str


def write_letter(occasion: Occasion) -> WrittenLetter:
    """Write the mail. Names and remarks of people are shown as they are, never read as markup."""
    wording = WORDINGS[occasion.language]
    words = wording.letters[occasion.kind]
    booking, hotel = occasion.booking, occasion.hotel
    name = f"{booking.primary_first_name} {booking.primary_last_name}".strip()
    contact = ", ".join(part for part in (hotel.email, hotel.phone) if part)
    places = {
        "hotel": hotel.name,
        "number": booking.confirmation_number,
        "booking_id": booking.booking_id,
        "room": occasion.room,
        "old_room": occasion.old_room,
    }
    context = {
        "language": wording.code,
        "hotel": hotel.name,
        "heading": words.heading.format(**places),
        "greeting": wording.greeting.format(name=name) if name else wording.greeting_nameless,
        "paragraphs": [paragraph.format(**places) for paragraph in words.paragraphs],
        "facts": list(_facts(occasion, wording)),
        "link": occasion.link,
        "link_label": wording.check_in_online if occasion.kind == K.PRECHECKIN else wording.your_booking,
        "closing": words.closing.format(**places),
        "signature": wording.signature.format(**places),
        "questions": wording.questions.format(contact=contact) if contact else wording.questions_nowhere,
        "automatic": wording.automatic.format(**places),
    }
    subject = words.subject.format(**places)
    return WrittenLetter(
        subject=subject,
        html=render_to_string("notifications/mail.html", {**context, "subject": subject}),
        text=render_to_string("notifications/mail.txt", context),
        language=wording.code,
    )


def _facts(occasion: Occasion, wording: Wording) -> Iterator[tuple[str, str]]:
    """What the reader wants to find at a glance: pairs of a label and a text."""
    booking, hotel, kind, labels = occasion.booking, occasion.hotel, occasion.kind, wording.labels
    yield labels.number, booking.confirmation_number
    if kind == K.MOVED:
        yield labels.room, occasion.room
        yield labels.old_room, occasion.old_room
    arrival, departure = wording.day(booking.check_in), wording.day(booking.check_out)
    if kind in WITH_TIMES:
        arrival = f"{arrival}, {wording.clock(wording.from_time, hotel.check_in_from)}"
    if kind in WITH_TIMES or kind == K.MOVED:
        departure = f"{departure}, {wording.clock(wording.until_time, hotel.check_out_by)}"
    yield labels.arrival, arrival
    yield labels.departure, departure
    yield labels.stay, wording.count(wording.nights, booking.nights) if booking.nights else wording.day_use
    if kind not in (K.MOVED, K.THANKS):
        yield labels.room_type, booking.room_type.name
        yield labels.guests, _guests(booking, wording)
    if kind in WITH_PRICE:
        yield labels.total, wording.money(booking.total_amount, booking.currency)
    if kind in ENDED and booking.cancellation_fee:
        yield labels.fee, wording.money(booking.cancellation_fee, booking.currency)
    if kind == K.CANCELLED and occasion.cancelled_by:
        yield labels.cancelled_by, occasion.cancelled_by
    reason = {K.CANCELLED: booking.cancellation_reason, K.DECLINED: booking.decline_reason_note}.get(kind, "")
    if reason:
        yield labels.reason, reason


def _guests(booking: RoomBooking, wording: Wording) -> str:
    adults = wording.count(wording.adults, booking.adults)
    if not booking.children:
        return adults
    return wording.joined.format(one=adults, other=wording.count(wording.children, booking.children))
