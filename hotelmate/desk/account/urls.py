"""Addresses of signing in, of oneself, and of help."""

from django.urls import path

from hotelmate.desk.account import views
from hotelmate.desk.account.profile import ChangePassword, EditProfile
from hotelmate.desk.account.signing_in import SignIn
from hotelmate.desk.deeds import deed_page

urlpatterns = [
    path("sign-in/", SignIn.as_view(), name="desk-sign-in"),
    path("sign-out/", views.sign_out, name="desk-sign-out"),
    path("profile/", deed_page(EditProfile), name="desk-profile"),
    path("profile/password/", deed_page(ChangePassword), name="desk-password"),
    path("help/", views.help_page, name="desk-help"),
    path("desk/design/", views.design, name="desk-design"),
]
