"""Leave to listen to a channel, and the log for those who missed something."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from rest_framework.request import Request
from rest_framework.response import Response

from hotelmate.core.actor import Actor
from hotelmate.core.api.parsing import FormObjectParser, JsonObjectParser, read_body, read_query
from hotelmate.core.api.schema import acts, reads
from hotelmate.core.api.views import HotelView
from hotelmate.core.capabilities import VIEW_EVENTS
from hotelmate.core.errors import refuse_if
from hotelmate.events.queries import events_after, last_seq
from hotelmate.notifications.asyncapi import document
from hotelmate.notifications.audiences import audience_of
from hotelmate.notifications.channels import cannot_join
from hotelmate.notifications.pusher_auth import Member, sign_subscription
from hotelmate.notifications.rendering import render
from hotelmate.notifications.serializers import (
    EventQuerySerializer,
    SubscriptionLeaveSerializer,
    SubscriptionSerializer,
    ToldEventPageSerializer,
    subject_of,
    types_of,
)
from hotelmate.room_bookings.authentication import GuestLinkAuthentication
from hotelmate.staff.authentication import DeskSessionAuthentication, StaffTokenAuthentication, token_in
from hotelmate.staff.queries import get_staff, proof_of

CACHE_SECONDS = 300
ASKED = {"application/json": SubscriptionSerializer, "application/x-www-form-urlencoded": SubscriptionSerializer}


class EventListView(HotelView):
    """What happened in the hotel, in the order in which it was committed."""

    @reads("events", answer=ToldEventPageSerializer, parameters=[EventQuerySerializer], operation_id="events_list")
    def get(self, request: Request, hotel_slug: str) -> Response:
        """Events after a number, in order and without a gap. Ask again with the last `seq` of the answer."""
        self.actor.require(VIEW_EVENTS)
        query = read_query(EventQuerySerializer, request)
        # The newest number first: what is committed between the two reads is then in the results, not beyond them.
        newest = last_seq(self.actor.hotel_id)
        events = events_after(
            hotel_id=self.actor.hotel_id,
            after=query["after"],
            limit=query["limit"],
            types=types_of(query["types"]),
            subject=subject_of(query["subject"]),
        )
        audience = audience_of(self.actor)
        results = [rendering.body(audience) for rendering in render(events)]
        return Response({"results": results, "last_seq": max([newest, *(event.seq for event in events)])})


@require_safe
@cache_control(max_age=CACHE_SECONDS)
def asyncapi(request: HttpRequest) -> JsonResponse:
    """The AsyncAPI document: every channel, and every message on it."""
    return JsonResponse(document())


class PusherAuthView(HotelView):
    """Leave to listen to a private channel."""

    authentication_classes = (StaffTokenAuthentication, GuestLinkAuthentication, DeskSessionAuthentication)
    parser_classes = (JsonObjectParser, FormObjectParser)

    @acts("realtime", request=ASKED, answer=SubscriptionLeaveSerializer, operation_id="pusher_auth")
    def post(self, request: Request) -> Response:
        """A signature for one connection and channel, for staff of the hotel and for guests. Forms are taken, too."""
        return self._leave(request)

    def _leave(self, request: Request) -> Response:
        body = read_body(SubscriptionSerializer, request)
        refuse_if(cannot_join(self.actor, body["channel_name"]))
        member = member_of(self.actor, request)
        return Response(sign_subscription(socket_id=body["socket_id"], channel=body["channel_name"], member=member))


class HotelPusherAuthView(PusherAuthView):
    """Leave to listen to a private channel, at the hotel's own address."""

    @acts("realtime", request=ASKED, answer=SubscriptionLeaveSerializer, operation_id="hotel_pusher_auth")
    def post(self, request: Request, hotel_slug: str) -> Response:  # type: ignore[override]
        """A signature for one connection and channel, for staff of the hotel and for guests. Forms are taken, too."""
        return self._leave(request)


def member_of(actor: Actor, request: Request) -> Member:
    """Who asks, and by what they were recognised."""
    slug = str(getattr(actor.hotel, "slug", ""))
    if actor.kind == "guest":
        return Member(actor.ref, slug)
    staff = get_staff(hotel_id=actor.hotel_id, staff_id=actor.staff_id)
    return Member(actor.ref, slug, proof_of(staff, token_in(request) if request.auth == "token" else None))
