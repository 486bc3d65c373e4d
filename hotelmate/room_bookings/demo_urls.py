"""The demo provider's pages."""

from django.urls import path

from hotelmate.room_bookings.demo_views import DemoCheckoutView

urlpatterns = [path("<str:reference>/", DemoCheckoutView.as_view(), name="demo-checkout")]
