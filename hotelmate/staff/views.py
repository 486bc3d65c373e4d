"""Signing in, and the people of a hotel, over HTTP."""

from typing import Any

from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hotelmate.core.api.pagination import Pages
from hotelmate.core.api.parsing import read_body, read_query
from hotelmate.core.api.schema import PAGE_PARAMETERS, acts, changes, page_of, reads
from hotelmate.core.api.views import HotelView, with_etag
from hotelmate.core.capabilities import MANAGE_STAFF
from hotelmate.core.change import Outcome, run_change
from hotelmate.staff.authentication import staff_by_password, token_in
from hotelmate.staff.models import Role, StaffMember
from hotelmate.staff.queries import get_staff, staff_of
from hotelmate.staff.representations import login_body, own_body, role_body, staff_body
from hotelmate.staff.serializers import (
    LoginSerializer,
    MeSerializer,
    OwnProfileSerializer,
    PasswordSerializer,
    RolesSerializer,
    SignedInSerializer,
    SignedOutSerializer,
    StaffCreateSerializer,
    StaffEditSerializer,
    StaffQuerySerializer,
    StaffSerializer,
)
from hotelmate.staff.services import (
    create_staff,
    deactivate_staff,
    issue_token,
    reactivate_staff,
    revoke_token,
    set_password,
    update_own_profile,
    update_staff,
)


class LoginView(APIView):
    """Signing in with name and password."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @acts("staff", request=LoginSerializer, answer=SignedInSerializer, auth=[])
    def post(self, request: Request) -> Response:
        """A token for 30 days. After ten wrong passwords from one address nobody gets in for 15 minutes."""
        body = read_body(LoginSerializer, request)
        staff = staff_by_password(request._request, username=body["username"], password=body["password"])
        token = run_change(lambda: issue_token(staff=staff))
        return Response(login_body(staff, token))


class LogoutView(HotelView):
    """Signing out."""

    @acts("staff", request=None, answer=SignedOutSerializer)
    def post(self, request: Request) -> Response:
        """End the token or the session that the request came with."""
        token = token_in(request)
        if token is None:
            request._request.session.flush()
        else:
            run_change(lambda: revoke_token(actor=self.actor, token=token))
        return Response({"message": "Signed out"})


class StaffListView(HotelView):
    """The people of the hotel."""

    @reads(
        "staff",
        answer=page_of(StaffSerializer),
        parameters=[StaffQuerySerializer, *PAGE_PARAMETERS],
        operation_id="staff_list",
    )
    def get(self, request: Request, hotel_slug: str) -> Response:
        """Who works here, by name."""
        self.actor.require(MANAGE_STAFF)
        query = read_query(StaffQuerySerializer, request)
        pages = Pages()
        found = staff_of(self.actor.hotel_id, role=query.get("role"), active=query["active"])
        page = pages.paginate_queryset(found, request, self) or []
        return pages.get_paginated_response([staff_body(staff) for staff in page])

    @changes("staff", request=StaffCreateSerializer, answer=StaffSerializer, status=201)
    def post(self, request: Request, hotel_slug: str) -> Response:
        """Employ somebody."""
        body = read_body(StaffCreateSerializer, request)
        return self.change(lambda: create_staff(actor=self.actor, **body), _staff_body, status=201)


class StaffMemberView(HotelView):
    """A view of one of the people of the hotel."""

    def current(self) -> dict[str, Any]:
        """Who they are and what they may do, for those who manage staff."""
        self.actor.require(MANAGE_STAFF)
        return staff_body(get_staff(hotel_id=self.actor.hotel_id, staff_id=self.kwargs["staff_id"]))


class StaffDetailView(StaffMemberView):
    """One of the people of the hotel."""

    @reads("staff", answer=StaffSerializer)
    def get(self, request: Request, hotel_slug: str, staff_id: str) -> Response:
        """Who they are and what they may do."""
        return with_etag(Response(self.current()))

    @changes("staff", request=StaffEditSerializer, answer=StaffSerializer)
    def patch(self, request: Request, hotel_slug: str, staff_id: str) -> Response:
        """Change name, e-mail or role."""
        body = read_body(StaffEditSerializer, request)
        return self.change(
            lambda: update_staff(actor=self.actor, staff_id=staff_id, **body),
            _staff_body,
        )


class StaffDeactivateView(StaffMemberView):
    """The end of somebody's access."""

    @changes("staff", request=None, answer=StaffSerializer)
    def post(self, request: Request, hotel_slug: str, staff_id: str) -> Response:
        """End their access at once and revoke their tokens."""
        return self.change(lambda: deactivate_staff(actor=self.actor, staff_id=staff_id), _staff_body)


class StaffReactivateView(StaffMemberView):
    """The return of somebody."""

    @changes("staff", request=None, answer=StaffSerializer)
    def post(self, request: Request, hotel_slug: str, staff_id: str) -> Response:
        """Let them work here again."""
        return self.change(lambda: reactivate_staff(actor=self.actor, staff_id=staff_id), _staff_body)


class StaffPasswordView(StaffMemberView):
    """Somebody's password."""

    @changes("staff", request=PasswordSerializer, answer=StaffSerializer)
    def post(self, request: Request, hotel_slug: str, staff_id: str) -> Response:
        """Set a new password; their tokens end. Everybody may do so for themselves."""
        body = read_body(PasswordSerializer, request)
        return self.change(
            lambda: set_password(actor=self.actor, staff_id=staff_id, password=body["password"]), _staff_body
        )


class MeView(HotelView):
    """Oneself."""

    @reads("staff", answer=MeSerializer)
    def get(self, request: Request, hotel_slug: str) -> Response:
        """Who is signed in, and what they may do."""
        return Response(self.current())

    @changes("staff", request=OwnProfileSerializer, answer=MeSerializer)
    def patch(self, request: Request, hotel_slug: str) -> Response:
        """Change one's own name, e-mail, language, or look of the desk."""
        body = read_body(OwnProfileSerializer, request)
        return self.change(lambda: update_own_profile(actor=self.actor, **body), lambda outcome: self.current())

    def current(self) -> dict[str, Any]:
        """Oneself, as one is now."""
        return own_body(get_staff(hotel_id=self.actor.hotel_id, staff_id=self.actor.staff_id))


class RoleListView(HotelView):
    """The roles there are."""

    @reads("staff", answer=RolesSerializer)
    def get(self, request: Request, hotel_slug: str) -> Response:
        """All roles with their capabilities."""
        return Response({"results": [role_body(role) for role in Role.values]})


def _staff_body(outcome: Outcome[StaffMember]) -> dict[str, Any]:
    return staff_body(outcome.subject)
