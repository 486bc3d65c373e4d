"""Everything that goes out of a house in one list: what failed first, then what is tried again, then the rest."""

from datetime import timedelta

import pytest

from hotelmate.core import clock
from hotelmate.core.change import run_change
from hotelmate.core.errors import Refused
from hotelmate.core.transactions import one_transaction
from hotelmate.notifications.deliveries import deliveries_of_house
from hotelmate.notifications.mail.services import resend_mail
from hotelmate.notifications.models import DeliveryState, Mail, MailState, WebhookDelivery
from hotelmate.notifications.relay import dispatch_hotel
from hotelmate.notifications.webhooks.services import (
    create_webhook,
    queue_from_log,
    resend_dead,
    resend_delivery,
    retire_webhook,
)
from hotelmate.room_bookings.services import cancel_booking, erase_guest
from hotelmate.staff.models import Role
from hotelmate.staff.queries import actor_of
from tests.factories import open_house
from tests.reports.books import NOON, Books
from tests.statements import statements_of

MINUTE = timedelta(minutes=1)


class Post(Books):
    """A hotel with three confirmations in its post, and a webhook that is to get its bookings."""

    def __init__(self):
        super().__init__()
        self.bookings = [self.book(arrives=number) for number in (1, 2, 3)]
        dispatch_hotel(self.hotel)
        self.mails = list(Mail.objects.filter(hotel=self.hotel).order_by("pk"))
        self.webhook = self.do(
            create_webhook, self.admin, url="https://example.com/hooks", after=0, event_types=["booking_created"]
        )
        with one_transaction():
            queue_from_log(endpoint_pk=self.webhook.pk)
        self.deliveries = list(self.webhook.deliveries.order_by("pk"))

    @property
    def admin(self):
        return actor_of(self.house.admin)

    def put_mail(self, mail, state, error="", minutes=0):
        over = state != MailState.QUEUED
        Mail.objects.filter(pk=mail.pk).update(
            state=state,
            last_error=error,
            queued_at=NOON - minutes * MINUTE,
            due_at=None if over else NOON + MINUTE,
            finished_at=NOON if over else None,
        )

    def put_delivery(self, delivery, state, error="", minutes=0):
        over = state != DeliveryState.PENDING
        WebhookDelivery.objects.filter(pk=delivery.pk).update(
            state=state,
            last_error=error,
            attempts=1,
            first_attempt_at=NOON,
            last_attempt_at=NOON,
            created_at=NOON - minutes * MINUTE,
            next_attempt_at=None if over else NOON + MINUTE,
            finished_at=NOON if over else None,
        )


@pytest.fixture
def post():
    """It is noon."""
    with clock.travel_to(NOON):
        post = Post()
        assert (len(post.mails), len(post.deliveries)) == (3, 3)
        yield post


def listed(post, **wanted):
    found = deliveries_of_house(post.admin, **wanted)
    return [(one["kind"], one["mail_id"] or one["seq"]) for one in found.results]


def test_failures_come_first_then_what_is_tried_again_then_the_rest_by_time(post):
    mails, sent = post.mails, post.deliveries
    post.put_mail(mails[0], MailState.SENT, minutes=1)
    post.put_mail(mails[1], MailState.GIVEN_UP, "SERVER_UNREACHABLE", minutes=9)
    post.put_mail(mails[2], MailState.QUEUED, "SERVER_UNREACHABLE", minutes=5)
    post.put_delivery(sent[0], DeliveryState.DELIVERED, minutes=2)
    post.put_delivery(sent[1], DeliveryState.DEAD, "HTTP_ERROR", minutes=8)
    post.put_delivery(sent[2], DeliveryState.PENDING, "TIMED_OUT", minutes=4)
    in_order = [
        ("webhook", sent[1].seq),
        ("mail", mails[1].pk),
        ("webhook", sent[2].seq),
        ("mail", mails[2].pk),
        ("mail", mails[0].pk),
        ("webhook", sent[0].seq),
    ]
    assert listed(post) == in_order
    assert [one["trouble"] for one in deliveries_of_house(post.admin).results] == [True] * 4 + [False] * 2
    assert [pair for number in range(3) for pair in listed(post, limit=2, offset=2 * number)] == in_order
    assert listed(post, kind="mail") == [pair for pair in in_order if pair[0] == "mail"]
    assert listed(post, state="DEAD") == in_order[:1]
    assert listed(post, kind="webhook", state="SENT") == []


def test_how_many_are_in_each_state_is_told_whatever_is_asked_for(post):
    post.put_mail(post.mails[0], MailState.SENT)
    post.put_delivery(post.deliveries[0], DeliveryState.DEAD, "HTTP_ERROR")
    found = deliveries_of_house(post.admin, kind="webhook", state="DEAD", limit=1)
    assert found.counts == {
        "mail": {"QUEUED": 2, "SENT": 1, "REFUSED": 0, "GIVEN_UP": 0, "DROPPED": 0},
        "webhook": {"PENDING": 2, "DELIVERED": 0, "DEAD": 1},
    }
    assert found.total == 1
    assert deliveries_of_house(post.admin).total == 6


def test_what_is_told_of_each_names_neither_text_nor_address_of_a_guest(post):
    body = deliveries_of_house(post.admin)
    (mail, *_), (hook, *_) = ([one for one in body.results if one["kind"] == kind] for kind in ("mail", "webhook"))
    assert mail["booking_id"] in [booking.booking_id for booking in post.bookings]
    assert (mail["mail_kind"], mail["webhook_id"], mail["url"]) == ("booking_confirmed", None, None)
    assert (hook["webhook_id"], hook["url"]) == (post.webhook.webhook_id, "https://example.com/hooks")
    assert (hook["event_type"], hook["webhook_state"], hook["mail_id"]) == ("booking_created", "ACTIVE", None)
    assert "ada@example.com" not in str(body.results)
    assert mail.keys() == hook.keys()


def resend_of(post, kind, **wanted):
    return [one["actions"][0]["code"] for one in deliveries_of_house(post.admin, kind=kind, **wanted).results]


def test_what_may_be_sent_again_is_what_the_service_sends_again(post):
    for mail in post.mails:
        post.put_mail(mail, MailState.SENT)
    assert resend_of(post, "mail") == [None] * 3
    mail, booking = post.mails[0], post.bookings[0]
    again = run_change(
        lambda: resend_mail(actor=post.admin, booking_id=booking.booking_id, mail_id=str(mail.pk))
    ).subject
    found = {one["mail_id"]: one["actions"][0] for one in deliveries_of_house(post.admin, kind="mail").results}
    assert [found[one]["code"] for one in (mail.pk, again.pk)] == ["MAIL_STILL_QUEUED"] * 2
    with pytest.raises(Refused, match="MAIL_STILL_QUEUED"):
        run_change(lambda: resend_mail(actor=post.admin, booking_id=booking.booking_id, mail_id=str(mail.pk)))


def test_nobody_is_written_to_who_was_erased(post):
    post.do(cancel_booking, post.admin, booking_id=post.bookings[1].booking_id)
    for mail in post.mails:
        post.put_mail(mail, MailState.SENT)
    post.do(erase_guest, post.admin, booking_id=post.bookings[1].booking_id)
    assert sorted(map(str, resend_of(post, "mail"))) == ["GUEST_ERASED", "None", "None"]


def test_a_dead_delivery_is_sent_again_and_one_whose_turn_comes_is_not(post):
    assert resend_of(post, "webhook") == ["DELIVERY_PENDING"] * 3
    dead = post.deliveries[1]
    post.put_delivery(dead, DeliveryState.DEAD, "HTTP_ERROR")
    assert resend_of(post, "webhook", state="DEAD") == [None]
    run_change(lambda: resend_delivery(actor=post.admin, webhook_id=post.webhook.webhook_id, seq=str(dead.seq)))
    assert resend_of(post, "webhook") == ["DELIVERY_PENDING"] * 3
    post.put_delivery(dead, DeliveryState.DEAD, "HTTP_ERROR")
    assert run_change(lambda: resend_dead(actor=post.admin, webhook_id=post.webhook.webhook_id)).subject == 1
    run_change(lambda: retire_webhook(actor=post.admin, webhook_id=post.webhook.webhook_id))
    assert resend_of(post, "webhook") == ["WEBHOOK_RETIRED"] * 3


def test_the_api_pages_through_them(post):
    client, url = post.house.client, f"{post.url}/deliveries/"
    body = client.get(f"{url}?page_size=4").data
    assert (body["count"], len(body["results"])) == (6, 4)
    rest = client.get(f"{url}?page_size=4&page=2").data
    told = [(one["kind"], one["mail_id"] or one["seq"]) for one in body["results"] + rest["results"]]
    assert told == listed(post)
    assert client.get(f"{url}?page=1000").data["results"] == []
    assert len(client.get(f"{url}?kind=webhook&state=PENDING").data["results"]) == 3


@pytest.mark.parametrize("query", ["kind=letter", "state=LOST", "page=0", "page=1001", "page_size=201", "page=x"])
def test_what_there_is_not_cannot_be_asked_for(post, query):
    answer = post.house.client.get(f"{post.url}/deliveries/?{query}")
    assert (answer.status_code, answer.data["code"]) == (400, "INVALID_INPUT")


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.HOUSEKEEPING, Role.MAINTENANCE])
def test_only_managers_look_at_the_post(post, role):
    answer = post.house.client_of(role).get(f"{post.url}/deliveries/")
    assert (answer.status_code, answer.data["details"]["capability"]) == (403, "manage_webhooks")


def test_another_hotels_post_is_not_there(post):
    other = open_house()
    assert other.client.get(f"{post.url}/deliveries/").status_code == 404
    found = deliveries_of_house(actor_of(other.admin))
    assert (found.results, found.total) == ([], 0)


def test_a_list_costs_the_same_however_long_it_is(post):
    few = statements_of(lambda: post.house.client.get(f"{post.url}/deliveries/?page_size=6"))
    for number in (4, 5, 6):
        post.book(arrives=number)
    dispatch_hotel(post.hotel)
    with one_transaction():
        queue_from_log(endpoint_pk=post.webhook.pk)
    many = statements_of(lambda: post.house.client.get(f"{post.url}/deliveries/?page_size=200"))
    assert len(few) == len(many) <= 7
