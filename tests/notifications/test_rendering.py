"""What becomes of an event: for whom, on which channels, in which words."""

import pytest

from hotelmate.events.models import Event
from hotelmate.notifications.audiences import EVERYTHING, GUEST, LEAST
from hotelmate.notifications.notification_manager import ROWS
from hotelmate.notifications.rendering import render
from tests.integrity.life import Life


@pytest.fixture(scope="module")
def life(database):
    life = Life(7)
    for _ in range(3):
        life.live_a_day(60)
    return life


def test_every_event_of_a_lived_week_is_told(life):
    events = list(Event.objects.filter(hotel_id=life.hotel.pk).order_by("seq"))
    assert {event.type for event in events} <= ROWS.keys()
    for rendering in render(events):
        assert rendering.body(EVERYTHING)["payload"]
        rendering.body(LEAST)
        rendering.messages(GUEST)
        assert rendering.messages(EVERYTHING)[0].name == rendering.event.type
