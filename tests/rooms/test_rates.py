"""Rate plans, prices of nights and promotions: which price holds, who may change it, what is told."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from hotelmate.core.change import run_change
from hotelmate.core.errors import Refused
from hotelmate.events.queries import events_after
from hotelmate.rooms import services
from hotelmate.rooms.models import NightlyRate, Promotion
from hotelmate.rooms.rate_queries import RateBook, promotion_by_code
from hotelmate.rooms.rate_rules import promotion_refused
from hotelmate.staff.models import Role
from tests.at_once import at_once
from tests.documented import assert_documented
from tests.factories import actor_for, client_for, make_hotel, make_room_type, make_staff
from tests.statements import statements_of

DAY = timedelta(days=1)
FIRST = date(2031, 5, 5)  # a Monday


class House:
    """A hotel of one type at 100.00 a night."""

    def __init__(self):
        self.hotel = make_hotel()
        self.actor = actor_for(self.hotel)
        self.room_type = make_room_type(self.hotel, base_rate=Decimal("100.00"))

    def do(self, service, **values):
        return run_change(lambda: service(actor=self.actor, **values))

    def plan(self, code, **values):
        return self.do(services.create_rate_plan, code=code, name=code, **values).subject

    def nights(self, first, nights, **values):
        dates = {"from_date": FIRST + first * DAY, "to_date": FIRST + (first + nights) * DAY}
        return self.do(services.set_nightly_rates, room_type_id=self.room_type.pk, **dates, **values)

    def terms(self, code="", nights=5):
        book = RateBook(
            hotel_id=self.hotel.pk, room_types=[self.room_type], from_date=FIRST, to_date=FIRST + nights * DAY
        )
        return book.terms(self.room_type, book.plan(code))

    def prices(self, code="", nights=5):
        return [int(price) for _, price in self.terms(code, nights).prices]


@pytest.fixture
def house():
    return House()


def refusal_of(work):
    with pytest.raises(Refused) as caught:
        work()
    return caught.value.refusal.code


def test_without_a_plan_types_are_sold_at_their_base_rates(house):
    assert house.prices() == [100] * 5


def test_the_price_of_a_night_comes_from_the_nearest_that_was_said(house):
    saver = house.plan("SAVER", percent=Decimal(-10))
    assert house.prices("SAVER") == [90] * 5
    house.do(services.set_plan_price, rate_plan_id=saver.pk, room_type_id=house.room_type.pk, price=Decimal(80))
    assert house.prices("SAVER") == [80] * 5
    house.nights(1, 2, price=Decimal(200))
    assert house.prices("SAVER") == [80, 180, 180, 80, 80]
    house.nights(2, 1, price=Decimal(150), rate_plan_id=saver.pk)
    assert house.prices("SAVER") == [80, 180, 150, 80, 80]
    assert house.prices() == [100, 200, 200, 100, 100]


def test_the_default_plan_is_sold_when_nobody_names_one(house):
    house.plan("FLEX", percent=Decimal(20), is_default=True)
    assert house.prices() == [120] * 5
    newer = house.plan("BEST", percent=Decimal(30), is_default=True)
    assert house.prices() == [130] * 5
    assert refusal_of(lambda: house.do(services.retire_rate_plan, rate_plan_id=newer.pk)) == "DEFAULT_RATE_PLAN"


def test_two_who_name_a_default_at_once_leave_one(house):
    plans = [house.plan(f"P{number}") for number in range(2)]
    at_once(
        *(
            lambda plan=plan: house.do(services.update_rate_plan, rate_plan_id=plan.pk, is_default=True)
            for plan in plans
        )
    )
    assert house.hotel.rate_plans.filter(is_default=True).count() == 1


def test_a_retired_plan_is_not_sold(house):
    plan = house.plan("OLD")
    house.do(services.retire_rate_plan, rate_plan_id=plan.pk)
    assert refusal_of(lambda: house.prices("OLD")) == "RATE_PLAN_NOT_FOUND"
    house.do(services.reinstate_rate_plan, rate_plan_id=plan.pk)
    assert house.prices("OLD") == [100] * 5


def test_what_is_not_said_of_a_night_stays(house):
    house.nights(0, 5, price=Decimal(150))
    house.nights(1, 1, min_stay=3)
    house.nights(2, 1, stop_sell=True)
    terms = house.terms()
    assert [int(price) for _, price in terms.prices] == [150] * 5
    assert (terms.min_stay, terms.stopped) == (3, {FIRST + 2 * DAY})
    house.nights(0, 5, price=None)
    assert house.prices() == [100] * 5
    assert house.terms().min_stay == 3


def test_weekends_can_cost_more(house):
    house.nights(0, 14, price=Decimal(180), weekdays=[5, 6])
    assert house.prices(nights=8) == [100, 100, 100, 100, 180, 180, 100, 100]


def test_the_same_again_is_a_natural_no_op(house):
    assert house.nights(0, 5, price=Decimal(150)).changed
    assert not house.nights(0, 5, price=Decimal(150)).changed
    dates = {"from_date": FIRST, "to_date": FIRST + 5 * DAY}
    assert house.do(services.clear_nightly_rates, room_type_id=house.room_type.pk, **dates).changed
    assert not house.do(services.clear_nightly_rates, room_type_id=house.room_type.pk, **dates).changed
    assert not NightlyRate.objects.filter(hotel=house.hotel).exists()


def test_a_book_of_rates_takes_three_statements_and_then_none(house):
    house.plan("A")
    house.plan("B")
    types = [house.room_type, *(make_room_type(house.hotel) for _ in range(4))]
    books = []
    statements = statements_of(
        lambda: books.append(
            RateBook(hotel_id=house.hotel.pk, room_types=types, from_date=FIRST, to_date=FIRST + 60 * DAY)
        )
    )
    assert len(statements) == 3
    offered = books[0].offered_plans()
    assert statements_of(lambda: [books[0].terms(one, plan) for one in types for plan in offered]) == []


def test_each_change_is_told_without_free_text(house):
    plan = house.plan("FLEX", description="for friends of the house")
    house.do(services.update_rate_plan, rate_plan_id=plan.pk, name="Flexible", description="for all")
    house.do(services.set_plan_price, rate_plan_id=plan.pk, room_type_id=house.room_type.pk, price=Decimal(80))
    house.nights(0, 5, price=Decimal(150))
    house.do(services.create_promotion, code="may", name="May", percent_off=Decimal(10))
    events = list(events_after(hotel_id=house.hotel.pk))[-5:]
    assert [event.type for event in events] == [
        "rate_plan_created",
        "rate_plan_updated",
        "plan_price_changed",
        "nightly_rates_changed",
        "promotion_created",
    ]
    assert "description" in events[1].changed_fields
    assert not any("friends" in str((event.before, event.after)) for event in events)
    assert events[3].after["price"] == "150"


@pytest.mark.parametrize(
    ("values", "days", "holds"),
    [
        ({}, (0, 3), True),
        ({"book_until": FIRST - DAY}, (0, 3), False),
        ({"book_from": FIRST, "book_until": FIRST}, (0, 3), True),
        ({"stay_from": FIRST + DAY}, (0, 3), False),
        ({"stay_until": FIRST + 2 * DAY}, (0, 3), True),
        ({"stay_until": FIRST + DAY}, (0, 3), False),
        ({"min_nights": 4}, (0, 3), False),
        ({"max_nights": 3}, (0, 3), True),
        ({"max_nights": 2}, (0, 3), False),
        ({"room_type_id": 2}, (0, 3), False),
        ({"room_type_id": 1}, (0, 3), True),
        ({"rate_plan_id": 9}, (0, 3), False),
        ({"is_active": False}, (0, 3), False),
    ],
)
def test_when_a_promotion_holds(values, days, holds):
    promotion = Promotion(code="X", name="X", percent_off=Decimal(10), **values)
    refusal = promotion_refused(
        promotion,
        today=FIRST,
        check_in=FIRST + days[0] * DAY,
        check_out=FIRST + days[1] * DAY,
        room_type_id=1,
        rate_plan_id=None,
    )
    assert (refusal is None) == holds


def test_a_promotion_is_found_by_its_code_however_it_is_written(house):
    made = house.do(services.create_promotion, code="Summer31", name="Summer", amount_off=Decimal(25)).subject
    assert made.code == "SUMMER31"
    assert promotion_by_code(house.hotel.pk, " summer31 ") == made
    assert promotion_by_code(house.hotel.pk, "x\x00") is None
    assert promotion_by_code(make_hotel().pk, "SUMMER31") is None


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, "PROMOTION_OF_NOTHING"),
        ({"percent_off": Decimal(101)}, "OUT_OF_RANGE"),
        ({"percent_off": Decimal(5), "book_from": FIRST, "book_until": FIRST - DAY}, "INVALID_DATES"),
        ({"percent_off": Decimal(5), "min_nights": 3, "max_nights": 2}, "OUT_OF_RANGE"),
        ({"percent_off": Decimal(5), "room_type_id": 2**62}, "ROOM_TYPE_NOT_FOUND"),
        ({"percent_off": Decimal(5), "rate_plan_id": 2**62}, "RATE_PLAN_NOT_FOUND"),
    ],
)
def test_a_promotion_that_makes_no_sense_is_refused(house, values, code):
    assert refusal_of(lambda: house.do(services.create_promotion, code="NO", name="No", **values)) == code
    assert not house.hotel.promotions.exists()


def test_an_edit_is_judged_with_what_stays(house):
    made = house.do(services.create_promotion, code="P", name="P", percent_off=Decimal(5), min_nights=3).subject
    edit = {"promotion_id": made.pk, "max_nights": 2}
    assert refusal_of(lambda: house.do(services.update_promotion, **edit)) == "OUT_OF_RANGE"


def test_only_who_manages_rates_changes_them(house):
    desk = actor_for(house.hotel, Role.FRONT_DESK)
    with pytest.raises(Refused, match="PERMISSION_DENIED"):
        run_change(lambda: services.create_rate_plan(actor=desk, code="X", name="X"))


def test_rates_over_http(house):
    client = client_for(make_staff(house.hotel, Role.STAFF_ADMIN))
    base = f"/api/staff/hotel/{house.hotel.slug}"
    policy = {"template_type": "NON_REFUNDABLE", "penalty_type": "FULL_STAY"}
    plan = client.post(
        f"{base}/rate-plans/",
        {"code": "NR", "name": "Non-refundable", "percent": "-10", "cancellation_policy": policy, "is_default": True},
    )
    assert (plan.status_code, plan.data["percent"]) == (201, "-10.00")
    address = f"{base}/rate-plans/{plan.data['id']}/"
    priced = client.post(f"{address}prices/", {"room_type_id": house.room_type.pk, "price": "88.50"})
    assert [price["price"] for price in priced.data["prices"]] == ["88.50"]
    nights = client.post(
        f"{base}/nightly-rates/",
        {
            "room_type_id": house.room_type.pk,
            "from_date": "2031-05-05",
            "to_date": "2031-05-08",
            "price": 120,
            "min_stay": 2,
        },
    )
    assert [night["price"] for night in nights.data["nights"]] == ["120.00"] * 3
    listed = client.get(f"{base}/nightly-rates/?from_date=2031-05-05&to_date=2031-06-01")
    assert listed.data["count"] == 3
    cleared = client.post(
        f"{base}/nightly-rates/clear/",
        {"room_type_id": house.room_type.pk, "from_date": "2031-05-05", "to_date": "2031-05-08"},
    )
    assert cleared.data["nights"] == []
    promotion = client.post(f"{base}/promotions/", {"code": "spring", "name": "Spring", "percent_off": "15"})
    edited = client.patch(
        f"{base}/promotions/{promotion.data['id']}/", {"amount_off": "5"}, headers={"If-Match": '"1"'}
    )
    assert (edited.data["code"], edited.data["percent_off"], edited.data["amount_off"]) == ("SPRING", "15.00", "5.00")
    stale = client.patch(f"{base}/promotions/{promotion.data['id']}/", {"name": "x"}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    retired = client.delete(f"{base}/promotions/{promotion.data['id']}/")
    assert retired.status_code == 204
    back = client.post(f"{base}/promotions/{promotion.data['id']}/reinstate/")
    assert back.data["is_active"]
    refused = client.delete(address)
    assert (refused.status_code, refused.data["code"]) == (409, "DEFAULT_RATE_PLAN")
    for answer in (plan, priced, nights, listed, cleared, promotion, edited, stale, retired, back, refused):
        assert_documented(answer)
