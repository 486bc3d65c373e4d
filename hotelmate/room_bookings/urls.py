"""Addresses of bookings, their stays and money, of windows, and of what is free."""

from django.urls import path

from hotelmate.room_bookings import public_views as public
from hotelmate.room_bookings import staff_views as views
from hotelmate.room_bookings.provider_views import StripeWebhookView

HOTEL = "staff/hotel/<str:hotel_slug>"
BOOKINGS = f"{HOTEL}/room-bookings"
BOOKING = f"{BOOKINGS}/<str:booking_id>"
PUBLIC = "public/hotel/<str:hotel_slug>"
GUESTS_BOOKING = f"{PUBLIC}/room-bookings/<str:booking_id>"

urlpatterns = [
    path(f"{PUBLIC}/", public.PublicHotelView.as_view(), name="public-hotel"),
    path(f"{PUBLIC}/room-types/", public.PublicRoomTypesView.as_view(), name="public-room-types"),
    path(f"{PUBLIC}/availability/", public.PublicAvailabilityView.as_view(), name="public-availability"),
    path(f"{PUBLIC}/availability/calendar/", public.PublicCalendarView.as_view(), name="public-calendar"),
    path(f"{PUBLIC}/pricing/quote/", public.PublicQuoteView.as_view(), name="public-quote"),
    path(f"{PUBLIC}/bookings/", public.PublicBookingsView.as_view(), name="public-bookings"),
    path(f"{GUESTS_BOOKING}/", public.PublicBookingView.as_view(), name="public-booking"),
    path(f"{GUESTS_BOOKING}/payment/", public.PublicPaymentView.as_view(), name="public-payment"),
    path(
        f"{GUESTS_BOOKING}/payment/session/", public.PublicPaymentSessionView.as_view(), name="public-payment-session"
    ),
    path(f"{GUESTS_BOOKING}/payment/verify/", public.PublicPaymentVerifyView.as_view(), name="public-payment-verify"),
    path(f"{PUBLIC}/cancellation-policy/", public.PublicPolicyView.as_view(), name="public-cancellation-policy"),
    # HotelMate's clients know both spellings of this one.
    path(
        "public/hotels/<str:hotel_slug>/cancellation-policy/",
        public.PublicPolicyOfHotelsView.as_view(),
        name="public-cancellation-policy-of-hotels",
    ),
    path(f"{BOOKINGS}/", views.StaffBookingsView.as_view(), name="bookings"),
    path(f"{BOOKINGS}/auto-assign/", views.StaffAutoAssignView.as_view(), name="auto-assign"),
    path(f"{BOOKING}/", views.StaffBookingView.as_view(), name="booking"),
    path(f"{BOOKING}/party/", views.StaffBookingPartyView.as_view(), name="booking-party"),
    path(f"{BOOKING}/party/companions/", views.StaffBookingCompanionsView.as_view(), name="booking-companions"),
    path(f"{BOOKING}/change-party/", views.StaffBookingChangePartyView.as_view(), name="booking-change-party"),
    path(f"{BOOKING}/change-details/", views.StaffBookingChangeDetailsView.as_view(), name="booking-change-details"),
    path(f"{BOOKING}/change-dates/", views.StaffBookingChangeDatesView.as_view(), name="booking-change-dates"),
    path(f"{BOOKING}/extend/", views.StaffBookingExtendView.as_view(), name="booking-extend"),
    path(f"{BOOKING}/erase-guest/", views.StaffBookingEraseView.as_view(), name="booking-erase-guest"),
    path(f"{BOOKING}/cancel/", views.StaffBookingCancelView.as_view(), name="booking-cancel"),
    path(
        f"{BOOKING}/refund-and-cancel/",
        views.StaffBookingRefundAndCancelView.as_view(),
        name="booking-refund-and-cancel",
    ),
    path(f"{BOOKING}/confirm/", views.StaffBookingConfirmView.as_view(), name="booking-confirm"),
    path(f"{BOOKING}/approve/", views.StaffBookingApproveView.as_view(), name="booking-approve"),
    path(f"{BOOKING}/decline/", views.StaffBookingDeclineView.as_view(), name="booking-decline"),
    path(f"{BOOKING}/no-show/", views.StaffBookingNoShowView.as_view(), name="booking-no-show"),
    path(f"{BOOKING}/reinstate/", views.StaffBookingReinstateView.as_view(), name="booking-reinstate"),
    path(f"{BOOKING}/available-rooms/", views.StaffBookingAvailableRoomsView.as_view(), name="booking-available-rooms"),
    path(f"{BOOKING}/safe-assign-room/", views.StaffBookingAssignView.as_view(), name="booking-assign"),
    path(f"{BOOKING}/unassign-room/", views.StaffBookingUnassignView.as_view(), name="booking-unassign"),
    path(f"{BOOKING}/check-in/", views.StaffBookingCheckInView.as_view(), name="booking-check-in"),
    path(f"{BOOKING}/undo-check-in/", views.StaffBookingUndoCheckInView.as_view(), name="booking-undo-check-in"),
    path(f"{BOOKING}/check-out/", views.StaffBookingCheckOutView.as_view(), name="booking-check-out"),
    path(f"{BOOKING}/undo-check-out/", views.StaffBookingUndoCheckOutView.as_view(), name="booking-undo-check-out"),
    path(f"{BOOKING}/move-room/", views.StaffBookingMoveView.as_view(), name="booking-move"),
    path(f"{BOOKING}/swap/", views.StaffBookingSwapView.as_view(), name="booking-swap"),
    path(f"{BOOKING}/payments/", views.StaffBookingPaymentsView.as_view(), name="booking-payments"),
    path(f"{BOOKING}/payments/<str:payment_id>/refund/", views.StaffBookingRefundView.as_view(), name="payment-refund"),
    path(f"{HOTEL}/payments/unsettled/", views.StaffUnsettledPaymentsView.as_view(), name="payments-unsettled"),
    path("public/hotel/room-bookings/stripe-webhook/", StripeWebhookView.as_view(), name="stripe-webhook"),
    path(f"{HOTEL}/rooms/checkout/", views.StaffRoomsCheckOutView.as_view(), name="rooms-checkout"),
    path(f"{HOTEL}/blocks/", views.StaffBlocksView.as_view(), name="blocks"),
    path(f"{HOTEL}/blocks/<str:block_id>/close/", views.StaffBlockCloseView.as_view(), name="block-close"),
    path(f"{HOTEL}/availability/", views.StaffAvailabilityView.as_view(), name="availability"),
]
