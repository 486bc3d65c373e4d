"""Signing in: name and password; where there is no hotel yet, the way to the first one."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import translation

from hotelmate.desk.account.strangers import Stranger
from hotelmate.desk.value_words import ROLE
from hotelmate.hotel.models import Hotel
from hotelmate.simulation.demo.house import LOGINS, PASSWORD, SLUG

DEMO_LOGINS = ("frontdesk", "manager", "housekeeping", "maintenance")


class SignInForm(AuthenticationForm):
    """Name and password; a name has one spelling, so it may be typed in any."""

    def clean_username(self) -> str:
        """In small letters."""
        return str(self.cleaned_data["username"]).lower()


class SignIn(LoginView):
    """Name and password; too many wrong ones lock the name for a while."""

    template_name = "desk/account/sign_in.html"
    form_class = SignInForm
    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page in the language of the browser; on a fresh installation there is nobody to sign in."""
        if not Hotel.objects.exists():
            return redirect("desk-first-run")
        stranger = Stranger.of(request)
        self.extra_context = {"desk": stranger}
        with translation.override(stranger.language):
            response = super().dispatch(request, *args, **kwargs)
            if isinstance(response, TemplateResponse):
                response.render()
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether the name is locked, and who may be tried out where there is a demo hotel."""
        is_locked = getattr(self.request, "axes_locked_out", False)
        return super().get_context_data(is_locked=is_locked, demo=_demo_people(), demo_password=PASSWORD, **kwargs)


def _demo_people() -> list[tuple[str, str]]:
    """The logins of the demo hotel by what they are there; none where there is no such hotel."""
    if not Hotel.objects.filter(slug=SLUG, is_simulated=True).exists():
        return []
    return [(username, str(ROLE[LOGINS[username][1]])) for username in DEMO_LOGINS]
