"""Recognising who calls: a person by name and password, a program by its token, the desk by its session."""

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from hotelmate.core.actor import Actor
from hotelmate.core.errors import refuse
from hotelmate.staff.models import StaffMember
from hotelmate.staff.queries import actor_of, staff_by_token

KEYWORD = "Token"


def staff_by_password(request: HttpRequest, *, username: str, password: str) -> StaffMember:
    """Who signs in with these. Wrong ones are counted, and after some of them nobody gets in for a while."""
    staff = authenticate(request, username=username.lower(), password=password)
    if getattr(request, "axes_locked_out", False):
        seconds = int(settings.AXES_COOLOFF_TIME.total_seconds())
        raise refuse(
            "LOCKED_OUT",
            f"Too many wrong passwords. Try again in {seconds // 60} minutes.",
            status=429,
            retry_after_seconds=seconds,
        )
    if not isinstance(staff, StaffMember):
        raise refuse("INVALID_CREDENTIALS", "Username and password do not match.", status=401)
    user_logged_in.send(sender=StaffMember, request=request, user=staff)
    return staff


def token_in(request: Request) -> str | None:
    """The token that the request carries; None when the header is of another kind or absent."""
    words = get_authorization_header(request).split()
    if not words or words[0].lower() != KEYWORD.lower().encode():
        return None
    if len(words) != 2 or not words[1].isascii():
        raise AuthenticationFailed("Invalid token.")
    return words[1].decode()


class StaffTokenAuthentication(BaseAuthentication):
    """`Authorization: Token …`."""

    def authenticate(self, request: Request) -> tuple[Actor, str] | None:
        """The actor behind the token; None when the header is of another kind or absent."""
        token = token_in(request)
        if token is None:
            return None
        staff = staff_by_token(token)
        if staff is None:
            raise AuthenticationFailed("Invalid token.")
        return actor_of(staff), "token"

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return KEYWORD


def _any_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


class _CsrfCheck(CsrfViewMiddleware):
    """Django's check, answering with the reason instead of a page."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return reason  # type: ignore[return-value]


class DeskSessionAuthentication(BaseAuthentication):
    """The session of somebody who signed in to the desk; changes need the CSRF token."""

    def authenticate(self, request: Request) -> tuple[Actor, str] | None:
        """The actor behind the session, or None."""
        user = getattr(request._request, "user", None)
        if not isinstance(user, StaffMember) or not user.is_active:
            return None
        check = _CsrfCheck(_any_view)
        check.process_request(request._request)
        reason = check.process_view(request._request, _any_view, (), {})
        if reason:
            raise PermissionDenied(f"CSRF check failed: {reason}")
        return actor_of(user), "session"
