"""What a client of the event stream shows: its token, or the session of the desk."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from types import ModuleType

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest
from django.http.cookie import parse_cookie

from hotelmate.core.actor import Actor
from hotelmate.core.errors import Refusal
from hotelmate.staff.models import StaffMember
from hotelmate.staff.queries import actor_of, staff_by_token
from hotelmate.stream.judgement import Credential

KEYWORD = "token"
LONGEST_TOKEN = 200

NOT_AUTHENTICATED = Refusal(
    "NOT_AUTHENTICATED", "Send `Authorization: Token …`, or sign in to the desk first.", 401, {}
)
INVALID_TOKEN = Refusal("INVALID_TOKEN", "Invalid token.", 401, {})


@dataclass(frozen=True, slots=True)
class TokenCredential:
    """A bearer token."""

    token: str = field(repr=False)

    def actor(self) -> Actor | None:
        """Whose token it is, as long as it holds."""
        staff = staff_by_token(self.token)
        return None if staff is None else actor_of(staff)


@dataclass(frozen=True, slots=True)
class SessionCredential:
    """The session of somebody who signed in to the desk."""

    key: str = field(repr=False)

    def actor(self) -> Actor | None:
        """Whose session it is, as long as it lasts."""
        request = HttpRequest()
        request.session = session_engine().SessionStore(self.key)
        user = get_user(request)
        if not isinstance(user, StaffMember) or not user.is_active:
            return None
        return actor_of(user)


def session_engine() -> ModuleType:
    """Where sessions are kept."""
    return import_module(settings.SESSION_ENGINE)


def credential_of(headers: Mapping[str, str]) -> Credential | Refusal:
    """What the request shows, the header before the cookie, or why nobody can be known by it."""
    words = headers.get("authorization", "").split()
    if words and words[0].lower() == KEYWORD:
        if len(words) != 2 or len(words[1]) > LONGEST_TOKEN or not words[1].isascii():
            return INVALID_TOKEN
        return TokenCredential(words[1])
    key = parse_cookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME, "")
    if key and len(key) <= LONGEST_TOKEN:
        return SessionCredential(key)
    return NOT_AUTHENTICATED


def refusal_for(credential: Credential) -> Refusal:
    """What to answer when the credential opens nothing."""
    return INVALID_TOKEN if isinstance(credential, TokenCredential) else NOT_AUTHENTICATED
