"""The pages to book a room: what is shown, what is refused, and the last room, which is sold once."""

from functools import partial

import pytest
from django.test import Client

from hotelmate.core import clock
from hotelmate.core.change import run_change
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.rooms.services import create_rate_plan

from ..at_once import at_once
from ..room_bookings.house import AFTERNOON, DAY, TODAY, House
from .test_pages import Markup, text_of

GUEST = {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com", "phone": "+353 1"}


def query(nights=2, **more):
    return {"check_in": TODAY.isoformat(), "check_out": (TODAY + nights * DAY).isoformat(), "adults": "2", **more}


def book(house, guest=None, **more):
    """Look at the details and send them."""
    browser = Client(enforce_csrf_checks=True)
    asked = query(room_type=house.standard.code, **more)
    address = f"/book/{house.hotel.slug}/details/"
    browser.get(address, asked)
    key = browser.cookies["csrftoken"].value
    return browser.post(address, {"csrfmiddlewaretoken": key, **GUEST, **(guest or {})}, query_params=asked)


def newest(house):
    return RoomBooking.objects.filter(hotel_id=house.hotel.pk).latest("pk")


def test_types_are_shown_with_the_price_of_the_stay(house):
    page = Client().get(f"/book/{house.hotel.slug}/", query(3))
    text = text_of(page)
    assert "€300.00" in text
    assert "€540.00" in text
    assert Markup(page).inline == []
    assert all(link.startswith("/") for link in Markup(page).links)


def test_what_is_too_small_or_full_cannot_be_chosen(house):
    assert "Sleeps 3" in text_of(Client().get(f"/book/{house.hotel.slug}/", query(adults="4")))
    for _ in house.rooms:
        house.book()
    page = text_of(Client().get(f"/book/{house.hotel.slug}/", query()))
    assert "Not free on these days" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"check_out": TODAY.isoformat()},
        {"check_in": (TODAY - DAY).isoformat()},
        {"check_in": "tomorrow"},
        {"check_out": (TODAY + 200 * DAY).isoformat()},
    ],
)
def test_dates_that_cannot_be_are_said_to_be_wrong(house, wrong):
    page = Client().get(f"/book/{house.hotel.slug}/", {**query(), **wrong})
    assert page.status_code == 400
    assert 'role="alert"' in page.content.decode()


def test_a_booking_is_held_and_leads_to_the_payment(house):
    page = book(house)
    assert page.status_code == 303
    assert page["Location"].startswith("/pay/demo/")
    booking = newest(house)
    assert (booking.status, booking.channel, booking.language) == ("PENDING_PAYMENT", "ONLINE", "en")
    assert booking.tokens.get().purpose == "MANAGEMENT"


@pytest.mark.parametrize(
    "wrong", [{"email": "nowhere"}, {"first_name": ""}, {"phone": "\u0000"}, {"last_name": "x" * 81}]
)
def test_details_that_cannot_be_used_are_marked_and_nothing_is_booked(house, wrong):
    page = book(house, wrong)
    assert page.status_code == 400
    assert 'class="field wrong"' in page.content.decode()
    assert not RoomBooking.objects.filter(hotel_id=house.hotel.pk).exists()


def test_a_type_that_there_is_not_is_a_page_too(house):
    page = Client().get(f"/book/{house.hotel.slug}/details/", query(room_type="PALACE"))
    assert page.status_code == 404
    assert "There is no such room. Please search again." in text_of(page)


def test_the_last_room_is_sold_once_though_five_press_the_button(house):
    for _ in house.rooms[1:]:
        house.book()

    def press(number):
        with clock.travel_to(AFTERNOON):
            return book(house, {"email": f"guest{number}@example.com"}).status_code

    answers = at_once(*[partial(press, number) for number in range(5)])
    assert sorted(answers) == [303, 409, 409, 409, 409]


def test_what_cancelling_will_cost_is_said_before_the_booking():
    policy = {"template_type": "MODERATE", "free_until_hours": 48, "penalty_type": "FIRST_NIGHT"}
    house = House(cancellation_policy=policy)
    days = {"check_in": (TODAY + 10 * DAY).isoformat(), "check_out": (TODAY + 12 * DAY).isoformat()}
    asked = query(room_type=house.standard.code, **days)
    text = text_of(Client().get(f"/book/{house.hotel.slug}/details/", asked))
    assert "Until Tue 20 May 2031, 15:00free of chargeAfter that€100.00" in text
    saver = {"code": "SAVER", "name": "Saver", "is_default": True}
    terms = {"template_type": "NON_REFUNDABLE", "penalty_type": "FULL_STAY"}
    run_change(lambda: create_rate_plan(actor=house.actor(), cancellation_policy=terms, **saver))
    text = text_of(Client().get(f"/book/{house.hotel.slug}/details/", asked))
    assert "At any time€200.00" in text
