"""Webhooks at the desk: the secret is shown once, and everything that can be done with one."""

from datetime import timedelta
from uuid import uuid4

import pytest

from hotelmate.core import clock
from hotelmate.core.models import IdempotencyKey
from hotelmate.events.models import Event
from hotelmate.notifications.models import DeliveryState, WebhookDelivery, WebhookEndpoint, WebhookState
from hotelmate.notifications.notification_manager import WEBHOOK_TYPES
from hotelmate.staff.models import Role
from tests.desk.desks import HTMX, asked, done, part, refused, signed_in
from tests.desk.settings.filling import ROOT, error_at, help_at, refused_form
from tests.factories import make_rooms
from tests.statements import statements_of

HOOKS = f"{ROOT}/webhooks"
URL = "https://example.com/hooks"


@pytest.fixture
def client(house):
    return signed_in(house.person(Role.STAFF_ADMIN))


@pytest.fixture
def hook(house, client):
    client.post(f"{HOOKS}/add/", {"key": uuid4().hex, "url": URL, "which": "all"}, headers=HTMX)
    return WebhookEndpoint.objects.get(hotel=house.hotel)


def address(hook, action=""):
    return f"{HOOKS}/{hook.webhook_id}/{action}"


def deliver(hook, state, count=1):
    """Deliveries of the first events of the log, as the worker would have left them."""
    now = clock.now()
    over = {} if state == DeliveryState.PENDING else {"finished_at": now}
    due = {"next_attempt_at": now + timedelta(hours=1)} if state == DeliveryState.PENDING else {}
    tried = {"attempts": 1, "first_attempt_at": now, "last_attempt_at": now}
    events = Event.objects.filter(hotel_id=hook.hotel_id).order_by("seq")[:count]
    WebhookDelivery.objects.bulk_create(
        WebhookDelivery(
            hotel_id=hook.hotel_id,
            endpoint=hook,
            seq=event.seq,
            event_id=event.event_id,
            event_type=event.type,
            state=state,
            created_at=now,
            last_error="" if state == DeliveryState.DELIVERED else "TIMED_OUT",
            last_status=200 if state == DeliveryState.DELIVERED else None,
            **over,
            **due,
            **tried,
        )
        for event in events
    )


def test_the_secret_is_shown_once_and_kept_nowhere(house, client):
    values = {"key": uuid4().hex, "url": URL, "which": "all", "description": "Bookkeeping"}
    first = client.post(f"{HOOKS}/add/", values, headers=HTMX).content.decode()
    hook = WebhookEndpoint.objects.get(hotel=house.hotel)
    assert hook.secret in first
    assert hook.event_types == []
    again = client.post(f"{HOOKS}/add/", values, headers=HTMX).content.decode()
    assert hook.secret not in again
    assert "sent twice" in again
    assert WebhookEndpoint.objects.filter(hotel=house.hotel).count() == 1
    answers = IdempotencyKey.objects.filter(key=values["key"]).values_list("answer_body", flat=True)
    assert hook.secret not in str(list(answers))
    for page in (f"{HOOKS}/", address(hook), address(hook, "edit/"), address(hook, "secret/")):
        assert hook.secret not in client.get(page).content.decode()


def test_without_scripts_the_secret_comes_on_a_page(house, client):
    page = client.post(f"{HOOKS}/add/", {"key": uuid4().hex, "url": URL, "which": "all"}).content.decode()
    assert WebhookEndpoint.objects.get(hotel=house.hotel).secret in page
    assert "<html" in page


def test_a_new_secret_is_shown_once_and_the_old_one_holds_for_a_day(client, hook):
    shown = client.post(address(hook, "secret/"), {"key": uuid4().hex}, headers=HTMX).content.decode()
    old = hook.secret
    hook.refresh_from_db()
    assert hook.secret in shown
    assert hook.previous_secret == old
    assert "Signed with the old secret, too, until" in part(client, address(hook), "webhook")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"url": "ftp://example.com"}, "url"),
        ({"url": "http://example.com/"}, "url"),
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"url": "https://user:pass@example.com/"}, "url"),
        ({"url": ""}, "url"),
        ({"after": "-1"}, "after"),
        ({"after": "999999"}, "after"),
    ],
)
def test_a_webhook_that_cannot_be_is_refused_at_its_field(house, client, values, field):
    form = refused_form(client, f"{HOOKS}/add/", **{"url": URL, "which": "all", **values})
    assert error_at(form, field)
    assert not WebhookEndpoint.objects.filter(hotel=house.hotel).exists()


def test_types_are_chosen_from_all_that_webhooks_carry(client, hook):
    form = asked(client, address(hook, "edit/"))
    assert all(f'value="{name}"' in form for name in WEBHOOK_TYPES)
    assert "Choose one at least" in refused_form(client, address(hook, "edit/"), version="1", url=URL, which="some")
    chosen = ["booking_created", "room_updated"]
    done(client, address(hook, "edit/"), version="1", url=URL, which="some", event_types=chosen)
    hook.refresh_from_db()
    assert hook.event_types == chosen
    assert "2 types" in part(client, f"{HOOKS}/", "webhooks")
    late = refused_form(client, address(hook, "edit/"), status=412, version="1", url=f"{URL}/new", which="all")
    assert help_at(late, "url") == f"Saved meanwhile: {URL}"
    assert help_at(late, "which") == "Saved meanwhile: Only these"


def test_it_is_tested_paused_resumed_and_retired(house, client, hook):
    assert done(client, address(hook, "test/"))["said"] == "A test is on its way."
    assert Event.objects.filter(hotel_id=house.hotel.pk, type="webhook_tested").exists()
    paused = done(client, address(hook, "pause/"))
    assert "Resume it first" in part(client, address(hook), "webhook")
    assert refused(client, address(hook, "test/"))["code"] == "WEBHOOK_NOT_ACTIVE"
    done(client, paused["undo"])
    assert error_at(refused_form(client, address(hook, "resume/"), after="999999"), "after")
    done(client, address(hook, "resume/"), after="0")
    hook.refresh_from_db()
    assert (hook.state, hook.after_seq) == (WebhookState.ACTIVE, 0)
    assert "does not come back" in asked(client, address(hook, "retire/"))
    done(client, address(hook, "retire/"))
    assert "Send a test" not in part(client, address(hook), "webhook")
    assert refused_form(client, address(hook, "edit/"), status=409, url=URL + "/x", which="all")


def test_deliveries_are_listed_by_state_and_sent_again(client, hook):
    deliver(hook, DeliveryState.DEAD, count=3)
    page = part(client, address(hook), "deliveries")
    assert "The receiver took too long to answer." in page
    assert page.count("Given up</span>") == 3
    assert "None is in this state" in part(client, f"{address(hook)}?state=DELIVERED", "deliveries")
    seq = WebhookDelivery.objects.filter(endpoint=hook).order_by("seq").first().seq
    assert done(client, address(hook, f"deliveries/{seq}/resend/"))["said"] == f"Event {seq} is on its way again."
    assert refused(client, address(hook, f"deliveries/{seq}/resend/"))["code"] == "DELIVERY_PENDING"
    assert done(client, address(hook, "resend/"))["said"] == "2 deliveries are on their way again."
    assert "every 2s" in part(client, address(hook), "deliveries")


def test_many_deliveries_come_in_pages_by_few_statements(house, client, hook):
    deliver(hook, DeliveryState.DELIVERED, count=2)
    few = len(statements_of(lambda: client.get(address(hook))))
    make_rooms(house.standard, [str(number) for number in range(1000, 1060)])
    WebhookDelivery.objects.filter(endpoint=hook).delete()
    deliver(hook, DeliveryState.DELIVERED, count=60)
    assert len(statements_of(lambda: client.get(address(hook)))) == few
    page = part(client, address(hook), "deliveries")
    assert page.count("<tr>") == 51
    older = page.split("before=")[1].split('"')[0]
    rest = part(client, f"{address(hook)}?before={older}", "deliveries")
    assert rest.count("<tr>") == 11
    assert "Newest" in rest


def test_others_have_no_webhooks(house, client, hook):
    clerk = signed_in(house.person(Role.FRONT_DESK))
    for path in (f"{HOOKS}/", f"{HOOKS}/add/", address(hook), address(hook, "secret/")):
        assert clerk.get(path).status_code == 403
    stranger = signed_in(type(house)().person(Role.STAFF_ADMIN))
    assert stranger.get(address(hook)).status_code == 404
    assert stranger.post(address(hook, "secret/"), {"key": uuid4().hex}).status_code == 404
