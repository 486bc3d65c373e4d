"""Deliveries: what failed stands first and says why; each is sent again, or says why not."""

import re
from functools import partial

import pytest

from hotelmate.core import clock
from hotelmate.core.change import run_change
from hotelmate.desk.manage.delivery_words import ERROR, error_words
from hotelmate.events.models import Event
from hotelmate.notifications.models import DeliveryState, Mail, MailState, WebhookDelivery
from hotelmate.notifications.webhooks import posting
from hotelmate.notifications.webhooks.services import create_webhook
from hotelmate.staff.models import Role
from tests.desk.desks import House, done, refused, signed_in
from tests.statements import statements_of

DELIVERIES = "/manage/deliveries/"


@pytest.fixture
def house(house):
    house.hotel.__class__.objects.filter(pk=house.hotel.pk).update(is_simulated=True)
    house.hotel.refresh_from_db()
    return house


@pytest.fixture
def manager(house):
    return signed_in(house.person(Role.STAFF_ADMIN))


def page(client, status=200, **query):
    answer = client.get(DELIVERIES, query)
    assert answer.status_code == status, answer.content
    return answer.content.decode()


def sent(text):
    """Each row in words."""
    return [
        re.sub(r"<[^>]+>|\s+", " ", row)
        for row in re.findall(r"<li>\s*<div class=\"what\">(.*?)</li>", text, re.DOTALL)
    ]


def mail(house, booking, state=MailState.SENT, error="", kind="booking_confirmed"):
    event = Event.objects.filter(hotel_id=house.hotel.pk, subject_id=booking.booking_id).latest("seq")
    now = clock.now()
    return Mail.objects.create(
        hotel=house.hotel,
        booking=booking,
        event_id=event.event_id,
        seq=event.seq,
        kind=kind,
        copy=Mail.objects.count(),
        state=state,
        last_error=error,
        attempts=3,
        queued_at=now,
        finished_at=None if state == MailState.QUEUED else now,
        due_at=now if state == MailState.QUEUED else None,
    )


def endpoint_of(house):
    return run_change(
        partial(create_webhook, actor=house.actor(), url="http://127.0.0.1:9/hook", description="Door locks")
    ).subject


def delivery(endpoint, state=DeliveryState.DEAD, error="CANNOT_CONNECT", status=None, skip=0):
    event = Event.objects.filter(hotel_id=endpoint.hotel_id).order_by("-seq")[skip]
    now = clock.now()
    return WebhookDelivery.objects.create(
        hotel_id=endpoint.hotel_id,
        endpoint=endpoint,
        seq=event.seq,
        event_id=event.event_id,
        event_type=event.type,
        state=state,
        attempts=5,
        first_attempt_at=now,
        last_attempt_at=now,
        last_error=error,
        last_status=status,
        created_at=now,
        next_attempt_at=now if state == DeliveryState.PENDING else None,
        finished_at=None if state == DeliveryState.PENDING else now,
    )


def test_every_reason_for_which_something_is_not_taken_has_words():
    codes = {value for name, value in vars(posting).items() if name.isupper() and isinstance(value, str)}
    assert codes - ERROR.keys() == {posting.CONTENT_TYPE, posting.USER_AGENT}
    assert error_words("HTTP_ERROR", 503) == "The receiver answered with the error 503."
    assert error_words("SERVER_ANSWERED_421") == "The mail server answered 421."
    assert error_words("SOMETHING_NEW") == "SOMETHING_NEW"


def test_nothing_sent_is_said_to_be_nothing(manager):
    assert "Nothing of this kind has gone out yet." in page(manager)


def test_what_failed_stands_first_and_says_why(house, manager):
    booking, endpoint = house.book(), endpoint_of(house)
    mail(house, booking)
    mail(house, booking, MailState.REFUSED, "RECIPIENT_REFUSED")
    delivery(endpoint, status=None)
    delivery(endpoint, DeliveryState.DELIVERED, error="", skip=1)
    text = page(manager)
    rows = sent(text)
    assert len(rows) == 4
    assert {"Given up" in rows[0], "Given up" in rows[1]} == {True, False}
    assert "The mail server does not take mail for this address." in "".join(rows[:2])
    assert "Nobody answers at the address." in "".join(rows[:2])
    assert text.index("tile todo") < text.index("<b>1</b><svg")
    assert booking.booking_id in "".join(rows)


def test_kinds_and_states_are_picked(house, manager):
    booking, endpoint = house.book(), endpoint_of(house)
    mail(house, booking)
    delivery(endpoint)
    assert len(sent(page(manager, kind="mail"))) == 1
    assert "Your booking is confirmed" in page(manager, kind="mail")
    assert "Webhook added" in page(manager, kind="webhook")
    assert sent(page(manager, kind="mail", state="GIVEN_UP")) == []
    assert len(sent(page(manager, state="DEAD"))) == 1


def test_what_there_is_not_is_said_and_all_is_shown(house, manager):
    delivery(endpoint_of(house))
    for query in ({"kind": "pigeon"}, {"state": "LOST"}, {"page": "0"}, {"page": "9" * 20}):
        text = page(manager, status=400, **query)
        assert "There are no such deliveries; all are shown." in text
        assert len(sent(text)) == 1


def test_a_mail_is_sent_again(house, manager):
    booking = house.book()
    failed = mail(house, booking, MailState.REFUSED, "RECIPIENT_REFUSED")
    address = f"{DELIVERIES}mails/{booking.booking_id}/{failed.pk}/resend/"
    assert f'hx-post="{address}"' in page(manager)
    assert done(manager, address)["said"] == "The mail goes out again."
    assert Mail.objects.filter(booking=booking, state=MailState.QUEUED).count() == 1
    text = page(manager)
    assert "data-why=" in text
    assert refused(manager, address)["code"] == "MAIL_STILL_QUEUED"


def test_an_event_is_sent_again_and_all_that_were_given_up(house, manager):
    endpoint = endpoint_of(house)
    first, second = delivery(endpoint), delivery(endpoint, skip=1)
    third = delivery(endpoint, skip=2)
    text = page(manager)
    assert "3 events were given up." in text
    base = f"{DELIVERIES}webhooks/{endpoint.webhook_id}"
    assert done(manager, f"{base}/{first.seq}/resend/")["said"] == "The event goes out again."
    assert done(manager, f"{base}/resend-dead/")["said"] == "2 events go out again."
    states = WebhookDelivery.objects.filter(pk__in=[first.pk, second.pk, third.pk]).values_list("state", flat=True)
    assert set(states) == {DeliveryState.PENDING}
    assert "were given up" not in page(manager)


def test_sending_again_twice_with_one_key_sends_once(house, manager):
    booking = house.book()
    failed = mail(house, booking, MailState.GIVEN_UP, "SERVER_UNREACHABLE")
    address = f"{DELIVERIES}mails/{booking.booking_id}/{failed.pk}/resend/"
    for _ in range(2):
        assert done(manager, address, key="0123456789abcdef0123456789abcdef")["said"] == "The mail goes out again."
    assert Mail.objects.filter(booking=booking).count() == 2


def test_what_is_not_there_is_not_sent_again(house, manager):
    assert refused(manager, f"{DELIVERIES}webhooks/WH-NONE/1/resend/")["code"] == "WEBHOOK_NOT_FOUND"
    assert refused(manager, f"{DELIVERIES}mails/BK-2031-AAAAAA/1/resend/")["code"] == "BOOKING_NOT_FOUND"


def test_sending_again_is_for_those_who_manage(house):
    endpoint = endpoint_of(house)
    first = delivery(endpoint)
    clerk = signed_in(house.person(Role.FRONT_DESK))
    address = f"{DELIVERIES}webhooks/{endpoint.webhook_id}/{first.seq}/resend/"
    assert refused(clerk, address)["code"] == "PERMISSION_DENIED"


def test_addresses_are_escaped(house, manager):
    endpoint = endpoint_of(house)
    type(endpoint).objects.filter(pk=endpoint.pk).update(url="http://127.0.0.1/?<script>alert(1)</script>")
    delivery(endpoint)
    assert "<script>alert" not in page(manager)


def test_queries_are_as_many_for_many_as_for_one(house, manager):
    booking, endpoint = house.book(), endpoint_of(house)
    mail(house, booking)
    delivery(endpoint)
    page(manager)
    few = statements_of(lambda: page(manager))
    for skip in range(1, 6):
        delivery(endpoint, skip=skip)
        mail(house, booking)
    assert len(statements_of(lambda: page(manager))) == len(few)


def test_nobody_sees_another_houses_deliveries(manager):
    other = House(is_simulated=True)
    delivery(endpoint_of(other))
    assert sent(page(manager)) == []
