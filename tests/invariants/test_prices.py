"""Prices, promotions, quotes and the terms of bookings: what a row may not say, and may not become."""

from datetime import timedelta

import pytest

from .house import BOOKING, TYPE, day
from .rows import NOON, insert, update

PLAN = "rooms_rateplan"
PRICE = "rooms_planprice"
NIGHTLY = "rooms_nightlyrate"
PROMOTION = "rooms_promotion"
QUOTE = "room_bookings_quote"
HOTEL = "hotel_hotel"


@pytest.fixture
def plan(house):
    return insert(house.session, PLAN, hotel_id=house.id)


@pytest.fixture
def strange(other):
    """A plan, a type and a promotion of another hotel."""
    return {
        "plan": insert(other.session, PLAN, hotel_id=other.id),
        "type": other.standard,
        "promotion": insert(other.session, PROMOTION, hotel_id=other.id),
    }


def quote(house, session=None, **values):
    return insert(session or house.session, QUOTE, **{"hotel_id": house.id, "room_type_id": house.standard, **values})


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("rate_plan_percent_in_range", {"percent": -101}),
        ("rate_plan_percent_in_range", {"percent": "NaN"}),
        ("rate_plan_policy_an_object", {"cancellation_policy": "[]"}),
        ("rate_plan_default_is_sold", {"is_default": True, "is_active": False}),
    ],
)
def test_a_rate_plan(house, plan, rule, change):
    with house.refuses(rule) as attacker:
        update(attacker, PLAN, plan, **change)


def test_a_hotel_has_one_default_plan_and_each_code_once(house, plan):
    update(house.session, PLAN, plan, is_default=True)
    with house.refuses("rate_plan_one_default") as attacker:
        insert(attacker, PLAN, hotel_id=house.id, is_default=True)
    with house.refuses("rate_plan_code_taken") as attacker:
        insert(attacker, PLAN, hotel_id=house.id, code=house.column(PLAN, plan, "code"))


def test_a_plan_is_never_deleted(house, plan):
    with house.refuses("never_deleted") as attacker:
        attacker.execute("DELETE FROM rooms_rateplan WHERE id = %s", [plan])


@pytest.mark.parametrize(("rule", "price"), [("plan_price_not_negative", -1), ("plan_price_a_number", "NaN")])
def test_a_price_in_a_plan(house, plan, rule, price):
    with house.refuses(rule) as attacker:
        insert(attacker, PRICE, hotel_id=house.id, rate_plan_id=plan, room_type_id=house.standard, price=price)


def test_a_type_has_one_price_in_a_plan(house, plan):
    row = {"hotel_id": house.id, "rate_plan_id": plan, "room_type_id": house.standard}
    insert(house.session, PRICE, **row)
    with house.refuses("plan_price_once") as attacker:
        insert(attacker, PRICE, **row)


@pytest.mark.parametrize(
    ("rule", "row"),
    [
        ("nightly_rate_not_negative", {"price": -1}),
        ("nightly_rate_a_number", {"price": "NaN"}),
        ("nightly_rate_min_stay_in_range", {"min_stay": 0}),
        ("nightly_rate_finite", {"night": "infinity"}),
    ],
)
def test_a_rate_of_a_night(house, rule, row):
    with house.refuses(rule) as attacker:
        insert(attacker, NIGHTLY, hotel_id=house.id, room_type_id=house.standard, **row)


@pytest.mark.parametrize("in_a_plan", [True, False])
def test_a_night_has_one_rate_in_each_plan_and_one_in_all(house, plan, in_a_plan):
    row = {"hotel_id": house.id, "room_type_id": house.standard, "rate_plan_id": plan if in_a_plan else None}
    insert(house.session, NIGHTLY, **row)
    with house.refuses("nightly_rate_once") as attacker:
        insert(attacker, NIGHTLY, **row)


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("promotion_code_in_capitals", {"code": "summer"}),
        ("promotion_takes_something_off", {"percent_off": 0}),
        ("promotion_takes_something_off", {"percent_off": 101}),
        ("promotion_takes_something_off", {"amount_off": -1}),
        ("promotion_amount_a_number", {"amount_off": "NaN"}),
        ("promotion_dates_reversed", {"book_from": day(2), "book_until": day(1)}),
        ("promotion_dates_reversed", {"stay_from": day(2), "stay_until": day(1)}),
        ("promotion_dates_finite", {"stay_until": "infinity"}),
        ("promotion_nights_in_range", {"min_nights": 0}),
        ("promotion_nights_in_range", {"min_nights": 3, "max_nights": 2}),
    ],
)
def test_a_promotion(house, rule, change):
    promotion = insert(house.session, PROMOTION, hotel_id=house.id)
    with house.refuses(rule) as attacker:
        update(attacker, PROMOTION, promotion, **change)


def test_a_promotion_has_a_code_of_its_own_and_is_never_deleted(house):
    promotion = insert(house.session, PROMOTION, hotel_id=house.id)
    with house.refuses("promotion_code_taken") as attacker:
        insert(attacker, PROMOTION, hotel_id=house.id, code=house.column(PROMOTION, promotion, "code"))
    with house.refuses("never_deleted") as attacker:
        attacker.execute("DELETE FROM rooms_promotion WHERE id = %s", [promotion])


@pytest.mark.parametrize("percent", [-1, 101, "NaN"])
def test_a_tax(house, percent):
    with house.refuses("hotel_vat_in_range") as attacker:
        update(attacker, HOTEL, house.id, vat_percent=percent)


@pytest.mark.parametrize(
    ("rule", "row"),
    [
        ("quote_valid_for_no_time", {"valid_until": NOON}),
        ("quote_for_no_night", {"check_out": day(0)}),
        ("quote_finite", {"check_out": "infinity"}),
        ("quote_amount_negative", {"total_amount": -1}),
        ("quote_amount_a_number", {"total_amount": "NaN"}),
        ("quote_terms_are_objects", {"price_details": "[]"}),
    ],
)
def test_a_quote(house, rule, row):
    with house.refuses(rule) as attacker:
        quote(house, attacker, **row)


def test_a_quote_has_an_id_of_its_own(house):
    first = quote(house)
    with house.refuses("quote_public_id_taken") as attacker:
        quote(house, attacker, quote_id=house.column(QUOTE, first, "quote_id"))


@pytest.mark.parametrize(
    "change", [{"total_amount": 1}, {"valid_until": NOON + timedelta(days=1)}, {"check_in": day(1)}, {"adults": 9}]
)
def test_a_quote_keeps_its_terms(house, change):
    offered = quote(house)
    with house.refuses("quote_is_final") as attacker:
        update(attacker, QUOTE, offered, **change)


def test_a_quote_is_booked_once_and_kept(house):
    house.room()
    house.room()
    offered, another = quote(house), quote(house)
    booking, late = house.book(), house.book()
    update(house.session, QUOTE, offered, booking_id=booking)
    with house.refuses("quote_is_final") as attacker:
        update(attacker, QUOTE, offered, booking_id=late)
    with house.refuses("quote_is_final") as attacker:
        update(attacker, QUOTE, offered, booking_id=None)
    with house.refuses("quote_is_final") as attacker:
        attacker.execute("DELETE FROM room_bookings_quote WHERE id = %s", [offered])
    with house.refuses("room_bookings_quote_booking_id_key") as attacker:
        update(attacker, QUOTE, another, booking_id=booking)


@pytest.mark.parametrize(
    ("rule", "row"),
    [
        ("booking_no_show_fee_in_range", {"no_show_fee_percent": 101}),
        ("booking_policy_an_object", {"cancellation_policy": "null"}),
        ("booking_price_details_an_object", {"price_details": "[]"}),
    ],
)
def test_the_terms_of_a_booking(house, rule, row):
    house.room()
    with house.refuses(rule) as attacker:
        insert(
            attacker,
            BOOKING,
            **{"hotel_id": house.id, "room_type_id": house.standard, "check_in": day(0), "check_out": day(2), **row},
        )


def test_a_booking_keeps_its_terms(house, plan):
    house.room()
    booking = house.book(cancellation_policy='{"template_type": "FLEXIBLE"}')
    for change in ({"cancellation_policy": "{}"}, {"no_show_fee_percent": 50}, {"rate_plan_id": plan}):
        with house.refuses("booking_keeps_its_deal") as attacker:
            update(attacker, BOOKING, booking, **change)


def test_prices_are_of_their_hotel(house, plan, strange):
    price = {"hotel_id": house.id, "rate_plan_id": plan, "room_type_id": house.standard}
    with house.refuses("plan_price_of_same_hotel") as attacker:
        insert(attacker, PRICE, **{**price, "rate_plan_id": strange["plan"]})
    with house.refuses("plan_price_type_of_same_hotel") as attacker:
        insert(attacker, PRICE, **{**price, "room_type_id": strange["type"]})
    with house.refuses("nightly_rate_type_of_same_hotel") as attacker:
        insert(attacker, NIGHTLY, hotel_id=house.id, room_type_id=strange["type"])
    with house.refuses("nightly_rate_plan_of_same_hotel") as attacker:
        insert(attacker, NIGHTLY, hotel_id=house.id, room_type_id=house.standard, rate_plan_id=strange["plan"])
    with house.refuses("promotion_type_of_same_hotel") as attacker:
        insert(attacker, PROMOTION, hotel_id=house.id, room_type_id=strange["type"])
    with house.refuses("promotion_plan_of_same_hotel") as attacker:
        insert(attacker, PROMOTION, hotel_id=house.id, rate_plan_id=strange["plan"])


def test_quotes_are_of_their_hotel(house, other, strange):
    other.room()
    booking = other.book()
    for rule, row in (
        ("quote_type_of_same_hotel", {"room_type_id": strange["type"]}),
        ("quote_rate_plan_of_same_hotel", {"rate_plan_id": strange["plan"]}),
        ("quote_promotion_of_same_hotel", {"promotion_id": strange["promotion"]}),
        ("quote_booking_of_same_hotel", {"booking_id": booking}),
    ):
        with house.refuses(rule) as attacker:
            quote(house, attacker, **row)


def test_a_booking_is_made_by_a_plan_of_its_hotel(house, strange):
    house.room()
    with house.refuses("booking_rate_plan_of_same_hotel") as attacker:
        insert(
            attacker,
            BOOKING,
            hotel_id=house.id,
            room_type_id=house.standard,
            check_in=day(0),
            check_out=day(2),
            rate_plan_id=strange["plan"],
        )


def test_a_plan_takes_its_prices_to_no_other_hotel(house, plan):
    insert(house.session, PRICE, hotel_id=house.id, rate_plan_id=plan, room_type_id=house.standard)
    stranger = insert(house.session, HOTEL, slug=f"s{plan}-{house.id}")
    with house.refuses("plan_price_of_same_hotel") as attacker:
        update(attacker, PLAN, plan, hotel_id=stranger)
    assert house.column(TYPE, house.standard, "hotel_id") == house.id
