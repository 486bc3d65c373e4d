"""Oneself: name, mail, language, look; and one's password."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth import authenticate, update_session_auth_hash
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hotelmate.core.errors import Refusal, Refused
from hotelmate.desk.deeds import Deed, Done
from hotelmate.desk.forms import Choice, DeskForm, Radio, Text
from hotelmate.desk.value_words import ROLE
from hotelmate.hotel.models import Language
from hotelmate.staff.models import Theme
from hotelmate.staff.rules import LONGEST_PASSWORD, SHORTEST_PASSWORD
from hotelmate.staff.services import set_password, update_own_profile


class ProfileForm(DeskForm):
    """What everybody may change about themselves."""

    full_name = Text(label=gettext_lazy("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=gettext_lazy("E-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    language = Choice(
        label=gettext_lazy("Language"),
        choices=[("", gettext_lazy("The hotel's")), *Language.choices],
        required=False,
    )
    theme = Radio(
        label=gettext_lazy("Look"),
        choices=[
            (Theme.SYSTEM.value, gettext_lazy("As the device")),
            (Theme.LIGHT.value, gettext_lazy("Light")),
            (Theme.DARK.value, gettext_lazy("Dark")),
        ],
        required=False,
    )


class EditProfile(Deed):
    """Change one's own name, mail, language, and the look of the desk."""

    template = "account/profile"
    title = gettext_lazy("Profile and language")
    submit = gettext_lazy("Save")
    form_class = ProfileForm

    def initial(self) -> dict[str, Any]:
        """As it is."""
        staff = self.desk.staff
        return {"full_name": staff.full_name, "email": staff.email, "language": staff.language, "theme": staff.theme}

    def context(self) -> dict[str, Any]:
        """What somebody is here."""
        return {"role": ROLE[self.desk.staff.role]}

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Save it; the page comes back in the new language."""
        return self.change(
            lambda: update_own_profile(actor=self.desk.actor, **values),
            lambda outcome: Done.of(outcome, _("Saved."), go=reverse("desk-profile")),
        )


class Password(forms.CharField):
    """A password as it is typed, spaces and all."""

    def __init__(self, *, autocomplete: str, **kwargs: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
        super().__init__(max_length=LONGEST_PASSWORD, strip=False, widget=widget, **kwargs)


class PasswordForm(DeskForm):
    """The password that one has, and the one to come, twice."""

    present = Password(label=gettext_lazy("Present password"), autocomplete="current-password")
    password = Password(
        label=gettext_lazy("New password"),
        autocomplete="new-password",
        help_text=gettext_lazy("At least %(count)d characters, without your user name.") % {"count": SHORTEST_PASSWORD},
    )
    again = Password(label=gettext_lazy("New password again"), autocomplete="new-password")

    def clean(self) -> dict[str, Any]:
        """Both are the same."""
        values = super().clean() or self.cleaned_data
        if "password" in values and "again" in values and values["password"] != values["again"]:
            self.add_error("again", _("This is not the same as above."))
        return values


class ChangePassword(Deed):
    """Take another password. Other devices are signed out, and programs with one's token stop."""

    title = gettext_lazy("Change password")
    submit = gettext_lazy("Change password")
    form_class = PasswordForm
    body = "desk/account/password_body.html"

    def back(self) -> str:
        """To oneself."""
        return reverse("desk-profile")

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Set it, once it is sure who asks; this device stays signed in."""
        self._recognise(values["present"])
        done = self.change(
            lambda: set_password(actor=self.desk.actor, staff_id=self.desk.staff.pk, password=values["password"]),
            lambda outcome: Done.of(outcome, _("Your password is changed. Other devices are signed out.")),
        )
        self.desk.staff.refresh_from_db()
        update_session_auth_hash(self.request, self.desk.staff)
        return done

    def _recognise(self, present: str) -> None:
        """Refuse whoever does not know the present password; wrong ones are counted as they are at the door."""
        staff = authenticate(self.request, username=self.desk.staff.username, password=present)
        if getattr(self.request, "axes_locked_out", False):
            text = _("Too many wrong passwords. Try again in a quarter of an hour.")
        elif staff is None:
            text = _("This is not your present password.")
        else:
            return
        raise Refused(Refusal("WRONG_PASSWORD", text, 400, {"fields": {"present": [text]}}))
