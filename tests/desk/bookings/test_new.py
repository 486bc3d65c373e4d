"""A new booking at the desk: prices and what is left while it is filled in, booked once, and nothing lost when refused."""

from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils.html import escape

from hotelmate.room_bookings.models import RoomBooking
from hotelmate.rooms.models import Room, RoomType
from hotelmate.staff.models import Role
from tests.desk.desks import DAY, HTMX, TODAY, House, asked, done, part, signed_in
from tests.factories import make_room_type, make_rooms
from tests.statements import statements_of

NEW = "/bookings/new/"


def filled_in(house: House, **values: Any) -> dict[str, Any]:
    """The form for two nights from tomorrow, with what is given instead."""
    return {
        "check_in": TODAY + DAY,
        "check_out": TODAY + 3 * DAY,
        "adults": 2,
        "children": 0,
        "room_type_id": house.standard.pk,
        "room": "later",
        "first_name": "Olu",
        "last_name": "Rossi",
        "guarantee": "HOTEL",
        "channel": "STAFF",
        "status": "CONFIRMED",
        **values,
    }


def post(client: Client, values: dict[str, Any]) -> tuple[int, str]:
    """Send the form as a dialog does; the status and the form that comes back."""
    answer = client.post(NEW, {"key": uuid4().hex, **values}, headers=HTMX)
    return answer.status_code, answer.content.decode()


def newest(house: House) -> RoomBooking:
    """The booking that was made last."""
    return RoomBooking.objects.filter(hotel_id=house.hotel.pk).latest("pk")


def offer(client: Client, **values: Any) -> str:
    """What is shown of prices and rooms while the form is filled in."""
    query = "&".join(f"{name}={value}" for name, value in values.items())
    return part(client, f"{NEW}?{query}", "offer")


def test_a_booking_is_made_once_and_opens_in_the_drawer(house: House, client: Client) -> None:
    key = uuid4().hex
    told = done(client, NEW, key=key, **filled_in(house, special_requests="A cot"))
    assert told["said"] == "Olu Rossi is booked from Tue 13 May to Thu 15 May for €200.00."
    assert told["drawer"] == f"/bookings/{newest(house).booking_id}/"
    assert done(client, NEW, key=key, **filled_in(house, special_requests="A cot")) == told
    assert RoomBooking.objects.filter(hotel_id=house.hotel.pk).count() == 1
    assert newest(house).special_requests == "A cot"


def test_without_scripts_the_page_leads_to_the_booking(house: House, client: Client) -> None:
    answer = client.post(NEW, {"key": uuid4().hex, **filled_in(house)})
    assert (answer.status_code, answer["Location"]) == (303, f"/bookings/{newest(house).booking_id}/")


def test_the_address_fills_in_dates_room_and_type(house: House, client: Client) -> None:
    query = f"?check_in={TODAY + DAY}&check_out={TODAY + 4 * DAY}&room_id={house.upper[1].pk}"
    form = asked(client, NEW + query)
    assert f'value="{TODAY + 4 * DAY}"' in form
    assert f'value="{house.superior.pk}" id="type-{house.superior.pk}" checked' in form
    assert f'value="{house.upper[1].pk}" checked' in form
    assert "€540.00" in form


def test_prices_and_what_is_left_follow_the_dates_and_the_party(house: House, client: Client) -> None:
    house.book(start=TODAY + DAY, nights=1)
    text = offer(client, check_in=TODAY + DAY, check_out=TODAY + 3 * DAY, adults=2)
    assert "2 left" in text
    assert "€200.00" in text
    assert "<form" not in text
    crowded = offer(client, check_in=TODAY + DAY, check_out=TODAY + 3 * DAY, adults=4)
    assert "sleeps 3" in crowded
    assert "disabled" in crowded
    backwards = offer(client, check_in=TODAY + 3 * DAY, check_out=TODAY, adults=2)
    assert "check_out" not in backwards or "must not be before" in backwards
    assert "€" not in backwards
    assert "€" not in offer(client, check_in=TODAY - DAY, check_out=TODAY)
    assert "€" not in offer(client, check_in="soon", adults="many")


def test_a_full_house_names_the_nights_and_keeps_everything(house: House, client: Client) -> None:
    for _number in range(3):
        house.book(start=TODAY + 2 * DAY, nights=1)
    assert "Full on Wed 14 May." in offer(client, check_in=TODAY + DAY, check_out=TODAY + 3 * DAY)
    status, form = post(client, filled_in(house, phone="+353 555"))
    assert status == 409
    assert "Wed 14 May" in form
    assert 'value="Rossi"' in form
    assert 'value="+353 555"' in form
    assert "Reason for overselling" in form
    assert "booked from" in done(client, NEW, **filled_in(house, oversell_note="A wedding"))["said"]


def test_only_who_may_oversell_is_asked_why(house: House) -> None:
    for _number in range(3):
        house.book(start=TODAY + 2 * DAY, nights=1)
    client = signed_in(house.person(Role.FRONT_DESK))
    text = offer(client, check_in=TODAY + DAY, check_out=TODAY + 3 * DAY, room_type_id=house.standard.pk)
    assert "Reason for overselling" not in text
    assert "disabled" in text
    status, form = post(client, filled_in(house, oversell_note="Please"))
    assert status == 409
    assert "Wed 14 May" in form


def test_a_room_is_given_with_the_booking_or_neither(house: House, client: Client) -> None:
    taken = house.assigned(start=TODAY + DAY)
    text = offer(client, check_in=TODAY + DAY, check_out=TODAY + 3 * DAY, room_type_id=house.standard.pk, room="now")
    assert f'name="room_id" value="{house.rooms[1].pk}"' in text
    assert f'name="room_id" value="{house.rooms[0].pk}"' not in text
    before = newest(house)
    status, form = post(client, filled_in(house, room="now", room_id=house.rooms[0].pk))
    assert status == 409
    assert "Room 101 is held" in form
    assert newest(house) == before == taken
    status, form = post(client, filled_in(house, room="now"))
    assert "Choose a room." in form
    done(client, NEW, **filled_in(house, room="now", room_id=house.upper[0].pk))
    assert house.claims(newest(house)) == [("201", TODAY + DAY, TODAY + 3 * DAY, True)]


def test_a_walk_in_is_booked_and_let_in_with_one_click(house: House, client: Client) -> None:
    house.dirty(house.rooms[1])
    today = {"check_in": TODAY, "check_out": TODAY + DAY}
    text = offer(client, **today, room_type_id=house.standard.pk, room="walk_in")
    assert f'name="room_id" value="{house.rooms[1].pk}"' not in text
    values = filled_in(house, **today, room="walk_in", room_id=house.rooms[0].pk)
    assert done(client, NEW, **values)["said"] == "Olu Rossi is checked in until Tue 13 May for €100.00."
    assert house.room(house.rooms[0]).occupant_id == newest(house).pk
    status, form = post(client, filled_in(house, room="walk_in", room_id=house.rooms[2].pk))
    assert status == 400
    assert "arrives today" in form


def test_plans_promotions_and_other_totals_are_sold_as_the_house_says(house: House, client: Client) -> None:
    plan = house.client().post(f"{house.base}/rate-plans/", {"code": "SAVE", "name": "Saver", "percent": "-10.00"})
    assert plan.status_code == 201, plan.data
    assert "€180.00" in offer(client, check_in=TODAY + DAY, check_out=TODAY + 3 * DAY, rate_plan="SAVE")
    done(client, NEW, **filled_in(house, rate_plan="SAVE"))
    assert (newest(house).total_amount, newest(house).rate_plan_id) == (180, plan.data["id"])
    assert newest(house).price_details["rate_plan"] == "SAVE"
    done(client, NEW, **filled_in(house, rate_plan="SAVE", total_amount="150"))
    assert (newest(house).total_amount, newest(house).price_details) == (150, {})
    status, form = post(client, filled_in(house, promo_code="NOPE"))
    assert status >= 400
    assert 'value="NOPE"' in form


def test_day_use_costs_a_night(house: House, client: Client) -> None:
    done(client, NEW, **filled_in(house, check_out=TODAY + DAY))
    assert (newest(house).nights, newest(house).total_amount) == (0, 100)


def test_a_booking_may_wait_for_its_payment(house: House, client: Client) -> None:
    done(client, NEW, **filled_in(house, status="PENDING_PAYMENT", guarantee=""))
    assert newest(house).status == "PENDING_PAYMENT"


def test_who_may_not_book_is_told_so(house: House) -> None:
    client = signed_in(house.person(Role.MAINTENANCE))
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, {"key": uuid4().hex, **filled_in(house)}, headers=HTMX).status_code == 403


def test_nonsense_is_refused_kindly(house: House, client: Client) -> None:
    nasty = "<script>alert(1)</script>"
    other = House().rooms[0]
    values = filled_in(house, room="now", room_id=other.pk, last_name=nasty, adults="1e9", room_type_id="0")
    status, form = post(client, values)
    assert status == 400
    assert nasty not in form
    assert escape(nasty) in form
    status, form = post(client, filled_in(house, room="now", room_id=other.pk))
    assert status == 404
    assert "Room not found" in form
    for name in ("check_in", "check_out", "adults", "room_type_id", "last_name"):
        status, _form = post(client, {**filled_in(house), name: ""})
        assert status == 400, name
    assert client.get(f"{NEW}?room_id=x&check_in=0000-00-00&room_type_id=-1&room=%00").status_code == 200


def test_more_types_and_rooms_take_no_more_statements(house: House, client: Client) -> None:
    path = f"{NEW}?room=now&check_in={TODAY}&check_out={TODAY + 9 * DAY}"
    client.get(path)
    few = len(statements_of(lambda: client.get(path)))
    for _number in range(4):
        make_rooms(make_room_type(house.hotel), 5)
    assert RoomType.objects.filter(hotel_id=house.hotel.pk).count() == 6
    assert Room.objects.filter(hotel_id=house.hotel.pk).count() == 25
    assert len(statements_of(lambda: client.get(path))) == few


def test_a_room_of_another_type_may_be_given_where_the_type_is_oversold(house: House, client: Client) -> None:
    for _number in range(3):
        house.book(start=TODAY + 2 * DAY, nights=1)
    done(client, NEW, **filled_in(house, room="now", room_id=house.upper[0].pk, oversell_note="A wedding"))
    assert newest(house).room_type_id == house.standard.pk
    assert house.claims(newest(house))[0][0] == "201"
