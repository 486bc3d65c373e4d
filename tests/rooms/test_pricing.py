"""Amounts to the cent: whatever the prices, promotion and tax, the nights add up to the total."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotelmate.rooms.pricing import Discount, Tax, adjusted, discount_on, price_of, shared_out, taxes_on

FIRST = date(2031, 5, 1)
CENT = Decimal("0.01")

amounts = st.decimals(0, Decimal("99999.99"), places=2, allow_nan=False)
percents = st.decimals(0, 100, places=2, allow_nan=False)
discounts = st.builds(Discount, percents, amounts)
taxes = st.builds(Tax, percents, st.booleans())
stays = st.lists(amounts, min_size=1, max_size=40)


def nights(prices):
    return [(FIRST + timedelta(days=number), price) for number, price in enumerate(prices)]


def exact(amount):
    return amount == amount.quantize(CENT)


@given(prices=stays, discount=discounts, tax=taxes)
def test_nights_add_up_to_the_total_exactly(prices, discount, tax):
    price = price_of(nights(prices), discount=discount, tax=tax)
    for part in ("price", "discount", "taxes", "total"):
        whole = getattr(price, "subtotal" if part == "price" else part)
        assert sum(getattr(night, part) for night in price.nights) == whole
        assert all(exact(getattr(night, part)) for night in price.nights)
    on_top = Decimal(0) if price.taxes_included else price.taxes
    assert price.total == price.subtotal - price.discount + on_top


@given(prices=stays, discount=discounts, tax=taxes)
def test_nothing_falls_below_zero_and_no_discount_takes_more_than_there_is(prices, discount, tax):
    price = price_of(nights(prices), discount=discount, tax=tax)
    assert 0 <= price.discount <= price.subtotal
    assert price.total >= 0
    assert price.taxes >= 0
    for night in price.nights:
        assert night.price - night.discount >= 0
        assert night.total >= 0


@given(amount=amounts, weights=st.lists(amounts, min_size=1, max_size=40))
def test_shares_are_within_a_cent_of_what_is_due(amount, weights):
    shares = shared_out(amount, weights)
    assert sum(shares) == amount
    whole = sum(weights)
    for share, weight in zip(shares, weights, strict=True):
        due = amount * weight / whole if whole else amount / len(weights)
        assert abs(share - due) <= CENT


@given(amount=amounts, percent=percents)
def test_tax_taken_out_of_a_price_is_the_tax_that_would_be_put_on_the_rest(amount, percent):
    inside = taxes_on(amount, Tax(percent, True))
    assert abs(taxes_on(amount - inside, Tax(percent, False)) - inside) <= CENT


@pytest.mark.parametrize(
    ("prices", "discount", "tax", "total", "told_taxes"),
    [
        (["100.00", "100.00", "100.00"], Discount(Decimal(10)), Tax(Decimal(9), False), "294.30", "24.30"),
        (["100.00", "100.00", "100.00"], Discount(), Tax(Decimal(9), True), "300.00", "24.77"),
        (["33.33"], Discount(Decimal("33.33"), Decimal("5.00")), Tax(), "17.22", "0.00"),
        (["20.00"], Discount(Decimal(0), Decimal("50.00")), Tax(Decimal(9), False), "0.00", "0.00"),
    ],
)
def test_what_a_receipt_would_say(prices, discount, tax, total, told_taxes):
    price = price_of(nights(map(Decimal, prices)), discount=discount, tax=tax)
    assert (str(price.total), str(price.taxes)) == (total, told_taxes)


def test_a_plan_adds_or_takes_off_its_percentage():
    assert adjusted(Decimal("99.99"), Decimal("-10.00")) == Decimal("89.99")
    assert adjusted(Decimal("99.99"), Decimal("12.50")) == Decimal("112.49")
    assert adjusted(Decimal("99.99"), Decimal(-100)) == 0


def test_a_percentage_comes_before_an_amount():
    assert discount_on(Decimal("200.00"), Discount(Decimal(10), Decimal("15.00"))) == Decimal("35.00")
