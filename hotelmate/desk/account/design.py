"""What the design page shows: every token, and every component with something in it."""

import re
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hotelmate.desk import words
from hotelmate.desk.forms import Amount, Choice, Clock, Day, DeskForm, Note, Radio, Several, Text
from hotelmate.desk.frame import Desk

GROUNDS = ("page", "surface", "raised", "sunken", "accent-soft", "today", "weekend")
INKS = ("ink", "ink-2", "ink-3", "accent", "danger", "warn", "ok")
LINES = ("line", "line-strong", "focus")
SIZES = ("t-1", "t0", "t1", "t2", "t3", "t4")
DISTANCES = ("s1", "s2", "s3", "s4", "s5", "s6")
GUESTS = ("Quackenbush", "Fotheringham")
RADII = ("rad-s", "rad", "rad-l")
SPRITE = Path(__file__).parent.parent.parent / "core" / "static" / "look" / "icons.svg"


class EveryFieldForm(DeskForm):
    """One field of each kind."""

    text = Text(label=_("A line of text"), help_text=_("What it is for, in a sentence."))
    amount = Amount(label=_("An amount"))
    day = Day(label=_("A day"))
    clock = Clock(label=_("A time"), required=False)
    choice = Choice(label=_("One of several"), choices=[("a", _("The first")), ("b", _("The second"))])
    note = Note(label=_("Several lines"))
    radio = Radio(label=_("One of a few"), choices=[("a", _("This one")), ("b", _("That one"))])
    several = Several(label=_("Some of a few"), choices=[("a", _("Breakfast")), ("b", _("Parking"))], required=False)
    check = forms.BooleanField(label=_("Yes or no"), required=False)


@cache
def icons() -> Sequence[str]:
    """The names of all icons of the sprite."""
    return sorted(re.findall(r'id="([a-z0-9-]+)"', SPRITE.read_text()))


def design_context(desk: Desk) -> dict[str, Any]:
    """Everything that the page shows."""
    filled = {"text": GUESTS[0], "amount": "120.00", "choice": "a", "radio": "a", "several": ["b"], "check": True}
    return {
        "grounds": GROUNDS,
        "inks": INKS,
        "lines": LINES,
        "sizes": SIZES,
        "distances": DISTANCES,
        "radii": RADII,
        "icons": icons(),
        "guests": GUESTS,
        "room_statuses": list(words.ROOM_STATUS),
        "booking_statuses": list(words.BOOKING_STATUS),
        "form": EveryFieldForm(desk, initial=filled | {"day": desk.day}, prefix="filled"),
        "wrong_form": EveryFieldForm(desk, {"wrong-text": "", "wrong-amount": "-1"}, prefix="wrong"),
        "amount": Decimal("1290.50"),
        "moment_now": desk.hotel.now(),
        "moment_before": desk.hotel.now() - timedelta(days=1, hours=3),
    }
