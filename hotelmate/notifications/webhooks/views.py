"""Webhooks over HTTP."""

from collections.abc import Callable
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from hotelmate.core.api.pagination import Pages
from hotelmate.core.api.parsing import read_body, read_query
from hotelmate.core.api.schema import PAGE_PARAMETERS, changes, exchange, page_of, reads
from hotelmate.core.api.views import HotelView, with_etag, without_body
from hotelmate.core.capabilities import MANAGE_WEBHOOKS
from hotelmate.core.change import Outcome
from hotelmate.notifications.models import WebhookEndpoint
from hotelmate.notifications.notification_manager import WEBHOOK_TYPES
from hotelmate.notifications.webhooks import services
from hotelmate.notifications.webhooks.examples import CREATED, NEW
from hotelmate.notifications.webhooks.queries import counts_of, deliveries_of, endpoints_of, get_endpoint
from hotelmate.notifications.webhooks.representations import (
    NOTHING_WAITS,
    delivery_body,
    webhook_body,
    webhook_with_secret_body,
)
from hotelmate.notifications.webhooks.serializers import (
    DeliveryQuerySerializer,
    DeliverySerializer,
    ResentSerializer,
    WebhookCreateSerializer,
    WebhookEditSerializer,
    WebhookQuerySerializer,
    WebhookResumeSerializer,
    WebhookSerializer,
    WebhookTypesSerializer,
    WebhookWithSecretSerializer,
)

TAG = "webhooks"
Body = Callable[..., dict[str, Any]]


class WebhookListView(HotelView):
    """The webhooks of the hotel."""

    @reads(
        TAG,
        answer=page_of(WebhookSerializer),
        parameters=[WebhookQuerySerializer, *PAGE_PARAMETERS],
        operation_id="webhooks_list",
    )
    def get(self, request: Request, hotel_slug: str) -> Response:
        """Webhooks with what waits at each."""
        self.actor.require(MANAGE_WEBHOOKS)
        query = read_query(WebhookQuerySerializer, request)
        pages = Pages()
        found = endpoints_of(self.actor.hotel_id, with_retired=query["retired"])
        page = pages.paginate_queryset(found, request, self) or []
        counts = counts_of(page)
        return pages.get_paginated_response([webhook_body(one, counts.get(one.pk, NOTHING_WAITS)) for one in page])

    @changes(
        TAG,
        request=WebhookCreateSerializer,
        answer=WebhookWithSecretSerializer,
        status=201,
        examples=exchange("A webhook for cancellations", sends=NEW, gets=CREATED, status=201),
    )
    def post(self, request: Request, hotel_slug: str) -> Response:
        """Create a webhook. Its secret is in this answer and in no other."""
        body = read_body(WebhookCreateSerializer, request)
        return self.change(
            lambda: services.create_webhook(actor=self.actor, **body), _told(webhook_with_secret_body), status=201
        )


class WebhookDetailView(HotelView):
    """One webhook."""

    @reads(TAG, answer=WebhookSerializer, operation_id="webhooks_retrieve")
    def get(self, request: Request, hotel_slug: str, webhook_id: str) -> Response:
        """Where it posts to, and how it is doing."""
        self.actor.require(MANAGE_WEBHOOKS)
        endpoint = get_endpoint(hotel_id=self.actor.hotel_id, webhook_id=webhook_id)
        return with_etag(Response(_with_counts(webhook_body, endpoint)))

    @changes(TAG, request=WebhookEditSerializer, answer=WebhookSerializer)
    def patch(self, request: Request, hotel_slug: str, webhook_id: str) -> Response:
        """Change address, description or types. What waits goes to the new address, at once."""
        body = read_body(WebhookEditSerializer, request)
        return self.change(
            lambda: services.update_webhook(actor=self.actor, webhook_id=webhook_id, **body), _told(webhook_body)
        )

    @changes(TAG, request=None, answer=None, status=204)
    def delete(self, request: Request, hotel_slug: str, webhook_id: str) -> Response:
        """Retire it for good. Its deliveries stay to be read; what waits is given up."""
        return without_body(
            self.change(
                lambda: services.retire_webhook(actor=self.actor, webhook_id=webhook_id),
                _told(webhook_body),
                status=204,
            )
        )


class WebhookSecretView(HotelView):
    """The secret of a webhook."""

    @changes(TAG, request=None, answer=WebhookWithSecretSerializer)
    def post(self, request: Request, hotel_slug: str, webhook_id: str) -> Response:
        """Give it a new secret, said in this answer only. For a day messages are signed with both."""
        return self.change(
            lambda: services.rotate_secret(actor=self.actor, webhook_id=webhook_id), _told(webhook_with_secret_body)
        )


class WebhookTestView(HotelView):
    """A test of a webhook."""

    @changes(TAG, request=None, answer=WebhookSerializer)
    def post(self, request: Request, hotel_slug: str, webhook_id: str) -> Response:
        """Send it a `webhook_tested` event, by the way that all events go. See its deliveries for what came of it."""
        return self.change(lambda: services.send_test(actor=self.actor, webhook_id=webhook_id), _told(webhook_body))


class WebhookPauseView(HotelView):
    """A pause."""

    @changes(TAG, request=None, answer=WebhookSerializer)
    def post(self, request: Request, hotel_slug: str, webhook_id: str) -> Response:
        """Send it nothing until it is resumed; its events wait in the log."""
        return self.change(lambda: services.pause_webhook(actor=self.actor, webhook_id=webhook_id), _told(webhook_body))


class WebhookResumeView(HotelView):
    """The end of a pause, of a rest, or of being disabled."""

    @changes(TAG, request=WebhookResumeSerializer, answer=WebhookSerializer)
    def post(self, request: Request, hotel_slug: str, webhook_id: str) -> Response:
        """Send it what it missed, the oldest first; with `after`, everything behind that place of the log."""
        body = read_body(WebhookResumeSerializer, request)
        return self.change(
            lambda: services.resume_webhook(actor=self.actor, webhook_id=webhook_id, **body), _told(webhook_body)
        )


class WebhookDeliveriesView(HotelView):
    """What was and is to be delivered to a webhook."""

    @reads(
        TAG,
        answer=page_of(DeliverySerializer),
        parameters=[DeliveryQuerySerializer, *PAGE_PARAMETERS],
        operation_id="webhook_deliveries_list",
    )
    def get(self, request: Request, hotel_slug: str, webhook_id: str) -> Response:
        """Deliveries, the newest event first. Those that were taken are kept for two weeks."""
        self.actor.require(MANAGE_WEBHOOKS)
        endpoint = get_endpoint(hotel_id=self.actor.hotel_id, webhook_id=webhook_id)
        query = read_query(DeliveryQuerySerializer, request)
        pages = Pages()
        page = pages.paginate_queryset(deliveries_of(endpoint, **query), request, self) or []
        return pages.get_paginated_response([delivery_body(delivery) for delivery in page])


class WebhookResendView(HotelView):
    """A second delivery."""

    @changes(TAG, request=None, answer=DeliverySerializer)
    def post(self, request: Request, hotel_slug: str, webhook_id: str, seq: str) -> Response:
        """Deliver one event again, whether it was given up or taken, or try now what waits for another try."""
        return self.change(
            lambda: services.resend_delivery(actor=self.actor, webhook_id=webhook_id, seq=seq),
            lambda outcome: delivery_body(outcome.subject),
        )


class WebhookResendDeadView(HotelView):
    """A second chance."""

    @changes(TAG, request=None, answer=ResentSerializer)
    def post(self, request: Request, hotel_slug: str, webhook_id: str) -> Response:
        """Deliver everything again that was given up, in the order of the log."""
        return self.change(
            lambda: services.resend_dead(actor=self.actor, webhook_id=webhook_id),
            lambda outcome: {"resent": outcome.subject},
        )


class WebhookTypesView(HotelView):
    """What webhooks carry."""

    @reads(TAG, answer=WebhookTypesSerializer)
    def get(self, request: Request, hotel_slug: str) -> Response:
        """The types of events that a webhook may choose from."""
        self.actor.require(MANAGE_WEBHOOKS)
        return Response({"results": list(WEBHOOK_TYPES)})


def _told(body: Body) -> Callable[[Outcome[WebhookEndpoint]], dict[str, Any]]:
    return lambda outcome: _with_counts(body, outcome.subject)


def _with_counts(body: Body, endpoint: WebhookEndpoint) -> dict[str, Any]:
    return body(endpoint, counts_of([endpoint]).get(endpoint.pk, NOTHING_WAITS))
