"""The rules that a single row breaks by itself, or against one other row: each is tried once."""

import pytest

from .house import BLOCK, BOOKING, FAULT, INTENT, ROOM, STAFF, TYPE, day
from .rows import NOON, insert, update

PARTY = "room_bookings_partymember"
TOKEN = "room_bookings_guesttoken"
REMINDER = "room_bookings_bookingreminder"
TASK = "housekeeping_housekeepingtask"
DISCREPANCY = "housekeeping_roomdiscrepancy"


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("booking_without_adult", {"adults": 0}),
        ("booking_dates_finite", {"check_out": day(900)}),
        ("room_bookings_roombooking_children_check", {"children": -1}),
    ],
)
def test_a_booking(house, rule, change):
    house.room()
    booking = house.book()
    with house.refuses(rule) as attacker:
        update(attacker, BOOKING, booking, **change)


@pytest.mark.parametrize(
    ("rule", "columns"),
    [("booking_public_id_taken", ("booking_id",)), ("confirmation_number_taken", ("confirmation_number",))],
)
def test_a_number_that_guests_are_told_is_given_once(house, rule, columns):
    house.room()
    booking = house.book()
    same = {column: house.column(BOOKING, booking, column) for column in columns}
    with house.refuses(rule) as attacker:
        dates = {"check_in": day(5), "check_out": day(6)}
        insert(attacker, BOOKING, hotel_id=house.id, room_type_id=house.standard, **dates, **same)


@pytest.mark.parametrize(
    ("rule", "row"),
    [
        ("party_role_known", {"role": "PET"}),
        ("party_one_primary", {"role": "PRIMARY"}),
    ],
)
def test_a_party(house, rule, row):
    house.room()
    booking = house.book()
    insert(house.session, PARTY, hotel_id=house.id, booking_id=booking, role="PRIMARY")
    with house.refuses(rule) as attacker:
        insert(attacker, PARTY, hotel_id=house.id, booking_id=booking, **row)


def test_a_token(house):
    house.room()
    booking, other = house.book(), house.book(4, 5)
    key = f"hash-{house.id}"
    insert(house.session, TOKEN, hotel_id=house.id, booking_id=booking, token_hash=key)
    with house.refuses("guest_token_one_active") as attacker:
        insert(attacker, TOKEN, hotel_id=house.id, booking_id=booking, token_hash=f"{key}-2")
    link = {"purpose": "MANAGEMENT", "seed": "drawn"}
    insert(house.session, TOKEN, hotel_id=house.id, booking_id=booking, **link)
    with house.refuses("guest_token_one_active") as attacker:
        insert(attacker, TOKEN, hotel_id=house.id, booking_id=booking, **link)
    with house.refuses("room_bookings_guesttoken_token_hash_key") as attacker:
        insert(attacker, TOKEN, hotel_id=house.id, booking_id=other, token_hash=key)
    with house.refuses("guest_token_purpose_known") as attacker:
        insert(attacker, TOKEN, hotel_id=house.id, booking_id=other, purpose="EVERYTHING", seed="drawn")
    for row in ({"purpose": "MANAGEMENT"}, {"purpose": "STAY", "seed": "drawn"}):
        with house.refuses("guest_token_seed_agrees") as attacker:
            insert(attacker, TOKEN, hotel_id=house.id, booking_id=other, **row)


def test_a_reminder_happens_once(house):
    house.room()
    booking = house.book()
    row = {"hotel_id": house.id, "booking_id": booking, "kind": "OVERSTAY"}
    insert(house.session, REMINDER, **row, day=day(0))
    insert(house.session, REMINDER, **row, day=day(1))
    with house.refuses("reminder_once") as attacker:
        insert(attacker, REMINDER, **row, day=day(1))
    with house.refuses("reminder_kind_known") as attacker:
        insert(attacker, REMINDER, **{**row, "kind": "BIRTHDAY"}, day=day(1))


def test_a_key_for_the_provider_is_used_once(house):
    house.room()
    booking, other = house.book(), house.book(4, 5)
    key = {"idempotency_key": f"key-{house.id}"}
    house.intend(booking, house.pay(booking), "REFUND", **key)
    payment = house.pay(other)
    with house.refuses("payments_paymentintent_idempotency_key_key") as attacker:
        ids = {"hotel_id": house.id, "booking_id": other, "payment_id": payment}
        insert(attacker, INTENT, **ids, action="REFUND", **key)


def test_a_window_is_of_a_known_kind(house):
    room = house.room()
    with house.refuses("block_kind_known") as attacker:
        dates = {"from_date": day(0), "to_date": day(1)}
        insert(attacker, BLOCK, hotel_id=house.id, room_id=room, kind="HAUNTED", **dates)


@pytest.mark.parametrize(
    ("rule", "row"),
    [
        ("task_type_known", {"task_type": "DANCE"}),
        ("task_priority_known", {"priority": "MAXIMAL"}),
        ("task_status_and_times_agree", {"status": "DONE"}),
        ("task_status_and_times_agree", {"started_at": NOON}),
        ("task_status_and_times_agree", {"status": "UNKNOWN"}),
        ("task_one_open_turnover", {}),
        ("task_one_stayover_a_day", {"task_type": "STAYOVER"}),
    ],
)
def test_a_task(house, rule, row):
    room = house.room()
    insert(house.session, TASK, hotel_id=house.id, room_id=room)
    insert(house.session, TASK, hotel_id=house.id, room_id=room, task_type="STAYOVER")
    with house.refuses(rule) as attacker:
        insert(attacker, TASK, hotel_id=house.id, room_id=room, **row)


def test_faults_and_discrepancies(house):
    room = house.room(room_status="CHECKOUT_DIRTY")
    for row in ({"resolved_at": NOON}, {"resolved_by": "staff:1"}):
        with house.refuses("fault_resolution_agrees") as attacker:
            insert(attacker, FAULT, hotel_id=house.id, room_id=room, **row)
    insert(house.session, DISCREPANCY, hotel_id=house.id, room_id=room)
    with house.refuses("discrepancy_one_open") as attacker:
        insert(attacker, DISCREPANCY, hotel_id=house.id, room_id=room, kind="SLEEP")


@pytest.mark.parametrize(
    ("rule", "row"),
    [
        ("room_number_taken", {"number": "101"}),
        ("room_active_until_before_from", {"active_until": day(-300)}),
    ],
)
def test_a_room(house, rule, row):
    house.room(number="101")
    with house.refuses(rule) as attacker:
        insert(attacker, ROOM, hotel_id=house.id, room_type_id=house.standard, **row)


@pytest.mark.parametrize(
    ("rule", "row"),
    [
        ("room_type_code_taken", {"code": "SEA"}),
        ("room_type_sleeps_somebody", {"max_occupancy": 0}),
        ("room_type_rate_not_negative", {"base_rate": -1}),
    ],
)
def test_a_room_type(house, rule, row):
    insert(house.session, TYPE, hotel_id=house.id, code="SEA")
    with house.refuses(rule) as attacker:
        insert(attacker, TYPE, hotel_id=house.id, **row)


@pytest.mark.parametrize(
    ("rule", "row"),
    [
        ("staff_role_known", {"role": "owner"}),
        ("staff_language_known", {"language": "tlh"}),
        ("staff_theme_known", {"theme": "pink"}),
        ("staff_staffmember_username_key", {"username": "same"}),
    ],
)
def test_a_member_of_staff(house, rule, row):
    row = {key: f"same-{house.id}" if value == "same" else value for key, value in row.items()}
    insert(house.session, STAFF, hotel_id=house.id, username=f"same-{house.id}")
    with house.refuses(rule) as attacker:
        insert(attacker, STAFF, hotel_id=house.id, **row)


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("hotel_inspection_known", "inspection = 'never'"),
        ("hotel_language_known", "language = 'tlh'"),
        ("hotel_clock_offset_only_simulated", "clock_offset = '1 hour'"),
    ],
)
def test_a_hotel(house, rule, change):
    with house.refuses(rule) as attacker:
        attacker.execute(f"UPDATE hotel_hotel SET {change} WHERE id = %s", [house.id])


def test_the_language_of_a_booking(house):
    house.room()
    booking = house.book()
    with house.refuses("booking_language_known") as attacker:
        update(attacker, BOOKING, booking, language="tlh")
