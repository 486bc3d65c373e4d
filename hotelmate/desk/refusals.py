"""Refusals in the reader's language: a sentence for each code; the service's own words where there is none, or in English."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language

from hotelmate.core.errors import Refusal

# In English the service's own words are shown: they are about the very record. Elsewhere the code's sentence is.
SENTENCES: Mapping[str, Promise] = {}


def in_words(refusal: Refusal) -> str:
    """Why something is refused, and what to do instead."""
    return sentence(refusal.code, refusal.message)


def sentence(code: str, message: str) -> str:
    """The same from a code and the service's own message, as lists of actions carry them."""
    if (get_language() or "en") == "en" or code not in SENTENCES:
        return message
    return str(SENTENCES[code])
