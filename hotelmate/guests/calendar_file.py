"""A stay as a calendar file (RFC 5545): moments in UTC, so that no calendar needs to know the hotel's time zone."""

from datetime import UTC, datetime

from hotelmate.hotel.models import Hotel
from hotelmate.room_bookings.models import RoomBooking

LONGEST_LINE = 75
CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//HotelMate//Guest link//EN"


def calendar_file(booking: RoomBooking, hotel: Hotel, *, summary: str, url: str) -> str:
    """The file: one event from the arrival to the departure, which a newer copy of it replaces."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{booking.booking_id}@{hotel.slug}.hotelmate",
        f"DTSTAMP:{_moment(booking.updated_at)}",
        f"SEQUENCE:{booking.version}",
        f"DTSTART:{_moment(hotel.local_moment(booking.check_in, hotel.check_in_from))}",
        f"DTEND:{_moment(hotel.local_moment(booking.held_until, hotel.check_out_by))}",
        f"SUMMARY:{escaped(summary)}",
        f"LOCATION:{escaped(hotel.name)}",
        f"DESCRIPTION:{escaped(_description(booking, hotel))}",
        f"URL:{url}",
        f"STATUS:{'CANCELLED' if not booking.may_allocate else 'CONFIRMED'}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    """A text as a value: backslash, comma, semicolon and line breaks are written out; other control characters go."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    text = text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")
    return "".join(char for char in text if char == "\t" or char >= " ")


def folded(line: str) -> str:
    """A line in parts of 75 octets at most, never in the middle of a character; each further part begins with a space."""
    parts: list[str] = []
    part, octets = "", 0
    for char in line:
        width = len(char.encode())
        if octets + width > LONGEST_LINE:
            parts.append(part)
            part, octets = "", 1
        part += char
        octets += width
    return "\r\n ".join([*parts, part])


def _description(booking: RoomBooking, hotel: Hotel) -> str:
    contact = "\n".join(part for part in (hotel.phone, hotel.email) if part)
    return "\n".join(part for part in (booking.confirmation_number, booking.room_type.name, contact) if part)


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
