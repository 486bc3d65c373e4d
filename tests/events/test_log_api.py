"""The log over HTTP: in order, without a gap, and to each reader what their role may see."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from hotelmate.core.change import run_change
from hotelmate.events.models import Event
from hotelmate.events.queries import last_seq
from hotelmate.events.representations import without_money
from hotelmate.events.services import record
from hotelmate.hotel.queries import system_of
from hotelmate.staff.queries import actor_of
from tests.at_once import at_once
from tests.factories import make_room_type, make_rooms, open_house
from tests.statements import statements_of


@pytest.fixture
def house():
    return open_house()


def tell(house, subject=("booking", "BK-2030-AAAAAA"), **values):
    actor = actor_of(house.admin)
    run_change(
        lambda: record(
            actor=actor,
            type="booking_updated",
            subject=subject,
            at=house.hotel.now(),
            after=values,
            cause="block:12",
        )
    )


def read(house, query="", client=None):
    answer = (client or house.client).get(f"{house.url}/events/{query}")
    assert answer.status_code == 200, answer.data
    return answer.data


def test_an_event_says_all_that_a_client_needs(house):
    tell(house, status="CONFIRMED", check_in=house.hotel.business_date())
    event = read(house, "?after=2&types=booking_updated")["results"][0]
    stored = Event.objects.get(hotel_id=house.hotel.pk, type="booking_updated")
    moment = stored.occurred_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    assert event == {
        "seq": stored.seq,
        "event_id": str(stored.event_id),
        "type": "booking_updated",
        "subject": {"type": "booking", "id": "BK-2030-AAAAAA"},
        "before": {},
        "after": {"status": "CONFIRMED", "check_in": house.hotel.business_date().isoformat()},
        "changed_fields": ["status", "check_in"],
        "actor": f"staff:{house.admin.pk}",
        "source": "STAFF",
        "cause": "block:12",
        "occurred_at": moment,
        "meta": {
            "event_id": str(stored.event_id),
            "seq": stored.seq,
            "hotel_slug": house.hotel.slug,
            "ts": moment,
            "actor": f"staff:{house.admin.pk}",
            "cause": "block:12",
            "scope": {"booking_id": "BK-2030-AAAAAA"},
        },
        "category": "room_booking",
        "payload": {"booking_id": "BK-2030-AAAAAA"},
    }


def test_a_client_reads_on_from_where_it_was_and_misses_nothing(house):
    make_rooms(make_room_type(house.hotel), 25)
    seen, after = [], 0
    while True:
        page = read(house, f"?after={after}&limit=7")
        if not page["results"]:
            break
        seen += [event["seq"] for event in page["results"]]
        after = seen[-1]
    assert seen == list(range(1, last_seq(house.hotel.pk) + 1))
    assert page["last_seq"] == seen[-1]


def test_beyond_the_end_there_is_nothing_yet(house):
    assert read(house, "?after=9223372036854775807") == {"results": [], "last_seq": last_seq(house.hotel.pk)}


def test_the_newest_number_is_never_behind_the_results(house):
    def write():
        for number in range(20):
            tell(house, n=number)

    def follow():
        return [read(house, "?limit=1000") for _ in range(20)]

    _, pages = at_once(write, follow)
    for page in pages:
        assert page["last_seq"] >= page["results"][-1]["seq"]
        assert [event["seq"] for event in page["results"]] == list(range(1, len(page["results"]) + 1))


def test_events_are_found_by_type_and_by_subject(house):
    room_type = make_room_type(house.hotel)
    make_rooms(room_type, ["101", "102"])
    types = [event["type"] for event in read(house, "?types=room_created,%20room_type_created")["results"]]
    assert types == ["room_type_created", "room_created", "room_created"]
    assert [event["subject"]["id"] for event in read(house, "?subject=room:102")["results"]] == ["102"]
    assert read(house, "?subject=room:none&types=nothing")["results"] == []


def test_without_the_right_to_see_money_there_are_no_amounts(house):
    tell(
        house,
        status="CONFIRMED",
        total_amount=Decimal("218.00"),
        cancellation_fee=Decimal("10.00"),
        nights=[{"night": "2030-01-01", "rate": "109.00"}],
    )
    query = "?types=booking_updated"
    assert read(house, query)["results"][0]["after"]["total_amount"] == "218.00"
    seen = read(house, query, house.client_of("housekeeping"))["results"][0]
    assert seen["after"] == {"status": "CONFIRMED", "nights": [{"night": "2030-01-01"}]}
    assert seen["changed_fields"] == ["status", "nights"]


def test_without_the_right_to_manage_staff_there_are_no_roles(house):
    client = house.client_of("front_desk")
    seen = read(house, "?types=staff_created", client)["results"]
    assert seen
    assert all(event["after"] == {} and event["changed_fields"] == [] for event in seen)


def test_nothing_is_left_out_of_the_order(house):
    tell(house, total_amount=Decimal("1.00"))
    client = house.client_of("housekeeping")
    everything = [event["seq"] for event in read(house, "?limit=1000")["results"]]
    assert [event["seq"] for event in read(house, "?limit=1000", client)["results"]] == everything


def test_another_hotels_log_is_not_shown(house):
    other = open_house()
    tell(other, status="CONFIRMED")
    assert read(house, "?types=booking_updated")["results"] == []
    assert house.client.get(f"{other.url}/events/").status_code == 404


def test_a_page_costs_the_same_however_long_it_is(house):
    make_rooms(make_room_type(house.hotel), 1)
    few = len(statements_of(lambda: read(house, "?limit=1000")))
    make_rooms(make_room_type(house.hotel), 50)
    assert len(statements_of(lambda: read(house, "?limit=1000"))) == few


@pytest.mark.parametrize(
    "query",
    [
        "after=-1",
        "after=x",
        "after=9223372036854775808",
        "limit=0",
        "limit=1001",
        "limit=many",
        "subject=room",
        "subject=:1",
        "subject=room:",
        "types=%00",
        "subject=" + "x" * 200,
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(house, query):
    answer = house.client.get(f"{house.url}/events/?{query}")
    assert (answer.status_code, answer.data["code"]) == (400, "INVALID_INPUT")


def test_money_is_known_by_the_words_of_a_name():
    values = {
        "captured_amount": 1,
        "base_rate": 2,
        "no_show_fee_percent": 3,
        "cancellation_policy": {},
        "percent_off": 5,
        "prices_include_vat": True,
        "operated": 4,
    }
    assert without_money(values) == {"operated": 4}


def test_dates_and_times_are_told_as_everywhere_else(house):
    moment = datetime(2030, 1, 1, 12, tzinfo=UTC)
    tell(house, at=moment, arrival=moment.time(), day=moment.date())
    after = read(house, "?types=booking_updated")["results"][0]["after"]
    assert after == {"at": "2030-01-01T12:00:00Z", "arrival": "12:00:00", "day": "2030-01-01"}


def test_what_cannot_be_told_is_a_mistake_of_the_program(house):
    with pytest.raises(TypeError, match="does not belong"):
        tell(house, guest=object())


def test_the_system_acts_under_its_own_name(house):
    make_room_type(house.hotel)
    event = read(house, "?types=room_type_created")["results"][0]
    assert (event["actor"], event["source"]) == (system_of(house.hotel).ref, "SYSTEM")
