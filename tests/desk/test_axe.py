"""Every page of the desk, in light and dark, as axe sees it: nothing is wrong with any."""

from collections.abc import Callable, Iterator
from functools import cache

import pytest
from django.urls import get_resolver
from playwright.sync_api import Page, expect

from tests.axe import COLOUR_RULES, found
from tests.browser import DESKTOP, Running, lent
from tests.database import Database
from tests.desk.conftest import session_cookie
from tests.desk.pages import ALIKE, NO_PAGES, PAGES, DeskPage, Scene
from tests.stream.live import Pair

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"runOnly": COLOUR_RULES}


@pytest.fixture(scope="module")
def scene(database: Database) -> Scene:
    """One house for all pages."""
    return Scene()


@pytest.fixture(scope="module")
def tab_of(scene: Scene, pair: Pair, _running_chromium: Running) -> Iterator[Callable[[str | None], Page]]:
    """The one tab of somebody of a role, opened when it is first asked for; without a role that of a stranger."""
    with lent(_running_chromium) as browser:

        @cache
        def tab(role: str | None) -> Page:
            context = browser.new_context(
                viewport=DESKTOP, reduced_motion="reduce", locale="en-GB", service_workers="block"
            )
            if role is not None:
                context.add_cookies([session_cookie(pair, scene.house.person(role))])  # type: ignore[list-item]
            return context.new_page()

        yield tab


@pytest.mark.parametrize("desk_page", PAGES, ids=str)
def test_axe_finds_nothing_in_light_and_dark(
    desk_page: DeskPage, scene: Scene, pair: Pair, tab_of: Callable[[str | None], Page]
) -> None:
    tab = tab_of(desk_page.role)
    tab.emulate_media(color_scheme="light")
    answer = tab.goto(f"{pair.site.url}{desk_page.path(scene)}")
    assert answer is not None
    assert answer.status == 200
    expect(tab.locator("#live[data-state=joining]")).to_have_count(0)
    assert found(tab, RULES) == []
    darken(tab)
    assert found(tab, COLOURS) == []


def darken(tab: Page) -> None:
    """Show the page in the dark, every element of it: Chromium leaves some in the light that a script had just written."""
    tab.emulate_media(color_scheme="dark")
    tab.evaluate("document.body.hidden = true; document.body.offsetHeight; document.body.hidden = false")


def test_every_page_of_the_desk_is_in_the_list():
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str) and name.startswith("desk-")}
    assert names - NO_PAGES - ALIKE == {page.name for page in PAGES}
