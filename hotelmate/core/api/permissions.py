"""Who gets as far as a view."""

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from hotelmate.core.actor import Actor

if TYPE_CHECKING:
    # At run time this module is loaded from within rest_framework.views.
    from rest_framework.views import APIView


class IsActor(BasePermission):
    """Somebody who acts in a hotel; what they may do there is for the services to say."""

    message = "Authentication credentials were not provided."

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Whether an authentication class recognised an actor."""
        return isinstance(request.user, Actor)
