"""Refusals in the reader's language."""

from django.utils.translation import get_language

from hotelmate.core.errors import Refusal
from hotelmate.desk.dates import with_days_in_words
from hotelmate.desk.refusal_words import FOR_PROGRAMS, SENTENCES

ENGLISH = "en"


def in_words(refusal: Refusal) -> str:
    """Why something is refused, and what to do instead."""
    return sentence(refusal.code, refusal.message)


def sentence(code: str, message: str) -> str:
    """The same from a code and the service's own message, as lists of actions carry them.

    In English the message is shown, which is about the very record; elsewhere the code's sentence is.
    """
    in_english = (get_language() or ENGLISH) == ENGLISH
    if code not in SENTENCES or (in_english and code not in FOR_PROGRAMS):
        return with_days_in_words(message)
    return str(SENTENCES[code])
