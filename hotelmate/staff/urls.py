"""Addresses of signing in and of staff."""

from django.urls import path

from hotelmate.staff import views

HOTEL = "staff/hotel/<str:hotel_slug>"

urlpatterns = [
    path("staff/login/", views.LoginView.as_view(), name="login"),
    path("staff/logout/", views.LogoutView.as_view(), name="logout"),
    path(f"{HOTEL}/me/", views.MeView.as_view(), name="me"),
    path(f"{HOTEL}/roles/", views.RoleListView.as_view(), name="roles"),
    path(f"{HOTEL}/staff/", views.StaffListView.as_view(), name="staff"),
    path(f"{HOTEL}/staff/<str:staff_id>/", views.StaffDetailView.as_view(), name="staff-member"),
    path(f"{HOTEL}/staff/<str:staff_id>/deactivate/", views.StaffDeactivateView.as_view(), name="staff-deactivate"),
    path(f"{HOTEL}/staff/<str:staff_id>/reactivate/", views.StaffReactivateView.as_view(), name="staff-reactivate"),
    path(f"{HOTEL}/staff/<str:staff_id>/password/", views.StaffPasswordView.as_view(), name="staff-password"),
]
