"""What every change of a booking has in common: If-Match, Idempotency-Key, dry run, other hotels, events without names."""

from decimal import Decimal

import pytest

from hotelmate.events.models import Event
from hotelmate.events.services import to_json
from hotelmate.housekeeping.models import RoomStatusEvent
from hotelmate.room_bookings import services
from hotelmate.room_bookings.models import GuestToken, RoomBooking
from tests.documented import assert_documented

from .house import BOOKER, COMPANION, DAY, GUEST, TODAY, WISHES, House, S

TOMORROW = TODAY + DAY


def other_stay(house):
    return house.staying(house.rooms[2])


# For each change: a booking that is ready for it, the body, and how the clocks stand.
CHANGES = {
    "cancel": (House.assigned, {"reason": "Mrs Quackenbush is ill"}),
    "refund-and-cancel": (House.paid_by_hand, {"reason": "Mrs Quackenbush is ill"}),
    "confirm": (House.unpaid, {"guarantee": "CARD"}),
    "approve": (House.with_card, {}),
    "decline": (House.with_card, {"reason_note": "no pets, Mr Fotheringham"}),
    "safe-assign-room": (House.book, {"room_id": "room:0", "notes": "Quackenbush: quiet please"}),
    "unassign-room": (House.assigned, {}),
    "check-in": (House.assigned, {}),
    "undo-check-in": (House.staying, {}),
    "check-out": (House.staying, {}),
    "undo-check-out": (House.left, {}),
    "move-room": (House.staying, {"to_room_id": "room:1", "reason": "Mr Quackenbush snores"}),
    "swap": (House.staying, {"other_booking_id": "stay", "reason": "Mr Quackenbush snores"}),
    "change-dates": (House.assigned, {"check_in": str(TODAY), "check_out": str(TODAY + 3 * DAY)}),
    "extend": (House.staying, {"check_out": str(TODAY + 3 * DAY)}),
    "change-details": (
        House.book,
        {"special_requests": "A pillow for Mr Zebulon, please", "expected_arrival": "17:30"},
    ),
    "change-party": (House.book, {"adults": 3, "primary": {"first_name": "Hugo", "last_name": "Quackenbush"}}),
    "payments": (House.book, {"method": "CASH", "amount": "10.00", "note": "from Ms Fotheringham"}),
    "erase-guest": (House.left, {}),
}
NATURAL_NO_OPS = sorted(
    {
        *("cancel", "confirm", "approve", "decline", "safe-assign-room", "unassign-room", "check-in", "check-out"),
        *(
            "undo-check-in",
            "undo-check-out",
            "move-room",
            "change-dates",
            "extend",
            "change-details",
            "change-party",
            "erase-guest",
        ),
        "refund-and-cancel",
    }
)


def ready(house, action):
    """A booking that the change can be made to, and its body."""
    make, body = CHANGES[action]
    booking = make(house)
    ids = {"room:0": lambda: house.rooms[0].pk, "room:1": lambda: house.rooms[1].pk}
    ids["stay"] = lambda: other_stay(house).booking_id
    return booking, {
        key: ids[value]() if isinstance(value, str) and value in ids else value for key, value in body.items()
    }


def state_of(house):
    """Everything about the hotel's bookings and rooms that a change could touch."""
    bookings = RoomBooking.objects.filter(hotel_id=house.hotel.pk).order_by("pk")
    rooms = [(room.room_status, room.occupant_id, room.version) for room in map(house.room, house.rooms + house.upper)]
    claims = [house.claims(booking) for booking in bookings]
    return list(bookings.values()), rooms, claims, GuestToken.objects.filter(hotel_id=house.hotel.pk).count()


@pytest.mark.parametrize("action", CHANGES)
def test_a_dry_run_tells_the_events_and_changes_nothing(house, action):
    booking, body = ready(house, action)
    before, seq = state_of(house), house.last_seq()
    response = house.post(booking, action, body, dry_run=True)
    assert response.status_code == 200, response.json()
    assert_documented(response)
    rehearsed = response.json()
    assert (rehearsed["dry_run"], rehearsed["allowed"], rehearsed["changed"]) == (True, True, True)
    assert (state_of(house), house.last_seq()) == (before, seq)
    house.done(booking, action, body)
    told = [event["type"] for event in rehearsed["events"]]
    assert told == house.types(seq)[: len(told)]
    # A decision with a card behind it goes on after the first step, which alone is rehearsed.
    assert told or action == "approve"


@pytest.mark.parametrize("action", CHANGES)
def test_if_match_holds_the_version_that_was_seen(house, action):
    booking, body = ready(house, action)
    version = house.fresh(booking).version
    response = house.post(booking, action, body, **{"If-Match": f'"{version + 1}"'})
    assert (response.status_code, response.json()["code"]) == (412, "PRECONDITION_FAILED")
    assert response.json()["details"]["current_version"] == version
    assert house.fresh(booking).version == version
    done = house.post(booking, action, body, **{"If-Match": f'"{version}"'})
    assert done.status_code in (200, 201), done.json()
    assert done["ETag"] == f'"{house.fresh(booking).version}"'


@pytest.mark.parametrize("action", NATURAL_NO_OPS)
def test_a_repetition_is_a_natural_no_op_even_with_an_old_version(house, action):
    booking, body = ready(house, action)
    house.done(booking, action, body)
    before = house.last_seq()
    repeated = house.post(booking, action, body, **{"If-Match": '"999"'})
    assert repeated.status_code == 200, repeated.json()
    assert house.last_seq() == before


@pytest.mark.parametrize("action", CHANGES)
def test_a_repetition_with_a_key_gets_the_first_answer(house, action):
    booking, body = ready(house, action)
    first = house.post(booking, action, body, **{"Idempotency-Key": "once"})
    assert first.status_code in (200, 201), first.json()
    before, state = house.last_seq(), state_of(house)
    second = house.post(booking, action, body, **{"Idempotency-Key": "once"})
    assert (second.status_code, second["Idempotency-Replayed"]) == (first.status_code, "true")
    answer = first.json()
    answer.pop("guest_token", None)
    assert second.json() == answer
    assert (house.last_seq(), state_of(house)) == (before, state)


def test_a_token_is_given_once_and_never_replayed(house):
    booking = house.assigned()
    first = house.post(booking, "check-in", **{"Idempotency-Key": "a"})
    second = house.post(booking, "check-in", **{"Idempotency-Key": "a"})
    assert "guest_token" in first.json()
    assert "guest_token" not in second.json()


def test_a_key_with_another_body_is_refused(house):
    booking = house.book()
    house.post(booking, "cancel", {"reason": "one"}, **{"Idempotency-Key": "k"})
    response = house.post(booking, "cancel", {"reason": "two"}, **{"Idempotency-Key": "k"})
    assert (response.status_code, response.json()["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")


def test_a_refusal_is_judged_anew_with_the_same_key(house):
    booking = house.assigned()
    house.dirty(house.rooms[0])
    key = {"Idempotency-Key": "again"}
    assert house.post(booking, "check-in", **key).status_code == 409
    house.do(services.unassign_room, booking_id=booking.booking_id)
    house.do(services.assign_room, booking_id=booking.booking_id, room_id=house.rooms[1].pk)
    assert house.post(booking, "check-in", **key).status_code == 200


def test_a_double_click_books_once(house):
    body = {"room_type_id": house.standard.pk, "check_in": str(TODAY), "check_out": str(TOMORROW), "guarantee": "HOTEL"}
    answers = [
        house.client().post(house.bookings, body, headers={"Idempotency-Key": "double-click"}).json() for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert RoomBooking.objects.filter(hotel_id=house.hotel.pk).count() == 1


def test_a_declined_card_gives_its_key_back(house):
    booking = house.unpaid()
    key = {"Idempotency-Key": "card"}
    declined = {"method": "CARD", "card": "decline"}
    assert house.post(booking, "payments", declined, **key).status_code == 409
    assert house.post(booking, "payments", {"method": "CARD", "card": "visa"}, **key).status_code == 201


@pytest.mark.parametrize("action", [*CHANGES, "no-show", "reinstate"])
def test_a_booking_of_another_hotel_or_of_none_is_not_found(house, action):
    _, body = ready(house, action) if action in CHANGES else (None, {})
    other = House()
    for key in (other.book().booking_id, "BK-2031-NOBODY", "%00", "x" * 500):
        response = house.post(key, action, body)
        assert (response.status_code, response.json()["code"]) == (404, "BOOKING_NOT_FOUND"), key
        assert_documented(response)


@pytest.mark.parametrize("action", CHANGES)
def test_who_is_not_signed_in_changes_nothing(house, action):
    booking, body = ready(house, action)
    before = house.last_seq()
    client = house.client().__class__()
    response = client.post(house.url(booking, action), body)
    assert (response.status_code, response.json()["code"]) == (401, "NOT_AUTHENTICATED")
    assert house.last_seq() == before


# Nobody is named in the log


@pytest.mark.parametrize("action", CHANGES)
def test_no_event_and_no_audit_row_holds_anything_personal(house, action):
    booking, body = ready(house, action)
    house.done(booking, action, body)
    events = Event.objects.filter(hotel_id=house.hotel.pk).values()
    audit = RoomStatusEvent.objects.filter(hotel_id=house.hotel.pk).values()
    written = to_json([list(events), list(audit)])
    for person in (GUEST, COMPANION, BOOKER):
        for value in (person.first_name, person.last_name, person.email, person.phone):
            assert value not in written
    assert "Zebulon" in WISHES
    assert "Zebulon" not in written


def test_a_life_of_a_booking_leaves_no_name_behind(house):
    booking = house.unpaid(total_amount=Decimal("300.00"))
    house.done(booking, "payments", {"method": "CARD", "card": "visa"})
    house.done(booking, "approve")
    house.done(booking, "safe-assign-room", {"room_id": house.rooms[0].pk, "notes": "for Wilhelmina"})
    house.done(booking, "check-in")
    house.done(booking, "move-room", {"to_room_id": house.upper[0].pk, "notes": "Wilhelmina asked"})
    house.done(booking, "check-out")
    house.done(booking, "erase-guest")
    written = to_json(list(Event.objects.filter(hotel_id=house.hotel.pk).values()))
    assert "Wilhelmina" not in written
    assert house.fresh(booking).status == S.COMPLETED
