"""Consistency over HTTP."""

from rest_framework.request import Request
from rest_framework.response import Response

from hotelmate.core.api.schema import acts, reads
from hotelmate.core.api.views import HotelView
from hotelmate.core.capabilities import VIEW_REPORTS
from hotelmate.events.queries import last_seq
from hotelmate.integrity.jobs import verify_now
from hotelmate.integrity.queries import latest_verification
from hotelmate.integrity.representations import verification_body
from hotelmate.integrity.serializers import IntegritySerializer

TAG = "integrity"


class IntegrityView(HotelView):
    """What the newest verification found."""

    @reads(TAG, answer=IntegritySerializer, operation_id="integrity")
    def get(self, request: Request, hotel_slug: str) -> Response:
        """Whether the hotel contradicts itself, when that was checked, and what to do about each finding."""
        self.actor.require(VIEW_REPORTS)
        verification = latest_verification(self.actor.hotel_id)
        return Response(verification_body(verification, last_seq(self.actor.hotel_id)))


class VerifyView(HotelView):
    """A verification."""

    @acts(TAG, request=None, answer=IntegritySerializer, operation_id="integrity_verify")
    def post(self, request: Request, hotel_slug: str) -> Response:
        """Verify the hotel now, and answer with what was found. Changes nothing of the house."""
        verification = verify_now(self.actor)
        return Response(verification_body(verification, last_seq(self.actor.hotel_id)))
