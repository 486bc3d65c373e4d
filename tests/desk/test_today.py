"""The first page of the desk: who sees what, and that it tells the truth of the rows."""

from datetime import timedelta
from functools import partial

from django.test import Client

from hotelmate.core.change import run_change
from hotelmate.hotel.queries import system_of
from hotelmate.room_bookings.services import Person, Request, assign_room, create_booking
from hotelmate.staff.models import Role, StaffMember
from tests.factories import PASSWORD, make_hotel, make_room_type, make_rooms, make_staff
from tests.statements import statements_of


def signed_in(staff: StaffMember) -> Client:
    """A browser in which this person has signed in by the form."""
    browser = Client()
    answer = browser.post("/sign-in/", {"username": staff.username, "password": PASSWORD, "next": "/"})
    assert answer.status_code == 302, answer.content
    return browser


def arriving(hotel, room_type, last_name="Ferrari"):
    """A booking that arrives today."""
    today = hotel.business_date()
    request = Request(
        room_type_id=room_type.pk,
        check_in=today,
        check_out=today + timedelta(days=2),
        primary=Person("Ada", last_name),
    )
    return run_change(lambda: create_booking(actor=system_of(hotel), request=request, guarantee="COMPANY")).subject


def test_a_stranger_is_sent_to_the_sign_in_page():
    answer = Client().get("/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


def test_a_wrong_password_is_told_without_saying_which_part_was_wrong():
    staff = make_staff(make_hotel())
    answer = Client().post("/sign-in/", {"username": staff.username, "password": "no"})
    assert answer.status_code == 200
    assert b"do not belong together" in answer.content


def test_the_front_desk_sees_arrivals_with_their_rooms_and_counts():
    hotel = make_hotel()
    room_type = make_room_type(hotel)
    (room,) = make_rooms(room_type)
    booking = arriving(hotel, room_type)
    run_change(lambda: assign_room(actor=system_of(hotel), booking_id=booking.booking_id, room_id=room.pk))
    page = signed_in(make_staff(hotel, Role.FRONT_DESK)).get("/").content.decode()
    assert "Ada Ferrari" in page
    assert f"{room.number} · Ready" in page
    assert "<b>1</b> arrivals left" in page
    assert "<b>0</b> no room yet" in page


def test_housekeeping_sees_the_rooms_and_no_guest():
    hotel = make_hotel()
    room_type = make_room_type(hotel)
    (room,) = make_rooms(room_type)
    arriving(hotel, room_type)
    page = signed_in(make_staff(hotel, Role.HOUSEKEEPING)).get("/").content.decode()
    assert room.number in page
    assert "Ferrari" not in page
    assert "due" not in page


def test_nobody_sees_another_hotel():
    hotel, other = make_hotel(), make_hotel(name="Other House")
    arriving_type = make_room_type(other)
    make_rooms(arriving_type)
    arriving(other, arriving_type, "Elsewhere")
    page = signed_in(make_staff(hotel, Role.FRONT_DESK)).get("/").content.decode()
    assert "Elsewhere" not in page
    assert "Other House" not in page


def test_names_are_escaped():
    hotel = make_hotel()
    room_type = make_room_type(hotel)
    make_rooms(room_type)
    arriving(hotel, room_type, "<script>alert(1)</script>")
    page = signed_in(make_staff(hotel, Role.FRONT_DESK)).get("/").content.decode()
    assert "<script>" not in page


def test_the_page_makes_as_many_queries_for_forty_rooms_as_for_one():
    few, many = make_hotel(), make_hotel()
    make_rooms(make_room_type(few), 1)
    room_type = make_room_type(many)
    make_rooms(room_type, 40)
    for _ in range(5):
        arriving(many, room_type)
    counts = []
    for hotel in (few, many):
        browser = signed_in(make_staff(hotel, Role.FRONT_DESK))
        counts.append(len(statements_of(partial(browser.get, "/"))))
    assert counts[0] == counts[1]


def test_signing_out_needs_a_post_and_ends_the_session():
    browser = signed_in(make_staff(make_hotel()))
    assert browser.get("/sign-out/").status_code == 405
    browser.post("/sign-out/")
    assert browser.get("/").status_code == 302


def test_the_page_asks_for_nothing_from_elsewhere():
    answer = signed_in(make_staff(make_hotel())).get("/")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert b"http://" not in answer.content
    assert b"https://" not in answer.content
    assert b" style=" not in answer.content
