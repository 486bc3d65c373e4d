"""Made-up bookings, to see what mails look like."""

from datetime import date
from decimal import Decimal

from hotelmate.hotel.models import Hotel
from hotelmate.notifications.mail.kinds import MailKind
from hotelmate.notifications.mail.letter import Occasion
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.rooms.models import RoomType


def sample(kind: MailKind, language: str) -> Occasion:
    """A mail of this kind to somebody who does not exist. Nothing of it is in the database."""
    hotel = Hotel(slug="seaview", name="Seaview", email="desk@seaview.example", phone="+353 555 0100")
    over = kind in (MailKind.CANCELLED, MailKind.CANCELLED_BY_GUEST)
    booking = RoomBooking(
        hotel=hotel,
        booking_id="BK-2031-7K3M9Q",
        confirmation_number="SEA-2031-0042",
        room_type=RoomType(name="Double with a sea view"),
        check_in=date(2031, 5, 12),
        check_out=date(2031, 5, 15),
        adults=2,
        children=1,
        primary_first_name="Ada",
        primary_last_name="Lovelace",
        total_amount=Decimal("1234.50"),
        currency="EUR",
        cancellation_fee=Decimal("50.00") if over else Decimal(0),
        cancellation_reason="Burst pipe" if over else "",
        decline_reason_note="The house is full on these days" if kind == MailKind.DECLINED else "",
    )
    return Occasion(
        kind=kind,
        hotel=hotel,
        booking=booking,
        language=language,
        room="204",
        old_room="101",
        cancelled_by="Grace Hopper",
        link="https://seaview.example/g/sample/",
    )
