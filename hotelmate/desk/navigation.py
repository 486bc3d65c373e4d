"""The parts of the desk: where they are, and who may open them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hotelmate.core import capabilities as c
from hotelmate.core.actor import Actor


@dataclass(frozen=True, slots=True)
class Place:
    """One part of the desk. `needs` is a capability, `url` the name of its first page, `short` its label on a phone."""

    key: str
    label: Promise
    short: Promise
    icon: str
    url: str
    needs: str


PLACES = (
    Place("today", _("Today"), pgettext_lazy("on a phone", "Today"), "door-open", "desk-today", c.VIEW_ROOMS),
    Place("plan", _("Room plan"), pgettext_lazy("on a phone", "Plan"), "calendar-days", "desk-plan", c.VIEW_BOOKINGS),
    Place(
        "housekeeping",
        _("Housekeeping"),
        pgettext_lazy("on a phone", "Cleaning"),
        "brush-cleaning",
        "desk-housekeeping",
        c.VIEW_HOUSEKEEPING,
    ),
    Place(
        "maintenance",
        _("Maintenance"),
        pgettext_lazy("on a phone", "Repairs"),
        "wrench",
        "desk-maintenance",
        c.VIEW_HOUSEKEEPING,
    ),
    Place(
        "approvals",
        _("Approvals"),
        pgettext_lazy("on a phone", "Approvals"),
        "shield-check",
        "desk-approvals",
        c.DECIDE_BOOKING,
    ),
    Place(
        "manage",
        _("Manage"),
        pgettext_lazy("on a phone", "Manage"),
        "chart-no-axes-column",
        "desk-manage",
        c.VIEW_REPORTS,
    ),
)


def places_of(actor: Actor) -> Sequence[Place]:
    """The parts that this person may open."""
    return [place for place in PLACES if actor.may(place.needs)]
