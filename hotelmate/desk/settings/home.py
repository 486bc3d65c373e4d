"""The first page of the settings: what is set up, and what is not yet."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext

from hotelmate.core.capabilities import MANAGE_ROOMS
from hotelmate.desk.frame import Desk, desk_page, show_part
from hotelmate.desk.manage.sections import SETTINGS, Section, sections_of
from hotelmate.notifications.models import WebhookState
from hotelmate.notifications.webhooks.queries import endpoints_of
from hotelmate.rooms.queries import allowances_by_night, room_types_of, rooms_of
from hotelmate.rooms.rate_queries import nightly_rates_of, promotions_of, rate_plans_of
from hotelmate.staff.queries import staff_of

HOME = "desk-settings"
AHEAD = timedelta(days=30)
MOST_NAMES = 4


@dataclass(frozen=True, slots=True)
class Card:
    """A section: what is set up in it, and whether somebody should look."""

    section: Section
    says: str
    is_todo: bool = False


Said = tuple[str, bool]


def _hotel(desk: Desk) -> Said:
    hotel = desk.hotel
    return f"{hotel.name} · {hotel.timezone.replace('_', ' ')} · {hotel.currency}", False


def _types(desk: Desk) -> Said:
    names = [one.name for one in room_types_of(desk.hotel.pk)]
    return listed(names) or gettext("None yet: add what kinds of rooms you sell."), not names


def _rooms(desk: Desk) -> Said:
    floors = list(rooms_of(desk.hotel.pk).values_list("floor", flat=True))
    if not floors:
        return gettext("None yet: add them all at once, by their numbers."), True
    rooms = ngettext("%(count)d room", "%(count)d rooms", len(floors)) % {"count": len(floors)}
    named = len(set(floors) - {""})
    if not named:
        return rooms, False
    return ngettext("%(rooms)s on %(count)d floor", "%(rooms)s on %(count)d floors", named) % {
        "rooms": rooms,
        "count": named,
    }, False


def _plans(desk: Desk) -> Said:
    names = [plan.name for plan in rate_plans_of(desk.hotel.pk)]
    return listed(names) or gettext("None: rooms are sold at the prices of their types."), False


def _nights(desk: Desk) -> Said:
    said = nightly_rates_of(hotel_id=desk.hotel.pk, from_date=desk.day, to_date=desk.day + AHEAD)
    nights = len(set(said.values_list("night", flat=True)))
    if not nights:
        return gettext("The next 30 nights are as usual."), False
    return ngettext(
        "%(count)d of the next 30 nights has terms of its own.",
        "%(count)d of the next 30 nights have terms of their own.",
        nights,
    ) % {"count": nights}, False


def _promotions(desk: Desk) -> Said:
    codes = list(promotions_of(desk.hotel.pk, active=True).values_list("code", flat=True))
    return listed(codes) or gettext("None."), False


def _allowances(desk: Desk) -> Said:
    nights = len(
        {
            night
            for _, night in allowances_by_night(hotel_id=desk.hotel.pk, from_date=desk.day, to_date=desk.day + AHEAD)
        }
    )
    if not nights:
        return gettext("None in the next 30 nights."), False
    return ngettext("In %(count)d of the next 30 nights.", "In %(count)d of the next 30 nights.", nights) % {
        "count": nights
    }, False


def _staff(desk: Desk) -> Said:
    people = staff_of(desk.hotel.pk).count()
    return ngettext("%(count)d person", "%(count)d people", people) % {"count": people}, people < 2


def _roles(desk: Desk) -> Said:
    return gettext("Who may do what, to look at."), False


def _webhooks(desk: Desk) -> Said:
    states = list(endpoints_of(desk.hotel.pk).values_list("state", flat=True))
    stopped = states.count(WebhookState.DISABLED)
    if stopped:
        return ngettext("%(count)d is stopped.", "%(count)d are stopped.", stopped) % {"count": stopped}, True
    if not states:
        return gettext("None: no program of yours listens."), False
    return ngettext("%(count)d webhook", "%(count)d webhooks", len(states)) % {"count": len(states)}, False


SAYS: Mapping[str, Callable[[Desk], Said]] = {
    "desk-settings-hotel": _hotel,
    "desk-settings-types": _types,
    "desk-settings-rooms": _rooms,
    "desk-settings-plans": _plans,
    "desk-settings-nights": _nights,
    "desk-settings-promotions": _promotions,
    "desk-settings-allowances": _allowances,
    "desk-settings-staff": _staff,
    "desk-settings-roles": _roles,
    "desk-settings-webhooks": _webhooks,
}


@desk_page(needs=MANAGE_ROOMS)
def settings_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All sections that this person may open, each with what is set up."""
    sections = [section for section in sections_of(desk.actor, SETTINGS) if section.url != HOME]
    cards = [Card(section, *SAYS[section.url](desk)) for section in sections]
    parts = {"settings": "manage/settings/index_part"}
    return show_part(request, desk, "manage/settings/index", {"cards": cards}, parts=parts)


def listed(names: list[str]) -> str:
    """The first of these names, and how many more there are."""
    more = len(names) - MOST_NAMES
    shown = ", ".join(names[:MOST_NAMES])
    if more <= 0:
        return shown
    return ngettext("%(names)s and %(count)d more", "%(names)s and %(count)d more", more) % {
        "names": shown,
        "count": more,
    }
