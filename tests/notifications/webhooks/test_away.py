"""A receiver that was away for long has everything, once, in order. The long round is `hotelmate bench away`."""

from hotelmate.notifications.models import DeliveryState, WebhookDelivery
from tests.live import free_port

from .house import serve, serve_when_due
from .receivers import receiver

MISSED = 1_500


def test_a_receiver_that_was_away_for_long_has_them_all_once_in_order(house):
    port = free_port()
    endpoint = house.webhook(f"http://127.0.0.1:{port}/")
    seqs: list[int] = []
    for part in range(10):
        seqs += house.happens(MISSED // 10)
        house.relay()
        if part < 4:
            serve_when_due(endpoint)
    waiting = WebhookDelivery.objects.filter(endpoint=endpoint, state=DeliveryState.PENDING)
    assert waiting.count() == MISSED
    assert sum(waiting.values_list("attempts", flat=True)) == 4
    with receiver(port) as server:
        serve_when_due(endpoint)
        while serve(endpoint) == [True]:
            pass
        assert server.seqs == seqs
        assert len(server.posts) == MISSED
    assert not waiting.exists()
