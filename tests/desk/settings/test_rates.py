"""Rate plans, the rate calendar, promotions and overselling."""

from datetime import timedelta
from decimal import Decimal

import pytest

from hotelmate.rooms.models import NightlyRate, PlanPrice, Promotion, RatePlan, TypeNight
from hotelmate.staff.models import Role
from tests.desk.desks import TODAY, asked, done, part, refused, signed_in
from tests.desk.settings.filling import ROOT, error_at, help_at, note_in, refused_form, value_of
from tests.factories import make_room_type
from tests.statements import statements_of

PLAN = {"name": "Saver", "code": "SAVER", "percent": "-10", "kind": "HOTEL"}
PROMOTION = {"code": "spring", "name": "Spring", "percent_off": "10", "amount_off": "0", "min_nights": "1"}
EVERY_DAY = [str(number) for number in range(1, 8)]
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def client(house):
    return signed_in(house.person(Role.STAFF_ADMIN))


@pytest.fixture
def plan(house, client):
    done(client, f"{ROOT}/plans/add/", **PLAN)
    return RatePlan.objects.get(hotel=house.hotel, code="SAVER")


def nights(house, **values):
    return {
        "room_types": [str(house.standard.pk)],
        "from_date": TODAY.isoformat(),
        "to_date": TOMORROW.isoformat(),
        "rate_plan": "",
        "weekdays": EVERY_DAY,
        "sale": "",
        **values,
    }


def test_a_plan_is_added_with_terms_of_its_own_and_made_the_default(house, client, plan):
    assert (plan.percent, plan.cancellation_policy, plan.is_default) == (Decimal("-10.00"), None, False)
    one = f"{ROOT}/plans/{plan.pk}/"
    terms = {"kind": "NON_REFUNDABLE", "penalty_type": "FULL_STAY"}
    done(client, one, version="1", **{**PLAN, **terms, "is_default": "on"})
    plan.refresh_from_db()
    assert plan.is_default
    assert plan.cancellation_policy["template_type"] == "NON_REFUNDABLE"
    page = part(client, f"{ROOT}/plans/", "plans")
    assert "A cancellation costs the whole stay, at any time." in page
    assert "Make another the default first" in page
    assert refused(client, f"{one}retire/")["code"] == "DEFAULT_RATE_PLAN"
    form = refused_form(client, one, status=412, version="1", **{**PLAN, **terms, "percent": "5"})
    assert help_at(form, "percent") == "Saved meanwhile: -10.00"
    done(client, one, version="2", **PLAN)
    assert done(client, done(client, f"{one}retire/")["undo"])["said"] == "Saver is sold again."


@pytest.mark.parametrize(
    ("values", "field"),
    [({"percent": "-101"}, "percent"), ({"code": "?"}, "code"), ({"kind": "FLEXIBLE"}, "free_until_hours")],
)
def test_a_plan_that_cannot_be_is_refused_at_its_field(house, client, values, field):
    assert error_at(refused_form(client, f"{ROOT}/plans/add/", **{**PLAN, **values}), field)


def test_a_plans_code_is_taken_once(client, plan):
    assert "Another rate plan" in error_at(refused_form(client, f"{ROOT}/plans/add/", status=409, **PLAN), "code")


def test_a_type_gets_a_price_of_its_own_in_a_plan_and_loses_it(house, client, plan):
    price = f"{ROOT}/plans/{plan.pk}/prices/{house.standard.pk}/"
    assert "€90.00" in part(client, f"{ROOT}/plans/", "plans")
    assert "Without a price of its own it costs €90.00" in asked(client, price)
    done(client, price, price="77.5")
    assert value_of(asked(client, price), "price") == "77.50"
    assert "€77.50" in part(client, f"{ROOT}/plans/", "plans")
    done(client, price, price="")
    assert not PlanPrice.objects.filter(rate_plan=plan).exists()
    assert error_at(refused_form(client, price, price="-1"), "price")


def test_nights_of_several_types_are_changed_at_once(house, client):
    types = [str(house.standard.pk), str(house.superior.pk)]
    said = done(
        client, f"{ROOT}/nights/set/", **nights(house, room_types=types, price="150", sale="stop", min_stay="3")
    )
    assert said["said"].startswith("Saved for 2 nights: ")
    rates = NightlyRate.objects.filter(hotel=house.hotel)
    assert rates.count() == 4
    assert {(rate.price, rate.stop_sell, rate.min_stay) for rate in rates} == {(Decimal("150.00"), True, 3)}
    calendar = part(client, f"{ROOT}/nights/?from={TODAY}&days=7", "nights")
    assert calendar.count('class="night said stopped"') == 4
    assert "€150.00, not sold online, stays of 3 nights or more, 3 rooms left" in calendar


def test_what_is_left_empty_stays_as_it_is(house, client):
    done(client, f"{ROOT}/nights/set/", **nights(house, price="150", sale="stop"))
    done(client, f"{ROOT}/nights/set/", **nights(house, sale="sell", min_stay="2"))
    rate = NightlyRate.objects.filter(hotel=house.hotel).first()
    assert (rate.price, rate.stop_sell, rate.min_stay) == (Decimal("150.00"), False, 2)
    done(client, f"{ROOT}/nights/set/", **nights(house, usual_price="on", min_stay="1"))
    rate.refresh_from_db()
    assert (rate.price, rate.min_stay) == (None, None)
    said = done(client, f"{ROOT}/nights/clear/", **nights(house))
    assert said["said"].startswith("Saved for 2 nights")
    assert not NightlyRate.objects.filter(hotel=house.hotel).exists()


def test_only_the_weekdays_that_are_meant_are_changed_in_one_plan(house, client, plan):
    long = nights(house, to_date=(TODAY + timedelta(days=13)).isoformat(), weekdays=["6", "7"], rate_plan=str(plan.pk))
    done(client, f"{ROOT}/nights/set/", **long, price="200")
    rates = NightlyRate.objects.filter(hotel=house.hotel)
    assert {rate.night.isoweekday() for rate in rates} == {6, 7}
    assert rates.count() == 4
    assert {rate.rate_plan_id for rate in rates} == {plan.pk}
    assert 'class="night said"' in part(client, f"{ROOT}/nights/?plan={plan.pk}", "nights")
    assert 'class="night said"' not in part(client, f"{ROOT}/nights/", "nights")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"to_date": (TODAY - timedelta(days=1)).isoformat(), "price": "1"}, "to_date"),
        ({"price": "1", "usual_price": "on"}, "usual_price"),
        ({"price": "-1"}, "price"),
        ({}, "price"),
        ({"room_types": [], "price": "1"}, "room_types"),
        ({"room_types": ["0"], "price": "1"}, "room_types"),
        ({"weekdays": [], "price": "1"}, "weekdays"),
        ({"min_stay": "366"}, "min_stay"),
        ({"from_date": "31/12/2031", "price": "1"}, "from_date"),
    ],
)
def test_nights_that_cannot_be_are_refused_at_the_field(house, client, values, field):
    form = refused_form(client, f"{ROOT}/nights/set/", **nights(house, **values))
    assert error_at(form, field)
    assert not NightlyRate.objects.filter(hotel=house.hotel).exists()


def test_the_address_fills_in_the_nights_that_were_dragged_over(house, client):
    days = f"from_date={TODAY}&to_date={TOMORROW}"
    form = asked(client, f"{ROOT}/nights/set/?types={house.superior.pk}&{days}")
    assert value_of(form, "to_date") == TOMORROW.isoformat()
    assert f'value="{house.superior.pk}" id="id_room_types_1" checked' in form or form.count("checked") == 8


def test_the_calendar_shows_the_days_that_are_asked_for_by_few_statements(house, client):
    few = len(statements_of(lambda: client.get(f"{ROOT}/nights/")))
    for _ in range(4):
        make_room_type(house.hotel)
    assert len(statements_of(lambda: client.get(f"{ROOT}/nights/?days=28"))) == few
    for query in ("from=2031-02-30", "from=9999-12-31", "from=x&days=-1", "plan=0", "days=1000"):
        assert client.get(f"{ROOT}/nights/?{query}").status_code == 200
    assert "desk-settings" not in client.get(f"{ROOT}/nights/?from=2031-06-01&days=7").content.decode()


def test_a_promotion_is_added_changed_taken_back_and_offered_again(house, client):
    assert done(client, f"{ROOT}/promotions/add/", **PROMOTION)["said"] == "SPRING is added."
    promotion = Promotion.objects.get(hotel=house.hotel)
    one = f"{ROOT}/promotions/{promotion.pk}/"
    changed = {**PROMOTION, "amount_off": "5", "book_until": "2031-05-11", "min_nights": "2", "max_nights": "7"}
    done(client, one, version="1", room_type=str(house.standard.pk), **changed)
    page = part(client, f"{ROOT}/promotions/", "promotions")
    assert "10 % + €5.00" in page
    assert "2 to 7 nights" in page
    assert "Booked until 11 May 2031" in page
    assert "Over" in page
    form = refused_form(client, one, status=412, version="1", **PROMOTION)
    assert help_at(form, "room_type").startswith("Saved meanwhile: Type ")
    assert done(client, done(client, f"{one}retire/")["undo"])["said"] == "SPRING may be booked again."


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"percent_off": "0"}, "percent_off"),
        ({"percent_off": "101"}, "percent_off"),
        ({"code": "two words"}, "code"),
        ({"book_from": "2031-05-02", "book_until": "2031-05-01"}, "book_until"),
        ({"stay_from": "2031-05-02", "stay_until": "2031-05-01"}, "stay_until"),
        ({"min_nights": "3", "max_nights": "2"}, "max_nights"),
        ({"min_nights": "0"}, "min_nights"),
    ],
)
def test_a_promotion_that_cannot_be_is_refused_at_its_field(house, client, values, field):
    assert error_at(refused_form(client, f"{ROOT}/promotions/add/", **{**PROMOTION, **values}), field)


def oversell(house, **values):
    return {
        "room_type": str(house.standard.pk),
        "from_date": TODAY.isoformat(),
        "to_date": TODAY.isoformat(),
        "how": "by",
        "rooms": "2",
        "note": "A coach party may not come.",
        **values,
    }


def test_more_is_sold_than_there_are_rooms_and_less_again(house, client):
    done(client, f"{ROOT}/allowances/set/", **oversell(house))
    assert TypeNight.objects.get(room_type=house.standard, night=TODAY).allowance == 2
    page = part(client, f"{ROOT}/allowances/", "allowances")
    assert "+2" in page
    assert "2 more than its rooms, 5 left" in page
    assert "A coach party may not come." in page
    assert house.person(Role.STAFF_ADMIN).full_name in page
    done(client, f"{ROOT}/allowances/set/", **oversell(house, how="down_to", rooms="1"))
    assert TypeNight.objects.get(room_type=house.standard, night=TODAY).allowance == 1
    done(client, f"{ROOT}/allowances/set/", **oversell(house, how="to", rooms="4"))
    assert TypeNight.objects.get(room_type=house.standard, night=TODAY).allowance == 4


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"note": " "}, "note"),
        ({"rooms": "0"}, "rooms"),
        ({"rooms": "1001"}, "rooms"),
        ({"to_date": "2031-05-11"}, "to_date"),
        ({"how": "away"}, "how"),
    ],
)
def test_overselling_that_cannot_be_is_refused_at_its_field(house, client, values, field):
    assert error_at(refused_form(client, f"{ROOT}/allowances/set/", **oversell(house, **values)), field)


def test_what_is_sold_already_stays_sold(house, client):
    done(client, f"{ROOT}/allowances/set/", **oversell(house, rooms="1"))
    for _ in range(4):
        house.book(room_type_id=house.standard.pk, nights=1)
    form = refused_form(client, f"{ROOT}/allowances/set/", status=409, **oversell(house, how="down_to", rooms="0"))
    assert error_at(form, "rooms") or note_in(form)
    assert TypeNight.objects.get(room_type=house.standard, night=TODAY).allowance == 1
