"""Promotions: codes that take something off."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from hotelmate.core.capabilities import MANAGE_RATES
from hotelmate.desk.dates import day_of_year
from hotelmate.desk.deeds import Done
from hotelmate.desk.forms import Amount, Choice, Day, DeskForm, Text, Version
from hotelmate.desk.frame import Desk, desk_page, show_part
from hotelmate.desk.settings.editing import SettingsDeed, choices_of, without_version
from hotelmate.desk.settings.hotel import Percent
from hotelmate.rooms import services
from hotelmate.rooms.models import Promotion
from hotelmate.rooms.queries import room_types_of
from hotelmate.rooms.rate_queries import get_promotion, promotions_of, rate_plans_of
from hotelmate.rooms.rate_rules import MOST_NIGHTS
from hotelmate.rooms.rules import HIGHEST_RATE

ONE_OF = ("room_type", "rate_plan")
# From a day to another, from one on, until one.
BOOKED = (_("Booked %(first)s to %(last)s"), _("Booked from %(first)s"), _("Booked until %(last)s"))
STAYED = (_("Nights %(first)s to %(last)s"), _("Nights from %(first)s"), _("Nights until %(last)s"))


class PromotionForm(DeskForm):
    """A promotion."""

    version = Version()
    code = Text(label=_("Code"), max_length=40, help_text=_("What guests type, in capitals or not."))
    name = Text(label=_("Name"), max_length=80)
    percent_off = Percent(label=_("Percent off"), initial=0)
    amount_off = Amount(
        label=_("Amount off"),
        max_value=HIGHEST_RATE,
        initial=0,
        help_text=_("Of the whole stay, after the percentage."),
    )
    book_from = Day(label=_("Booked from"), required=False)
    book_until = Day(label=_("Booked until"), required=False)
    stay_from = Day(label=_("First night from"), required=False)
    stay_until = Day(label=_("Last night until"), required=False)
    min_nights = forms.IntegerField(label=_("Nights at least"), min_value=1, max_value=MOST_NIGHTS, initial=1)
    max_nights = forms.IntegerField(label=_("Nights at most"), min_value=1, max_value=MOST_NIGHTS, required=False)
    room_type = Choice(label=_("Room type"), required=False)
    rate_plan = Choice(label=_("Rate plan"), required=False)

    def __init__(self, *args: Any, types: list[tuple[str, str]], plans: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room_type"].choices = [("", gettext("All types")), *types]  # type: ignore[attr-defined]
        self.fields["rate_plan"].choices = [("", gettext("All plans")), *plans]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Days run forwards."""
        values = dict(self.cleaned_data)
        for first, last in (("book_from", "book_until"), ("stay_from", "stay_until")):
            if values.get(first) and values.get(last) and values[last] < values[first]:
                self.add_error(last, gettext("The last day is not before the first."))
        return values


class PromotionDeed(SettingsDeed):
    """Something done with promotions."""

    page = "desk-settings-promotions"
    needs = MANAGE_RATES
    form_class: ClassVar[type[DeskForm] | None] = PromotionForm
    blames = {"PROMOTION_CODE_TAKEN": "code"}

    def form_options(self) -> dict[str, Any]:
        """All types and plans, also those of an old promotion."""
        hotel_id = self.desk.hotel.pk
        return {
            "types": choices_of(room_types_of(hotel_id, active=None)),
            "plans": choices_of(rate_plans_of(hotel_id, active=None)),
        }


class AddPromotion(PromotionDeed):
    """Add a promotion."""

    title = _("Add a promotion")
    submit = _("Add")

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Add it."""
        return self.save(
            lambda: services.create_promotion(actor=self.desk.actor, **promotion_values(values)),
            lambda added: gettext("%(code)s is added.") % {"code": added.code},
        )


class OnePromotion(PromotionDeed):
    """Something done with one promotion."""

    promotion: Promotion

    def prepare(self) -> None:
        """The promotion."""
        self.promotion = get_promotion(hotel_id=self.desk.hotel.pk, promotion_id=self.names["promotion_id"])

    def address(self, name: str) -> str:
        """Where something is done with this one."""
        return reverse(name, args=[self.promotion.pk])


class EditPromotion(OnePromotion):
    """Change a promotion, for what is booked from now on."""

    def heading(self) -> str:
        """Which one."""
        return gettext("Change %(code)s") % {"code": self.promotion.code}

    def initial(self) -> dict[str, Any]:
        """As it is."""
        own = {name: getattr(self.promotion, name) for name in PromotionForm.base_fields if name not in ONE_OF}
        return {**own, **{name: str(getattr(self.promotion, f"{name}_id") or "") for name in ONE_OF}}

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Save it."""
        return self.save(
            lambda: services.update_promotion(
                actor=self.desk.actor, promotion_id=self.promotion.pk, **promotion_values(values)
            ),
            lambda saved: gettext("%(code)s is saved.") % {"code": saved.code},
        )


class RetirePromotion(OnePromotion):
    """Take a promotion back."""

    title = _("Take the promotion back?")
    submit = _("Take back")
    form_class = None

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Retire it."""
        return self.save(
            lambda: services.retire_promotion(actor=self.desk.actor, promotion_id=self.promotion.pk),
            lambda retired: gettext("%(code)s is taken back.") % {"code": retired.code},
            undo=self.address("desk-settings-promotion-reinstate"),
        )


class ReinstatePromotion(OnePromotion):
    """Let a promotion be booked again."""

    title = _("Offer the promotion again?")
    submit = _("Offer again")
    form_class = None

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Reinstate it."""
        return self.save(
            lambda: services.reinstate_promotion(actor=self.desk.actor, promotion_id=self.promotion.pk),
            lambda sold: gettext("%(code)s may be booked again.") % {"code": sold.code},
            undo=self.address("desk-settings-promotion-retire"),
        )


def promotion_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a service takes of a promotion's form."""
    own = {name: value for name, value in without_version(values).items() if name not in ONE_OF}
    return {**own, **{f"{name}_id": int(values[name]) if values[name] else None for name in ONE_OF}}


@desk_page(needs=MANAGE_RATES)
def promotions_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All promotions, those that were taken back last."""
    found = promotions_of(desk.hotel.pk).select_related("room_type", "rate_plan")
    promotions = sorted(found, key=lambda one: not one.is_active)
    rows = [(one, takes_off(one, desk), holds_for(one), state_of(one, desk)) for one in promotions]
    parts = {"promotions": "manage/settings/promotions_part"}
    return show_part(request, desk, "manage/settings/promotions", {"rows": rows}, parts=parts)


def takes_off(promotion: Promotion, desk: Desk) -> str:
    """What a promotion takes off."""
    percent, amount = promotion.percent_off, promotion.amount_off
    parts = []
    if percent:
        parts.append(gettext("%(percent)s %%") % {"percent": f"{percent:f}".rstrip("0").rstrip(".")})
    if amount:
        parts.append(desk.wording.money(amount, desk.hotel.currency))
    return " + ".join(parts)


def holds_for(promotion: Promotion) -> list[str]:
    """For which stays it holds, in words."""
    low, high = promotion.min_nights, promotion.max_nights
    texts = [
        days_in_words(promotion.book_from, promotion.book_until, BOOKED),
        days_in_words(promotion.stay_from, promotion.stay_until, STAYED),
    ]
    if high is not None:
        texts.append(gettext("%(low)d to %(high)d nights") % {"low": low, "high": high})
    elif low > 1:
        texts.append(ngettext("%(count)d night or more", "%(count)d nights or more", low) % {"count": low})
    texts += [one.name for one in (promotion.room_type, promotion.rate_plan) if one is not None]
    return [text for text in texts if text] or [gettext("Every stay")]


def days_in_words(first: date | None, last: date | None, texts: Sequence[Promise | str]) -> str:
    """From when until when, in one of three texts; empty for always."""
    days = {"first": day_of_year(first) if first else "", "last": day_of_year(last) if last else ""}
    if first is None and last is None:
        return ""
    text = texts[0] if first and last else texts[1] if first else texts[2]
    return str(text) % days


def state_of(promotion: Promotion, desk: Desk) -> str:
    """Whether it can be booked today: retired, ahead, over, running."""
    if not promotion.is_active:
        return "retired"
    if promotion.book_from and desk.day < promotion.book_from:
        return "ahead"
    ended = (promotion.book_until, promotion.stay_until)
    return "over" if any(day is not None and day < desk.day for day in ended) else "running"
