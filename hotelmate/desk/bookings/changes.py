"""Changing what was booked, at the desk: dates, the length of a stay. The price is shown before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hotelmate.core.change import Outcome, rehearse_change
from hotelmate.core.errors import Refused
from hotelmate.desk.bookings.decisions import OversellForm
from hotelmate.desk.bookings.subject import BookingDeed
from hotelmate.desk.dates import day_with_year
from hotelmate.desk.deeds import Done
from hotelmate.desk.forms import Amount, Day
from hotelmate.desk.refusals import in_words
from hotelmate.room_bookings import services
from hotelmate.room_bookings.models import RoomBooking


@dataclass(frozen=True, slots=True)
class Price:
    """What the booking would cost after a change, or why the change would be refused."""

    nights: int = 0
    total: Decimal = Decimal(0)
    difference: Decimal = Decimal(0)
    refused: str = ""


class DatesForm(OversellForm):
    """Other dates, and another total where the price of a night is not to stay."""

    check_in = Day(label=gettext_lazy("Arrival"))
    check_out = Day(label=gettext_lazy("Departure"))
    total_amount = Amount(
        label=gettext_lazy("New total"),
        required=False,
        help_text=gettext_lazy("Left empty, a night costs what it cost before."),
    )
    field_order = ("check_in", "check_out", "total_amount", "oversell_note")


class Redating(BookingDeed):
    """A change of a booking's nights, with its price beforehand."""

    body = "desk/bookings/dates.html"
    parts: ClassVar[Mapping[str, str]] = {"price": "bookings/price"}

    def work(self, values: Mapping[str, Any]) -> Callable[[], Outcome[RoomBooking]]:
        """The change, ready to be done or rehearsed."""
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        """The price that the form would lead to, as it is filled in."""
        return {"price": self.price()}

    def price(self) -> Price | None:
        """What it would cost; None while the form is not filled in, or nothing would change."""
        if self.form is None or self.form_class is None:
            return None
        filled = self.form
        if not filled.is_bound:
            given = {name: filled[name].value() for name in filled.fields}
            filled = self.form_class(self.desk, given, **self.form_options())
        if not filled.is_valid():
            return None
        try:
            outcome = rehearse_change(self.work(filled.cleaned_data)).result
        except Refused as refused:
            return Price(refused=in_words(refused.refusal))
        after = outcome.subject
        if not outcome.changed:
            return None
        return Price(after.nights, after.total_amount, after.total_amount - self.booking.total_amount)

    def redated(self, outcome: Outcome[RoomBooking], before: Mapping[str, Any], action: str) -> Done:
        """What is said of other dates, and the way back to the old ones."""
        after = outcome.subject
        names = {
            "guest": self.guest,
            "arrival": day_with_year(after.check_in),
            "departure": day_with_year(after.check_out),
        }
        return self.told(
            outcome,
            _("%(guest)s stays from %(arrival)s to %(departure)s now.") % names,
            undo=self.address(action, before),
            nothing=_("The dates are these already."),
            nothing_by=_("%(name)s has changed the dates to these already."),
            types=["booking_updated"],
        )

    def _before(self) -> dict[str, Any]:
        booking = self.booking
        return {"check_in": booking.check_in, "check_out": booking.check_out, "total_amount": booking.total_amount}


class ChangeDates(Redating):
    """Book other nights; an assigned room comes along if it is free."""

    action = "change_dates"
    title = gettext_lazy("Change dates")
    submit = gettext_lazy("Change dates")
    form_class = DatesForm

    def initial(self) -> dict[str, Any]:
        """The dates as they are."""
        return {"check_in": self.booking.check_in, "check_out": self.booking.check_out}

    def work(self, values: Mapping[str, Any]) -> Callable[[], Outcome[RoomBooking]]:
        """Change the dates."""
        return lambda: services.change_dates(actor=self.desk.actor, booking_id=self.booking_id, **values)

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Change them."""
        before = self._before()
        return self.change(self.work(values), lambda outcome: self.redated(outcome, before, "change_dates"))


class ExtendForm(OversellForm):
    """Until when."""

    check_out = Day(label=gettext_lazy("New departure"))
    field_order = ("check_out", "oversell_note")


class Extend(Redating):
    """Let a guest in house stay longer."""

    action = "extend"
    title = gettext_lazy("Extend the stay")
    submit = gettext_lazy("Extend")
    form_class = ExtendForm

    def initial(self) -> dict[str, Any]:
        """A night more than now."""
        return {"check_out": max(self.booking.check_out, self.desk.day) + timedelta(days=1)}

    def work(self, values: Mapping[str, Any]) -> Callable[[], Outcome[RoomBooking]]:
        """Extend the stay."""
        return lambda: services.extend_stay(actor=self.desk.actor, booking_id=self.booking_id, **values)

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Extend it; taken back by the dates of before."""
        before = self._before()
        return self.change(self.work(values), lambda outcome: self.redated(outcome, before, "change_dates"))
