"""Addresses of rooms, room types and rates."""

from django.urls import path

from hotelmate.rooms import rate_views as rates
from hotelmate.rooms import views

HOTEL = "staff/hotel/<str:hotel_slug>"
TYPE = f"{HOTEL}/room-types/<str:room_type_id>"
PLAN = f"{HOTEL}/rate-plans/<str:rate_plan_id>"
PROMOTION = f"{HOTEL}/promotions/<str:promotion_id>"

urlpatterns = [
    path(f"{HOTEL}/room-management/", views.RoomManagementListView.as_view(), name="room-management"),
    path(
        f"{HOTEL}/room-management/<str:number>/",
        views.RoomManagementDetailView.as_view(),
        name="room-management-detail",
    ),
    path(f"{HOTEL}/room-types/", views.RoomTypeListView.as_view(), name="room-types"),
    path(f"{TYPE}/", views.RoomTypeDetailView.as_view(), name="room-type"),
    path(f"{TYPE}/reinstate/", views.RoomTypeReinstateView.as_view(), name="room-type-reinstate"),
    path(f"{TYPE}/rooms/bulk-create/", views.BulkRoomsView.as_view(), name="rooms-bulk-create"),
    path(f"{TYPE}/allowances/", views.AllowanceView.as_view(), name="allowances"),
    path(f"{TYPE}/allowances/lower/", views.LowerAllowanceView.as_view(), name="allowances-lower"),
    path(f"{HOTEL}/rate-plans/", rates.RatePlanListView.as_view(), name="rate-plans"),
    path(f"{PLAN}/", rates.RatePlanDetailView.as_view(), name="rate-plan"),
    path(f"{PLAN}/reinstate/", rates.RatePlanReinstateView.as_view(), name="rate-plan-reinstate"),
    path(f"{PLAN}/prices/", rates.PlanPriceView.as_view(), name="rate-plan-prices"),
    path(f"{HOTEL}/nightly-rates/", rates.NightlyRatesView.as_view(), name="nightly-rates"),
    path(f"{HOTEL}/nightly-rates/clear/", rates.ClearNightlyRatesView.as_view(), name="nightly-rates-clear"),
    path(f"{HOTEL}/promotions/", rates.PromotionListView.as_view(), name="promotions"),
    path(f"{PROMOTION}/", rates.PromotionDetailView.as_view(), name="promotion"),
    path(f"{PROMOTION}/reinstate/", rates.PromotionReinstateView.as_view(), name="promotion-reinstate"),
]
