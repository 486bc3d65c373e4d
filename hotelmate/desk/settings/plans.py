"""Rate plans: the terms under which rooms are sold, and what the types cost in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotelmate.core.capabilities import MANAGE_RATES
from hotelmate.desk.deeds import Done
from hotelmate.desk.forms import Amount, DeskForm, Note, Text
from hotelmate.desk.frame import Desk, desk_page, show_part
from hotelmate.desk.settings.editing import SettingsDeed, why_not
from hotelmate.desk.settings.policy import HOTELS, KINDS, PolicyForm, as_filled_in, policy_sentences
from hotelmate.rooms import services
from hotelmate.rooms.models import RatePlan, RoomType
from hotelmate.rooms.pricing import adjusted
from hotelmate.rooms.queries import get_room_type, room_types_of
from hotelmate.rooms.rate_queries import get_rate_plan, plan_prices_of, rate_plans_of
from hotelmate.rooms.rate_rules import LEAST_PERCENT, MOST_PERCENT, default_retired
from hotelmate.rooms.rules import HIGHEST_RATE

OWN = ("name", "code", "percent", "description", "is_default")


class PlanForm(PolicyForm):
    """A rate plan with its cancellation policy."""

    kinds = {HOTELS: _("As the hotel's"), **KINDS}
    name = Text(label=_("Name"), max_length=80, help_text=_("What guests read, such as Flexible."))
    code = Text(label=_("Code"), max_length=20, help_text=_("Short, such as FLEX."))
    percent = forms.DecimalField(
        label=_("Percent"),
        min_value=LEAST_PERCENT,
        max_value=MOST_PERCENT,
        max_digits=5,
        decimal_places=2,
        initial=Decimal(0),
        help_text=_("On top of the types' prices, such as 10; or off them, such as -10."),
    )
    is_default = forms.BooleanField(label=_("Sold when nobody names a plan"), required=False)
    description = Note(label=_("Description"), max_length=500)


class PlanPriceForm(DeskForm):
    """What a night of a type costs in a plan."""

    price = Amount(label=_("Price of a night"), max_value=HIGHEST_RATE, required=False)


class PlanDeed(SettingsDeed):
    """Something done with rate plans."""

    page = "desk-settings-plans"
    needs = MANAGE_RATES
    form_class: ClassVar[type[DeskForm] | None] = PlanForm
    blames = {"RATE_PLAN_CODE_TAKEN": "code", "DEFAULT_RATE_PLAN": "is_default", "RATE_PLAN_RETIRED": "is_default"}


class AddPlan(PlanDeed):
    """Add a rate plan."""

    title = _("Add a rate plan")
    submit = _("Add")

    def initial(self) -> dict[str, Any]:
        """With the hotel's policy."""
        return {"kind": HOTELS}

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Add it."""
        return self.save(
            lambda: services.create_rate_plan(actor=self.desk.actor, **plan_values(values)),
            lambda plan: gettext("%(name)s is added.") % {"name": plan.name},
        )


class OnePlan(PlanDeed):
    """Something done with one rate plan."""

    plan: RatePlan

    def prepare(self) -> None:
        """The plan."""
        self.plan = get_rate_plan(hotel_id=self.desk.hotel.pk, rate_plan_id=self.names["rate_plan_id"])

    def address(self, name: str) -> str:
        """Where something is done with this plan."""
        return reverse(name, args=[self.plan.pk])


class EditPlan(OnePlan):
    """Change a rate plan, for what is sold from now on."""

    def heading(self) -> str:
        """Which one."""
        return gettext("Change %(name)s") % {"name": self.plan.name}

    def initial(self) -> dict[str, Any]:
        """As it is."""
        own = self.plan.cancellation_policy
        policy = {"kind": HOTELS} if own is None else as_filled_in(own)
        return {"version": self.plan.version, **{name: getattr(self.plan, name) for name in OWN}, **policy}

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Save it."""
        return self.save(
            lambda: services.update_rate_plan(actor=self.desk.actor, rate_plan_id=self.plan.pk, **plan_values(values)),
            lambda plan: gettext("%(name)s is saved.") % {"name": plan.name},
        )


class RetirePlan(OnePlan):
    """Sell a plan no more."""

    title = _("Retire the rate plan?")
    submit = _("Retire")
    form_class = None

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Retire it; bookings keep its terms."""
        return self.save(
            lambda: services.retire_rate_plan(actor=self.desk.actor, rate_plan_id=self.plan.pk),
            lambda plan: gettext("%(name)s is sold no more.") % {"name": plan.name},
            undo=self.address("desk-settings-plan-reinstate"),
        )


class ReinstatePlan(OnePlan):
    """Sell a retired plan again."""

    title = _("Sell the rate plan again?")
    submit = _("Sell again")
    form_class = None

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Reinstate it."""
        return self.save(
            lambda: services.reinstate_rate_plan(actor=self.desk.actor, rate_plan_id=self.plan.pk),
            lambda plan: gettext("%(name)s is sold again.") % {"name": plan.name},
            undo=self.address("desk-settings-plan-retire"),
        )


class SetPlanPrice(OnePlan):
    """Say what a night of a type costs in a plan."""

    form_class = PlanPriceForm
    body = "desk/manage/settings/plan_price_body.html"
    room_type: RoomType

    def prepare(self) -> None:
        """The plan and the type, and what the price would be without one of its own."""
        super().prepare()
        self.room_type = get_room_type(hotel_id=self.desk.hotel.pk, room_type_id=self.names["room_type_id"])

    def heading(self) -> str:
        """Of which type, in which plan."""
        return gettext("%(type)s in %(plan)s") % {"type": self.room_type.name, "plan": self.plan.name}

    def initial(self) -> dict[str, Any]:
        """Its own price, if there is one."""
        prices = plan_prices_of([self.plan])[self.plan.pk]
        return {"price": next((one.price for one in prices if one.room_type_id == self.room_type.pk), None)}

    def context(self) -> dict[str, Any]:
        """What it costs without a price of its own."""
        return {"usual": adjusted(self.room_type.base_rate, self.plan.percent)}

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Save it."""
        return self.save(
            lambda: services.set_plan_price(
                actor=self.desk.actor,
                rate_plan_id=self.plan.pk,
                room_type_id=self.room_type.pk,
                price=values["price"],
            ),
            lambda plan: gettext("The price is saved."),
        )


def plan_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a service takes of a plan's form."""
    given = {name: values[name] for name in OWN}
    return {**given, "cancellation_policy": values["policy"]}


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan, its policy in words, and why it cannot be retired."""

    plan: RatePlan
    sentences: Sequence[str]
    cannot_retire: str


@dataclass(frozen=True, slots=True)
class PriceCell:
    """What a night of a type costs in a plan, and whether that is its own price there."""

    plan: RatePlan
    amount: Decimal
    is_own: bool


@desk_page(needs=MANAGE_RATES)
def plans_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All plans, and the prices of the types in those that are sold."""
    plans = sorted(
        rate_plans_of(desk.hotel.pk, active=None), key=lambda plan: (not plan.is_active, not plan.is_default)
    )
    sold = [plan for plan in plans if plan.is_active]
    context = {"plans": [plan_row(plan, desk) for plan in plans], "sold": sold, "prices": price_rows(desk, sold)}
    return show_part(request, desk, "manage/settings/plans", context, parts={"plans": "manage/settings/plans_part"})


def plan_row(plan: RatePlan, desk: Desk) -> PlanRow:
    """A plan as the page shows it."""
    own = plan.cancellation_policy
    sentences = [gettext("As the hotel's.")] if own is None else policy_sentences(own, desk)
    return PlanRow(plan, sentences, why_not(default_retired(is_default=plan.is_default)))


def price_rows(desk: Desk, plans: Sequence[RatePlan]) -> list[tuple[RoomType, list[PriceCell]]]:
    """By type what a night costs in each plan, on nights of which nothing is said."""
    own = {
        (price.rate_plan_id, price.room_type_id): price.price
        for prices in plan_prices_of(plans).values()
        for price in prices
    }
    return [
        (room_type, [price_cell(plan, room_type, own.get((plan.pk, room_type.pk))) for plan in plans])
        for room_type in room_types_of(desk.hotel.pk)
    ]


def price_cell(plan: RatePlan, room_type: RoomType, own: Decimal | None) -> PriceCell:
    """A plan's own price of a type, or the one that follows from the type's."""
    return PriceCell(plan, adjusted(room_type.base_rate, plan.percent) if own is None else own, own is not None)
