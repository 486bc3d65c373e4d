"""What becomes of an event that a receiver does not take, and of a receiver that takes nothing."""

import time
from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest
from django.db import connections
from standardwebhooks.webhooks import EmptyWebhookSecretError

from hotelmate.core import clock
from hotelmate.core.change import run_change
from hotelmate.events.models import Event
from hotelmate.notifications.models import DeliveryState, WebhookEndpoint, WebhookState
from hotelmate.notifications.rendering import render
from hotelmate.notifications.webhooks import posting, services
from hotelmate.notifications.webhooks.schedule import AGAIN_AFTER, REST_FOR, TRY_FOR
from hotelmate.notifications.webhooks.services.deliveries import AFTER_GRIEF
from hotelmate.staff.models import Role
from tests.factories import make_staff
from tests.live import free_port

from .house import DAY, SECOND, serve, serve_when_due
from .receivers import Way, receiver

NOON = datetime.fromisoformat("2026-07-01T12:00:00+00:00")


def refusing(*seqs: int, way: Way | None = None):
    """A behaviour that does not take these events."""
    refusal = way or Way(500)
    return lambda post: refusal if post.seq in seqs else Way()


@pytest.mark.parametrize(
    ("way", "error", "status"),
    [
        (Way(500), "HTTP_ERROR", 500),
        (Way(404), "HTTP_ERROR", 404),
        (Way(302, {"Location": "http://127.0.0.1:1/"}), "REDIRECTED", 302),
        (Way(307, {"Location": "/elsewhere"}), "REDIRECTED", 307),
        (Way(hangs_up=True), "CLOSED_EARLY", None),
        (Way(500, body=b"x" * 3_000_000), "HTTP_ERROR", 500),
    ],
)
def test_what_is_not_taken_says_why(house, standin, way, error, status):
    endpoint = house.webhook(standin.url)
    standin.behave = lambda post: way
    (seq,) = house.happens()
    house.relay()
    serve(endpoint)
    delivery = house.delivery(endpoint, seq)
    assert (delivery.state, delivery.last_error, delivery.last_status) == ("PENDING", error, status)
    assert len(standin.posts) == 1


@pytest.mark.parametrize("way", [Way(hangs=True), Way(drips=b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 10_000)])
def test_a_receiver_that_does_not_come_to_the_point_is_given_up_in_time(house, standin, way, monkeypatch):
    monkeypatch.setattr(posting, "TOTAL_SECONDS", 1.0)
    endpoint = house.webhook(standin.url)
    standin.behave = lambda post: way
    (seq,) = house.happens()
    house.relay()
    began = time.monotonic()
    serve(endpoint)
    assert time.monotonic() - began < 8
    assert house.delivery(endpoint, seq).last_error == "TIMED_OUT"


def test_an_answer_whose_body_never_ends_is_an_answer(house, standin):
    endpoint = house.webhook(standin.url)
    standin.behave = lambda post: Way(begins=b"HTTP/1.1 200 OK\r\n\r\n", drips=b"x" * 10_000)
    (seq,) = house.happens()
    house.relay()
    serve(endpoint)
    assert house.delivery(endpoint, seq).state == DeliveryState.DELIVERED


def test_nobody_there(house):
    endpoint = house.webhook(f"http://127.0.0.1:{free_port()}/")
    (seq,) = house.happens()
    house.relay()
    serve(endpoint)
    assert house.delivery(endpoint, seq).last_error == "CANNOT_CONNECT"


def test_an_event_that_fails_is_tried_on_its_own_schedule_until_it_is_a_dead_letter(house, standin):
    """Others go on meanwhile, so that it is the event and not the receiver that fails."""
    with clock.travel_to(NOON):
        endpoint = house.webhook(standin.url)
        (poison,) = house.happens()
        standin.behave = refusing(poison)
        house.relay()
        serve(endpoint)
    waits, at = [], NOON
    while house.delivery(endpoint, poison).state == DeliveryState.PENDING:
        waits.append(house.delivery(endpoint, poison).next_attempt_at - at)
        at += waits[-1]
        with clock.travel_to(at - SECOND):
            (later,) = house.happens()
            house.relay()
            serve(endpoint)
            assert standin.seqs[-1] == later
        with clock.travel_to(at):
            serve(endpoint)
    assert tuple(waits[: len(AGAIN_AFTER)]) == AGAIN_AFTER
    assert at - NOON == TRY_FOR
    dead = house.delivery(endpoint, poison)
    assert (dead.state, dead.last_status, dead.attempts) == ("DEAD", 500, len(waits) + 1)
    endpoint.refresh_from_db()
    assert endpoint.state == WebhookState.ACTIVE


def test_a_dead_letter_can_be_resent(house, standin):
    endpoint = house.webhook(standin.url)
    seqs = house.happens(2)
    standin.behave = refusing(seqs[0])
    house.relay()
    serve(endpoint)
    with clock.travel_to(clock.now() + TRY_FOR + SECOND):
        house.happens()
        house.relay()
        serve(endpoint)
        assert house.delivery(endpoint, seqs[0]).state == DeliveryState.DEAD
        standin.behave = lambda post: Way()
        assert run_change(lambda: services.resend_dead(actor=house.actor, webhook_id=endpoint.webhook_id)).subject == 1
        serve(endpoint)
        assert house.delivery(endpoint, seqs[0]).state == DeliveryState.DELIVERED
        assert not run_change(lambda: services.resend_dead(actor=house.actor, webhook_id=endpoint.webhook_id)).changed


def test_poison_does_not_block_what_comes_after_it(house, standin):
    endpoint = house.webhook(standin.url)
    seqs = house.happens(20)
    standin.behave = refusing(seqs[3], seqs[7])
    house.relay()
    serve(endpoint)
    assert standin.seqs == [seq for seq in seqs if seq not in (seqs[3], seqs[7])]


def test_even_much_poison_in_a_row_is_passed(house, standin):
    """A receiver that takes nothing is rested, but not for the sake of its five oldest."""
    endpoint = house.webhook(standin.url)
    seqs = house.happens(12)
    poison = seqs[:5]
    standin.behave = refusing(*poison)
    house.relay()
    with clock.travel_to(NOON):
        serve(endpoint)
    for _ in range(4):
        serve_when_due(endpoint)
    assert standin.seqs == seqs[5:]


@pytest.mark.parametrize("way", [Way(500), Way(503), Way(hangs_up=True)])
def test_a_receiver_that_takes_nothing_is_rested_and_not_burnt_through(house, standin, way):
    standin.behave = lambda post: way
    with clock.travel_to(NOON):
        endpoint = house.webhook(standin.url)
        house.happens(50)
        house.relay()
        serve(endpoint)
        assert len(standin.posts) == 3
        serve(endpoint)
        assert len(standin.posts) == 3
    waits = []
    for _ in range(6):
        endpoint.refresh_from_db()
        with clock.travel_to(endpoint.rest_until):
            began = clock.now()
            serve(endpoint)
        endpoint.refresh_from_db()
        waits.append(endpoint.rest_until - began)
    assert waits == [*REST_FOR[1:], REST_FOR[-1], REST_FOR[-1]]
    assert len(standin.posts) == 3 + 6 * 3


def test_the_oldest_goes_first_when_a_receiver_comes_back(house, standin):
    """Also when some were tried meanwhile, and have a schedule of their own by now."""
    standin.behave = lambda post: Way(500)
    endpoint = house.webhook(standin.url)
    seqs = house.happens(10)
    house.relay()
    serve(endpoint)
    for _ in range(3):
        serve_when_due(endpoint)
    standin.behave = lambda post: Way()
    seqs += house.happens(10)
    house.relay()
    serve_when_due(endpoint)
    assert standin.seqs == seqs


def test_nobody_at_the_address_is_tried_once_and_then_rested(house):
    port = free_port()
    endpoint = house.webhook(f"http://127.0.0.1:{port}/")
    seqs = house.happens(5)
    house.relay()
    serve(endpoint)
    assert [house.delivery(endpoint, seq).attempts for seq in seqs] == [1, 0, 0, 0, 0]
    with receiver(port) as server:
        serve_when_due(endpoint)
        assert server.seqs == seqs


@pytest.mark.parametrize("form", ["seconds", "date"])
@pytest.mark.parametrize("status", [429, 503])
def test_a_receiver_that_says_when_to_come_back_is_left_alone_until_then(house, standin, status, form):
    in_two_hours = "7200" if form == "seconds" else format_datetime(NOON + timedelta(hours=2), usegmt=True)
    standin.behave = lambda post: Way(status, {"Retry-After": in_two_hours})
    with clock.travel_to(NOON):
        endpoint = house.webhook(standin.url)
        seqs = house.happens(3)
        house.relay()
        serve(endpoint)
    assert len(standin.posts) == 1
    endpoint.refresh_from_db()
    assert endpoint.due_at == NOON + timedelta(hours=2)
    standin.behave = lambda post: Way()
    with clock.travel_to(endpoint.due_at - SECOND):
        serve(endpoint)
        assert standin.taken == []
    serve_when_due(endpoint)
    assert standin.seqs == seqs


@pytest.mark.parametrize("wish", ["soon", "-5", "", "٣", "9" * 400, "Wed, 99 Foo 2026 99:99:99 GMT"])
def test_a_wish_that_cannot_be_understood_is_no_wish(house, standin, wish):
    standin.behave = lambda post: Way(429, {"Retry-After": wish.encode().decode("latin-1")})
    with clock.travel_to(NOON):
        endpoint = house.webhook(standin.url)
        house.happens()
        house.relay()
        serve(endpoint)
    endpoint.refresh_from_db()
    assert endpoint.due_at <= NOON + DAY


def test_three_days_of_nothing_but_failures_disable_it(house, standin):
    manager = make_staff(house.hotel, Role.STAFF_ADMIN)
    make_staff(house.hotel, Role.HOUSEKEEPING)
    standin.behave = lambda post: Way(500)
    with clock.travel_to(NOON):
        endpoint = house.webhook(standin.url)
        seqs = house.happens(10)
        house.relay()
        serve(endpoint)
    rounds = 0
    while endpoint.state == WebhookState.ACTIVE:
        rounds += 1
        with clock.travel_to(NOON + rounds * timedelta(hours=6)):
            serve(endpoint)
        endpoint.refresh_from_db()
    assert rounds == 12
    assert (endpoint.state, endpoint.disabled_reason, endpoint.due_at) == ("DISABLED", "FAILING", None)
    told = Event.objects.filter(hotel_id=house.hotel.pk, type="webhook_disabled").get()
    assert told.after["reason"] == "FAILING"
    assert told.actor == "system"
    (rendering,) = render([told])
    assert rendering.channels == (
        f"private-{house.hotel.slug}.hotel",
        f"private-{house.hotel.slug}.staff-{manager.pk}-notifications",
    )
    standin.behave = lambda post: Way()
    seqs += house.happens(3)
    house.relay()
    with clock.travel_to(NOON + 5 * DAY):
        serve(endpoint)
        assert standin.taken == []
        run_change(lambda: services.resume_webhook(actor=house.actor, webhook_id=endpoint.webhook_id))
        serve(endpoint)
    assert standin.seqs == seqs


def test_a_receiver_that_takes_something_now_and_then_stays(house, standin):
    with clock.travel_to(NOON):
        endpoint = house.webhook(standin.url)
    for day in range(8):
        with clock.travel_to(NOON + day * DAY):
            seqs = house.happens(2)
            standin.behave = refusing(seqs[0])
            house.relay()
            serve(endpoint)
    endpoint.refresh_from_db()
    assert endpoint.state == WebhookState.ACTIVE


def test_gone_disables_at_once(house, standin):
    standin.behave = lambda post: Way(410)
    endpoint = house.webhook(standin.url)
    house.happens(3)
    house.relay()
    serve(endpoint)
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.disabled_reason) == ("DISABLED", "GONE")
    assert len(standin.posts) == 1


def test_what_happens_during_a_pause_comes_after_it(house, standin):
    endpoint = house.webhook(standin.url)
    run_change(lambda: services.pause_webhook(actor=house.actor, webhook_id=endpoint.webhook_id))
    seqs = house.happens(300)
    house.relay()
    serve(endpoint)
    assert standin.posts == []
    run_change(lambda: services.resume_webhook(actor=house.actor, webhook_id=endpoint.webhook_id))
    serve(endpoint)
    assert standin.seqs == seqs


def test_a_pause_in_the_middle_stops_the_next_one(house, standin):
    endpoint = house.webhook(standin.url)
    seqs = house.happens(10)
    house.relay()

    def pausing(post):
        if post.seq == seqs[3]:
            elsewhere(lambda: services.pause_webhook(actor=house.actor, webhook_id=endpoint.webhook_id))
        return Way()

    standin.behave = pausing
    serve(endpoint)
    assert standin.seqs == seqs[:4]


def elsewhere(work):
    """Run a change in this thread of the receiver's, and close its connection."""
    try:
        run_change(work)
    finally:
        connections.close_all()


def test_going_back_in_the_log_sends_what_was_taken_again(house, standin):
    endpoint = house.webhook(standin.url)
    seqs = house.happens(5)
    house.relay()
    serve(endpoint)
    run_change(lambda: services.resume_webhook(actor=house.actor, webhook_id=endpoint.webhook_id, after=seqs[1]))
    serve(endpoint)
    assert standin.seqs == seqs + seqs[2:]


def test_going_back_behind_the_beginning_sends_all_of_it_in_the_order_of_the_log(house, standin):
    before = house.happens(3)
    endpoint = house.webhook(standin.url)
    since = house.happens(3)
    house.relay()
    serve(endpoint)
    run_change(lambda: services.resume_webhook(actor=house.actor, webhook_id=endpoint.webhook_id, after=0))
    serve(endpoint)
    assert standin.seqs == since + before + since


def test_what_waits_goes_to_the_new_address_at_once(house, standin):
    endpoint = house.webhook(f"http://127.0.0.1:{free_port()}/")
    seqs = house.happens(3)
    house.relay()
    serve(endpoint)
    run_change(lambda: services.update_webhook(actor=house.actor, webhook_id=endpoint.webhook_id, url=standin.url))
    serve(endpoint)
    assert standin.seqs == seqs


def test_an_endpoint_that_cannot_be_served_at_all_does_not_keep_everybody_busy(house, standin):
    with clock.travel_to(NOON):
        endpoint = house.webhook(standin.url)
        house.happens()
        house.relay()
        # As no service would write it.
        WebhookEndpoint.objects.filter(pk=endpoint.pk).update(secret="whsec_")
        with pytest.raises(EmptyWebhookSecretError):
            serve(endpoint)
    endpoint.refresh_from_db()
    assert endpoint.due_at == NOON + AFTER_GRIEF


def test_what_is_long_over_is_forgotten_and_what_waits_is_not(house, standin):
    endpoint = house.webhook(standin.url)
    seqs = house.happens(3)
    standin.behave = refusing(seqs[0])
    house.relay()
    serve(endpoint)
    with clock.travel_to(clock.now() + 13 * DAY):
        services.prune_deliveries()
    assert endpoint.deliveries.count() == 3
    with clock.travel_to(clock.now() + 15 * DAY):
        services.prune_deliveries()
    assert [delivery.seq for delivery in endpoint.deliveries.all()] == seqs[:1]
