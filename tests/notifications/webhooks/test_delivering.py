"""What a receiver gets: signed events of the types it wants, in order, each until it takes it."""

import json

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from hotelmate.core import clock
from hotelmate.core.change import run_change
from hotelmate.events.models import Event
from hotelmate.notifications.models import DeliveryState, WebhookDelivery
from hotelmate.notifications.webhooks import services

from .house import DAY, SECOND, House, serve
from .receivers import Way, receiver


def test_events_arrive_once_and_in_order(house, standin):
    endpoint = house.webhook(standin.url)
    seqs = house.happens(5)
    house.relay()
    serve(endpoint)
    assert standin.seqs == seqs
    assert set(WebhookDelivery.objects.filter(endpoint=endpoint).values_list("state", flat=True)) == {"DELIVERED"}
    serve(endpoint)
    assert standin.seqs == seqs


def test_the_signature_is_the_one_of_standard_webhooks(house, standin):
    endpoint = house.webhook(standin.url)
    house.happens()
    house.relay()
    serve(endpoint)
    (post,) = standin.posts
    assert Webhook(endpoint.secret).verify(post.body, post.headers) == post.event
    assert post.headers["webhook-id"] == post.event["id"]
    with pytest.raises(WebhookVerificationError):
        Webhook(endpoint.secret).verify(post.body + b" ", post.headers)


def test_the_body_is_a_cloud_event_with_the_entry_of_the_log(house, standin):
    endpoint = house.webhook(standin.url)
    (seq,) = house.happens()
    house.relay()
    serve(endpoint)
    (post,) = standin.posts
    event = Event.objects.get(hotel_id=house.hotel.pk, seq=seq)
    body = post.event
    assert post.headers["content-type"].startswith("application/cloudevents+json")
    assert (body["specversion"], body["id"], body["type"]) == ("1.0", str(event.event_id), "hotel_updated")
    assert body["source"] == f"/hotels/{house.hotel.slug}"
    assert body["subject"] == f"hotel/{house.hotel.slug}"
    assert body["time"].endswith("Z")
    assert int(body["sequence"]) == body["data"]["seq"] == seq
    assert body["data"]["event_id"] == body["id"]
    assert body["data"]["payload"]["hotel"]["slug"] == house.hotel.slug


def test_sequences_sort_as_texts(house, standin):
    endpoint = house.webhook(standin.url)
    house.happens(12)
    house.relay()
    serve(endpoint)
    sequences = [post.event["sequence"] for post in standin.taken]
    assert sequences == sorted(sequences)


def test_only_the_chosen_types_come(house, standin):
    endpoint = house.webhook(standin.url, event_types=["webhook_paused"])
    house.happens(3)
    house.relay()
    serve(endpoint)
    assert standin.posts == []
    endpoint.refresh_from_db()
    assert endpoint.due_at is None


def test_what_happened_before_it_was_made_does_not_come(house, standin):
    house.happens(3)
    endpoint = house.webhook(standin.url)
    house.relay()
    serve(endpoint)
    assert standin.posts == []


def test_the_log_comes_from_the_place_that_was_named(house, standin):
    seqs = house.happens(3)
    endpoint = house.webhook(standin.url, after=seqs[0])
    house.relay()
    serve(endpoint)
    assert standin.seqs == seqs[1:]


def test_an_endpoint_needs_no_relay_to_find_what_it_lacks(house, standin):
    """As after a resume: what the relay has long passed is read from the log."""
    seqs = house.happens(450)
    house.relay()
    endpoint = house.webhook(standin.url, after=0)
    serve(endpoint)
    assert standin.seqs == seqs


def test_each_endpoint_gets_its_own(house, standin):
    with receiver() as second:
        endpoints = [house.webhook(standin.url), house.webhook(second.url)]
        seqs = house.happens(3)
        house.relay()
        serve(*endpoints)
        assert standin.seqs == second.seqs == seqs


def test_nothing_of_another_hotel_comes(house, standin):
    endpoint = house.webhook(standin.url)
    elsewhere = House()
    elsewhere.happens(2)
    elsewhere.relay()
    house.relay()
    serve(endpoint)
    assert standin.posts == []


def test_one_is_in_flight_at_a_time(house, standin):
    endpoint = house.webhook(standin.url)
    house.happens(30)
    house.relay()
    serve(endpoint, endpoint, endpoint)
    assert standin.most_in_flight == 1
    assert len(standin.taken) == 30


def test_the_old_secret_signs_for_a_day_beside_the_new_one(house, standin):
    endpoint = house.webhook(standin.url)
    rotated = run_change(lambda: services.rotate_secret(actor=house.actor, webhook_id=endpoint.webhook_id)).subject
    house.happens()
    house.relay()
    serve(endpoint)
    (post,) = standin.posts
    for secret in (endpoint.secret, rotated.secret):
        assert Webhook(secret).verify(post.body, post.headers)
    house.happens()
    house.relay()
    with clock.travel_to(clock.now() + DAY + SECOND):
        serve(endpoint)
    assert len(standin.posts[1].headers["webhook-signature"].split()) == 1


def test_a_test_event_comes_whatever_was_chosen_and_to_nobody_else(house, standin):
    with receiver() as second:
        tested = house.webhook(standin.url, event_types=["booking_created"])
        other = house.webhook(second.url, event_types=[])
        run_change(lambda: services.send_test(actor=house.actor, webhook_id=tested.webhook_id))
        house.relay()
        serve(tested, other)
        assert [post.event["type"] for post in standin.taken] == ["webhook_tested"]
        assert "webhook_tested" not in [post.event["type"] for post in second.taken]


def test_an_event_that_was_taken_can_be_sent_again(house, standin):
    endpoint = house.webhook(standin.url)
    (seq,) = house.happens()
    house.relay()
    serve(endpoint)
    run_change(lambda: services.resend_delivery(actor=house.actor, webhook_id=endpoint.webhook_id, seq=str(seq)))
    serve(endpoint)
    assert standin.seqs == [seq, seq]
    first, second = standin.posts
    assert first.headers["webhook-id"] == second.headers["webhook-id"]


def test_a_long_shift_ends_and_says_that_there_is_more(house, standin):
    endpoint = house.webhook(standin.url)
    house.happens(60)
    house.relay()
    assert serve(endpoint, shift_seconds=0.0) == [True]
    assert serve(endpoint) == [False]


def test_what_is_posted_holds_no_secret(house, standin):
    endpoint = house.webhook(standin.url, event_types=[])
    run_change(lambda: services.rotate_secret(actor=house.actor, webhook_id=endpoint.webhook_id))
    house.relay()
    serve(endpoint)
    told = json.dumps([post.event for post in standin.posts])
    assert "whsec_" not in told
    assert standin.url not in told


def test_only_a_2xx_is_taken_and_its_body_does_not_matter(house, standin):
    endpoint = house.webhook(standin.url)
    standin.behave = lambda post: Way(200, body=b"x" * 3_000_000)
    seqs = house.happens(2)
    house.relay()
    serve(endpoint)
    assert standin.seqs == seqs
    assert house.delivery(endpoint, seqs[0]).state == DeliveryState.DELIVERED
