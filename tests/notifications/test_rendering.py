"""What becomes of the events of a lived week: for whom, on which channels, in which words."""

import json
from datetime import timedelta

import pytest
from jsonschema_rs import Draft202012Validator

from hotelmate.core.capabilities import MANAGE_STAFF, VIEW_BOOKINGS, VIEW_CONTACTS, VIEW_MONEY
from hotelmate.core.change import run_change
from hotelmate.events.models import Event
from hotelmate.events.services import record
from hotelmate.hotel import services as hotels
from hotelmate.notifications.asyncapi import document, message_key
from hotelmate.notifications.audiences import EVERYTHING, GUEST, LEAST, Audience, audience_of
from hotelmate.notifications.channels import parse_channel
from hotelmate.notifications.notification_manager import ROWS, WEBHOOK_TYPES, mails_of
from hotelmate.notifications.rendering import render
from hotelmate.room_bookings import services as stays
from hotelmate.room_bookings.services import Person
from hotelmate.staff.models import Role, StaffMember
from hotelmate.staff.queries import actor_of
from tests.factories import make_hotel, make_room_type, make_rooms, make_staff
from tests.statements import statements_of

from .full_life import FAMILY, WISH, FullLife

DESK = Audience(frozenset({VIEW_BOOKINGS, VIEW_CONTACTS, VIEW_MONEY}))
STAFF_AUDIENCES = [EVERYTHING, DESK, LEAST]
AUDIENCES = [*STAFF_AUDIENCES, GUEST]
HOTEL_KINDS = {"room-bookings", "rooms", "hotel"}


@pytest.fixture(scope="module")
def life(database):
    life = FullLife(7)
    for _ in range(4):
        life.live_a_day(110)
    return life


@pytest.fixture(scope="module")
def told(life):
    """Every event of the life, rendered at its end."""
    return render(list(Event.objects.filter(hotel_id=life.hotel.pk).order_by("seq")))


def validator(name):
    schemas = {"components": {"schemas": document()["components"]["schemas"]}}
    return Draft202012Validator({**document()["components"]["messages"][name]["payload"], **schemas})


@pytest.fixture(scope="module")
def validators():
    return {name: validator(name) for name in document()["components"]["messages"]}


@pytest.mark.parametrize("audience", AUDIENCES, ids=["everything", "desk", "least", "guest"])
def test_every_message_is_as_the_document_says(told, validators, audience):
    for rendering in told:
        for message in rendering.messages(audience):
            key = message_key(parse_channel(message.channel).kind, message.name)
            data = json.loads(json.dumps(message.data))
            assert [error.message for error in validators[key].iter_errors(data)] == [], (rendering.event.type, data)


@pytest.mark.parametrize("audience", STAFF_AUDIENCES, ids=["everything", "desk", "least"])
def test_every_entry_of_the_stream_is_as_the_document_says(told, validators, audience):
    for rendering in told:
        assert list(validators["event"].iter_errors(json.loads(json.dumps(rendering.body(audience))))) == []


def test_whoever_may_see_everything_sees_every_field_of_a_row_that_is_there(told):
    schemas = document()["components"]["schemas"]
    bookings = [one for one in told if one.event.subject_type == "booking"]
    assert bookings
    for rendering in bookings:
        for message in rendering.messages(EVERYTHING):
            payload = ROWS[rendering.event.type].told[message.name]
            assert schemas[payload.__name__]["properties"].keys() == message.data["payload"].keys()


def test_each_event_goes_to_exactly_one_channel_of_its_hotel(told, life):
    for rendering in told:
        kinds = [parse_channel(channel).kind for channel in rendering.channels]
        assert len([kind for kind in kinds if kind in HOTEL_KINDS]) == 1
        sent = {message.channel for message in rendering.messages(EVERYTHING) + rendering.messages(GUEST)}
        assert sent == set(rendering.channels)
        assert rendering.hotel_slug == life.hotel.slug


def test_all_names_of_an_event_have_its_number_and_its_id(told):
    for rendering in told:
        for message in rendering.messages(EVERYTHING) + rendering.messages(GUEST):
            meta = message.data["meta"]
            assert (meta["seq"], meta["event_id"]) == (rendering.event.seq, str(rendering.event.event_id))
            assert message.data["type"] == message.name


def test_every_name_of_the_table_was_heard(told):
    kinds = {rendering.event.type for rendering in told}
    sent = {message.name for rendering in told for message in rendering.messages(EVERYTHING)}
    guests = {message.name for rendering in told for message in rendering.messages(GUEST)}
    assert {"booking_updated", "booking_cancelled", "booking_party_updated", "room_occupancy_updated"} <= sent
    assert {"booking_confirmed", "booking_checked_in", "booking_checked_out", "booking_room_moved"} <= guests
    assert len(kinds) > 40


def words(value):
    """Every text and every name of a field, at any depth."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield str(name)
            yield from words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from words(inner)
    elif value is not None:
        yield str(value)


def test_who_looks_after_rooms_learns_no_name_no_contact_and_no_amount(told):
    for rendering in told:
        said = " ".join(
            words(
                [
                    rendering.body(LEAST),
                    *(one.data for one in rendering.messages(LEAST) if "notifications" not in one.channel),
                ]
            )
        )
        for secret in (FAMILY, WISH, "quackenbush", "+353 555", "amount", "balance", "base_rate"):
            assert secret not in said, (rendering.event.type, secret, said)


def test_a_guest_hears_nothing_of_anybody_else_of_staff_or_of_money(told, life):
    names = set(StaffMember.objects.filter(hotel=life.hotel).values_list("full_name", flat=True))
    for rendering in told:
        for message in rendering.messages(GUEST):
            said = " ".join(words(message.data))
            assert message.channel == f"private-guest-booking.{message.data['payload']['booking_id']}"
            for secret in (FAMILY, WISH, "amount", "staff:", "BK-", *names):
                others = said.replace(message.data["payload"]["booking_id"], "")
                assert secret not in others, (rendering.event.type, secret, said)


def test_the_desk_learns_names_and_amounts_but_no_roles(told):
    said = " ".join(words([one.body(DESK) for one in told]))
    assert FAMILY in said
    assert "total_amount" in said
    for rendering in told:
        if rendering.event.subject_type == "staff":
            assert rendering.body(DESK)["payload"].keys() == {"staff_id"}
            assert "role" in rendering.body(EVERYTHING)["payload"]


def test_a_batch_costs_the_same_however_long_it_is(told):
    events = [rendering.event for rendering in told]
    assert len(statements_of(lambda: render(events))) <= 14
    assert len(statements_of(lambda: render(events * 3))) == len(statements_of(lambda: render(events)))
    assert statements_of(lambda: [[*one.messages(EVERYTHING), one.body(LEAST)] for one in told]) == []


def test_a_room_tells_how_many_are_in_it_and_who(told, life):
    occupancies = [one for one in told if one.event.type == "room_occupancy_updated"]
    for rendering in occupancies:
        payload = rendering.body(EVERYTHING)["payload"]
        assert payload["current_occupancy"] == len(payload["guests_in_room"])
        booking = payload["current_booking"]
        assert (booking or {}).get("booking_id") == rendering.event.after["booking_id"]
        assert (booking is not None) == payload["is_occupied"]


def test_a_room_with_a_guest_in_it_counts_them():
    house = Scene()
    booking = house.walk_in()
    updated = house.last("room_updated")
    assert updated["payload"]["guests_in_room"] == 2
    assert updated["payload"]["changed_fields"] == ["room_status"]
    house.do(stays.check_out, booking_id=booking.booking_id)
    assert house.last("room_updated")["payload"]["guests_in_room"] == 0


class Scene:
    """A hotel with two rooms, one after the other given to a guest."""

    def __init__(self, **settings):
        self.hotel = make_hotel(**settings)
        self.type = make_room_type(self.hotel, max_occupancy=3)
        self.rooms = make_rooms(self.type, ["101", "102"])
        self.admin = make_staff(self.hotel)

    def request(self):
        today = self.hotel.business_date()
        return stays.Request(
            room_type_id=self.type.pk,
            check_in=today,
            check_out=today + timedelta(days=2),
            adults=2,
            primary=Person("Ada", "Wren", "ada@example.com", "+353 1"),
            companions=[Person("Bob", "Wren")],
        )

    def do(self, service, **values):
        return run_change(lambda: service(actor=actor_of(self.admin), **values)).subject

    def walk_in(self):
        return self.do(stays.walk_in, request=self.request(), room_id=self.rooms[0].pk).booking

    def rendered(self):
        return render(list(Event.objects.filter(hotel_id=self.hotel.pk).order_by("seq")))

    def last(self, name):
        return [one.body(EVERYTHING) for one in self.rendered() if one.event.type == name][-1]

    def to_guests(self):
        return [message.name for one in self.rendered() for message in one.messages(GUEST)]


def test_a_move_is_told_to_staff_as_an_update_and_to_the_guest_as_a_move():
    house = Scene()
    booking = house.walk_in()
    house.do(stays.RoomMoveService.move_room, booking_id=booking.booking_id, to_room_id=house.rooms[1].pk)
    moved = next(one for one in house.rendered() if one.event.type == "booking_updated")
    (staff,) = moved.messages(EVERYTHING)
    (guest,) = moved.messages(GUEST)
    assert (staff.name, staff.data["payload"]["assigned_room_number"]) == ("booking_updated", "102")
    assert (guest.name, guest.data["payload"]["from_room_number"], guest.data["payload"]["room_number"]) == (
        "booking_room_moved",
        "101",
        "102",
    )
    assert mails_of(moved.event) == ("room_moved",)


def test_a_change_of_dates_is_no_move():
    house = Scene()
    booking = house.walk_in()
    until = booking.check_out + timedelta(days=1)
    house.do(stays.extend_stay, booking_id=booking.booking_id, check_out=until)
    assert "booking_room_moved" not in house.to_guests()


@pytest.mark.parametrize("tells", [True, False])
def test_a_guest_hears_of_their_room_before_arrival_only_where_the_hotel_says_so(tells):
    house = Scene(tell_guest_room_assigned=tells)
    booking = house.do(stays.create_booking, request=house.request(), guarantee="CARD")
    house.do(stays.assign_room, booking_id=booking.booking_id, room_id=house.rooms[0].pk)
    assert ("booking_room_assigned" in house.to_guests()) is tells


def test_the_setting_is_the_hotels_to_change():
    house = Scene()
    house.do(hotels.update_settings, tell_guest_room_assigned=True)
    assert house.last("hotel_updated")["payload"]["hotel"]["tell_guest_room_assigned"] is True


def test_an_unpaid_booking_asks_its_guest_for_payment():
    house = Scene()
    house.do(stays.create_booking, request=house.request(), status="PENDING_PAYMENT")
    assert house.to_guests() == ["booking_payment_required"]


def test_amounts_of_a_new_booking_are_numbers_as_clients_expect_them():
    house = Scene()
    house.do(stays.create_booking, request=house.request(), guarantee="CARD")
    body = house.last("booking_created")
    assert body["payload"]["total_amount"] == 240.0
    assert body["payload"]["room_type"] == f"Test House - {house.type.name}"
    assert body["meta"]["scope"]["primary_email"] == "ada@example.com"


def test_a_task_is_told_to_whoever_has_it(life, told):
    personal = [
        (rendering, message)
        for rendering in told
        for message in rendering.messages(LEAST)
        if parse_channel(message.channel).kind == "personal" and rendering.event.subject_type == "task"
    ]
    assert personal
    for rendering, message in personal:
        staff_id = parse_channel(message.channel).staff_id
        payload = message.data["payload"]
        assert staff_id in {payload["assigned_to"], rendering.event.before.get("assigned_to")}


def test_somebody_is_told_of_their_own_account():
    house = Scene()
    colleague = make_staff(house.hotel, Role.HOUSEKEEPING)
    created = next(one for one in house.rendered() if one.event.subject_id == str(colleague.pk))
    own = [one for one in created.messages(LEAST) if one.channel.endswith(f".staff-{colleague.pk}-notifications")]
    assert [one.data["payload"]["username"] for one in own] == [colleague.username]


@pytest.mark.parametrize(
    ("kind", "subject", "after"),
    [
        ("booking_created", ("booking", "BK-2030-NOBODY"), {"status": "CONFIRMED"}),
        ("booking_checked_in", ("booking", "BK-2030-NOBODY"), {"checked_in_at": "not a moment"}),
        ("room_updated", ("room", "gone"), {"room_status": "OCCUPIED"}),
        ("room_occupancy_updated", ("room", "gone"), {"is_occupied": True, "booking_id": "BK-2030-NOBODY"}),
        ("payment_captured", ("payment", 0), {"booking_id": "BK-2030-NOBODY"}),
        ("task_updated", ("task", 999999999), {"status": "DONE"}),
        ("fault_resolved", ("fault", "x"), {}),
        ("block_closed", ("block", 999999999), {}),
        ("discrepancy_resolved", ("discrepancy", 999999999), {}),
        ("room_type_updated", ("room_type", 999999999), {}),
        ("staff_updated", ("staff", 999999999), {}),
        ("something_unheard_of", ("thing", "x"), {"said": "so"}),
    ],
)
def test_what_has_no_row_any_more_is_told_all_the_same(kind, subject, after):
    house = Scene()
    now = house.hotel.now()
    run_change(lambda: record(actor=actor_of(house.admin), type=kind, subject=subject, at=now, after=after))
    rendering = house.rendered()[-1]
    for audience in AUDIENCES:
        rendering.messages(audience)
    for audience in STAFF_AUDIENCES:
        assert rendering.body(audience)["seq"] == rendering.event.seq
    assert rendering.messages(EVERYTHING)[0].name == kind


def test_rows_of_another_hotel_are_never_told():
    house, other = Scene(), Scene()
    stranger = other.walk_in()
    now = house.hotel.now()
    subject = ("booking", stranger.booking_id)
    run_change(lambda: record(actor=actor_of(house.admin), type="booking_updated", subject=subject, at=now))
    assert house.rendered()[-1].body(EVERYTHING)["payload"] == {"booking_id": stranger.booking_id}


def test_an_older_event_is_told_as_it_was_then():
    house = Scene()
    booking = house.walk_in()
    house.do(stays.check_out, booking_id=booking.booking_id)
    assert house.last("booking_checked_in")["payload"]["status"] == "IN_HOUSE"
    assert house.last("booking_checked_in")["payload"]["in_house"] is not None
    statuses = [
        one.body(EVERYTHING)["payload"]["room_status"] for one in house.rendered() if one.event.type == "room_updated"
    ]
    assert statuses == ["OCCUPIED", "CHECKOUT_DIRTY"]


def test_an_audience_is_what_changes_the_telling():
    hotel = make_hotel()
    roles = {role: audience_of(actor_of(make_staff(hotel, role))) for role in Role.values}
    assert roles[Role.HOUSEKEEPING] == roles[Role.MAINTENANCE] == LEAST
    assert roles[Role.FRONT_DESK] == DESK
    assert roles[Role.STAFF_ADMIN] == EVERYTHING
    assert MANAGE_STAFF in EVERYTHING.capabilities


def test_webhooks_may_ask_for_everything_but_peoples_accounts():
    assert {"booking_created", "room_updated", "payment_captured", "hotel_updated"} <= set(WEBHOOK_TYPES)
