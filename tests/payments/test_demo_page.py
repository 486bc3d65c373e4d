"""The demo provider's payment page: the same path as Stripe's, without an account, with cards that misbehave."""

import pytest
from django.test import Client

from hotelmate.core import clock
from hotelmate.core.actor import Actor
from hotelmate.core.change import run_change
from hotelmate.core.errors import Refused
from hotelmate.hotel.queries import system_of
from hotelmate.payments.demo import CARDS, effects_of
from hotelmate.payments.models import DemoCharge, ProviderEvent
from hotelmate.room_bookings import services
from hotelmate.room_bookings.jobs import sweep_hotel
from tests.room_bookings.house import AFTERNOON, House, S

from .till import BACK


@pytest.fixture
def house():
    with clock.travel_to(AFTERNOON):
        yield House()


def guest_of(house, booking):
    return Actor(kind="guest", hotel_id=house.hotel.pk, hotel=house.hotel, booking_pk=booking.pk)


def page_of(house, booking, **more):
    guest = guest_of(house, booking)
    begun = run_change(lambda: services.begin_checkout(actor=guest, booking_id=booking.booking_id, **{**BACK, **more}))
    return services.finish_checkout(guest, begun).subject.payment


def choose(payment, action="pay", card="visa"):
    return Client().post(payment.session_url, {"action": action, "card": card}, headers={"host": "localhost"})


def test_the_page_shows_the_sum_and_the_cards(house):
    payment = page_of(house, house.unpaid())
    page = Client().get(payment.session_url).content.decode()
    assert "200.00 EUR" in page
    assert all(card in page for card in CARDS)
    assert "<script" not in page


def test_a_guest_pays_and_comes_back(house):
    booking = house.unpaid()
    payment = page_of(house, booking)
    response = choose(payment)
    assert (response.status_code, response["Location"]) == (
        302,
        f"http://localhost/done?session={payment.session_reference}",
    )
    assert house.fresh(booking).status == S.PENDING_APPROVAL
    assert "held on your card" in Client().get(payment.session_url).content.decode()


def test_a_guest_of_another_site_is_sent_back_there(house):
    payment = page_of(house, house.unpaid(), success_url="https://frontend.example/ok")
    response = choose(payment)
    assert (response.status_code, response["Refresh"]) == (200, "0; url=https://frontend.example/ok")


def test_a_declined_card_can_be_followed_by_a_good_one(house):
    booking = house.unpaid()
    payment = page_of(house, booking)
    assert choose(payment, "decline").status_code == 402
    assert choose(payment, card="decline").status_code == 402
    assert house.fresh(booking).status == S.PENDING_PAYMENT
    choose(payment)
    assert house.fresh(booking).status == S.PENDING_APPROVAL


def test_a_guest_who_leaves_may_come_again(house):
    booking = house.unpaid()
    payment = page_of(house, booking)
    assert choose(payment, "cancel")["Location"] == "http://localhost/back"
    assert page_of(house, booking).pk == payment.pk
    choose(payment)
    assert house.fresh(booking).status == S.PENDING_APPROVAL


def test_a_bank_that_hangs_holds_nothing(house):
    booking = house.unpaid()
    payment = page_of(house, booking)
    assert choose(payment, card="hang").status_code == 504
    assert not DemoCharge.objects.filter(session__reference=payment.session_reference).exists()
    assert house.fresh(booking).status == S.PENDING_PAYMENT


def test_a_provider_that_tells_twice_is_heard_once(house):
    booking = house.unpaid()
    payment = page_of(house, booking)
    before = house.last_seq()
    choose(payment, card="twice")
    assert house.types(before) == ["payment_authorised", "booking_updated"]
    assert ProviderEvent.objects.filter(payment_id=payment.pk).count() == 2
    assert effects_of(house.payments(booking)[0].provider_reference) == 1


def test_a_double_click_on_pay_holds_once(house):
    payment = page_of(house, house.unpaid())
    choose(payment)
    choose(payment)
    assert DemoCharge.objects.filter(session__reference=payment.session_reference).count() == 1


def test_an_answer_that_gets_lost_is_found_by_the_worker(house):
    booking = house.unpaid()
    payment = page_of(house, booking)
    assert choose(payment, card="lost-answer").status_code == 504
    assert house.fresh(booking).status == S.PENDING_PAYMENT
    assert services.resume_payments(system_of(house.hotel)) == (1, 0)
    assert house.fresh(booking).status == S.PENDING_APPROVAL


def test_a_late_answer_is_found_when_it_is_there(house):
    booking = house.unpaid()
    payment = page_of(house, booking)
    assert choose(payment, card="late").status_code == 302
    sweep_hotel(house.hotel)
    assert house.fresh(booking).status == S.PENDING_PAYMENT
    with house.at(booking.check_in, 15, 32):
        sweep_hotel(house.hotel)
    assert house.fresh(booking).status == S.PENDING_APPROVAL


def test_a_late_answer_for_a_hold_that_ran_out_is_let_go_of(house):
    booking = house.unpaid()
    payment = page_of(house, booking)
    choose(payment, card="late")
    with house.at(booking.check_in, 23):
        run_change(lambda: services.expire_booking(actor=house.actor(), booking_pk=booking.pk))
        sweep_hotel(house.hotel)
    assert house.fresh(booking).status == S.EXPIRED
    assert house.payments(booking)[0].state == "RELEASED"


def test_a_page_whose_booking_is_over_is_closed(house):
    booking = house.unpaid()
    payment = page_of(house, booking)
    house.done(booking, "cancel")
    sweep_hotel(house.hotel)
    assert choose(payment).status_code == 409
    assert house.payments(booking)[0].state == "FAILED"


def test_an_unknown_page_is_not_found():
    assert Client().get("/pay/demo/demo_cs_nothing/").status_code == 404


@pytest.mark.parametrize(
    "url", ["", "/relative", "javascript:alert(1)", "ftp://x.example/", "https://x.example/" + "x" * 1000]
)
def test_guests_are_sent_to_addresses_of_the_web_only(house, url):
    booking = house.unpaid()
    with pytest.raises(Refused) as refused:
        page_of(house, booking, success_url=url)
    assert (refused.value.refusal.code, refused.value.refusal.status) == ("INVALID_URL", 400)


def test_only_the_booking_s_own_guest_pays_for_it(house):
    booking, other = house.unpaid(), house.unpaid()
    with pytest.raises(Refused) as refused:
        run_change(lambda: services.begin_checkout(actor=guest_of(house, other), booking_id=booking.booking_id, **BACK))
    assert refused.value.refusal.status == 404
    payment = page_of(house, booking)
    with pytest.raises(Refused) as refused:
        services.verify_checkout(
            actor=guest_of(house, other), booking_id=other.booking_id, session_id=payment.session_reference
        )
    assert refused.value.refusal.code == "SESSION_NOT_FOUND"


def test_a_booking_that_does_not_wait_is_not_paid_for(house):
    booking = house.book()
    with pytest.raises(Refused) as refused:
        page_of(house, booking)
    assert refused.value.refusal.code == "BOOKING_NOT_PAYABLE"
    unpaid = house.unpaid()
    with house.at(booking.check_in, 23), pytest.raises(Refused) as refused:
        page_of(house, unpaid)
    assert refused.value.refusal.code == "BOOKING_EXPIRED"
