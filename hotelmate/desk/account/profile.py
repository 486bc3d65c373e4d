"""Oneself: name, mail, language, look."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hotelmate.desk.deeds import Deed, Done
from hotelmate.desk.forms import Choice, DeskForm, Radio, Text
from hotelmate.hotel.models import Language
from hotelmate.staff.models import Theme
from hotelmate.staff.services import update_own_profile


class ProfileForm(DeskForm):
    """What everybody may change about themselves."""

    full_name = Text(label=gettext_lazy("Name"), max_length=120)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
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

    title = gettext_lazy("Profile and language")
    submit = gettext_lazy("Save")
    form_class = ProfileForm

    def initial(self) -> dict[str, Any]:
        """As it is."""
        staff = self.desk.staff
        return {"full_name": staff.full_name, "email": staff.email, "language": staff.language, "theme": staff.theme}

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Save it; the page comes back in the new language."""
        return self.change(
            lambda: update_own_profile(actor=self.desk.actor, **values),
            lambda outcome: Done.of(outcome, _("Saved."), go=reverse("desk-profile")),
        )
