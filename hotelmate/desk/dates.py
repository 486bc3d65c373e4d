"""Days and moments as the reader's language writes them: where the point stands, and what comes first."""

import re
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import pgettext

ISO_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")


def short_day(value: date) -> str:
    """With its weekday: Sat 28 Nov."""
    return date_format(value, pgettext("format of a date", "D j M"))


def day_with_year(value: date) -> str:
    """Sat 28 Nov 2026."""
    return date_format(value, pgettext("format of a date", "D j M Y"))


def long_day(value: date) -> str:
    """In full, without the year: Saturday 28 November."""
    return date_format(value, pgettext("format of a date", "l j F"))


def day_of_month(value: date) -> str:
    """Without its weekday: 28 Nov."""
    return date_format(value, pgettext("format of a date", "j M"))


def day_of_year(value: date) -> str:
    """Without its weekday: 28 Nov 2026."""
    return date_format(value, pgettext("format of a date", "j M Y"))


def day_and_time(local: datetime) -> str:
    """A moment on the hotel's clocks: Sat 28 Nov 14:30."""
    return f"{short_day(local)} {local:%H:%M}"


def with_days_in_words(text: str) -> str:
    """A sentence whose dates are written as programs write them, for people."""
    return ISO_DAY.sub(lambda found: short_day(date.fromisoformat(found[0])), text)
