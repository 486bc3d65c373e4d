"""Addresses of this part of the desk."""

from django.urls import path

from hotelmate.desk.deeds import deed_page
from hotelmate.desk.maintenance import views
from hotelmate.desk.maintenance.deeds import CloseBlock, OpenBlock, ReportFaultAnywhere

urlpatterns = [
    path("maintenance/", views.index, name="desk-maintenance"),
    path("maintenance/blocks/open/", deed_page(OpenBlock), name="desk-block-open"),
    path("maintenance/blocks/<str:block_id>/close/", deed_page(CloseBlock), name="desk-block-close"),
    path("maintenance/faults/report/", deed_page(ReportFaultAnywhere), name="desk-fault-report"),
    path("maintenance/faults/<str:fault_id>/do/<str:action>/", views.do_with_fault, name="desk-fault-do"),
]
