"""What everybody may see: the hotel, what is free, what it costs."""

from datetime import timedelta
from decimal import Decimal

import pytest

from hotelmate.core import clock
from hotelmate.core.change import run_change
from hotelmate.hotel.services import update_settings
from hotelmate.room_bookings.models import Quote
from hotelmate.room_bookings.services import Request, create_booking, drop_old_quotes
from hotelmate.rooms.services import create_promotion, create_rate_plan, set_nightly_rates
from tests.statements import statements_of

from .shop import DAY, Shop


def found(answer, code):
    return next(one for one in answer.data["available_rooms"] if one["room_type_code"] == code)


def test_a_hotel_shows_itself_and_what_it_sells(shop):
    answer = shop.get("")
    assert (answer.data["slug"], answer.data["currency"]) == (shop.hotel.slug, "EUR")
    assert [one["code"] for one in answer.data["room_types"]] == ["STD", "SUI"]
    assert answer.data["room_types"][0]["starting_price_from"] == "100.00"
    assert shop.get("room-types/").data["room_types"] == answer.data["room_types"]


def test_what_is_free_counts_every_hold(shop):
    answer = shop.get("availability/", **shop.dates())
    assert (found(answer, "STD")["is_available"], found(answer, "STD")["rooms_left"]) == (True, 2)
    request = Request(room_type_id=shop.standard.pk, check_in=shop.first, check_out=shop.first + DAY)
    shop.do(create_booking, request=request, status="PENDING_APPROVAL", guarantee="HOTEL")
    shop.do(create_booking, request=request, status="PENDING_PAYMENT")
    answer = shop.get("availability/", **shop.dates())
    std = found(answer, "STD")
    assert (std["is_available"], std["rooms_left"], std["code"]) == (False, 0, "CAPACITY_EXCEEDED")
    assert std["note"] == "No availability for selected dates"
    assert found(shop.get("availability/", **shop.dates(offset=1)), "STD")["is_available"]


def test_a_type_that_is_too_small_says_so(shop):
    answer = shop.get("availability/", **shop.dates(), adults=3)
    assert found(answer, "STD")["note"] == "Maximum occupancy is 2 guests"
    assert (found(answer, "STD")["can_accommodate"], found(answer, "SUI")["is_available"]) == (False, True)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({}, "DATES_REQUIRED"),
        ({"check_in": "2031-05-01"}, "DATES_REQUIRED"),
        ({"check_in": "2031-05-02", "check_out": "2031-05-02"}, "INVALID_DATES"),
        ({"check_in": "2001-05-01", "check_out": "2001-05-02"}, "DATES_IN_THE_PAST"),
        ({"check_in": "soon", "check_out": "later"}, "INVALID_INPUT"),
        ({"check_in": "2190-05-01", "check_out": "2190-05-02"}, "TOO_FAR_AHEAD"),
    ],
)
def test_dates_that_nobody_can_book(shop, query, code):
    answer = shop.get("availability/", **query)
    assert (answer.status_code, answer.data["code"]) == (400, code)


def test_nobody_stays_for_ever(shop):
    answer = shop.get("availability/", **shop.dates(nights=91))
    assert (answer.status_code, answer.data["code"]) == (400, "STAY_TOO_LONG")


def test_the_calendar_has_sixty_nights_in_a_few_statements(shop):
    shop.book()
    shop.do(
        set_nightly_rates,
        room_type_id=shop.standard.pk,
        from_date=shop.first,
        to_date=shop.first + DAY,
        price=Decimal(180),
        min_stay=2,
    )
    shop.do(create_rate_plan, code="P0", name="x")
    answers = []
    many = len(statements_of(lambda: answers.append(shop.get("availability/calendar/"))))
    std = answers[0].data["room_types"][0]
    assert len(std["nights"]) == 60
    night = next(one for one in std["nights"] if one["night"] == shop.first.isoformat())
    assert (night["rooms_left"], night["price"], night["min_stay"]) == (1, "180.00", 2)
    for number in range(1, 4):
        shop.do(create_rate_plan, code=f"P{number}", name="x")
    assert len(statements_of(lambda: shop.get("availability/calendar/", days=400))) == many
    assert len(shop.get("availability/calendar/", room_type_code="SUI").data["room_types"]) == 1


def test_a_night_with_a_stop_is_not_for_sale(shop):
    shop.do(
        set_nightly_rates,
        room_type_id=shop.standard.pk,
        from_date=shop.first,
        to_date=shop.first + DAY,
        stop_sell=True,
    )
    std = found(shop.get("availability/", **shop.dates()), "STD")
    assert (std["is_available"], std["code"], std["rooms_left"]) == (False, "STOP_SELL", 2)
    assert shop.quote().data["code"] == "STOP_SELL"
    assert shop.book().data["code"] == "STOP_SELL"


def test_a_shortest_stay_is_kept(shop):
    shop.do(
        set_nightly_rates, room_type_id=shop.standard.pk, from_date=shop.first, to_date=shop.first + DAY, min_stay=3
    )
    assert shop.quote().data["code"] == "MIN_STAY"
    assert shop.quote(**shop.dates(nights=3)).status_code == 200


def test_a_quote_adds_up(shop):
    run_change(lambda: update_settings(actor=shop.system, vat_percent=Decimal("9.00"), prices_include_vat=False))
    shop.do(create_promotion, code="MAY", name="May", percent_off=Decimal(10), amount_off=Decimal(5))
    answer = shop.quote(promo_code="may")
    breakdown = answer.data["breakdown"]
    assert (breakdown["subtotal"], breakdown["discount"], breakdown["taxes"]) == ("200.00", "-25.00", "15.75")
    assert breakdown["total"] == "190.75"
    assert sum(Decimal(night["total"]) for night in breakdown["nights"]) == Decimal("190.75")
    assert answer.data["applied_promo"] == {"code": "MAY", "name": "May", "discount": "25.00"}
    assert answer.data["cancellation_policy"]["template_type"] == "MODERATE"
    arrival = shop.hotel.local_moment(shop.first, shop.hotel.check_in_from)
    told = answer.data["cancellation_policy"]["free_cancellation_until"]
    assert told == (arrival - timedelta(hours=48)).isoformat().replace("+00:00", "Z")


def test_a_promotion_that_does_not_hold_is_left_out_and_told(shop):
    answer = shop.quote(promo_code="WINTER20")
    assert (answer.data["applied_promo"], answer.data["breakdown"]["total"]) == (None, "200.00")
    assert [one["code"] for one in answer.data["warnings"]] == ["PROMOTION_NOT_APPLICABLE"]


def test_a_quote_shows_every_plan_and_keeps_the_one_that_was_asked_for(shop):
    strict = {"template_type": "NON_REFUNDABLE", "penalty_type": "FULL_STAY"}
    shop.do(create_rate_plan, code="FLEX", name="Flexible", is_default=True)
    shop.do(create_rate_plan, code="SAVER", name="Saver", percent=Decimal(-10), cancellation_policy=strict)
    answer = shop.quote(rate_plan_code="SAVER")
    assert [(one["code"], one["total"]) for one in answer.data["rate_plans"]] == [
        ("FLEX", "200.00"),
        ("SAVER", "180.00"),
    ]
    assert (answer.data["rate_plan"]["code"], answer.data["breakdown"]["total"]) == ("SAVER", "180.00")
    assert answer.data["cancellation_policy"]["template_type"] == "NON_REFUNDABLE"
    assert shop.quote().data["rate_plan"]["code"] == "FLEX"
    assert shop.quote(rate_plan_code="NONE").data["code"] == "RATE_PLAN_NOT_FOUND"


def test_a_type_is_found_by_its_name_too(shop):
    assert shop.quote(room_type_code="type std").data["room_type"]["code"] == "STD"
    assert shop.quote(room_type_code="PENTHOUSE").data["code"] == "ROOM_TYPE_NOT_FOUND"


def test_the_policy_is_there_for_everybody(shop):
    answer = shop.get("cancellation-policy/")
    assert answer.data["policy"]["free_until_hours"] == 48
    assert "one night" in answer.data["policy"]["description"]
    other = shop.client.get(f"/api/public/hotels/{shop.hotel.slug}/cancellation-policy/")
    assert other.data == answer.data
    none = Shop(cancellation_policy={}).get("cancellation-policy/")
    assert (none.status_code, none.data["error"]) == (
        404,
        "No default cancellation policy configured for this hotel",
    )


def test_offers_that_nobody_took_up_are_forgotten(shop):
    old, booked = shop.quote(), shop.quote()
    shop.book(quote_id=booked.data["quote_id"])
    with clock.travel_to(clock.now() + timedelta(days=2)):
        shop.quote()
        assert shop.do(drop_old_quotes) == 1
    left = set(Quote.objects.filter(hotel=shop.hotel).values_list("quote_id", flat=True))
    assert old.data["quote_id"] not in left
    assert booked.data["quote_id"] in left
