"""Addresses of rooms and room types."""

from django.urls import path

from hotelmate.rooms import views

HOTEL = "staff/hotel/<str:hotel_slug>"
TYPE = f"{HOTEL}/room-types/<str:room_type_id>"

urlpatterns = [
    path(f"{HOTEL}/room-management/", views.RoomManagementListView.as_view(), name="room-management"),
    path(
        f"{HOTEL}/room-management/<str:number>/",
        views.RoomManagementDetailView.as_view(),
        name="room-management-detail",
    ),
    path(f"{HOTEL}/room-management/<str:number>/reinstate/", views.RoomReinstateView.as_view(), name="room-reinstate"),
    path(f"{HOTEL}/room-types/", views.RoomTypeListView.as_view(), name="room-types"),
    path(f"{TYPE}/", views.RoomTypeDetailView.as_view(), name="room-type"),
    path(f"{TYPE}/reinstate/", views.RoomTypeReinstateView.as_view(), name="room-type-reinstate"),
    path(f"{TYPE}/rooms/bulk-create/", views.BulkRoomsView.as_view(), name="rooms-bulk-create"),
    path(f"{TYPE}/allowances/", views.AllowanceView.as_view(), name="allowances"),
    path(f"{TYPE}/allowances/lower/", views.LowerAllowanceView.as_view(), name="allowances-lower"),
]
