"""A guest from the first look to the cancellation, in a real browser, on the real servers with a worker and mail."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from playwright.sync_api import Page, expect

from hotelmate.config.postgres.wait import wait_until
from hotelmate.core.actor import Actor
from hotelmate.core.change import run_change
from hotelmate.hotel.models import Hotel
from hotelmate.housekeeping.services import set_room_status
from hotelmate.integrity.queries import verify_hotel
from hotelmate.room_bookings import services
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.rooms.models import Room, RoomType
from tests.factories import actor_for, make_hotel, make_room_type, make_rooms
from tests.notifications.mail.mail_server import Behaviour, mail_server
from tests.notifications.workers import running_workers
from tests.stream.live import Pair, running_pair

pytestmark = pytest.mark.usefixtures("own_database")
FEE = {"template_type": "FLEXIBLE", "free_until_hours": 24 * 365, "penalty_type": "FIRST_NIGHT"}


@pytest.fixture(autouse=True)
def afternoon() -> None:
    """Here the clock runs: other processes look at it as well."""


@dataclass(frozen=True)
class Scene:
    """A hotel in which guests pay online, its servers, a mail server."""

    hotel: Hotel
    room_type: RoomType
    room: Room
    desk: Actor
    pair: Pair
    mail: Behaviour

    @property
    def site(self) -> str:
        return self.pair.site.url


@contextmanager
def opened_scene() -> Iterator[Scene]:
    hotel = make_hotel(
        name="Harbour House",
        phone="+353 1 234 5678",
        timezone="UTC",
        requires_approval=False,
        tell_guest_room_assigned=True,
        cancellation_policy=FEE,
        pre_arrival_mail_days=0,
    )
    room_type = make_room_type(hotel, "DBL", name="Standard Double", base_rate=Decimal("120.00"), max_occupancy=2)
    room = make_rooms(room_type, ["204"], status="CHECKOUT_DIRTY")[0]
    make_rooms(room_type, ["205"])
    with ExitStack() as stack:
        mail, port = stack.enter_context(mail_server())
        pair = stack.enter_context(running_pair(HOTELMATE_DEMO_PAYMENTS="on"))
        stack.enter_context(running_workers(port, SITE_URL=pair.site.url))
        yield Scene(hotel, room_type, room, actor_for(hotel), pair, mail)


def test_a_guest_books_pays_gets_the_link_checks_in_online_sees_the_room_become_ready_and_cancels_another(page):
    with opened_scene() as scene:
        booking = book_and_pay(scene, page, "nadia@mail.example", nights=1)
        open_link_from_mail(scene, page, booking)
        check_in_online(page)
        see_the_room_become_ready(scene, page, booking)
        other = book_and_pay(scene, page, "nadia@mail.example", nights=1)
        cancel(page, other)
        assert verify_hotel(scene.hotel).failed == {}


def book_and_pay(scene: Scene, page: Page, email: str, nights: int) -> RoomBooking:
    """From the search to the page that says that the booking is confirmed."""
    today = scene.hotel.business_date()
    page.goto(f"{scene.site}/book/{scene.hotel.slug}/")
    page.get_by_label("Arrival").fill(today.isoformat())
    page.get_by_label("Departure").fill((today + timedelta(days=nights)).isoformat())
    page.get_by_role("button", name="Show rooms").click()
    expect(page.locator(".offer")).to_contain_text("€120.00")
    page.get_by_role("link", name="Choose").click()
    page.get_by_label("First name").fill("Nadia")
    page.get_by_label("Last name").fill("Okafor")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Phone").fill("+353 555 0100")
    page.get_by_role("button", name="Book and pay €120.00").click()
    page.get_by_role("button", name="Pay", exact=True).click()
    expect(page.get_by_text("Confirmed", exact=True).first).to_be_visible()
    newest: RoomBooking = RoomBooking.objects.filter(hotel_id=scene.hotel.pk).latest("pk")
    assert (newest.status, newest.captured_amount) == ("CONFIRMED", Decimal("120.00"))
    return newest


def open_link_from_mail(scene: Scene, page: Page, booking: RoomBooking) -> None:
    """Wait for the mail, and follow its link in a browser that knows nothing."""
    assert wait_until(lambda: _mail(scene, booking) is not None, deadline_seconds=60, every_seconds=0.2)
    text = _mail(scene, booking)
    found = re.search(rf"{re.escape(scene.site)}/g/[\w-]+/", text or "")
    assert found is not None, text
    page.context.clear_cookies()
    page.goto(found[0])
    expect(page.get_by_text(booking.confirmation_number)).to_be_visible()


def _mail(scene: Scene, booking: RoomBooking) -> str | None:
    for one in scene.mail.to(booking.primary_email):
        if booking.confirmation_number in str(one["Subject"]) and "Confirmed" in str(one["Subject"]):
            part = one.get_body(("plain",))
            return part.get_content() if part is not None else None
    return None


def check_in_online(page: Page) -> None:
    """Fill in what the hotel asks."""
    page.get_by_role("link", name="Check in online").click()
    page.locator("[name='p1.first_name']").fill("Sam")
    page.locator("[name='p1.last_name']").fill("Okafor")
    page.locator("[name='b.eta']").fill("17:30")
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_text("about 17:30")).to_be_visible()
    expect(page.get_by_role("link", name="Change what you entered")).to_be_visible()


def see_the_room_become_ready(scene: Scene, page: Page, booking: RoomBooking) -> None:
    """The page that stands open says so, told by the stream."""
    expect(page.locator("html[data-live=stream]")).to_have_count(1)
    assign = partial(services.assign_room, actor=scene.desk, booking_id=booking.booking_id, room_id=scene.room.pk)
    run_change(assign)
    expect(page.get_by_role("heading", name="Your room is being prepared, Nadia")).to_be_visible()
    turn_over(scene)
    expect(page.get_by_role("heading", name="Your room is ready, Nadia")).to_be_visible()
    expect(page.get_by_text("Room 204.")).to_be_visible()


def turn_over(scene: Scene) -> None:
    """Clean the room, and pass it."""
    for status in ("CLEANED_UNINSPECTED", "READY_FOR_GUEST"):
        room = Room.objects.get(pk=scene.room.pk)
        run_change(partial(set_room_status, room=room, to_status=status, staff=scene.desk))


def cancel(page: Page, booking: RoomBooking) -> None:
    """The fee is shown before, and is what is kept after."""
    expect(page.get_by_text("Cancelling now costs €120.00.")).to_be_visible()
    page.get_by_role("link", name="Cancel booking").click()
    expect(page.get_by_text("Cancellation fee")).to_be_visible()
    page.get_by_label("Would you tell us why?").fill("The ferry does not sail")
    page.get_by_role("button", name="Cancel for €120.00").click()
    expect(page.get_by_role("heading", name="This booking is cancelled")).to_be_visible()
    booking.refresh_from_db()
    assert (booking.status, booking.cancellation_fee) == ("CANCELLED", Decimal("120.00"))
