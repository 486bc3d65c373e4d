"""The housekeeping board: which rooms, in which order, with what on their cards; and what is not on them."""

import re
from datetime import time

import pytest

from hotelmate.housekeeping.fault_services import report_discrepancy, report_fault
from hotelmate.housekeeping.services import set_room_status
from hotelmate.housekeeping.task_services import assign_rooms, create_stayover_tasks, create_task
from hotelmate.room_bookings import services
from hotelmate.rooms.lifecycle import RoomStatus
from hotelmate.rooms.models import Room
from hotelmate.staff.models import Role
from tests.desk.desks import part, signed_in
from tests.factories import make_rooms
from tests.statements import statements_of

S = RoomStatus
BOARD = "/housekeeping/"
BY_ARRIVAL = "/housekeeping/?by=arrival"


@pytest.fixture
def maid(house):
    return signed_in(house.person(Role.HOUSEKEEPING))


@pytest.fixture
def manager(house):
    return signed_in(house.person(Role.STAFF_ADMIN))


def dirty(house, *rooms):
    for room in rooms:
        house.do(lambda *, actor, of: set_room_status(room=of, to_status=S.CHECKOUT_DIRTY, staff=actor), of=room)


def read(client, path=BOARD):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def cards(page):
    """By number the cards of a page, in their order."""
    found = re.findall(r'<article class="room.*?</article>', page, re.DOTALL)
    return {re.search(r'data-room="([^"]*)"', card)[1]: card for card in found}


def seen(page):
    """The numbers of the rooms in sight."""
    return [number for number, card in cards(page).items() if " hidden>" not in card.split("\n")[0]]


def arrival(house, room, at, **values):
    booking = house.book(expected_arrival=at, **values)
    house.do(services.assign_room, booking_id=booking.booking_id, room_id=room.pk)
    return booking


def test_rooms_come_by_the_time_of_their_arrivals_and_then_by_number(house, maid):
    make_rooms(house.standard, ["9", "1001"])
    dirty(house, *Room.objects.filter(hotel=house.hotel))
    arrival(house, house.rooms[2], time(14, 30))
    arrival(house, house.rooms[1], time(1, 0))
    arrival(house, house.rooms[0], time(16, 45))
    assert seen(read(maid, BY_ARRIVAL)) == ["103", "101", "102", "9", "201", "202", "1001"]


def test_a_card_tells_what_a_housekeeper_needs_and_nothing_of_the_guest(house, maid):
    dirty(house, house.rooms[0])
    arrival(house, house.rooms[0], time(14, 30), adults=2)
    house.staying(house.rooms[1])
    page = read(maid)
    card = cards(page)["101"]
    assert "Arrives 14:30" in card
    assert "2 guests" in card
    assert ">Start cleaning<" in card.replace("</svg>", ">")
    for private in ("Quackenbush", "Fotheringham", "555 01", "€", "quackenbush", "Zebulon"):
        assert private not in page
        assert private not in read(maid, f"/rooms/{house.rooms[0].pk}/")


def test_one_guest_is_one_guest(house, maid):
    dirty(house, house.rooms[0])
    arrival(house, house.rooms[0], time(14, 30), adults=1, companions=[])
    assert "1 guest<" in cards(read(maid))["101"]


def test_tiles_count_and_choose(house, maid):
    dirty(house, house.rooms[0], house.upper[0])
    page = read(maid)
    assert seen(page) == ["101", "201"]
    assert re.search(r'data-show="CHECKOUT_DIRTY" data-count="2"', page)
    assert re.search(r'data-show="READY_FOR_GUEST" data-count="3"', page)
    assert seen(read(maid, f"{BOARD}?show=READY_FOR_GUEST")) == ["102", "103", "202"]
    assert seen(read(maid, f"{BOARD}?show=nonsense")) == ["101", "201"]


def test_mine_are_the_rooms_that_i_was_given(house, maid):
    dirty(house, *house.rooms)
    house.do(assign_rooms, room_ids=[house.rooms[1].pk], assigned_to_id=house.person(Role.HOUSEKEEPING).pk)
    assert seen(read(maid, f"{BOARD}?mine=1")) == ["102"]
    maid.cookies["housekeeping_mine"] = "1"
    assert seen(read(maid)) == ["102"]
    assert seen(read(maid, f"{BOARD}?mine=0")) == ["101", "102", "103"]


def test_by_floor_each_floor_has_its_rooms(house, maid):
    Room.objects.filter(pk__in=[room.pk for room in house.upper]).update(floor="2")
    page = read(maid, f"{BOARD}?by=floor&show=READY_FOR_GUEST")
    assert "Floor 2" in page
    assert "Without a floor" in page


def test_a_stay_over_is_one_button_and_one_of_yesterday_is_none(house, maid):
    house.staying()
    house.do(create_stayover_tasks)
    room = Room.objects.get(hotel=house.hotel, room_status=S.OCCUPIED)
    card = cards(read(maid))[room.number]
    assert "Stay-over" in card
    assert "/do/start/" in card
    room.tasks.update(business_date="2031-05-11")
    assert seen(read(maid)) == []


def test_faults_urgency_discrepancies_and_notes_are_marked(house, maid):
    room = house.rooms[0]
    house.do(report_fault, room_id=room.pk, description="Lamp", is_blocking=False)
    house.do(report_discrepancy, room_id=room.pk, kind="SLEEP", note="Shoes")
    house.do(create_task, room_id=room.pk, task_type="AMENITY", priority="HIGH", note="A cot <b>please</b>")
    card = cards(read(maid))["101"]
    for mark in ("1 fault<", "Urgent", "Not as in the books", "A cot &lt;b&gt;please&lt;/b&gt;"):
        assert mark in card
    assert "Shoes" in part(maid, BOARD, "discrepancies")


def test_who_inspects_is_another_person_where_the_house_wants_two(house):
    house.hotel.inspection = "second_person"
    house.hotel.save(update_fields=["inspection"])
    maid = signed_in(house.person(Role.HOUSEKEEPING))
    room = house.rooms[0]
    dirty(house, room)
    for step in ("start_cleaning", "mark_cleaned"):
        maid.post(f"/rooms/{room.pk}/do/{step}/", {"key": step}, headers={"HX-Request": "true"})
    assert "Somebody else has to inspect it" in cards(read(maid))["101"]
    manager = signed_in(house.person(Role.STAFF_ADMIN))
    assert "/do/pass_inspection/" in cards(read(manager))["101"]


def test_who_shares_out_the_work_sees_who_has_how_much(house, maid, manager):
    dirty(house, *house.rooms)
    person = house.person(Role.HOUSEKEEPING)
    house.do(assign_rooms, room_ids=[house.rooms[1].pk, house.rooms[2].pk], assigned_to_id=person.pk)
    load = part(manager, BOARD, "workload")
    assert re.search(rf"{person.full_name}</td><td class=\"number\">2</td>", load)
    page = read(manager)
    assert 'name="room_ids"' in page
    assert "Nobody yet" in cards(page)["101"]
    assert 'name="room_ids"' not in read(maid)
    assert 'id="workload"' not in read(maid)


def test_some_cards_are_fetched_anew_by_number(house, maid):
    dirty(house, house.rooms[0])
    answer = maid.get("/housekeeping/cards/?number=101&number=103&number=nothing")
    assert list(cards(answer.content.decode())) == ["101", "103"]


def test_the_front_desk_looks_on_and_has_no_steps(house):
    dirty(house, house.rooms[0])
    clerk = signed_in(house.person(Role.FRONT_DESK))
    assert "data-tap" not in cards(read(clerk))["101"]


def fill(house, numbers):
    """Ten rooms with work, faults, discrepancies and arrivals."""
    rooms = make_rooms(house.standard, numbers)
    dirty(house, *rooms)
    for room in rooms[:3]:
        house.do(report_fault, room_id=room.pk, description="Lamp", is_blocking=False)
        house.do(report_discrepancy, room_id=room.pk, kind="SLEEP")
        arrival(house, room, time(14, 30))
    person = house.person(Role.HOUSEKEEPING)
    house.do(assign_rooms, room_ids=[room.pk for room in rooms[5:]], assigned_to_id=person.pk)


@pytest.mark.parametrize(("role", "most"), [(Role.HOUSEKEEPING, 12), (Role.STAFF_ADMIN, 16)])
def test_the_board_costs_the_same_for_any_number_of_rooms(house, role, most):
    client = signed_in(house.person(role))
    fill(house, [str(number) for number in range(300, 310)])
    few = len(statements_of(lambda: client.get(BOARD)))
    fill(house, [str(number) for number in range(400, 410)])
    assert len(statements_of(lambda: client.get(BOARD))) == few <= most
