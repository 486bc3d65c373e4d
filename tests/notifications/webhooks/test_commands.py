"""`hotelmate webhooks`: what goes where, and a receiver that shows what comes."""

import json
import signal
import subprocess
import threading

import httpx
from click.testing import CliRunner

from hotelmate.config.postgres.wait import wait_until
from hotelmate.notifications.models import WebhookEndpoint
from hotelmate.notifications.webhooks.commands import webhooks
from hotelmate.notifications.webhooks.receiver import Receiver
from tests.live import STOP_SECONDS, hang_up
from tests.programs import COMMAND, program_environment

from .house import serve
from .receivers import Way

PATIENCE_SECONDS = 30.0


def told(*arguments: str, code: int = 0) -> str:
    """What the command says."""
    result = CliRunner().invoke(webhooks, list(arguments))
    assert result.exit_code == code, result.output
    return result.output


def test_webhooks_and_deliveries_are_listed_and_resent(house, standin):
    endpoint = house.webhook(standin.url)
    seqs = house.happens(2)
    standin.behave = lambda post: Way(500) if post.seq == seqs[0] else Way()
    house.relay()
    serve(endpoint)
    slug, name = house.hotel.slug, endpoint.webhook_id
    assert name in told("list", "--hotel", slug)
    (listed,) = told("list", "--hotel", slug, "--json").splitlines()
    assert (json.loads(listed)["pending"], "secret" in json.loads(listed)) == (1, False)
    assert "500 HTTP_ERROR" in told("deliveries", "--hotel", slug, name, "--state", "PENDING")
    assert len(told("deliveries", "--hotel", slug, name, "--json").splitlines()) == 2
    assert "hotel_updated" in told("resend", "--hotel", slug, name, str(seqs[1]))
    assert "Queued again: 0" in told("resend", "--hotel", slug, name, "--dead")


def test_what_cannot_be_done_is_told_in_a_sentence(house):
    assert "There is no" not in told("list", "--hotel", house.hotel.slug)
    assert "not found" in told("list", "--hotel", "nowhere", code=1)
    assert "not found" in told("deliveries", "--hotel", house.hotel.slug, "WH-NONE", code=1)
    told("resend", "--hotel", house.hotel.slug, "WH-NONE", code=2)
    told("receive", code=2)


def test_the_receiver_of_the_command_takes_what_is_signed_and_nothing_else(house):
    shown, complaints = [], []
    with Receiver("127.0.0.1", 0, shown.append, complaints.append) as receiver:
        threading.Thread(target=receiver.serve_forever, args=(0.02,), daemon=True).start()
        url = f"http://127.0.0.1:{receiver.server_address[1]}/"
        endpoint = house.webhook(url)
        receiver.trust(endpoint.secret)
        house.happens(2)
        house.relay()
        serve(endpoint)
        assert [event["type"] for event in shown] == ["hotel_updated", "hotel_updated"]
        assert httpx.post(url, content=b"{}").status_code == 401
        forged = {"webhook-id": "x", "webhook-timestamp": "1", "webhook-signature": "v1,AAAA"}
        assert httpx.post(url, content=b"{}", headers=forged).status_code == 401
        assert httpx.post(url, content=b"\xff", headers=forged).status_code == 401
        assert len(complaints) == 3
        receiver.shutdown()


def test_a_newcomer_sees_a_webhook_in_a_minute(house, open_session):
    """One command makes a webhook for itself, shows what comes, and takes the webhook along when it ends.

    A database that was started anew in between does not keep it from that.
    """
    receive = subprocess.Popen(
        [COMMAND, "webhooks", "receive", "--port", "0", "--hotel", house.hotel.slug],
        env=program_environment(PYTHONUNBUFFERED="1", PGAPPNAME="hung-up-receiver"),
        stdout=subprocess.PIPE,
        text=True,
    )
    made = WebhookEndpoint.objects.filter(hotel=house.hotel)
    try:
        assert wait_until(made.exists, deadline_seconds=PATIENCE_SECONDS)
        house.happens()
        house.relay()
        serve(made.get())
        assert receive.stdout is not None
        assert "webhook_created" in receive.stdout.readline()
        assert "hotel_updated" in receive.stdout.readline()
        assert hang_up(open_session(autocommit=True), "hung-up-receiver") > 0
    finally:
        receive.send_signal(signal.SIGINT)
        receive.wait(STOP_SECONDS)
        assert receive.stdout is not None
        receive.stdout.close()
    assert made.get().state == "RETIRED"
