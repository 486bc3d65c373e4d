"""The pages of the desk."""

from django.urls import path

from hotelmate.desk import views

urlpatterns = [
    path("", views.today, name="desk-today"),
    path("sign-in/", views.SignIn.as_view(), name="desk-sign-in"),
    path("sign-out/", views.sign_out, name="desk-sign-out"),
]
