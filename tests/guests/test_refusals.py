"""Whatever a guest is refused on the pages is said in the language of the page."""

from datetime import timedelta

import pytest
from django.test import Client

from hotelmate.core.errors import Refusal
from hotelmate.guests.wording import WORDINGS
from hotelmate.guests.wording.refusals import OTHERWISE, SAID, in_words
from hotelmate.rooms.services import set_nightly_rates
from tests.room_bookings.house import TODAY

from .met import codes_met
from .visiting import Guest

DETAILS = {"min_stay": 3, "max_occupancy": 2}
OTHER_LANGUAGES = sorted(WORDINGS.keys() - {"en"})


def test_the_walk_through_the_source_finds_what_pages_are_known_to_meet():
    met = codes_met()
    assert {"FEE_CHANGED", "PARTY_FIXED", "MIN_STAY", "CAPACITY_EXCEEDED", "PROVIDER_UNREACHABLE", "BUSY"} <= met
    assert met & {"ROOM_NOT_READY", "FAULT_NOT_FOUND", "WEBHOOK_NOT_FOUND"} == set()


def test_there_are_words_for_every_code_that_a_guest_may_meet():
    assert codes_met() - SAID.keys() == set()


@pytest.mark.parametrize("code", WORDINGS)
def test_the_words_are_there_in_every_language(code):
    wording = WORDINGS[code]
    said = {key: in_words(Refusal(key, "for programs", 409, DETAILS), wording) for key in SAID}
    assert [key for key, text in said.items() if not text or "{" in text or "for programs" in text] == []


def test_a_code_that_nobody_foresaw_is_said_too():
    texts = {in_words(Refusal("NEW", "for programs"), wording) for wording in WORDINGS.values()}
    assert texts == {wording.say(OTHERWISE) for wording in WORDINGS.values()}
    assert len(texts) == len(WORDINGS)


def search(house, language, **asked):
    return Client().get(f"/book/{house.hotel.slug}/", {"lang": language, "adults": "2", **asked})


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_dates_that_cannot_be_used(house, language):
    wording = WORDINGS[language]
    yesterday, today, tomorrow = ((TODAY + timedelta(days=n)).isoformat() for n in (-1, 0, 1))
    reversed_dates = search(house, language, check_in=tomorrow, check_out=today)
    assert wording.say("dates_wrong") in reversed_dates.content.decode()
    past = search(house, language, check_in=yesterday, check_out=today)
    assert wording.say("dates_past") in past.content.decode()


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_nights_that_are_sold_for_longer_stays_only(house, language):
    house.do(
        set_nightly_rates,
        room_type_id=house.standard.pk,
        from_date=TODAY,
        to_date=TODAY + timedelta(days=5),
        min_stay=3,
    )
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    page = search(house, language, check_in=TODAY.isoformat(), check_out=tomorrow).content.decode()
    assert WORDINGS[language].say("min_stay", min_stay=3) in page


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_what_a_link_is_too_late_for(house, language):
    guest = Guest(house, house.staying())
    told = {name: guest.page(name, lang=language).content.decode() for name in ("party/", "cancel/")}
    assert WORDINGS[language].say("party_fixed") in told["party/"]
    assert WORDINGS[language].say("cannot_cancel") in told["cancel/"]


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_a_hotel_that_there_is_not(language):
    page = Client().get("/book/nowhere/", {"lang": language})
    assert page.status_code == 404
    assert WORDINGS[language].say("no_such_hotel") in page.content.decode()
