"""The pre-check-in: what a hotel asks, what guests answer, and who sees the answers."""

import json

import pytest

from hotelmate.events.models import Event
from hotelmate.hotel.precheckin import QUESTIONS, countries
from hotelmate.staff.models import Role

from ..documented import assert_documented
from ..room_bookings.house import COMPANION, GUEST, House
from .visiting import Guest

ADA = {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com", "phone": "1"}
SAM = {"first_name": "Sam", "last_name": "Okafor"}
CONSENT = {"consent_checkbox": True}


def config(house, enabled=(), required=(), **more):
    body = {"enabled": dict.fromkeys(enabled, True), "required": dict.fromkeys(required, True), **more}
    return house.client().post(f"{house.base}/precheckin-config/", body)


def refusal(guest, body):
    before = guest.house.last_seq()
    answer = guest.post("precheckin/submit/", body)
    assert answer.status_code >= 400, answer.data
    assert guest.house.last_seq() == before
    return answer.status_code, answer.data["code"], answer.data["error"]


def test_the_usual_questions_are_three_and_consent_is_required(house):
    guest = Guest(house, house.book())
    answer = guest.get("precheckin/")
    assert_documented(answer)
    body = answer.json()
    assert [name for name, on in body["precheckin_config"]["enabled"].items() if on] == [
        "eta",
        "special_requests",
        "consent_checkbox",
    ]
    assert body["booking"]["expected_guests"] == 2
    assert body["party"]["primary"]["first_name"] == GUEST.first_name
    assert set(body["precheckin_field_registry"]) == set(QUESTIONS)
    assert refusal(guest, {}) == (400, "VALIDATION_ERROR", "Field consent_checkbox is required")


def test_a_guest_tells_who_comes_when_and_what_they_wish(house):
    booking = house.book()
    guest, before = Guest(house, booking), house.last_seq()
    party = {"primary": ADA, "companions": [SAM]}
    answer = guest.post("precheckin/submit/", {**CONSENT, "eta": "17:45", "special_requests": "Cot", "party": party})
    assert_documented(answer)
    assert answer.status_code == 200
    assert answer.json()["party_complete"] is True
    fresh = house.fresh(booking)
    assert (fresh.primary_first_name, fresh.special_requests) == ("Ada", "Cot")
    assert f"{fresh.expected_arrival:%H:%M}" == "17:45"
    assert fresh.precheckin_submitted_at is not None
    assert [one.full_name for one in fresh.party.order_by("pk")] == ["Ada Lovelace", "Sam Okafor"]
    (event,) = house.events(before)
    assert event.type == "booking_precheckin_submitted"
    told = json.dumps([event.before, event.after])
    assert not any(word in told for word in ("Ada", "Sam", "Cot", "consent"))
    assert "precheckin_payload" in event.changed_fields


def test_pressing_the_button_twice_tells_once_and_the_newest_holds(house):
    booking = house.book()
    guest = Guest(house, booking)
    body = {**CONSENT, "eta": "17:00"}
    guest.post("precheckin/submit/", body)
    before = house.last_seq()
    assert guest.post("precheckin/submit/", body).status_code == 200
    assert house.last_seq() == before
    assert guest.post("precheckin/submit/", {**CONSENT, "eta": "19:00"}).status_code == 200
    assert house.fresh(booking).precheckin_payload["eta"] == "19:00"


def test_required_questions_to_each_person_can_be_answered(house):
    assert config(house, ["nationality", "date_of_birth"], ["date_of_birth"]).status_code == 200
    guest = Guest(house, house.book())
    sam = {**SAM, "date_of_birth": "2001-02-28", "nationality": "Irish"}
    missing = {"party": {"primary": ADA, "companions": [sam]}}
    assert refusal(guest, missing)[2] == "Field date_of_birth is required"
    complete = {"party": {"primary": {**ADA, "date_of_birth": "1990-12-10"}, "companions": [sam]}}
    answer = guest.post("precheckin/submit/", complete)
    assert answer.status_code == 200, answer.data
    told = [one["precheckin_payload"] for one in answer.json()["party"]]
    assert told == [{"date_of_birth": "1990-12-10"}, {"nationality": "Irish", "date_of_birth": "2001-02-28"}]


@pytest.mark.parametrize(
    ("body", "code", "said"),
    [
        ({"party": {"companions": []}}, "PARTY_SIZE_MISMATCH", "Party size mismatch. Expected 2, got 1."),
        ({"party": {"companions": [SAM, SAM]}}, "PARTY_SIZE_MISMATCH", "Party size mismatch. Expected 2, got 3."),
        ({"party": {"companions": [{**SAM, "role": "PRIMARY"}]}}, "VALIDATION_ERROR", "Do not include PRIMARY"),
        ({"party": {"companions": [{"first_name": "Sam"}]}}, "VALIDATION_ERROR", "must have first_name and last_name"),
        ({"nationality": "Irish", "party": {"primary": {"nationality": "Irish"}}}, "VALIDATION_ERROR", "not enabled"),
        ({"eta": "25:00"}, "VALIDATION_ERROR", "HH:MM"),
        ({"eta": "x" * 9}, "INVALID_INPUT", "eta"),
        ({"party": "everybody"}, "INVALID_INPUT", "dictionary"),
        ({"party": {"companions": [{**SAM, "email": "no address"}]}}, "INVALID_INPUT", "email"),
        ({"special_requests": "\u0000"}, "INVALID_INPUT", "special_requests"),
    ],
)
def test_what_cannot_be_used_is_refused_and_changes_nothing(house, body, code, said):
    booking = house.book()
    status, refused, text = refusal(Guest(house, booking), {**CONSENT, **body})
    assert (status, refused) == (400, code)
    assert said in text
    assert house.fresh(booking).precheckin_submitted_at is None


@pytest.mark.parametrize("value", ["1899-01-01", "2999-01-01", "2001-02-30", "yesterday", 5, ["2001-01-01"]])
def test_a_birthday_is_a_day_that_has_been(house, value):
    config(house, ["date_of_birth"])
    body = {"party": {"primary": {**ADA, "date_of_birth": value}}}
    assert refusal(Guest(house, house.book()), body)[1] == "VALIDATION_ERROR"


def test_it_is_open_from_the_payment_until_the_arrival(house):
    unpaid = Guest(house, house.book(status="PENDING_PAYMENT"))
    assert refusal(unpaid, CONSENT)[:2] == (409, "PAYMENT_PENDING")
    arrived = Guest(house, house.staying())
    assert refusal(arrived, CONSENT)[:2] == (409, "BOOKING_NOT_EDITABLE")
    assert Guest(house, house.book(status="PENDING_APPROVAL")).post("precheckin/submit/", CONSENT).status_code == 200


def test_staff_see_the_answers_if_they_may_see_contacts(house):
    booking = house.book()
    Guest(house, booking).post("precheckin/submit/", {**CONSENT, "eta": "17:00"})
    assert house.get(booking).json()["precheckin_payload"] == {"eta": "17:00", "consent_checkbox": True}
    listed = house.client().get(house.bookings, {"precheckin": "complete"}).json()["results"]
    assert [one["booking_id"] for one in listed] == [booking.booking_id]
    assert listed[0]["precheckin_submitted_at"] is not None
    maintenance = house.client(Role.MAINTENANCE).get(house.url(booking))
    assert maintenance.status_code == 403 or maintenance.json()["precheckin_payload"] == {}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"enabled": {"shoe_size": True}, "required": {}}, "Unknown field: shoe_size"),
        ({"enabled": {}, "required": {"eta": True}}, "required but not enabled"),
        ({"enabled": []}, "enabled"),
        ({"enabled": {"eta": "maybe"}, "required": {}}, "enabled"),
    ],
)
def test_a_configuration_that_cannot_be(house, body, said):
    answer = house.client().post(f"{house.base}/precheckin-config/", body)
    assert answer.status_code == 400
    assert said in json.dumps(answer.data)


def test_the_configuration_is_the_managers(house):
    assert house.client(Role.FRONT_DESK).get(f"{house.base}/precheckin-config/").status_code == 403
    answer = config(house, ["eta"], ["eta"])
    assert_documented(answer)
    assert answer.json()["required"]["eta"] is True
    assert answer.json()["enabled"]["consent_checkbox"] is False
    newest = Event.objects.filter(hotel_id=house.hotel.pk).latest("seq")
    assert (newest.type, newest.changed_fields) == ("hotel_updated", ["precheckin_config"])


def test_countries_have_names():
    assert countries()["IE"] == "Ireland"
    assert len(countries()) > 200


def test_a_party_that_was_named_stays_when_only_questions_are_answered():
    house = House()
    booking = house.book()
    assert Guest(house, booking).post("precheckin/submit/", CONSENT).status_code == 200
    names = [one.first_name for one in booking.party.order_by("pk")]
    assert names == [GUEST.first_name, COMPANION.first_name]
