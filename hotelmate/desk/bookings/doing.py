"""Everything that is done with a booking, by the API's names."""

from collections.abc import Callable, Mapping

from django.http import Http404, HttpRequest, HttpResponse

from hotelmate.desk.bookings.changes import ChangeDates, Extend
from hotelmate.desk.bookings.correspondence import EraseGuest, ResendMail, SendGuestLink, SendPrecheckinLink
from hotelmate.desk.bookings.decisions import Approve, Cancel, Confirm, Decline, NoShow, RefundAndCancel, Reinstate
from hotelmate.desk.bookings.details import ChangeDetails
from hotelmate.desk.bookings.money import CardPayment, RecordPayment, Refund
from hotelmate.desk.bookings.party import ChangeParty
from hotelmate.desk.bookings.rooms import AssignRoom, MoveRoom, SwapRooms, UnassignRoom
from hotelmate.desk.bookings.stays import CheckIn, CheckOut, UndoCheckIn, UndoCheckOut
from hotelmate.desk.bookings.subject import BookingDeed
from hotelmate.desk.deeds import deed_page

DEEDS: Mapping[str, type[BookingDeed]] = {
    deed.action: deed
    for deed in (
        Cancel,
        RefundAndCancel,
        Confirm,
        Approve,
        Decline,
        AssignRoom,
        UnassignRoom,
        CheckIn,
        UndoCheckIn,
        CheckOut,
        UndoCheckOut,
        MoveRoom,
        SwapRooms,
        ChangeDates,
        ChangeDetails,
        ChangeParty,
        Extend,
        NoShow,
        Reinstate,
        RecordPayment,
        CardPayment,
        Refund,
        EraseGuest,
        SendGuestLink,
        SendPrecheckinLink,
        ResendMail,
    )
}
PAGES: Mapping[str, Callable[..., HttpResponse]] = {name: deed_page(deed) for name, deed in DEEDS.items()}


def do_with_booking(request: HttpRequest, booking_id: str, action: str) -> HttpResponse:
    """The page of an action on a booking: its form, and doing it."""
    page = PAGES.get(action)
    if page is None:
        raise Http404
    return page(request, booking_id=booking_id)
