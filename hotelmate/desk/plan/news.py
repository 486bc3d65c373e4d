"""What has changed of the plan since it was read: the log says which bookings and rooms, and only their rows come anew."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hotelmate.desk.frame import Desk
from hotelmate.events.models import Event
from hotelmate.events.queries import events_after
from hotelmate.rooms.models import Room, RoomAllocation

# After more than this the whole plan is quicker.
MOST_EVENTS = 200
MOST_ROOMS = 40
# Rooms come, go, or stand in another group.
OF_THE_HOUSE = frozenset(
    {
        "room_created",
        "room_retired",
        "room_reinstated",
        "room_type_created",
        "room_type_updated",
        "room_type_retired",
        "room_type_reinstated",
        "hotel_updated",
    }
)
ROOM_FIELDS = frozenset({"number", "floor", "room_type"})
ALLOWANCES = frozenset({"allowance_raised", "allowance_lowered"})


@dataclass
class News:
    """Of whom there is news. `whole` says that too much has changed to name it; `counts` that some nights are sold anew."""

    whole: bool = False
    counts: bool = False
    booking_ids: set[str] = field(default_factory=set)
    room_numbers: set[str] = field(default_factory=set)

    @property
    def is_nothing(self) -> bool:
        """Whether nothing of the plan has changed."""
        return not (self.whole or self.counts or self.booking_ids or self.room_numbers)

    def take(self, event: Event) -> None:
        """Add what an event is about."""
        subject = event.subject_type
        if event.type in OF_THE_HOUSE or (event.type == "room_updated" and ROOM_FIELDS & set(event.changed_fields)):
            self.whole = True
        elif subject == "booking" and event.type.startswith("booking_"):
            self.counts = True
            self.booking_ids.add(event.subject_id)
        elif subject == "block":
            self.counts = True
            self._name_rooms(event)
        elif subject == "room" and event.type.startswith("room_"):
            self.room_numbers.add(event.subject_id)
        elif event.type in ALLOWANCES:
            self.counts = True

    def _name_rooms(self, event: Event) -> None:
        told = (event.before.get("room_number"), event.after.get("room_number"))
        self.room_numbers.update(str(number) for number in told if number)


def news_since(desk: Desk, seq: int) -> News:
    """What happened after this number of the log. One statement."""
    events = events_after(hotel_id=desk.hotel.pk, after=seq, limit=MOST_EVENTS + 1)
    news = News(whole=len(events) > MOST_EVENTS)
    for event in events:
        news.take(event)
    return news


def rooms_of(desk: Desk, news: News) -> Sequence[int]:
    """The rooms whose rows have changed, by id: those named, and those that the bookings hold or held. Two statements."""
    hotel_id = desk.hotel.pk
    named = Room.objects.filter(hotel_id=hotel_id, number__in=news.room_numbers).values_list("pk", flat=True)
    claims = RoomAllocation.objects.filter(hotel_id=hotel_id, booking__booking_id__in=news.booking_ids)
    return sorted({*named, *claims.values_list("room_id", flat=True)})
