"""The log over HTTP."""

from rest_framework.request import Request
from rest_framework.response import Response

from hotelmate.core.api.parsing import read_query
from hotelmate.core.api.schema import reads
from hotelmate.core.api.views import HotelView
from hotelmate.core.capabilities import VIEW_EVENTS
from hotelmate.events.queries import events_after, last_seq
from hotelmate.events.representations import event_page
from hotelmate.events.serializers import EventPageSerializer, EventQuerySerializer, subject_of, types_of


class EventListView(HotelView):
    """What happened in the hotel, in the order in which it was committed."""

    @reads("events", answer=EventPageSerializer, parameters=[EventQuerySerializer], operation_id="events_list")
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
        newest = max([newest, *(event.seq for event in events)])
        return Response(event_page(events, last_seq=newest, slug=hotel_slug, reader=self.actor))
