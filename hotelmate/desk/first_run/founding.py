"""The first step: the hotel and its administrator, by whoever knows the set-up code, while there is no hotel."""

from typing import Any

from django import forms
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from hotelmate.core.change import run_change
from hotelmate.core.errors import Refused
from hotelmate.desk.account.profile import Password
from hotelmate.desk.account.strangers import Stranger, show_stranger
from hotelmate.desk.first_run.set_up_code import is_set_up_code
from hotelmate.desk.forms import Choice, Text
from hotelmate.desk.refusals import in_words
from hotelmate.desk.settings.hotel import timezones
from hotelmate.hotel.models import Hotel, Language
from hotelmate.hotel.queries import system_of
from hotelmate.hotel.rules import CURRENCIES, LONGEST_SLUG
from hotelmate.hotel.services import create_first_hotel
from hotelmate.staff.models import Role, StaffMember
from hotelmate.staff.rules import LONGEST_USERNAME, SHORTEST_PASSWORD
from hotelmate.staff.services import create_staff

SIGNED_IN_BY = "django.contrib.auth.backends.ModelBackend"
OF_HOTEL = ("name", "timezone", "currency", "language")
OF_ADMINISTRATOR = ("full_name", "username", "password", "again")
USUAL_SLUG = "hotel"


class FoundingForm(forms.Form):
    """The hotel, and who administers it."""

    code = Text(
        label=_("Set-up code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    name = Text(label=_("Name of the hotel"), max_length=120)
    timezone = Choice(label=_("Time zone"), choices=timezones, initial="Europe/Dublin")
    currency = Choice(label=_("Currency"), choices=[(code, code) for code in sorted(CURRENCIES)], initial="EUR")
    language = Choice(label=_("Language"), choices=Language.choices)
    full_name = Text(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    username = Text(
        label=_("User name"),
        max_length=LONGEST_USERNAME,
        help_text=_("To sign in with: small letters, digits and . _ @ + -"),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "username"}),
    )
    password = Password(
        label=_("Password"),
        autocomplete="new-password",
        help_text=_("At least %(count)d characters, without your user name.") % {"count": SHORTEST_PASSWORD},
    )
    again = Password(label=_("Password again"), autocomplete="new-password")

    def clean_code(self) -> str:
        """The one that the server has printed."""
        code: str = self.cleaned_data["code"]
        if not is_set_up_code(code):
            raise forms.ValidationError(gettext("This is not the code that the server has printed."))
        return code

    def clean(self) -> dict[str, Any]:
        """Both passwords are the same."""
        values = super().clean() or self.cleaned_data
        if "password" in values and "again" in values and values["password"] != values["again"]:
            self.add_error("again", gettext("This is not the same as above."))
        return values

    @property
    def of_hotel(self) -> list[forms.BoundField]:
        """The fields about the hotel."""
        return [self[name] for name in OF_HOTEL]

    @property
    def of_administrator(self) -> list[forms.BoundField]:
        """The fields about whoever administers it."""
        return [self[name] for name in OF_ADMINISTRATOR]


@sensitive_post_parameters("password", "again", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def founding(request: HttpRequest) -> HttpResponse:
    """The page: it is there only while there is no hotel."""
    if Hotel.objects.exists():
        return redirect("desk-today")
    stranger = Stranger.of(request)
    with translation.override(stranger.language):
        if request.method != "POST":
            form = FoundingForm(label_suffix="", initial={"language": stranger.language})
            return _show(request, stranger, form)
        return _begin(request, stranger, FoundingForm(request.POST, label_suffix=""))


def _begin(request: HttpRequest, stranger: Stranger, form: FoundingForm) -> HttpResponse:
    if not form.is_valid():
        return _show(request, stranger, form, status=400)
    try:
        administrator = run_change(lambda: found(form.cleaned_data))
    except Refused as refused:
        named = {name for name in refused.refusal.details.get("fields", ()) if name in form.fields}
        for name in named or {None}:
            form.add_error(name, in_words(refused.refusal))
        return _show(request, stranger, form, status=refused.refusal.status)
    login(request, administrator, backend=SIGNED_IN_BY)
    return redirect("desk-first-run-rooms")


def found(values: dict[str, Any]) -> StaffMember:
    """Open the hotel and employ its administrator, in one change."""
    settings = {name: values[name] for name in ("timezone", "currency", "language")}
    slug = slugify(values["name"])[:LONGEST_SLUG].strip("-") or USUAL_SLUG
    hotel = create_first_hotel(slug=slug, name=values["name"], **settings)
    return create_staff(
        actor=system_of(hotel),
        role=Role.SUPER_STAFF_ADMIN,
        username=values["username"],
        full_name=values["full_name"],
        password=values["password"],
    ).subject


def _show(request: HttpRequest, stranger: Stranger, form: FoundingForm, status: int = 200) -> HttpResponse:
    return show_stranger(request, stranger, "first_run/founding", {"form": form, "step": 1}, status=status)
