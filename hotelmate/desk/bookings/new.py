"""A new booking at the desk: with the price and what is left in sight, booked once however often it is sent."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hotelmate.core.capabilities import CREATE_BOOKING
from hotelmate.core.change import Outcome
from hotelmate.core.errors import Refused
from hotelmate.core.ids import id_in_path
from hotelmate.desk.bookings.new_form import LATER, NOW, WALK_IN, NewBookingForm, StayForm
from hotelmate.desk.bookings.room_choice import RoomGroup
from hotelmate.desk.bookings.selling import TypeTile, Wanted, rooms_for, types_for, wrong_with
from hotelmate.desk.dates import short_day
from hotelmate.desk.deeds import Deed, Done, sent_with
from hotelmate.desk.refusals import in_words
from hotelmate.room_bookings import services
from hotelmate.room_bookings.lifecycle import BookingStatus, Guarantee
from hotelmate.room_bookings.models import BookerType, Channel, RoomBooking
from hotelmate.room_bookings.services import Person, Request
from hotelmate.rooms.models import Room
from hotelmate.rooms.queries import get_room
from hotelmate.rooms.rate_queries import rate_plans_of

A_NIGHT = timedelta(days=1)


class NewBooking(Deed):
    """Make a booking: for later, with a room at once, or for somebody who stands at the desk."""

    title = gettext_lazy("New booking")
    submit = gettext_lazy("Book")
    needs = CREATE_BOOKING
    form_class = NewBookingForm
    body = "desk/bookings/new.html"
    parts: ClassVar[Mapping[str, str]] = {"offer": "bookings/offer"}
    tiles: Sequence[TypeTile] = ()
    groups: Sequence[RoomGroup] = ()

    def prepare(self) -> None:
        """What the address and the form say so far, and what may be sold for it."""
        self.given = sent_with(self.request)
        self.in_room = self._room()
        self.room_type_id = id_in_path(self.given.get("room_type_id", ""))
        if self.room_type_id is None and self.in_room is not None:
            self.room_type_id = self.in_room.room_type_id
        self.wanted = self._wanted()
        self.wrong = wrong_with(self.wanted, self.desk.day) if self.wanted else ""

    def initial(self) -> dict[str, Any]:
        """Tonight for two, in the room and of the type that the address names."""
        arrival = self.wanted.check_in if self.wanted else self.desk.day
        return {
            "check_in": arrival,
            "check_out": self.wanted.check_out if self.wanted else arrival + A_NIGHT,
            "adults": 2,
            "children": 0,
            "room": NOW if self.in_room else LATER,
            "room_type_id": self.room_type_id,
            "guarantee": Guarantee.HOTEL.value,
            "channel": Channel.STAFF.value,
            "status": BookingStatus.CONFIRMED.value,
            "booker_type": BookerType.SELF.value,
        }

    def form_options(self) -> dict[str, Any]:
        """What is left of each type at which price, and the rooms, if one is to be chosen."""
        if self.wanted is not None and not self.wrong:
            self.tiles = types_for(self.desk, self.wanted)
            if self.place in (NOW, WALK_IN):
                self.groups = rooms_for(self.desk, self.wanted, self.room_type_id, ready_only=self.place == WALK_IN)
        plans = [(plan.code, plan.name) for plan in rate_plans_of(self.desk.hotel.pk)]
        return {"tiles": self.tiles, "groups": self.groups, "plans": [("", _("The usual one")), *plans]}

    @property
    def place(self) -> str:
        """Whether a room is given later, now, or with the key."""
        return self.given.get("room", "") or (NOW if self.in_room else LATER)

    def context(self) -> dict[str, Any]:
        """What is wrong with the dates, what the type that is chosen costs, and whether the house is full of it."""
        chosen = next((tile for tile in self.tiles if tile.room_type.pk == self.room_type_id), None)
        return {"wrong": self.wrong, "chosen": chosen, "place": self.place, "wanted": self.wanted}

    def back(self) -> str:
        """To the bookings."""
        return reverse("desk-bookings")

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Book it."""
        if values["room"] == WALK_IN:
            return self.change(
                lambda: self._walk_in(values), lambda arrived: self._booked(arrived.subject.booking, arrived)
            )
        return self.change(lambda: self._book(values), lambda booked: self._booked(booked.subject, booked))

    def _book(self, values: Mapping[str, Any]) -> Outcome[RoomBooking]:
        status = values["status"] or BookingStatus.CONFIRMED
        unpaid = status == BookingStatus.PENDING_PAYMENT
        sale = {
            "actor": self.desk.actor,
            "request": self._request(values),
            "status": status,
            "guarantee": "" if unpaid else values["guarantee"],
            "oversell_note": values.get("oversell_note", ""),
        }
        if values["room"] == NOW:
            return services.book_with_room(room_id=values["room_id"], allow_other_type=True, **sale)
        return services.create_booking(**sale)

    def _walk_in(self, values: Mapping[str, Any]) -> Outcome[services.Arrival]:
        return services.walk_in(
            actor=self.desk.actor,
            request=self._request(values),
            room_id=values["room_id"],
            guarantee=values["guarantee"] or Guarantee.HOTEL,
            allow_other_type=True,
            oversell_note=values.get("oversell_note", ""),
        )

    def _request(self, values: Mapping[str, Any]) -> Request:
        """What is asked for, at the price of this moment."""
        names = ("promo_code", "group_code", "special_requests", "internal_notes", "expected_arrival", "language")
        request = Request(
            room_type_id=values["room_type_id"],
            check_in=values["check_in"],
            check_out=values["check_out"],
            adults=values["adults"],
            children=values["children"] or 0,
            primary=Person(*(values[name] for name in ("first_name", "last_name", "email", "phone"))),
            booker=Person(
                *(values[f"booker_{name}"] for name in ("first_name", "last_name", "email", "phone", "company"))
            ),
            booker_type=values["booker_type"] or BookerType.SELF,
            channel=values["channel"] or Channel.STAFF,
            **{name: values[name] for name in names},
        )
        return services.priced_for_desk(
            actor=self.desk.actor,
            request=request,
            rate_plan_code=values["rate_plan"],
            total_amount=values["total_amount"],
        )

    def _booked(self, booking: RoomBooking, outcome: Outcome[Any]) -> Done:
        names = {
            "guest": f"{booking.primary_first_name} {booking.primary_last_name}".strip(),
            "arrival": short_day(booking.check_in),
            "departure": short_day(booking.check_out),
            "amount": self.desk.wording.money(booking.total_amount, booking.currency),
        }
        said = _("%(guest)s is booked from %(arrival)s to %(departure)s for %(amount)s.")
        if booking.status == BookingStatus.IN_HOUSE:
            said = _("%(guest)s is checked in until %(departure)s for %(amount)s.")
        page = reverse("desk-booking", args=[booking.booking_id])
        in_dialog = bool(getattr(self.request, "htmx", False))
        warnings = tuple(in_words(warning) for warning in outcome.warnings)
        return Done(said % names, warnings, go="" if in_dialog else page, drawer=page if in_dialog else "")

    def _room(self) -> Room | None:
        """The room that is named; one that the hotel does not have is none."""
        named = self.given.get("room_id", "")
        try:
            return get_room(hotel_id=self.desk.hotel.pk, room_id=named) if named else None
        except Refused:
            return None

    def _wanted(self) -> Wanted | None:
        """Nights and people as far as they can be read; None when they cannot."""
        stay = StayForm(self.desk, self.given)
        if not stay.is_valid():
            return None
        asked = stay.cleaned_data
        arrival = asked["check_in"] or self.desk.day
        return Wanted(
            check_in=arrival,
            check_out=asked["check_out"] or arrival + A_NIGHT,
            adults=2 if asked["adults"] is None else asked["adults"],
            children=asked["children"] or 0,
            rate_plan=asked["rate_plan"],
            promo_code=asked["promo_code"],
        )
