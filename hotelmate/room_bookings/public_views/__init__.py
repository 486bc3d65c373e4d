"""What anonymous callers and guests with a token may ask of a hotel over HTTP."""

from hotelmate.room_bookings.public_views.booking import PublicBookingsView, PublicBookingView
from hotelmate.room_bookings.public_views.payment import (
    PublicPaymentSessionView,
    PublicPaymentVerifyView,
    PublicPaymentView,
)
from hotelmate.room_bookings.public_views.sale import (
    PublicAvailabilityView,
    PublicCalendarView,
    PublicHotelView,
    PublicPolicyOfHotelsView,
    PublicPolicyView,
    PublicQuoteView,
    PublicRoomTypesView,
)

__all__ = [
    "PublicAvailabilityView",
    "PublicBookingView",
    "PublicBookingsView",
    "PublicCalendarView",
    "PublicHotelView",
    "PublicPaymentSessionView",
    "PublicPaymentVerifyView",
    "PublicPaymentView",
    "PublicPolicyOfHotelsView",
    "PublicPolicyView",
    "PublicQuoteView",
    "PublicRoomTypesView",
]
