"""The rate calendar: what each night of each type costs, whether it is sold online, and how long a stay over it must be."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from hotelmate.core.capabilities import MANAGE_RATES
from hotelmate.desk.deeds import Done
from hotelmate.desk.forms import Amount, Choice, Day, DeskForm, Several
from hotelmate.desk.frame import Desk, desk_page, show_part
from hotelmate.desk.settings.editing import SettingsDeed, choices_of
from hotelmate.desk.settings.nights_grid import NightsGrid
from hotelmate.desk.settings.window import window_of
from hotelmate.rooms import services
from hotelmate.rooms.models import RoomType
from hotelmate.rooms.queries import room_types_of
from hotelmate.rooms.rate_queries import rate_plans_of
from hotelmate.rooms.rate_rules import LONGEST_MIN_STAY
from hotelmate.rooms.rules import HIGHEST_RATE

ALL_PLANS = ""
AS_IT_IS, STOP, SELL = "", "stop", "sell"
EVERY_DAY = [str(number) for number in range(1, 8)]


class NightsForm(DeskForm):
    """Nights of some types, in one plan or in all."""

    room_types = Several(label=_("Room types"))
    from_date = Day(label=_("First night"))
    to_date = Day(label=_("Last night"))
    rate_plan = Choice(label=_("Rate plan"), required=False)

    def __init__(self, *args: Any, types: list[tuple[str, str]], plans: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room_types"].choices = types  # type: ignore[attr-defined]
        self.fields["rate_plan"].choices = [(ALL_PLANS, gettext("All plans")), *plans]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The nights run forwards."""
        values = dict(self.cleaned_data)
        first, last = values.get("from_date"), values.get("to_date")
        if first and last and last < first:
            self.add_error("to_date", gettext("The last night is not before the first."))
        return values


class SetNightsForm(NightsForm):
    """What is to hold for nights. What is left empty stays as it is."""

    weekdays = Several(
        label=_("On these weekdays"),
        choices=[(str(number + 1), name) for number, name in WEEKDAYS_ABBR.items()],
        initial=EVERY_DAY,
    )
    price = Amount(
        label=_("Price of a night"),
        max_value=HIGHEST_RATE,
        required=False,
        help_text=_("Empty: as it is. The plan's percentage comes on top, unless one plan is chosen."),
    )
    usual_price = forms.BooleanField(label=_("Back to the usual price"), required=False)
    sale = Choice(
        label=_("Sold online"),
        required=False,
        choices=[(AS_IT_IS, _("As it is")), (STOP, _("Not sold")), (SELL, _("Sold"))],
    )
    min_stay = forms.IntegerField(
        label=_("Shortest stay, in nights"),
        min_value=1,
        max_value=LONGEST_MIN_STAY,
        required=False,
        help_text=_("Empty: as it is. 1 for none."),
    )

    def clean(self) -> dict[str, Any]:
        """A price, or none."""
        values = super().clean()
        if values.get("price") is not None and values.get("usual_price"):
            self.add_error("usual_price", gettext("Give a price, or go back to the usual one."))
        return values


class NightsDeed(SettingsDeed):
    """Something done with nights; the address may name them: `?types=1,2&from_date=…&to_date=…&rate_plan=…`."""

    page = "desk-settings-nights"
    needs = MANAGE_RATES

    def prepare(self) -> None:
        """The types and plans that are sold."""
        self.types = choices_of(room_types_of(self.desk.hotel.pk))
        self.plans = choices_of(rate_plans_of(self.desk.hotel.pk))

    def form_options(self) -> dict[str, Any]:
        """What to choose from."""
        return {"types": self.types, "plans": self.plans}

    def initial(self) -> dict[str, Any]:
        """Tonight, all types where none is named."""
        named = [one for one in self.request.GET.get("types", "").split(",") if one]
        day = self.desk.day.isoformat()
        return {"room_types": named or [key for key, _ in self.types], "from_date": day, "to_date": day}

    def nights(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Which nights a service is asked for."""
        return {
            "room_type_ids": values["room_types"],
            "from_date": values["from_date"],
            "to_date": values["to_date"] + timedelta(days=1),
            "rate_plan_id": values["rate_plan"] or None,
        }

    def said(self, types: list[RoomType], values: Mapping[str, Any]) -> str:
        """Which nights were changed."""
        nights = (values["to_date"] - values["from_date"]).days + 1
        count = ngettext("%(count)d night", "%(count)d nights", nights) % {"count": nights}
        names = ", ".join(one.name for one in types)
        return gettext("Saved for %(nights)s: %(types)s.") % {"nights": count, "types": names}


class SetNights(NightsDeed):
    """Say what holds for nights: a price, a stop, a shortest stay."""

    title = _("Change nights")
    form_class = SetNightsForm

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Save it for all of them."""
        return self.save(
            lambda: services.set_nightly_rates_of_types(
                actor=self.desk.actor,
                weekdays=[int(number) for number in values["weekdays"]],
                **self.nights(values),
                **what_holds(values),
            ),
            lambda types: self.said(types, values),
        )


class ClearNights(NightsDeed):
    """Let nights be as any other again."""

    title = _("Clear nights")
    submit = _("Clear")
    form_class = NightsForm

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Forget what was said of them, in the plan that is chosen, or for all plans."""
        return self.save(
            lambda: services.clear_nightly_rates_of_types(actor=self.desk.actor, **self.nights(values)),
            lambda types: self.said(types, values),
        )


def what_holds(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a service is told of the nights: only what was filled in."""
    told: dict[str, Any] = {}
    if values["usual_price"]:
        told["price"] = None
    elif values["price"] is not None:
        told["price"] = values["price"]
    if values["sale"]:
        told["stop_sell"] = values["sale"] == STOP
    if values["min_stay"] is not None:
        told["min_stay"] = values["min_stay"] if values["min_stay"] > 1 else None
    return told


@desk_page(needs=MANAGE_RATES)
def nights_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The calendar, in one plan or for all plans."""
    plans = list(rate_plans_of(desk.hotel.pk))
    asked = request.GET.get("plan", "")
    plan = next((one for one in plans if str(one.pk) == asked), None)
    window = window_of(request, desk, plan=str(plan.pk) if plan is not None else "")
    types = list(room_types_of(desk.hotel.pk))
    context = {
        "window": window,
        "plan": plan,
        "plans": [(one, one == plan, f"?{plan_query(window.first, window.days, str(one.pk))}") for one in plans],
        "all_plans": f"?{plan_query(window.first, window.days, '')}",
        "types": types,
        "grid": NightsGrid(desk, types, plan, window).html() if types else "",
    }
    return show_part(request, desk, "manage/settings/nights", context, parts={"nights": "manage/settings/nights_part"})


def plan_query(first: date, days: int, plan: str) -> str:
    """The rest of the address that shows these days in a plan."""
    return f"from={first.isoformat()}&days={days}&plan={plan}"
