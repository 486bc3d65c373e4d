"""The languages in which guests are written to, each in a file of its own."""

from hotelmate.hotel.models import Hotel, Language
from hotelmate.notifications.mail.wording.de import GERMAN
from hotelmate.notifications.mail.wording.en import ENGLISH
from hotelmate.notifications.mail.wording.es import SPANISH
from hotelmate.notifications.mail.wording.fr import FRENCH
from hotelmate.notifications.mail.wording.words import Wording
from hotelmate.room_bookings.models import RoomBooking

WORDINGS: dict[str, Wording] = {
    Language.ENGLISH: ENGLISH,
    Language.GERMAN: GERMAN,
    Language.FRENCH: FRENCH,
    Language.SPANISH: SPANISH,
}


def language_of(booking: RoomBooking, hotel: Hotel) -> str:
    """The language that this guest is written to in."""
    return booking.language or hotel.language
