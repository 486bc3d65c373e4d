"""The hotel is told in its own language that a webhook was disabled."""

import pytest

from hotelmate.events.models import Event
from hotelmate.hotel.models import Language
from hotelmate.notifications.models import DisabledReason
from hotelmate.notifications.webhooks.note_words import NOTES
from hotelmate.notifications.webhooks.notes import letter_about

from .house import House


def letter_in(language: str, reason: str):
    house = House(name="Zum <Anker>", language=language)
    event = Event(hotel_id=house.hotel.pk, subject_id="WH-ONE", after={"reason": reason})
    return letter_about(house.hotel, event), house.hotel.slug


@pytest.mark.parametrize("reason", DisabledReason.values)
@pytest.mark.parametrize("language", Language.values)
def test_the_letter_is_in_the_hotels_language(language, reason):
    letter, slug = letter_in(language, reason)
    note = NOTES[language]
    assert letter.language == language
    assert letter.subject == note.subject.format(webhook="WH-ONE", hotel="Zum <Anker>")
    for text in (
        note.reasons[reason],
        note.nothing_lost,
        f"{note.resume} POST /api/staff/hotel/{slug}/webhooks/WH-ONE/",
    ):
        assert text in letter.text
    assert "{" not in letter.text
    assert "<Anker>" not in letter.html


def test_no_language_was_left_in_another():
    assert len({letter_in(language, "GONE")[0].text.splitlines()[0] for language in Language.values}) == 4
