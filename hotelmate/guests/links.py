"""The addresses of guests' links, for pages, mails and calendars."""

from django.conf import settings
from django.urls import reverse

from hotelmate.core.change import run_change
from hotelmate.core.errors import Refused
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.queries import system_of
from hotelmate.room_bookings.models import TokenPurpose
from hotelmate.room_bookings.services import give_link

PAGES = {TokenPurpose.MANAGEMENT: "guest-status", TokenPurpose.PRECHECKIN: "guest-precheckin"}


def page_url(token: str, page: str = "guest-status") -> str:
    """The public address of a page of a link."""
    return f"{settings.SITE_URL}{reverse(page, args=[token])}"


def link_for_mail(hotel: Hotel, booking_id: str, purpose: str = TokenPurpose.MANAGEMENT) -> str:
    """The address that a mail carries, the same in every mail; empty where nobody may have one any more.

    Not in a transaction: a first link is written in a change of its own.
    """
    actor = system_of(hotel)
    try:
        link = run_change(lambda: give_link(actor=actor, booking_id=booking_id, purpose=purpose)).subject
    except Refused:
        return ""
    return page_url(link.token, PAGES[TokenPurpose(purpose)])
