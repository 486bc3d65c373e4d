"""Everything that goes out of the house over HTTP."""

from rest_framework.request import Request
from rest_framework.response import Response

from hotelmate.core.api.parsing import read_query
from hotelmate.core.api.schema import reads
from hotelmate.core.api.views import HotelView
from hotelmate.notifications.deliveries import deliveries_of_house
from hotelmate.notifications.delivery_serializers import DeliveriesQuerySerializer, HouseDeliveriesSerializer


class DeliveriesView(HotelView):
    """Mails and webhook deliveries of the house."""

    @reads(
        "deliveries",
        answer=HouseDeliveriesSerializer,
        parameters=[DeliveriesQuerySerializer],
        operation_id="deliveries_list",
    )
    def get(self, request: Request, hotel_slug: str) -> Response:
        """What goes out, mails and webhooks alike: failures first, then what is tried again, then the rest."""
        query = read_query(DeliveriesQuerySerializer, request)
        found = deliveries_of_house(
            self.actor,
            kind=query["kind"],
            state=query["state"],
            limit=query["page_size"],
            offset=(query["page"] - 1) * query["page_size"],
        )
        return Response({"count": found.total, "counts": found.counts, "results": found.results})
