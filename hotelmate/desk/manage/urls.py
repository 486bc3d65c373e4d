"""Addresses of this part of the desk."""

from django.urls import path

from hotelmate.desk.deeds import deed_page
from hotelmate.desk.manage import views
from hotelmate.desk.manage.audit import audit
from hotelmate.desk.manage.consistency import CheckNow, consistency
from hotelmate.desk.manage.deliveries import ResendDead, ResendDelivery, ResendMail, deliveries
from hotelmate.desk.manage.figures import figures
from hotelmate.desk.manage.house import house

urlpatterns = [
    path("manage/", views.index, name="desk-manage"),
    path("manage/consistency/", consistency, name="desk-consistency"),
    path("manage/consistency/check/", deed_page(CheckNow), name="desk-consistency-check"),
    path("manage/audit/", audit, name="desk-audit"),
    path("manage/house/", house, name="desk-house"),
    path("manage/deliveries/", deliveries, name="desk-deliveries"),
    path(
        "manage/deliveries/mails/<str:booking_id>/<str:mail_id>/resend/",
        deed_page(ResendMail),
        name="desk-mail-resend",
    ),
    path(
        "manage/deliveries/webhooks/<str:webhook_id>/<str:seq>/resend/",
        deed_page(ResendDelivery),
        name="desk-delivery-resend",
    ),
    path("manage/deliveries/webhooks/<str:webhook_id>/resend-dead/", deed_page(ResendDead), name="desk-dead-resend"),
    path("manage/figures/", figures, name="desk-figures"),
]
