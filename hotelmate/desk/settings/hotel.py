"""The hotel itself: names, times, what it asks for and when; each group of settings in a card, changed in a dialog."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from hotelmate.core.capabilities import MANAGE_HOTEL
from hotelmate.desk.deeds import Done
from hotelmate.desk.forms import Choice, Clock, DeskForm, Radio, Text, Version, saved
from hotelmate.desk.frame import Desk, desk_page, show_part
from hotelmate.desk.settings.editing import SettingsDeed, without_version
from hotelmate.desk.settings.policy import PolicyForm, as_filled_in, policy_sentences
from hotelmate.desk.settings.precheckin import PrecheckinForm, as_config, as_picked, asked_for
from hotelmate.hotel.models import Hotel, Inspection, Language
from hotelmate.hotel.queries import get_hotel
from hotelmate.hotel.rules import CURRENCIES, LIMITS, known_timezones
from hotelmate.hotel.services import update_settings

HOUR, DAY = 60, 24 * 60


def timezones() -> list[tuple[str, list[tuple[str, str]]]]:
    """All time zones by their part of the world."""
    regions: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(known_timezones()):
        regions.setdefault(name.partition("/")[0], []).append((name, name.replace("_", " ")))
    return list(regions.items())


class Minutes(forms.IntegerField):
    """A stretch of time in minutes."""

    def __init__(self, setting: str, **kwargs: Any) -> None:
        least, most = LIMITS[setting]
        super().__init__(min_value=least, max_value=most, **kwargs)


class Days(Minutes):
    """A number of days."""


class Percent(forms.DecimalField):
    """A share of a hundred."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=100, max_digits=5, decimal_places=2, **kwargs)
        self.widget.attrs["inputmode"] = "decimal"


class HouseForm(DeskForm):
    """What the hotel is called, and where it is."""

    version = Version()
    name = Text(label=_("Name"), max_length=120)
    phone = Text(label=_("Telephone"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    timezone = Choice(label=_("Time zone"), choices=timezones)
    currency = Choice(label=_("Currency"), choices=[(code, code) for code in sorted(CURRENCIES)])
    language = Choice(
        label=_("Language"),
        choices=Language.choices,
        help_text=_("Of the desk, and of what guests are written, unless they choose another."),
    )


class TimesForm(DeskForm):
    """When guests come and go, and when the day turns."""

    version = Version()
    check_in_from = Clock(label=_("Check-in from"))
    check_out_by = Clock(label=_("Check-out by"))
    early_check_in_from = Clock(
        label=_("Early check-in from"), help_text=_("Nobody is checked in before, whatever was agreed.")
    )
    late_arrival_cutoff = Clock(
        label=_("Late arrivals until"),
        help_text=_("In the night after the day of arrival. Then a no-show is proposed."),
    )
    day_rollover = Clock(
        label=_("The business day turns at"), help_text=_("Before this time, last night is still today. Noon at most.")
    )


class BookingsForm(DeskForm):
    """How bookings come to be confirmed."""

    version = Version()
    requires_approval = forms.BooleanField(label=_("Somebody approves what guests book online"), required=False)
    approval_window_minutes = Minutes(
        "approval_window_minutes",
        label=_("Time to approve"),
        help_text=_("In minutes. Then the booking expires, and the hold on the card is released."),
    )
    unpaid_hold_minutes = Minutes(
        "unpaid_hold_minutes",
        label=_("Time to pay online"),
        help_text=_("In minutes. So long the room is kept for somebody who has not paid yet."),
    )


class MoneyForm(DeskForm):
    """Tax, and what not coming costs."""

    version = Version()
    vat_percent = Percent(label=_("Value-added tax"), help_text=_("In percent."))
    prices_include_vat = forms.BooleanField(label=_("Prices include the tax"), required=False)
    no_show_fee_percent = Percent(
        label=_("No-show fee"), help_text=_("In percent of the price: what somebody pays who does not come.")
    )


class CleaningForm(DeskForm):
    """Who looks at a cleaned room."""

    version = Version()
    inspection = Radio(
        label=_("A cleaned room is ready for a guest"),
        choices=[
            (Inspection.NONE.value, _("at once, without inspection")),
            (Inspection.ANYONE.value, _("when somebody who may has inspected it")),
            (Inspection.SECOND_PERSON.value, _("when somebody other than the cleaner has inspected it")),
        ],
    )


class GuestsForm(DeskForm):
    """What guests are written, and how long their data are kept."""

    version = Version()
    pre_arrival_mail_days = Days(
        "pre_arrival_mail_days",
        label=_("Reminder before arrival"),
        help_text=_("In days, with the link to check in online. 0 for no reminder."),
    )
    tell_guest_room_assigned = forms.BooleanField(
        label=_("Guests hear which room they will have before they arrive"), required=False
    )
    retention_days = Days(
        "retention_days",
        label=_("Personal data are kept after departure"),
        help_text=_("In days. Then guests are erased by themselves; bookings and figures stay."),
    )


class EditHotel(SettingsDeed):
    """Change some of the hotel's settings."""

    page = "desk-settings-hotel"
    needs = MANAGE_HOTEL
    hotel: Hotel

    def prepare(self) -> None:
        """The settings as they are now."""
        self.hotel = get_hotel(self.desk.hotel.slug)

    def initial(self) -> dict[str, Any]:
        """As it is."""
        return {"version": self.hotel.version, **self.filled_in()}

    def filled_in(self) -> dict[str, Any]:
        """What the form says of the settings."""
        assert self.form_class is not None
        return {name: getattr(self.hotel, name) for name in self.form_class.base_fields}

    def settings(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The settings that the form means."""
        return without_version(values)

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Save them."""
        return self.save(
            lambda: update_settings(actor=self.desk.actor, **self.settings(values)), lambda hotel: gettext("Saved.")
        )


class EditHouse(EditHotel):
    """Change what the hotel is called and where it is."""

    title = _("Name and place")
    form_class = HouseForm


class EditTimes(EditHotel):
    """Change when guests come and go."""

    title = _("Times")
    form_class = TimesForm


class EditBookings(EditHotel):
    """Change how bookings come to be confirmed."""

    title = _("Online bookings")
    form_class = BookingsForm


class EditMoney(EditHotel):
    """Change tax and fees."""

    title = _("Tax and no-show fee")
    form_class = MoneyForm


class EditCleaning(EditHotel):
    """Change who inspects."""

    title = _("Inspection")
    form_class = CleaningForm


class EditGuests(EditHotel):
    """Change what guests are written and how long their data are kept."""

    title = _("Guests")
    form_class = GuestsForm


class EditPolicy(EditHotel):
    """Change what a cancellation costs."""

    title = _("Cancellation")
    form_class = PolicyForm

    def filled_in(self) -> dict[str, Any]:
        """The policy, step by step."""
        return as_filled_in(self.hotel.cancellation_policy)

    def settings(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The policy that the form means."""
        return {"cancellation_policy": values["policy"]}


class EditPrecheckin(EditHotel):
    """Change what guests are asked before they arrive."""

    title = _("Online check-in")
    form_class = PrecheckinForm

    def filled_in(self) -> dict[str, Any]:
        """Each question."""
        return as_picked(self.hotel.precheckin_config)

    def settings(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The questions that the form means."""
        return {"precheckin_config": as_config(values)}


DEEDS: Mapping[str, type[EditHotel]] = {
    "house": EditHouse,
    "times": EditTimes,
    "bookings": EditBookings,
    "money": EditMoney,
    "policy": EditPolicy,
    "cleaning": EditCleaning,
    "guests": EditGuests,
    "precheckin": EditPrecheckin,
}


@dataclass(frozen=True, slots=True)
class Card:
    """A group of settings: its heading, where it is changed, and what it says."""

    key: str
    title: Promise | str
    icon: str
    url: str
    facts: Sequence[tuple[str, str]] = ()
    sentences: Sequence[str] = ()


ICONS = {
    "house": "door-open",
    "times": "clock",
    "bookings": "calendar-check",
    "money": "receipt",
    "policy": "undo-2",
    "cleaning": "clipboard-check",
    "guests": "mail",
    "precheckin": "list",
}


def cards(desk: Desk) -> list[Card]:
    """All groups, as they are."""
    hotel = desk.hotel
    sentences = {
        "policy": policy_sentences(hotel.cancellation_policy, desk),
        "precheckin": asked_for(hotel.precheckin_config),
    }
    return [
        Card(
            key,
            deed.title,
            ICONS[key],
            reverse(f"desk-settings-hotel-{key}"),
            facts=() if key in sentences else facts(desk, deed.form_class),
            sentences=sentences.get(key, ()),
        )
        for key, deed in DEEDS.items()
    ]


def facts(desk: Desk, form_class: type[DeskForm] | None) -> list[tuple[str, str]]:
    """The settings of a form by their labels, in words."""
    assert form_class is not None
    form = form_class(desk, initial={name: getattr(desk.hotel, name) for name in form_class.base_fields})
    return [(str(field.label), in_words(field)) for field in form.visible_fields()]


def in_words(field: forms.BoundField) -> str:
    """What a field holds, with its unit."""
    if isinstance(field.field, Days):
        return days_in_words(field.initial)
    if isinstance(field.field, Minutes):
        return minutes_in_words(field.initial)
    if isinstance(field.field, Percent):
        return gettext("%(number)s %%") % {"number": f"{field.initial:f}".rstrip("0").rstrip(".")}
    return saved(field)


def minutes_in_words(minutes: int) -> str:
    """A stretch of time in the largest unit that fits it."""
    if minutes % DAY == 0 and minutes > DAY:
        return days_in_words(minutes // DAY)
    if minutes % HOUR == 0:
        hours = minutes // HOUR
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def days_in_words(days: int) -> str:
    """So many days."""
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


@desk_page(needs=MANAGE_HOTEL)
def hotel_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All settings of the hotel."""
    context = {"cards": cards(desk)}
    return show_part(request, desk, "manage/settings/hotel", context, parts={"hotel": "manage/settings/hotel_cards"})
