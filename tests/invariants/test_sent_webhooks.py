"""Webhooks: an event goes to an endpoint of its own hotel by one delivery, which is due or over."""

from datetime import timedelta

import pytest

from .rows import NOON, insert, unique_text, update

ENDPOINT = "notifications_webhookendpoint"
DELIVERY = "notifications_webhookdelivery"
LATER = NOON + timedelta(hours=1)


def endpoint(house, session=None, **values):
    return insert(session or house.session, ENDPOINT, hotel_id=house.id, **values)


def delivery(house, to, session=None, **values):
    return insert(session or house.session, DELIVERY, hotel_id=house.id, endpoint_id=to, **values)


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ("webhook_state_known", {"state": "ASLEEP"}),
        ("webhook_disabled_reason_agrees", {"state": "DISABLED"}),
        ("webhook_disabled_reason_agrees", {"state": "DISABLED", "disabled_reason": "MOOD"}),
        ("webhook_disabled_reason_agrees", {"disabled_reason": "GONE"}),
        ("webhook_previous_secret_agrees", {"previous_secret": "whsec_b2xk"}),
        ("webhook_previous_secret_agrees", {"previous_secret_until": LATER}),
        ("webhook_failures_agree", {"failures_in_row": 1}),
        ("webhook_failures_agree", {"failing_since": NOON}),
        ("webhook_rests_agree", {"rests": 1}),
        ("webhook_rests_agree", {"rest_until": LATER}),
        ("webhook_due_only_active", {"state": "PAUSED", "due_at": NOON}),
        ("webhook_without_secret", {"secret": ""}),
        ("webhook_after_seq_negative", {"after_seq": -1}),
        *[("webhook_times_finite", {name: "infinity"}) for name in ("state_since", "due_at", "last_delivered_at")],
    ],
)
def test_an_endpoint_agrees_with_itself(house, rule, values):
    with house.refuses(rule) as attacker:
        endpoint(house, attacker, **values)


def test_an_id_is_given_to_one_endpoint(house, other):
    name = unique_text()
    endpoint(other, webhook_id=name)
    with house.refuses("webhook_public_id_taken") as attacker:
        endpoint(house, attacker, webhook_id=name)


def test_an_endpoint_keeps_its_hotel_and_its_id(house, other):
    made = endpoint(house)
    for values in ({"hotel_id": other.id}, {"webhook_id": unique_text()}):
        with house.refuses("webhook_changes_identity") as attacker:
            update(attacker, ENDPOINT, made, **values)


def test_a_retired_endpoint_does_not_come_back(house):
    made = endpoint(house, state="RETIRED")
    with house.refuses("webhook_retired_for_good") as attacker:
        update(attacker, ENDPOINT, made, state="ACTIVE")


def test_an_endpoint_is_never_deleted(house):
    made = endpoint(house)
    with house.refuses("never_deleted") as attacker:
        attacker.execute(f"DELETE FROM {ENDPOINT} WHERE id = %s", [made])


TRIED = {"attempts": 1, "first_attempt_at": NOON, "last_attempt_at": NOON}
OVER = {"next_attempt_at": None, "finished_at": NOON}


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ("webhook_delivery_state_known", {"state": "LOST", **OVER}),
        ("webhook_delivery_state_and_times_agree", {"next_attempt_at": None}),
        ("webhook_delivery_state_and_times_agree", {"finished_at": NOON}),
        ("webhook_delivery_state_and_times_agree", {"state": "DEAD"}),
        ("webhook_delivery_state_and_times_agree", {"state": "DELIVERED", **TRIED}),
        ("webhook_delivery_attempts_agree", {"attempts": 1}),
        ("webhook_delivery_attempts_agree", {"first_attempt_at": NOON}),
        ("webhook_delivery_attempts_agree", {**TRIED, "first_attempt_at": LATER}),
        ("webhook_delivered_without_attempt", {"state": "DELIVERED", **OVER}),
        ("webhook_delivered_without_attempt", {"state": "DELIVERED", **OVER, **TRIED, "last_error": "TIMED_OUT"}),
        ("webhook_delivery_times_finite", {"next_attempt_at": "infinity"}),
        ("webhook_delivery_times_finite", {"created_at": "-infinity"}),
    ],
)
def test_a_delivery_agrees_with_itself(house, rule, values):
    seq = house.record()
    made = endpoint(house)
    with house.refuses(rule) as attacker:
        delivery(house, made, attacker, **{"seq": seq, **values})


def test_an_event_is_delivered_to_an_endpoint_once(house):
    seq = house.record(2)
    to = endpoint(house)
    first = delivery(house, to, seq=seq)
    with house.refuses("webhook_delivery_once") as attacker:
        delivery(house, to, attacker, seq=seq)
    with house.refuses("webhook_delivery_event_once") as attacker:
        delivery(house, to, attacker, seq=seq - 1, event_id=house.column(DELIVERY, first, "event_id"))


def test_a_delivery_is_of_an_event_and_an_endpoint_of_its_hotel(house, other):
    seq = house.record()
    theirs = endpoint(other)
    with house.refuses("webhook_delivery_of_same_hotel") as attacker:
        delivery(house, theirs, attacker, seq=seq)
    mine = endpoint(house)
    other.record(7)
    with house.refuses("webhook_delivery_of_event") as attacker:
        delivery(house, mine, attacker, seq=seq + 3)


def test_a_delivery_keeps_its_event_and_its_endpoint(house):
    seq = house.record(2)
    to, another = endpoint(house), endpoint(house)
    made = delivery(house, to, seq=seq)
    for values in ({"seq": seq - 1}, {"endpoint_id": another}, {"event_type": "booking_cancelled"}):
        with house.refuses("webhook_delivery_changes_event") as attacker:
            update(attacker, DELIVERY, made, **values)
