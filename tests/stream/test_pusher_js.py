"""Stock pusher-js, in Node and in Chromium, against the real web process and the real stream."""

from contextlib import ExitStack

import httpx
import pytest

from .followed import FollowedHouse
from .live import Pair
from .screens import CHANNELS, Screen, Told, browser_screen, dress, node_screen


@pytest.fixture(params=["node", "chromium"])
def open_screen(request, pair, house):
    """Open a screen that follows the house, and wait until it is subscribed."""
    open_page = request.getfixturevalue("open_page") if request.param == "chromium" else None
    with ExitStack() as opened:

        def open_one() -> Screen:
            told = told_of(pair, house)
            if open_page is None:
                screen = opened.enter_context(node_screen(told))
            else:
                # The site's own pages let no script of ours in, and none connect elsewhere.
                screen = browser_screen(dress(open_page(bypass_csp=True), pair.site.url), told)
            screen.until(*({"subscribed": channel} for channel in CHANNELS))
            return screen

        yield open_one


def told_of(pair: Pair, house: FollowedHouse, **changes) -> Told:
    values = {
        "key": "hotelmate",
        "host": "127.0.0.1",
        "port": pair.stream.port,
        "site": pair.site.url,
        "slug": house.hotel.slug,
        "token": house.admin.token,
        **changes,
    }
    return Told(**values)


def cancel(pair: Pair, house: FollowedHouse, booking_id: str) -> None:
    answer = httpx.post(
        f"{pair.site.url}/api/staff/hotel/{house.hotel.slug}/room-bookings/{booking_id}/cancel/",
        json={"reason": "Flight cancelled"},
        headers={"Authorization": f"Token {house.admin.token}"},
        timeout=30,
    )
    assert answer.status_code == 200, answer.text


def test_a_cancellation_appears_on_the_screen(pair, house, open_screen):
    booking = house.book()
    screen = open_screen()
    cancel(pair, house, booking.booking_id)
    told = screen.until({"type": "booking_cancelled"})[-1]
    assert told["by"] == "channel"
    assert told["payload"]["booking_id"] == booking.booking_id
    assert told["payload"]["status"] == "CANCELLED"


def test_a_screen_sees_what_it_missed_in_an_outage_and_fills_it(pair, house, open_screen):
    screen = open_screen()
    first = house.happen()
    screen.until_seq(first)
    pair.stream.kill()
    house.happen(7)
    pair.stream.start_again()
    screen.until({"state": "connected"}, *({"subscribed": channel} for channel in CHANNELS))
    last = house.happen()
    seen = screen.until_seq(last)
    assert {"gap": [first + 1, last - 1]} in seen
    events = [(one["seq"], one["by"]) for one in seen if "seq" in one]
    assert events == [*((seq, "log") for seq in range(first + 1, last)), (last, "channel")]


def test_a_screen_comes_back_by_itself_when_the_stream_is_restarted(pair, house, open_screen):
    screen = open_screen()
    assert pair.stream.stop() == 0
    pair.stream.start_again()
    seen = screen.until({"state": "connected"}, *({"subscribed": channel} for channel in CHANNELS))
    assert {"error": {"code": 4200, "message": "Restarting, come back at once"}} in seen
    seq = house.happen()
    assert screen.until_seq(seq)[-1]["by"] == "channel"


def test_a_screen_of_another_house_is_refused(pair, house):
    with node_screen(told_of(pair, house, slug="elsewhere", channels=("rooms",))) as screen:
        assert screen.until({"refused": "rooms"})[-1]["status"] in (403, 404)


def test_a_wrong_key_is_refused_for_good(pair, house):
    with node_screen(told_of(pair, house, key="stranger")) as screen:
        seen = screen.until({"state": "disconnected"})
    assert any("error" in one and one["error"]["code"] == 4001 for one in seen)
