"""Today's lists tell the truth of the rows, each row with the one thing that can be done next, or why not."""

from functools import partial

from hotelmate.room_bookings import services
from hotelmate.staff.models import Role
from tests.desk.desks import DAY, TODAY, done, part, refused, signed_in
from tests.factories import make_rooms
from tests.statements import statements_of


def row(page, booking):
    """The text of a booking's row, from its guest to the next row."""
    start = page.index(f"/bookings/{booking.booking_id}/")
    return page[start : page.index("</li>", start)]


def today(house, role=Role.FRONT_DESK, path="/"):
    """The page as somebody sees it."""
    answer = signed_in(house.person(role)).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_numbers_on_top_count_the_day_and_lead_to_what_they_count(house):
    house.assigned(house.rooms[0])
    house.book()
    house.staying(house.rooms[1], nights=1)
    counts = part(signed_in(house.person(Role.FRONT_DESK)), "/", "counts")
    for number, text in (("2", "arrivals left"), ("0", "departures left"), ("1", "in house"), ("4", "rooms ready")):
        assert f"<b>{number}</b> {text}" in counts
    assert 'todo" href="/?show=no_room#arrivals"><b>1</b> no room yet' in counts
    assert 'href="/bookings/?bucket=in_house"' in counts
    # Two booked and one in house, of five rooms.
    assert "<b>60%</b> occupied tonight" in counts


def test_a_guest_whose_room_is_ready_is_checked_in_by_one_press_and_back_again(house):
    booking = house.assigned(house.rooms[0])
    client = signed_in(house.person(Role.FRONT_DESK))
    page = client.get("/").content.decode()
    assert "101 · Ready" in row(page, booking)
    assert f'<button class="button primary" id="in-{booking.booking_id}"' in row(page, booking)
    told = done(client, f"/bookings/{booking.booking_id}/do/check_in/")
    assert "is checked in to room 101" in told["said"]
    assert booking.booking_id not in part(client, "/", "arrivals")
    done(client, told["undo"])
    assert booking.booking_id in part(client, "/", "arrivals")


def test_what_is_in_the_way_of_a_check_in_is_said_and_only_then(house):
    dirty, roomless, waiting = house.assigned(house.rooms[0]), house.book(), house.with_card()
    house.dirty(house.rooms[0])
    page = today(house)
    assert 'aria-disabled="true" data-why="Room 101 is not ready' in row(page, dirty)
    assert "101 · Dirty" in row(page, dirty)
    assert f'href="/bookings/{roomless.booking_id}/do/assign_room/' in row(page, roomless)
    assert 'data-why="No room is assigned.' in row(page, roomless)
    assert "Needs approval" in row(page, waiting)
    assert "€200.00 held" in row(page, waiting)
    assert 'class="button primary" id="in-' not in page


def test_the_arrivals_are_filtered_by_what_they_wait_for(house):
    ready, dirty, roomless = house.assigned(house.rooms[0]), house.assigned(house.rooms[1]), house.book()
    house.dirty(house.rooms[1])
    client = signed_in(house.person(Role.FRONT_DESK))
    shown = {
        name: {one for one in (ready, dirty, roomless) if one.booking_id in part(client, f"/?show={name}", "arrivals")}
        for name in ("all", "ready", "waiting", "no_room", "nonsense")
    }
    assert shown == {
        "all": {ready, dirty, roomless},
        "ready": {ready},
        "waiting": {dirty, roomless},
        "no_room": {roomless},
        "nonsense": {ready, dirty, roomless},
    }


def test_arrivals_come_in_the_order_of_their_hour(house):
    late, early = house.book(expected_arrival="21:00"), house.book(expected_arrival="14:10")
    page = today(house)
    assert page.index(early.booking_id) < page.index(late.booking_id)
    assert "14:10" in row(page, early)


def test_a_departure_that_is_settled_leaves_at_once_and_another_asks_first(house):
    settled, owing = house.staying(house.rooms[0], nights=1), house.staying(house.rooms[1], nights=1)
    house.do(services.record_payment, booking_id=settled.booking_id, method="CASH", amount=settled.total_amount)
    with house.at(TODAY + DAY, 10):
        client = signed_in(house.person(Role.FRONT_DESK))
        page = part(client, "/", "departures")
        assert 'method="post"' in row(page, settled)
        assert "Settled" in row(page, settled)
        assert "€100.00 to settle" in row(page, owing)
        assert "Check out…" in row(page, owing)
        assert refused(client, f"/bookings/{owing.booking_id}/do/check_out/")["code"] == "OPEN_BALANCE"
        assert "is checked out" in done(client, f"/bookings/{settled.booking_id}/do/check_out/")["said"]


def test_what_should_have_happened_stands_on_top(house):
    stay, nobody_came = house.staying(house.rooms[0], nights=1), house.assigned(house.rooms[1])
    client = signed_in(house.person(Role.FRONT_DESK))
    assert "Should have happened" not in part(client, "/", "attention")
    with house.at(TODAY + DAY, 12):
        assert "Were to leave by 11:00" in part(client, "/", "departures")
        assert "was to come on Mon 12 May" in row(part(client, "/", "attention"), nobody_came)
    with house.at(TODAY + 2 * DAY, 10):
        late = row(part(client, "/", "attention"), stay)
    assert "was to leave on Tue 13 May by 11:00" in late
    assert f"/bookings/{stay.booking_id}/do/extend/" in late


def test_the_day_on_top_turns_with_the_hotel_on_a_page_that_stays_open(house):
    client = signed_in(house.person(Role.FRONT_DESK))
    assert "Monday 12 May" in client.get("/").content.decode()
    with house.at(TODAY + DAY, 5):
        assert 'id="day" hx-swap-oob="true"><span class="long">Tuesday 13 May' in part(client, "/", "counts")


def test_a_long_list_is_cut_and_says_by_how_much(house, monkeypatch):
    monkeypatch.setattr("hotelmate.desk.today.today.MOST_ARRIVALS", 1)
    for number in range(3):
        house.book(primary=services.Person("Ada", f"Ferrari {number}"))
    client = signed_in(house.person(Role.FRONT_DESK))
    page = part(client, "/", "arrivals")
    assert page.count("Ferrari") == 1
    assert "Show 2 more" in page
    assert part(client, "/?show=all&rows=all", "arrivals").count("Ferrari") == 3


def test_nobody_sees_another_hotel(house):
    other = type(house)(name="Other House")
    other.book(primary=services.Person("Ada", "Elsewhere"))
    page = today(house)
    assert "Elsewhere" not in page
    assert "Other House" not in page


def test_names_are_escaped(house):
    house.book(primary=services.Person("Ada", "<script>alert(1)</script>"))
    page = today(house)
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_the_page_makes_as_many_queries_for_many_bookings_as_for_few(house):
    rooms = make_rooms(house.standard, 20)
    client = signed_in(house.person(Role.FRONT_DESK))

    def one_of_each(number):
        house.book()
        house.assigned(rooms[number])
        house.staying(rooms[10 + number], nights=1)
        house.with_card(start=TODAY + DAY)

    one_of_each(0)
    counts = []
    with house.at(TODAY + DAY, 12):
        counts.append(len(statements_of(partial(client.get, "/"))))
    for number in range(1, 5):
        one_of_each(number)
    with house.at(TODAY + DAY, 12):
        counts.append(len(statements_of(partial(client.get, "/"))))
    assert counts[0] == counts[1] < 45


def test_the_page_asks_for_nothing_from_elsewhere(house):
    house.assigned(house.rooms[0])
    answer = signed_in(house.person(Role.FRONT_DESK)).get("/")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert b" style=" not in answer.content
    assert b"https://" not in answer.content
