"""The people who work in the hotel: who they are, what they may do, and how they sign in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotelmate.core.capabilities import MANAGE_STAFF
from hotelmate.desk.deeds import Done
from hotelmate.desk.forms import Choice, DeskForm, Text, Version
from hotelmate.desk.frame import Desk, desk_page, show_part
from hotelmate.desk.settings.editing import SettingsDeed, why_not, without_version
from hotelmate.desk.settings.roles import ROLES
from hotelmate.desk.value_words import ROLE
from hotelmate.staff.models import Role, StaffMember
from hotelmate.staff.queries import get_staff, staff_of
from hotelmate.staff.roles import CAPABILITIES
from hotelmate.staff.rules import (
    LONGEST_PASSWORD,
    LONGEST_USERNAME,
    SHORTEST_PASSWORD,
    above_the_actor,
    leaves_no_administrator,
    own_account,
)
from hotelmate.staff.services import create_staff, deactivate_staff, reactivate_staff, set_password, update_staff


class Password(forms.CharField):
    """A new password, as it is typed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=LONGEST_PASSWORD,
            strip=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
            **kwargs,
        )


class PersonForm(DeskForm):
    """Somebody, as colleagues know them."""

    version = Version()
    full_name = Text(label=_("Name"), max_length=120)
    role = Choice(label=_("Role"))
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)

    def __init__(self, *args: Any, roles: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles  # type: ignore[attr-defined]


class NewPersonForm(PersonForm):
    """Somebody new."""

    username = Text(
        label=_("User name"),
        max_length=LONGEST_USERNAME,
        help_text=_("To sign in with: small letters, digits and . _ @ + -"),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    password = Password(
        label=_("Password"),
        required=False,
        help_text=format_lazy(
            _("At least {count} characters. Without one they cannot sign in until you set it."), count=SHORTEST_PASSWORD
        ),
    )
    field_order = ("full_name", "role", "username", "password", "email")


class PasswordForm(DeskForm):
    """A new password."""

    password = Password(
        label=_("New password"), help_text=format_lazy(_("At least {count} characters."), count=SHORTEST_PASSWORD)
    )


class StaffDeed(SettingsDeed):
    """Something done with the people of the hotel."""

    page = "desk-settings-staff"
    needs = MANAGE_STAFF
    form_class: ClassVar[type[DeskForm] | None] = PersonForm
    blames = {"USERNAME_TAKEN": "username", "ROLE_ABOVE_YOURS": "role", "LAST_ADMINISTRATOR": "role"}

    def form_options(self) -> dict[str, Any]:
        """The roles that this person may give."""
        return {"roles": roles_to_give(self.desk)}


class AddPerson(StaffDeed):
    """Employ somebody."""

    title = _("Add somebody")
    submit = _("Add")
    form_class = NewPersonForm

    def initial(self) -> dict[str, Any]:
        """At the front desk, as most."""
        return {"role": Role.FRONT_DESK.value}

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Employ them."""
        given = {**without_version(values), "password": values["password"] or None}
        return self.save(
            lambda: create_staff(actor=self.desk.actor, **given),
            lambda person: (
                gettext("%(name)s is added and signs in as %(username)s.")
                % {"name": person.full_name, "username": person.username}
            ),
        )


class OnePerson(StaffDeed):
    """Something done with one person."""

    person: StaffMember

    def prepare(self) -> None:
        """The person."""
        self.person = get_staff(hotel_id=self.desk.hotel.pk, staff_id=self.names["staff_id"])

    def address(self, name: str) -> str:
        """Where something is done with them."""
        return reverse(name, args=[self.person.pk])


class EditPerson(OnePerson):
    """Change somebody's name, role or e-mail."""

    def heading(self) -> str:
        """Whose."""
        return gettext("Change %(name)s") % {"name": self.person.full_name}

    def initial(self) -> dict[str, Any]:
        """As it is."""
        return {name: getattr(self.person, name) for name in PersonForm.base_fields}

    def form_options(self) -> dict[str, Any]:
        """The roles that may be given, with the one that they have."""
        roles = roles_to_give(self.desk)
        own = (self.person.role, str(ROLE[self.person.role]))
        return {"roles": roles if own in roles else [own, *roles]}

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Save it; a new role takes effect with their next step."""
        return self.save(
            lambda: update_staff(actor=self.desk.actor, staff_id=self.person.pk, **without_version(values)),
            lambda person: gettext("%(name)s is saved.") % {"name": person.full_name},
        )


class SetPassword(OnePerson):
    """Give somebody a new password."""

    form_class = PasswordForm
    body = "desk/manage/settings/password_body.html"

    def heading(self) -> str:
        """Whose."""
        return gettext("New password for %(name)s") % {"name": self.person.full_name}

    def form_options(self) -> dict[str, Any]:
        """Nothing to choose."""
        return {}

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Set it; their sessions and tokens end."""
        return self.save(
            lambda: set_password(actor=self.desk.actor, staff_id=self.person.pk, password=values["password"]),
            lambda person: gettext("%(name)s has a new password.") % {"name": person.full_name},
        )


class DeactivatePerson(OnePerson):
    """End somebody's access at once."""

    title = _("End access?")
    submit = _("End access")
    form_class = None

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """End it."""
        return self.save(
            lambda: deactivate_staff(actor=self.desk.actor, staff_id=self.person.pk),
            lambda person: gettext("%(name)s can no longer sign in.") % {"name": person.full_name},
            undo=self.address("desk-settings-person-reactivate"),
        )


class ReactivatePerson(OnePerson):
    """Let somebody work here again."""

    title = _("Let in again?")
    submit = _("Let in again")
    form_class = None

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Let them in with the password they had."""
        return self.save(
            lambda: reactivate_staff(actor=self.desk.actor, staff_id=self.person.pk),
            lambda person: gettext("%(name)s can sign in again.") % {"name": person.full_name},
            undo=self.address("desk-settings-person-deactivate"),
        )


def roles_to_give(desk: Desk) -> list[tuple[str, str]]:
    """The roles that bring nothing that this person has not."""
    held = desk.actor.capabilities
    return [(role.value, str(ROLE[role])) for role in ROLES if above_the_actor(CAPABILITIES[role], held) is None]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody, and why this person cannot touch them, or end their access."""

    person: StaffMember
    role: str
    cannot_touch: str
    cannot_end: str


@desk_page(needs=MANAGE_STAFF)
def staff_page(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Everybody, those who left last."""
    people = sorted(staff_of(desk.hotel.pk, active=None), key=lambda person: not person.is_active)
    context = {"rows": rows_of(people, desk), "has_left": any(not person.is_active for person in people)}
    return show_part(request, desk, "manage/settings/staff", context, parts={"staff": "manage/settings/staff_part"})


def rows_of(people: Sequence[StaffMember], desk: Desk) -> list[PersonRow]:
    """Everybody, with what the rules say of them."""
    administrators = sum(person.role == Role.SUPER_STAFF_ADMIN and person.is_active for person in people)
    return [row_of(person, desk, administrators) for person in people]


def row_of(person: StaffMember, desk: Desk, administrators: int) -> PersonRow:
    """Somebody, with what the rules say of them."""
    is_oneself = person.pk == desk.staff.pk
    above = None if is_oneself else above_the_actor(CAPABILITIES[person.role], desk.actor.capabilities)
    is_last = person.role == Role.SUPER_STAFF_ADMIN and leaves_no_administrator(administrators - 1)
    end = above or own_account(person.pk, desk.staff.pk) or is_last or None
    return PersonRow(person, str(ROLE[person.role]), why_not(above), why_not(end))
