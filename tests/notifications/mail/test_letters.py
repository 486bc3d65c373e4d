"""What guests read: every mail in every language, with dates, plurals and amounts as people write them."""

import re
from dataclasses import fields
from datetime import date, time
from decimal import Decimal

import pytest

from hotelmate.hotel.models import Language
from hotelmate.notifications.mail.kinds import MailKind
from hotelmate.notifications.mail.letter import write_letter
from hotelmate.notifications.mail.samples import sample
from hotelmate.notifications.mail.wording import WORDINGS
from hotelmate.notifications.mail.wording.words import Counted, Labels, Letter, Wording

PLACES = re.compile(r"{(\w+)}")
LANGUAGES = list(Language.values)
OTHERS = [language for language in LANGUAGES if language != "en"]


def texts_of(value: object) -> list[str]:
    """All texts in a wording or a part of it, in order."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for part in value for text in texts_of(part)]
    if isinstance(value, dict):
        return [text for key in sorted(value) for text in texts_of(value[key])]
    if isinstance(value, Wording | Labels | Letter | Counted):
        return [text for field in fields(value) for text in texts_of(getattr(value, field.name))]
    return []


def test_there_is_a_wording_for_every_language():
    assert set(WORDINGS) == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_missing(language):
    wording = WORDINGS[language]
    assert wording.code == language
    assert set(wording.letters) == set(MailKind)
    assert all(text.strip() for text in texts_of(wording) if text not in (wording.group,))


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_names_what_the_original_names(language):
    for kind, letter in WORDINGS["en"].letters.items():
        other = WORDINGS[language].letters[kind]
        for mine, theirs in ((letter.subject, other.subject), ("".join(letter.paragraphs), "".join(other.paragraphs))):
            assert set(PLACES.findall(theirs)) == set(PLACES.findall(mine)), (language, kind)
    for name in ("greeting", "signature", "questions", "automatic", "from_time", "until_time", "joined", "date_form"):
        assert set(PLACES.findall(getattr(WORDINGS[language], name))) == set(
            PLACES.findall(getattr(WORDINGS["en"], name))
        ), (language, name)


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_left_in_english(language):
    english = {text for letter in WORDINGS["en"].letters.values() for text in texts_of(letter)}
    assert not english & {text for letter in WORDINGS[language].letters.values() for text in texts_of(letter)}


@pytest.mark.parametrize(
    ("language", "day", "amount", "nights", "one_night", "no_children"),
    [
        ("en", "Saturday, 1 March 2031", "€1,234.50", "2 nights", "1 night", "0 children"),
        ("de", "Samstag, 1. März 2031", "1.234,50\u00a0€", "2 Nächte", "1 Nacht", "0 Kinder"),
        ("fr", "samedi 1er mars 2031", "1\u202f234,50\u00a0€", "2 nuits", "1 nuit", "0 enfant"),
        ("es", "sábado, 1 de marzo de 2031", "1234,50\u00a0€", "2 noches", "1 noche", "0 niños"),
    ],
)
def test_dates_amounts_and_plurals_are_those_of_the_language(language, day, amount, nights, one_night, no_children):
    wording = WORDINGS[language]
    assert wording.day(date(2031, 3, 1)) == day
    assert wording.money(Decimal("1234.50"), "EUR") == amount
    assert wording.count(wording.nights, 2) == nights
    assert wording.count(wording.nights, 1) == one_night
    assert wording.count(wording.children, 0) == no_children


def test_amounts_of_other_currencies():
    english, spanish = WORDINGS["en"], WORDINGS["es"]
    assert english.money(Decimal("12345.00"), "JPY") == "¥12,345"
    assert english.money(Decimal("-10.00"), "GBP") == "−£10.00"
    assert english.money(Decimal("99.90"), "CHF") == "99.90\u00a0CHF"
    assert spanish.money(Decimal("12345.60"), "EUR") == "12.345,60\u00a0€"
    assert english.clock(english.from_time, time(15)) == "from 15:00"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(MailKind))
def test_every_mail_is_written(kind, language):
    occasion = sample(kind, language)
    letter = write_letter(occasion)
    assert letter.language == language
    for text in (letter.subject, letter.html, letter.text):
        assert "{" not in re.sub(r"(?s)<style>.*?</style>", "", text)
        assert "None" not in text
    assert f'<html lang="{language}"' in letter.html
    assert occasion.booking.confirmation_number in letter.text
    assert occasion.booking.confirmation_number in letter.html
    assert "Ada Lovelace" in letter.text


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        (MailKind.RECEIVED, "📋 Booking Request Received (NOT CONFIRMED) - SEA-2031-0042"),
        (MailKind.CONFIRMED, "✅ Booking Confirmed - Seaview - SEA-2031-0042"),
        (MailKind.CANCELLED, "❌ Booking Cancelled - Seaview - SEA-2031-0042"),
        (MailKind.DECLINED, "❌ Booking Cancelled - Seaview - SEA-2031-0042"),
        (MailKind.CANCELLED_BY_GUEST, "Booking Cancelled - Seaview - BK-2031-7K3M9Q"),
    ],
)
def test_subjects_are_those_that_clients_know(kind, subject):
    assert write_letter(sample(kind, "en")).subject == subject


def test_a_cancellation_names_the_reason_and_who_did_it():
    letter = write_letter(sample(MailKind.CANCELLED, "en"))
    assert "Reason: Burst pipe" in letter.text
    assert "Cancelled by: Grace Hopper" in letter.text
    assert "Cancellation fee: €50.00" in letter.text


def test_a_move_names_both_rooms():
    letter = write_letter(sample(MailKind.MOVED, "de"))
    assert "Ihr Zimmer: 204" in letter.text
    assert "Ihr bisheriges Zimmer: 101" in letter.text


def test_what_people_wrote_is_text_and_never_markup():
    occasion = sample(MailKind.CANCELLED, "en")
    occasion.booking.cancellation_reason = "<script>alert(1)</script> & {hotel}"
    occasion.booking.primary_first_name = "{0.__class__} <b>"
    letter = write_letter(occasion)
    assert "<script>" not in letter.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; {hotel}" in letter.html
    assert "<script>alert(1)</script> & {hotel}" in letter.text
    assert "{0.__class__} <b>" in letter.text


def test_day_use_has_no_nights():
    occasion = sample(MailKind.CONFIRMED, "en")
    occasion.booking.check_out = occasion.booking.check_in
    assert "Length of stay: Day use" in write_letter(occasion).text
