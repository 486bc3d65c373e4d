"""Cancellation policies: the editor with its steps, and the policy in words. Hotels and rate plans share both."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from hotelmate.desk.forms import Amount, Choice, DeskForm, Radio, Version
from hotelmate.desk.frame import Desk
from hotelmate.hotel.rules import LARGEST_AMOUNT, MOST_HOURS, MOST_TIERS

FREE, CUSTOM = "FREE", "CUSTOM"
# Of a rate plan that has none of its own.
HOTELS = "HOTEL"
Policy = Mapping[str, Any]

KINDS: Mapping[str, Promise] = {
    FREE: _("Free of charge at any time"),
    "FLEXIBLE": _("Flexible: free until some hours before arrival"),
    "MODERATE": _("Moderate: free until some hours before arrival"),
    "NON_REFUNDABLE": _("Non-refundable: it costs the same at any time"),
    CUSTOM: _("In steps of your own"),
}
PENALTIES: Mapping[str, Promise] = {
    "FULL_STAY": _("the whole stay"),
    "FIRST_NIGHT": _("one night"),
    "PERCENTAGE": _("a share of the price"),
    "FIXED": _("an amount"),
    "NONE": _("nothing"),
}
PART = ("penalty_type", "penalty_percentage", "penalty_amount")


class Hours(forms.IntegerField):
    """So many hours before the arrival."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=MOST_HOURS, required=False, **kwargs)
        # The step after this one comes into sight once something is written here; the stylesheet sees it by the placeholder.
        self.widget.attrs["placeholder"] = " "


class Share(forms.DecimalField):
    """How much of the price, in percent."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=100, max_digits=5, decimal_places=2, required=False, **kwargs)
        self.widget.attrs["inputmode"] = "decimal"


def penalty_fields(before: str = "") -> dict[str, forms.Field]:
    """What a cancellation costs; the names of the fields begin with `before`."""
    return {
        f"{before}penalty_type": Choice(
            label=_("It costs"), choices=list(PENALTIES.items()), required=False, initial="FULL_STAY"
        ),
        f"{before}penalty_percentage": Share(label=_("Percent of the price")),
        f"{before}penalty_amount": Amount(label=_("Amount"), required=False, max_value=LARGEST_AMOUNT),
    }


class PolicyForm(DeskForm):
    """A cancellation policy. Once it is valid, `policy` is what services take."""

    template_name = "desk/manage/settings/policy_fields.html"
    kinds: ClassVar[Mapping[str, Promise]] = KINDS
    version = Version()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = Radio(label=_("A cancellation"), choices=list(self.kinds.items()), initial=FREE)
        self.fields["free_until_hours"] = Hours(label=_("Free until so many hours before arrival"))
        self.fields.update(penalty_fields())
        for number in range(MOST_TIERS):
            self.fields[f"tier_{number}_hours"] = Hours(label=_("At least so many hours before arrival"))
            self.fields.update(penalty_fields(f"tier_{number}_"))

    @property
    def own_fields(self) -> Sequence[forms.BoundField]:
        """The fields that are not about the policy."""
        return [self[name] for name in self.base_fields if not self[name].is_hidden]

    @property
    def once(self) -> Sequence[forms.BoundField]:
        """What it costs, where there are no steps."""
        return [self[name] for name in PART]

    @property
    def tiers(self) -> Iterator[Sequence[forms.BoundField]]:
        """The fields of each step."""
        return ([self[f"tier_{number}_{name}"] for name in ("hours", *PART)] for number in range(MOST_TIERS))

    def clean(self) -> dict[str, Any]:
        """The policy, or what is missing of it."""
        values = dict(self.cleaned_data)
        kind = values.get("kind", FREE)
        if kind == CUSTOM:
            steps = [number for number in range(MOST_TIERS) if values.get(f"tier_{number}_hours") is not None]
            values["policy"] = {
                "template_type": CUSTOM,
                "tiers": [
                    {"hours_before": values[f"tier_{number}_hours"], **self._penalty(values, f"tier_{number}_")}
                    for number in steps
                ],
            }
            if not steps and "tier_0_hours" not in self.errors:
                self.add_error("tier_0_hours", gettext("Give one step at least."))
        elif kind in (FREE, HOTELS):
            values["policy"] = {} if kind == FREE else None
        else:
            policy = {"template_type": kind, **self._penalty(values, "")}
            if kind != "NON_REFUNDABLE":
                policy["free_until_hours"] = self._needed(values, "free_until_hours")
            values["policy"] = policy
        return values

    def _penalty(self, values: Mapping[str, Any], before: str) -> dict[str, Any]:
        kind = values.get(f"{before}penalty_type") or "FULL_STAY"
        part = {"penalty_type": kind}
        if kind == "PERCENTAGE":
            part["penalty_percentage"] = self._needed(values, f"{before}penalty_percentage")
        if kind == "FIXED":
            part["penalty_amount"] = self._needed(values, f"{before}penalty_amount")
        return part

    def _needed(self, values: Mapping[str, Any], name: str) -> Any:
        if values.get(name) is None and name not in self.errors:
            self.add_error(name, gettext("This field is required."))
        return values.get(name)


def as_filled_in(policy: Policy) -> dict[str, Any]:
    """What the form shows of a policy."""
    kind = policy.get("template_type") or FREE
    values = {"kind": kind, "free_until_hours": policy.get("free_until_hours"), **_part(policy, "")}
    for number, tier in enumerate(policy.get("tiers") or []):
        values[f"tier_{number}_hours"] = tier["hours_before"]
        values.update(_part(tier, f"tier_{number}_"))
    return values


def _part(part: Policy, before: str) -> dict[str, Any]:
    return {f"{before}{name}": part[name] for name in PART if name in part}


def policy_sentences(policy: Policy, desk: Desk) -> list[str]:
    """The policy in words, a sentence for each step."""
    kind = policy.get("template_type") or FREE
    if kind == FREE:
        return [gettext("Cancelling is free of charge at any time.")]
    if kind == "NON_REFUNDABLE":
        return [gettext("A cancellation costs %(cost)s, at any time.") % {"cost": cost_in_words(policy, desk)}]
    if kind == CUSTOM:
        return [*(_step(tier, desk) for tier in policy["tiers"]), gettext("Later than that: the whole stay.")]
    hours = policy.get("free_until_hours") or 0
    return [
        ngettext(
            "Free of charge until %(hours)d hour before arrival.",
            "Free of charge until %(hours)d hours before arrival.",
            hours,
        )
        % {"hours": hours},
        gettext("Later than that: %(cost)s.") % {"cost": cost_in_words(policy, desk)},
    ]


def _step(tier: Policy, desk: Desk) -> str:
    hours = tier["hours_before"]
    return ngettext(
        "At least %(hours)d hour before arrival: %(cost)s.", "At least %(hours)d hours before arrival: %(cost)s.", hours
    ) % {"hours": hours, "cost": cost_in_words(tier, desk)}


def cost_in_words(part: Policy, desk: Desk) -> str:
    """What a part of a policy asks for."""
    kind = part.get("penalty_type") or "FULL_STAY"
    if kind == "PERCENTAGE":
        return gettext("%(percent)s %% of the price") % {"percent": str(part["penalty_percentage"]).removesuffix(".00")}
    if kind == "FIXED":
        return desk.wording.money(Decimal(part["penalty_amount"]), desk.hotel.currency)
    return str(PENALTIES[kind])
