"""Creating, changing, pausing and retiring webhooks: over HTTP, with what that leaves in the log."""

import pytest

from hotelmate.core.change import run_change
from hotelmate.core.errors import Refused
from hotelmate.events.models import Event
from hotelmate.notifications.models import WebhookDelivery, WebhookEndpoint
from hotelmate.notifications.notification_manager import WEBHOOK_TYPES
from hotelmate.notifications.webhooks import services
from hotelmate.notifications.webhooks.rules import MOST_ENDPOINTS
from hotelmate.staff.models import Role
from tests.at_once import at_once, refusals
from tests.documented import assert_documented
from tests.factories import open_house
from tests.statements import statements_of

from .house import House, serve
from .receivers import Way

URL = "https://example.com/hooks"


@pytest.fixture
def home():
    """A real hotel with an administrator who is signed in."""
    return open_house()


def created(home, **values):
    answer = home.client.post(f"{home.url}/webhooks/", {"url": URL, **values})
    assert answer.status_code == 201, answer.data
    return answer.data


def address(home, webhook, part=""):
    return f"{home.url}/webhooks/{webhook['webhook_id']}/{part}"


def last_event(home):
    return Event.objects.filter(hotel_id=home.hotel.pk).order_by("-seq").first()


def test_the_secret_is_said_once(home):
    answer = home.client.post(f"{home.url}/webhooks/", {"url": URL, "event_types": ["booking_cancelled"]})
    assert_documented(answer)
    assert answer.data["secret"].startswith("whsec_")
    assert answer["ETag"] == '"1"'
    for read in (home.client.get(address(home, answer.data)), home.client.get(f"{home.url}/webhooks/")):
        assert_documented(read)
        assert "whsec_" not in read.content.decode()
    assert read.data["results"][0]["webhook_id"] == answer.data["webhook_id"]


def test_a_repeated_key_makes_one_webhook_and_does_not_say_the_secret_again(home):
    key = {"HTTP_IDEMPOTENCY_KEY": "first"}
    first = home.client.post(f"{home.url}/webhooks/", {"url": URL}, **key)
    again = home.client.post(f"{home.url}/webhooks/", {"url": URL}, **key)
    assert_documented(again)
    assert again["Idempotency-Replayed"] == "true"
    assert again.data["webhook_id"] == first.data["webhook_id"]
    assert "secret" not in again.data
    assert WebhookEndpoint.objects.filter(hotel=home.hotel).count() == 1


def test_a_rehearsal_makes_nothing(home):
    answer = home.client.post(f"{home.url}/webhooks/?dry_run=true", {"url": URL})
    assert_documented(answer)
    assert [event["type"] for event in answer.data["events"]] == ["webhook_created"]
    assert "whsec_" not in answer.content.decode()
    assert not WebhookEndpoint.objects.filter(hotel=home.hotel).exists()


def test_the_log_knows_neither_secret_nor_url(home):
    webhook = created(home, description="with Ada")
    home.client.patch(address(home, webhook), {"url": "https://example.com/other", "description": "with Bea"})
    home.client.post(address(home, webhook, "rotate-secret/"))
    events = Event.objects.filter(hotel_id=home.hotel.pk, subject_type="webhook")
    assert [event.type for event in events.order_by("seq")] == [
        "webhook_created",
        "webhook_updated",
        "webhook_secret_rotated",
    ]
    told = str(list(events.values("before", "after", "changed_fields")))
    assert not any(secret in told for secret in ("whsec_", "example.com", "Ada", "Bea"))
    assert set(events.get(type="webhook_updated").changed_fields) == {"url", "description"}


def test_a_change_that_changes_nothing_is_no_event(home):
    webhook = created(home, event_types=["booking_cancelled"])
    newest = last_event(home).seq
    answer = home.client.patch(address(home, webhook), {"event_types": ["booking_cancelled"] * 2})
    assert answer.status_code == 200
    assert home.client.post(address(home, webhook, "resume/")).status_code == 200
    assert last_event(home).seq == newest


def test_if_match_guards_a_change(home):
    webhook = created(home)
    stale = {"HTTP_IF_MATCH": '"7"'}
    answer = home.client.patch(address(home, webhook), {"description": "x"}, **stale)
    assert (answer.status_code, answer.data["code"]) == (412, "PRECONDITION_FAILED")


def test_its_life(home):
    webhook = created(home)
    for part, state in (("pause/", "PAUSED"), ("pause/", "PAUSED"), ("resume/", "ACTIVE")):
        answer = home.client.post(address(home, webhook, part))
        assert_documented(answer)
        assert answer.data["state"] == state
    assert home.client.delete(address(home, webhook)).status_code == 204
    assert home.client.delete(address(home, webhook)).status_code == 204
    assert home.client.get(f"{home.url}/webhooks/").data["count"] == 0
    assert home.client.get(f"{home.url}/webhooks/?retired=true").data["count"] == 1
    for part in ("pause/", "resume/", "rotate-secret/", "test/", "resend-dead/"):
        answer = home.client.post(address(home, webhook, part))
        assert_documented(answer)
        assert (answer.status_code, answer.data["code"]) == (409, "WEBHOOK_RETIRED"), part


def test_a_test_needs_an_active_webhook(home):
    webhook = created(home)
    answer = home.client.post(address(home, webhook, "test/"))
    assert_documented(answer)
    assert last_event(home).type == "webhook_tested"
    home.client.post(address(home, webhook, "pause/"))
    answer = home.client.post(address(home, webhook, "test/"))
    assert (answer.status_code, answer.data["code"]) == (409, "WEBHOOK_NOT_ACTIVE")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"url": "http://127.0.0.1/"}, "ADDRESS_FORBIDDEN"),
        ({"url": "http://example.com/"}, "HTTPS_REQUIRED"),
        ({"url": "https://a:b@example.com/"}, "INVALID_URL"),
        ({"url": URL, "event_types": ["booking_cancelled", "moon_landed"]}, "UNKNOWN_EVENT_TYPE"),
        ({"url": URL, "event_types": ["staff_created"]}, "UNKNOWN_EVENT_TYPE"),
        ({"url": URL, "after": 1_000_000}, "INVALID_INPUT"),
        ({}, "INVALID_INPUT"),
    ],
)
def test_what_cannot_be_is_refused_by_name(home, body, code):
    answer = home.client.post(f"{home.url}/webhooks/", body)
    assert_documented(answer)
    assert (answer.status_code, answer.data["code"]) == (400, code)


def test_the_types_to_choose_from_are_told(home):
    answer = home.client.get(f"{home.url}/webhooks/event-types/")
    assert_documented(answer)
    assert answer.data["results"] == list(WEBHOOK_TYPES)


def test_who_may_not_manage_webhooks_does_not_even_see_them(home):
    webhook = created(home)
    for role in (Role.FRONT_DESK, Role.HOUSEKEEPING, Role.MAINTENANCE):
        client = home.client_of(role)
        for path in (f"{home.url}/webhooks/", address(home, webhook), address(home, webhook, "deliveries/")):
            assert client.get(path).status_code == 403
    assert home.client_of(Role.STAFF_ADMIN).get(address(home, webhook)).status_code == 200


def test_another_hotels_webhook_is_not_there(home):
    elsewhere = open_house()
    webhook = created(elsewhere)
    for part in ("", "deliveries/"):
        answer = home.client.get(address(home, webhook, part))
        assert (answer.status_code, answer.data["code"]) == (404, "WEBHOOK_NOT_FOUND")
    assert home.client.post(address(home, webhook, "test/")).status_code == 404


def test_a_hotel_has_a_handful_of_them_also_when_many_are_made_at_once():
    house = House()
    for _ in range(MOST_ENDPOINTS - 2):
        house.webhook("http://localhost:1/")
    answers = at_once(*[lambda: house.webhook("http://localhost:1/")] * 5)
    assert [refusal.code for refusal in refusals(answers)] == ["TOO_MANY_WEBHOOKS"] * 3


def test_deliveries_are_listed_filtered_and_resent(standin):
    home = open_house(is_simulated=True)
    webhook = created(home, url=standin.url)
    house = House.__new__(House)
    house.hotel = home.hotel
    seqs = house.happens(3)
    standin.behave = lambda post: Way(500) if post.seq == seqs[1] else Way()
    house.relay()
    serve(WebhookEndpoint.objects.get(webhook_id=webhook["webhook_id"]))
    answer = home.client.get(address(home, webhook, "deliveries/?page_size=2"))
    assert_documented(answer)
    # The first is of its own making.
    assert (answer.data["count"], [one["seq"] for one in answer.data["results"]]) == (4, [seqs[2], seqs[1]])
    pending = home.client.get(address(home, webhook, "deliveries/?state=PENDING")).data["results"]
    assert [(one["seq"], one["last_status"], one["last_error"]) for one in pending] == [(seqs[1], 500, "HTTP_ERROR")]
    assert home.client.get(address(home, webhook, "deliveries/?event_type=webhook_created")).data["count"] == 1
    assert home.client.get(address(home, webhook)).data["pending"] == 1
    sooner = home.client.post(address(home, webhook, f"deliveries/{seqs[1]}/resend/"))
    assert_documented(sooner)
    assert (sooner.status_code, sooner.data["attempts"]) == (200, 0)
    refused = home.client.post(address(home, webhook, f"deliveries/{seqs[1]}/resend/"))
    assert_documented(refused)
    assert (refused.status_code, refused.data["code"]) == (409, "DELIVERY_PENDING")
    again = home.client.post(address(home, webhook, f"deliveries/{seqs[0]}/resend/"))
    assert_documented(again)
    assert again.data["state"] == "PENDING"
    for seq in ("0", "x", "9" * 30, "-1"):
        answer = home.client.post(address(home, webhook, f"deliveries/{seq}/resend/"))
        assert (answer.status_code, answer.data["code"]) == (404, "DELIVERY_NOT_FOUND")


def test_what_waits_is_given_up_when_it_is_retired(house, standin):
    endpoint = house.webhook(standin.url)
    house.happens(3)
    house.relay()
    run_change(lambda: services.retire_webhook(actor=house.actor, webhook_id=endpoint.webhook_id))
    serve(endpoint)
    assert standin.posts == []
    states = WebhookDelivery.objects.filter(endpoint=endpoint).values_list("state", "last_error")
    assert set(states) == {("DEAD", "RETIRED")}
    with pytest.raises(Refused):
        run_change(lambda: services.resend_dead(actor=house.actor, webhook_id=endpoint.webhook_id))


def test_a_list_costs_the_same_however_many_there_are(home):
    created(home)
    first = len(statements_of(lambda: home.client.get(f"{home.url}/webhooks/")))
    for _ in range(3):
        created(home)
    assert len(statements_of(lambda: home.client.get(f"{home.url}/webhooks/"))) == first
