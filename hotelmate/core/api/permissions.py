"""Who gets as far as a view."""

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from hotelmate.core.actor import Actor


class IsActor(BasePermission):
    """Somebody who acts in a hotel; what they may do there is for the services to say."""

    message = "Authentication credentials were not provided."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether an authentication class recognised an actor."""
        return isinstance(request.user, Actor)
