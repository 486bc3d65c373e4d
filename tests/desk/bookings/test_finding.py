"""The list of bookings and the search: what is found, in which order, by whom, and at what cost."""

from django.test import Client
from django.utils.html import escape

from hotelmate.room_bookings import services
from hotelmate.room_bookings.services import Person
from hotelmate.staff.models import Role
from tests.desk.desks import DAY, HTMX, TODAY, House, part, signed_in
from tests.statements import statements_of


def listed(client: Client, query: str = "") -> list[str]:
    """The bookings of a page of the list, in order."""
    answer = client.get(f"/bookings/{query}")
    assert answer.status_code == 200
    return [line.booking.booking_id for line in answer.context["list"].lines]


def found(client: Client, q: str) -> str:
    """What is found while somebody types."""
    return part(client, f"/search/?q={q}", "found")


def test_buckets_filters_and_orders_narrow_the_list_down(house: House, client: Client) -> None:
    arriving, staying = house.book(), house.staying(house.rooms[0])
    later = house.assigned(house.rooms[1], start=TODAY + 5 * DAY, group_code="REGATTA")
    unpaid = house.unpaid(start=TODAY + 9 * DAY)
    gone = house.book(start=TODAY + 2 * DAY)
    house.do(services.cancel_booking, booking_id=gone.booking_id)
    ids = {name: value.booking_id for name, value in locals().items() if hasattr(value, "booking_id")}
    assert listed(client, "?bucket=arrivals") == [ids["arriving"]]
    assert listed(client, "?bucket=in_house") == [ids["staying"]]
    assert listed(client, "?bucket=cancelled") == [ids["gone"]]
    assert listed(client, f"?bucket=arrivals&date_from={TODAY + 5 * DAY}") == [ids["later"]]
    assert listed(client, "?status=PENDING_PAYMENT") == [ids["unpaid"]]
    assert listed(client, f"?start_date={TODAY + 3 * DAY}") == [ids["later"]]
    assert listed(client, "?group_code=REGATTA") == [ids["later"]]
    assert listed(client, "?assigned=no&bucket=arrivals") == [ids["arriving"]]
    assert listed(client, f"?room_type_id={house.superior.pk}") == []
    assert listed(client, f"?q={ids['later'][-6:].lower()}") == [ids["later"]]
    by_arrival = listed(client, "?ordering=-check_in")
    assert by_arrival[0] == ids["later"]
    assert ids["unpaid"] not in by_arrival


def test_what_the_list_does_not_understand_it_leaves_out(house: House, client: Client) -> None:
    booking = house.book()
    for query in ("bucket=x", "status=x", "start_date=x", "ordering=x", "page=x", "page=99", "assigned=x", "q=%00"):
        assert listed(client, f"?{query}") == [booking.booking_id], query
    assert listed(client, "?room_type_id=99999") == [booking.booking_id]


def test_long_lists_have_pages_and_keep_their_filters(house: House, client: Client) -> None:
    for _number in range(52):
        house.do(
            services.create_booking,
            request=services.Request(house.standard.pk, TODAY + 99 * DAY, TODAY + 100 * DAY),
            guarantee="HOTEL",
            oversell_note="A test",
        )
    text = client.get("/bookings/?ordering=check_in&status=CONFIRMED").content.decode()
    assert "1–50 of 52 bookings" in text
    assert "?ordering=check_in&amp;status=CONFIRMED&amp;page=2" in text
    assert len(listed(client, "?page=2")) == 2


def test_a_list_fetches_its_own_part_anew_and_costs_the_same_for_many(house: House, client: Client) -> None:
    house.assigned(house.rooms[0])
    assert 'id="bookings"' in part(client, "/bookings/", "bookings")
    client.get("/bookings/")
    few = len(statements_of(lambda: client.get("/bookings/")))
    for room in house.rooms[1:]:
        house.staying(room)
    assert len(statements_of(lambda: client.get("/bookings/"))) == few


def test_a_booking_is_found_by_whatever_is_known_of_it(house: House, client: Client) -> None:
    booking = house.staying(house.rooms[0])
    other = house.book(primary=Person("Ada", "Wren", "ada@wren.example", "+44 20 7946"), companions=[])
    queries = (
        "quackenb",
        "wilhelmina%20quack",
        booking.booking_id[-5:],
        "555%200199",
        "quackenbush.example",
        "bart",
        "101",
    )
    for q in (*queries, booking.confirmation_number.lower(), "fotheringham"):
        text = found(client, q)
        assert booking.booking_id in text, q
        if q not in ("fotheringham",):
            assert other.booking_id not in text, q
    assert other.booking_id in found(client, "wren")
    assert "Nothing was found." in found(client, "zzzz")
    assert "Type a little more." in found(client, "w")
    assert "All bookings" in found(client, "")
    assert "In rooms of this number" in found(client, "1")


def test_who_is_alive_comes_before_who_is_over(house: House, client: Client) -> None:
    gone = house.book(start=TODAY + DAY)
    house.do(services.cancel_booking, booking_id=gone.booking_id)
    alive = house.book(start=TODAY + 2 * DAY)
    text = found(client, "quackenbush")
    assert text.index(alive.booking_id) < text.index(gone.booking_id)


def test_an_exact_hit_opens_the_booking(house: House, client: Client) -> None:
    booking = house.staying(house.rooms[0])
    page = f"/bookings/{booking.booking_id}/"
    for q in (
        booking.booking_id.lower(),
        booking.confirmation_number,
        "101",
        " 101 ",
        "wilhelmina@quackenbush.example",
    ):
        answer = client.get("/search/", {"q": q})
        assert (answer.status_code, answer.get("Location")) == (302, page), q
    assert client.get("/search/", {"q": "quackenbush"}).status_code == 200
    assert client.get("/search/", {"q": "102"}).status_code == 200


def test_nothing_of_another_hotel_is_found(house: House, client: Client) -> None:
    booking = House().staying()
    assert booking.booking_id not in found(client, "quackenbush")
    assert client.get("/search/", {"q": booking.booking_id}).status_code == 200
    assert listed(client) == []


def test_who_sees_no_bookings_finds_none(house: House) -> None:
    client = signed_in(house.person(Role.HOUSEKEEPING))
    assert client.get("/search/?q=quack", headers={**HTMX, "HX-Target": "found"}).status_code == 403
    assert client.get("/bookings/").status_code == 403
    assert 'id="search"' not in client.get("/help/").content.decode()


def test_what_is_searched_for_is_shown_and_never_run(house: House, client: Client) -> None:
    nasty = '"><script>alert(1)</script>'
    for path in ("/search/", "/bookings/"):
        text = client.get(path, {"q": nasty}).content.decode()
        assert nasty not in text
        assert escape(nasty) in text
    assert client.get("/search/", {"q": "\x00" * 3}).status_code == 200
    assert client.get("/search/", {"q": "x" * 4000}).status_code == 200


def test_a_search_costs_the_same_for_many(house: House, client: Client) -> None:
    house.staying(house.rooms[0])
    found(client, "quackenbush")
    few = len(statements_of(lambda: found(client, "quackenbush")))
    house.staying(house.rooms[1])
    house.book()
    assert len(statements_of(lambda: found(client, "quackenbush"))) == few
