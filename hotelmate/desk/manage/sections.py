"""The sections of Manage, as its side list shows them: reports, then what is set up."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hotelmate.core import capabilities as c
from hotelmate.core.actor import Actor


@dataclass(frozen=True, slots=True)
class Section:
    """One page of Manage: the name of its address, and the capability that it takes."""

    url: str
    label: Promise
    icon: str
    needs: str


@dataclass(frozen=True, slots=True)
class Group:
    """Sections under one heading."""

    label: Promise
    sections: Sequence[Section]


REPORTS = (
    Section("desk-manage", _("Overview"), "chart-no-axes-column", c.VIEW_REPORTS),
    Section("desk-consistency", _("Consistency"), "shield-check", c.VIEW_REPORTS),
    Section("desk-audit", _("Audit"), "history", c.VIEW_AUDIT),
    Section("desk-house", _("House at any time"), "clock", c.VIEW_REPORTS),
    Section("desk-deliveries", _("Deliveries"), "mail", c.MANAGE_WEBHOOKS),
    Section("desk-figures", _("Figures"), "list", c.VIEW_REPORTS),
)
SETTINGS = (
    Section("desk-settings", _("All settings"), "settings", c.MANAGE_ROOMS),
    Section("desk-settings-hotel", _("Hotel"), "door-open", c.MANAGE_HOTEL),
    Section("desk-settings-types", _("Room types"), "layers", c.MANAGE_ROOMS),
    Section("desk-settings-rooms", _("Rooms"), "bed-double", c.MANAGE_ROOMS),
    Section("desk-settings-plans", _("Rate plans"), "receipt", c.MANAGE_RATES),
    Section("desk-settings-nights", _("Rate calendar"), "calendar-days", c.MANAGE_RATES),
    Section("desk-settings-promotions", _("Promotions"), "tag", c.MANAGE_RATES),
    Section("desk-settings-allowances", _("Overselling"), "calendar-plus", c.OVERSELL),
    Section("desk-settings-staff", _("Staff"), "users", c.MANAGE_STAFF),
    Section("desk-settings-roles", _("Roles"), "key-round", c.MANAGE_STAFF),
    Section("desk-settings-webhooks", _("Webhooks"), "webhook", c.MANAGE_WEBHOOKS),
)


def sections_of(actor: Actor, sections: Sequence[Section]) -> Sequence[Section]:
    """Those of the sections that this person may open."""
    return [section for section in sections if actor.may(section.needs)]


def groups_of(actor: Actor) -> Sequence[Group]:
    """The side list as this person sees it."""
    groups = (Group(_("Reports"), sections_of(actor, REPORTS)), Group(_("Settings"), sections_of(actor, SETTINGS)))
    return [group for group in groups if group.sections]
