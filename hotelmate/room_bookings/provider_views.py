"""What payment providers call: Stripe's webhook."""

from typing import Any

from django.http import HttpRequest
from rest_framework import serializers
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hotelmate.core.api.schema import acts
from hotelmate.core.errors import refuse
from hotelmate.payments.errors import ProviderUnreachable
from hotelmate.payments.providers import STRIPE
from hotelmate.payments.stripe_provider import read_message
from hotelmate.room_bookings.services import take_message
from hotelmate.room_bookings.staff_views.base import MONEY


class ProcessedSerializer(serializers.Serializer[Any]):
    """Whether the message had its effect now, or had it before."""

    status = serializers.ChoiceField(["success", "already_processed"])


class StripeEventSerializer(serializers.Serializer[Any]):
    """An event of Stripe's, with what it is about in `data`, signed in the header Stripe-Signature."""

    id = serializers.CharField()
    type = serializers.CharField()


class AnyBody(BaseParser):
    """Leaves the body alone: its signature is about its bytes."""

    media_type = "*/*"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> dict[str, Any]:
        """Nothing; the view reads the bytes."""
        return {}


class StripeWebhookView(APIView):
    """Where Stripe tells what happened."""

    authentication_classes = ()
    permission_classes = ()
    parser_classes = (AnyBody,)

    @acts(MONEY, request=StripeEventSerializer, answer=ProcessedSerializer, auth=[])
    def post(self, request: Request) -> Response:
        """Take an event, once. One that cannot be processed now is answered with a 5xx, so that it comes again."""
        plain: HttpRequest = request._request
        message = read_message(plain.body, request.headers.get("Stripe-Signature", ""))
        try:
            processed = take_message(STRIPE, message)
        except ProviderUnreachable as error:
            raise refuse("PROVIDER_UNREACHABLE", f"{error} Send it again.", status=503) from error
        return Response({"status": "success" if processed else "already_processed"})
