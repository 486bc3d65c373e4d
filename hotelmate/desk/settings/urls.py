"""Addresses of the settings."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path

from hotelmate.desk.deeds import Deed, deed_page
from hotelmate.desk.settings import (
    allowances,
    home,
    hotel,
    nights,
    plans,
    promotions,
    roles,
    room_types,
    rooms,
    staff,
    webhook_pages,
    webhooks,
)

ROOT = "manage/settings/"
TYPE = "types/<str:room_type_id>/"
ROOM = "rooms/<str:room_id>/"
PLAN = "plans/<str:rate_plan_id>/"
PROMOTION = "promotions/<str:promotion_id>/"
PERSON = "staff/<str:staff_id>/"
WEBHOOK = "webhooks/<str:webhook_id>/"


def page(address: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
    """A page of the settings."""
    return path(f"{ROOT}{address}", view, name=f"desk-settings{name}")


def deed(address: str, deed_class: type[Deed], name: str) -> URLPattern:
    """Something to do in the settings."""
    return page(address, deed_page(deed_class), name)


urlpatterns = [
    page("", home.settings_page, ""),
    page("hotel/", hotel.hotel_page, "-hotel"),
    *(deed(f"hotel/{key}/", one, f"-hotel-{key}") for key, one in hotel.DEEDS.items()),
    page("types/", room_types.room_types_page, "-types"),
    deed("types/add/", room_types.AddRoomType, "-type-add"),
    deed(TYPE, room_types.EditRoomType, "-type"),
    deed(f"{TYPE}retire/", room_types.RetireRoomType, "-type-retire"),
    deed(f"{TYPE}reinstate/", room_types.ReinstateRoomType, "-type-reinstate"),
    page("rooms/", rooms.rooms_page, "-rooms"),
    deed("rooms/add/", rooms.AddRooms, "-rooms-add"),
    page("rooms/numbers/", rooms.numbers_preview, "-rooms-numbers"),
    deed(ROOM, rooms.EditRoom, "-room"),
    deed(f"{ROOM}retire/", rooms.RetireRoom, "-room-retire"),
    deed(f"{ROOM}reinstate/", rooms.ReinstateRoom, "-room-reinstate"),
    page("plans/", plans.plans_page, "-plans"),
    deed("plans/add/", plans.AddPlan, "-plan-add"),
    deed(PLAN, plans.EditPlan, "-plan"),
    deed(f"{PLAN}retire/", plans.RetirePlan, "-plan-retire"),
    deed(f"{PLAN}reinstate/", plans.ReinstatePlan, "-plan-reinstate"),
    deed(f"{PLAN}prices/<str:room_type_id>/", plans.SetPlanPrice, "-plan-price"),
    page("nights/", nights.nights_page, "-nights"),
    deed("nights/set/", nights.SetNights, "-nights-set"),
    deed("nights/clear/", nights.ClearNights, "-nights-clear"),
    page("promotions/", promotions.promotions_page, "-promotions"),
    deed("promotions/add/", promotions.AddPromotion, "-promotion-add"),
    deed(PROMOTION, promotions.EditPromotion, "-promotion"),
    deed(f"{PROMOTION}retire/", promotions.RetirePromotion, "-promotion-retire"),
    deed(f"{PROMOTION}reinstate/", promotions.ReinstatePromotion, "-promotion-reinstate"),
    page("allowances/", allowances.allowances_page, "-allowances"),
    deed("allowances/set/", allowances.SetAllowance, "-allowance-set"),
    page("staff/", staff.staff_page, "-staff"),
    deed("staff/add/", staff.AddPerson, "-person-add"),
    deed(PERSON, staff.EditPerson, "-person"),
    deed(f"{PERSON}password/", staff.SetPassword, "-person-password"),
    deed(f"{PERSON}deactivate/", staff.DeactivatePerson, "-person-deactivate"),
    deed(f"{PERSON}reactivate/", staff.ReactivatePerson, "-person-reactivate"),
    page("roles/", roles.roles_page, "-roles"),
    page("webhooks/", webhook_pages.webhooks_page, "-webhooks"),
    deed("webhooks/add/", webhooks.AddWebhook, "-webhook-add"),
    page(WEBHOOK, webhook_pages.webhook_page, "-webhook"),
    deed(f"{WEBHOOK}edit/", webhooks.EditWebhook, "-webhook-edit"),
    deed(f"{WEBHOOK}secret/", webhooks.RotateSecret, "-webhook-secret"),
    deed(f"{WEBHOOK}test/", webhooks.SendTest, "-webhook-test"),
    deed(f"{WEBHOOK}pause/", webhooks.PauseWebhook, "-webhook-pause"),
    deed(f"{WEBHOOK}resume/", webhooks.ResumeWebhook, "-webhook-resume"),
    deed(f"{WEBHOOK}retire/", webhooks.RetireWebhook, "-webhook-retire"),
    deed(f"{WEBHOOK}resend/", webhooks.ResendDead, "-webhook-resend-all"),
    deed(f"{WEBHOOK}deliveries/<str:seq>/resend/", webhooks.ResendDelivery, "-webhook-resend"),
]
