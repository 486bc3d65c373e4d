"""Every page of the desk, in one list: tests that look at all of them (axe, and whatever else) take them from here.

A new page gets a line here, named as in its `urls.py`; `test_axe.py` says which one is missing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from hotelmate.notifications.webhooks.services import create_webhook
from hotelmate.staff.models import Role
from tests.desk.desks import DAY, TODAY, House, running_house

Names = Callable[["Scene"], Mapping[str, Any]]


class Scene:
    """A house in which something of everything happens today."""

    def __init__(self) -> None:
        self.house: House = running_house()
        house = self.house
        self.arriving = house.assigned(house.rooms[0])
        self.roomless = house.book()
        self.leaving = house.staying(house.rooms[1], nights=1)
        self.waiting = house.with_card(start=TODAY + DAY, room_type_id=house.superior.pk)
        house.dirty(house.rooms[2])
        self.block = house.block(house.upper[0], TODAY + DAY)
        self.webhook = house.do(
            create_webhook, url="http://127.0.0.1:9/hooks", description="Bookkeeping", event_types=["booking_created"]
        )


@dataclass(frozen=True)
class DeskPage:
    """A page: the name of its address, what the address is made of, what follows it, and who looks (nobody: a stranger)."""

    name: str
    names: Names = lambda scene: {}
    query: str = ""
    role: str | None = Role.SUPER_STAFF_ADMIN

    def path(self, scene: Scene) -> str:
        """Its address in this scene."""
        return reverse(self.name, kwargs=dict(self.names(scene))) + self.query

    def __str__(self) -> str:
        return f"{self.name}{self.query}" + ("" if self.role == Role.SUPER_STAFF_ADMIN else f" ({self.role})")


PAGES = [
    DeskPage("desk-sign-in", role=None),
    DeskPage("desk-first-run-rooms"),
    DeskPage("desk-first-run-staff"),
    DeskPage("desk-first-run-ready"),
    DeskPage("desk-profile"),
    DeskPage("desk-password"),
    DeskPage("desk-help"),
    DeskPage("desk-design"),
    DeskPage("desk-today"),
    DeskPage("desk-today", role=Role.HOUSEKEEPING),
    DeskPage("desk-today", role=Role.MAINTENANCE),
    DeskPage("desk-plan"),
    DeskPage("desk-plan", query="?by=floor&days=30"),
    DeskPage(
        "desk-plan-swap",
        lambda scene: {"booking_id": scene.arriving.booking_id, "other_id": scene.leaving.booking_id},
    ),
    DeskPage("desk-search", query="?q=quack"),
    DeskPage("desk-bookings"),
    DeskPage("desk-booking-new", query=f"?room=now&check_in={TODAY + DAY}"),
    DeskPage("desk-auto-assign"),
    DeskPage("desk-check-out-rooms"),
    DeskPage("desk-booking", lambda scene: {"booking_id": scene.arriving.booking_id}),
    DeskPage("desk-booking", lambda scene: {"booking_id": scene.waiting.booking_id}),
    DeskPage("desk-booking-do", lambda scene: {"booking_id": scene.roomless.booking_id, "action": "assign_room"}),
    DeskPage("desk-booking-do", lambda scene: {"booking_id": scene.arriving.booking_id, "action": "change_details"}),
    DeskPage("desk-booking-do", lambda scene: {"booking_id": scene.arriving.booking_id, "action": "change_party"}),
    DeskPage("desk-booking-do", lambda scene: {"booking_id": scene.leaving.booking_id, "action": "check_out"}),
    DeskPage("desk-approvals"),
    DeskPage("desk-housekeeping"),
    DeskPage("desk-housekeeping", query="?by=floor&show=READY_FOR_GUEST", role=Role.HOUSEKEEPING),
    DeskPage("desk-assign-rooms"),
    DeskPage("desk-room", lambda scene: {"room_id": scene.house.rooms[2].pk}),
    DeskPage("desk-room-do", lambda scene: {"room_id": scene.house.rooms[2].pk, "action": "report_fault"}),
    DeskPage("desk-room-do", lambda scene: {"room_id": scene.house.rooms[2].pk, "action": "manager_override"}),
    DeskPage("desk-downtime"),
    DeskPage("desk-maintenance"),
    DeskPage("desk-block-open"),
    DeskPage("desk-block-close", lambda scene: {"block_id": scene.block.pk}),
    DeskPage("desk-manage"),
    DeskPage("desk-consistency"),
    DeskPage("desk-consistency-check"),
    DeskPage("desk-audit"),
    DeskPage("desk-audit", query="?what=booking_created&from=2031-05-12"),
    DeskPage("desk-house"),
    DeskPage("desk-house", query="?seq=12"),
    DeskPage("desk-deliveries"),
    DeskPage("desk-mail-resend", lambda scene: {"booking_id": scene.arriving.booking_id, "mail_id": 1}),
    DeskPage("desk-delivery-resend", lambda scene: {"webhook_id": "WH-NONE", "seq": 1}),
    DeskPage("desk-dead-resend", lambda scene: {"webhook_id": "WH-NONE"}),
    DeskPage("desk-figures"),
    DeskPage("desk-settings"),
    DeskPage("desk-settings-hotel"),
    DeskPage("desk-settings-hotel-house"),
    DeskPage("desk-settings-hotel-policy"),
    DeskPage("desk-settings-hotel-precheckin"),
    DeskPage("desk-settings-types"),
    DeskPage("desk-settings-rooms"),
    DeskPage("desk-settings-rooms-add"),
    DeskPage("desk-settings-room-retire", lambda scene: {"room_id": scene.house.rooms[0].pk}),
    DeskPage("desk-settings-plans"),
    DeskPage("desk-settings-nights"),
    DeskPage("desk-settings-nights-set"),
    DeskPage("desk-settings-promotions"),
    DeskPage("desk-settings-allowances"),
    DeskPage("desk-settings-allowance-set"),
    DeskPage("desk-settings-staff"),
    DeskPage("desk-settings-person-add"),
    DeskPage("desk-settings-roles"),
    DeskPage("desk-settings-webhooks"),
    DeskPage("desk-settings-webhook-add"),
    DeskPage("desk-settings-webhook", lambda scene: {"webhook_id": scene.webhook.webhook_id}),
    DeskPage("desk-settings-webhook-secret", lambda scene: {"webhook_id": scene.webhook.webhook_id}),
]

# Addresses of the desk that show nothing here: they only take a POST, or answer with something else than a page; the first
# page of the first run is walked where there is no hotel yet (account/test_first_run.py).
NO_PAGES = frozenset(
    {
        "desk-sign-out",
        "desk-first-run",
        "desk-plan-news",
        "desk-plan-rooms",
        "desk-room-cards",
        "desk-service-worker",
        "desk-stayovers",
    }
)
# Forms and questions that are made of the same parts as those of the list.
ALIKE = frozenset({"desk-discrepancy-resolve", "desk-fault-do", "desk-fault-report", "desk-task-do"}) | frozenset(
    f"desk-settings-{name}"
    for name in (
        "hotel-bookings",
        "hotel-cleaning",
        "hotel-guests",
        "hotel-money",
        "hotel-times",
        "nights-clear",
        "person",
        "person-deactivate",
        "person-password",
        "person-reactivate",
        "plan",
        "plan-add",
        "plan-price",
        "plan-reinstate",
        "plan-retire",
        "promotion",
        "promotion-add",
        "promotion-reinstate",
        "promotion-retire",
        "room",
        "room-reinstate",
        "rooms-numbers",
        "type",
        "type-add",
        "type-reinstate",
        "type-retire",
        "webhook-edit",
        "webhook-pause",
        "webhook-resend",
        "webhook-resend-all",
        "webhook-resume",
        "webhook-retire",
        "webhook-test",
    )
)
