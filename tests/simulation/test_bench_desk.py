"""The bench of the desk: its hotels are sound, its figures stand beside their targets, its browser says what a page costs."""

import pytest
from django.db import connection

from hotelmate.integrity.queries import verify_hotel
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.simulation.bench.data.commands import WITHOUT_LOG
from hotelmate.simulation.bench.desk.browser import BrowserFailed, NoChromium, find_chromium, running_browser
from hotelmate.simulation.bench.desk.browser_side import p95
from hotelmate.simulation.bench.desk.crowded import ROOMS_A_FLOOR, CrowdedHouse, make_crowded
from hotelmate.simulation.bench.desk.figures import Figure, Houses, as_json, figures_table, server_figures
from hotelmate.simulation.bench.desk.server_side import Looker, PageFailed
from tests.browser import chromium_program
from tests.database import Database

PAGE = "data:text/html,<div id=box>quiet</div><script>box.textContent = 'loud'</script>"


@pytest.fixture(scope="module")
def crowded(database: Database) -> CrowdedHouse:
    """A small one. All of its bookings are one statement, whose nights come in the order of the rooms."""
    with connection.cursor() as cursor:
        cursor.execute("SET hotelmate.watched = 'off'")
        house = make_crowded(2 * ROOMS_A_FLOOR, days=6, floors_in_house=1)
        cursor.execute("SET hotelmate.watched = 'on'")
    return house


def test_a_crowded_hotel_is_one_that_the_database_lets_be_with_guests_in_it_and_some_without_a_room(crowded):
    hotel = crowded.house.hotel
    assert verify_hotel(hotel).failed.keys() == {WITHOUT_LOG}
    bookings = RoomBooking.objects.filter(hotel_id=hotel.pk)
    assert bookings.count() == crowded.bookings
    assert {BookingStatus.CONFIRMED, BookingStatus.IN_HOUSE, BookingStatus.COMPLETED} == set(
        bookings.values_list("status", flat=True)
    )
    waiting = bookings.filter(status=BookingStatus.CONFIRMED, allocations=None)
    assert 0 < waiting.count() < crowded.bookings / 10


def test_what_a_page_costs_the_server_is_told_beside_its_target(crowded):
    said: list[str] = []
    figures = list(server_figures(Houses(crowded, crowded, crowded), said.append))
    assert {figure.what.partition(",")[0] for figure in figures} == {"plan", "today", "housekeeping"}
    assert [figure for figure in figures if figure.is_exact and not figure.reaches] == []
    assert figures_table(figures).row_count == len(figures) == len(as_json(figures))
    assert len(said) == 4


def test_a_page_that_is_none_is_no_figure(crowded):
    with pytest.raises(PageFailed, match="/nowhere/ answered 404"):
        Looker(crowded).cost_of("/nowhere/")


def test_a_figure_reaches_its_target_below_it_or_at_the_very_number():
    assert Figure("a", 99.9, "ms", 100).reaches
    assert not Figure("a", 100, "ms", 100).reaches
    assert Figure("a", 11, "", 11, is_exact=True).reaches
    assert not Figure("a", 10, "", 11, is_exact=True).reaches
    assert Figure("a", 10_000, "ms").reaches
    assert p95(list(range(100))) == 95


def test_without_chromium_it_says_what_to_do(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("CHROMIUM", raising=False)
    with pytest.raises(NoChromium, match="install it"):
        find_chromium()


def test_the_browser_says_what_a_page_comes_to_and_what_it_cost(monkeypatch):
    monkeypatch.setenv("CHROMIUM", chromium_program())
    with running_browser() as browser:
        tab = browser.open()
        before = tab.cpu_milliseconds()
        tab.visit(PAGE)
        assert tab.cpu_milliseconds() > before
        assert tab.run("Promise.resolve(document.getElementById('box').textContent)") == "loud"
        with pytest.raises(BrowserFailed, match="nonsense is not defined"):
            tab.run("nonsense()")
        tab.close()
