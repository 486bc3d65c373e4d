"""What else is known of a booking, at the desk: when the guest is expected, what they wish, what the house notes."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hotelmate.core.change import Outcome
from hotelmate.desk.bookings.subject import BookingDeed
from hotelmate.desk.deeds import Done
from hotelmate.desk.forms import Choice, Clock, DeskForm, Note, Text, Version
from hotelmate.hotel.models import Language
from hotelmate.room_bookings import services
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.services import DETAILS
from hotelmate.room_bookings.services.status import PERSONAL


class Details(DeskForm):
    """What a new booking and a change of one ask for alike."""

    expected_arrival = Clock(label=gettext_lazy("Expected at"), required=False)
    group_code = Text(label=gettext_lazy("Group"), max_length=40, required=False)
    language = Choice(
        label=gettext_lazy("The guest reads"),
        choices=[("", gettext_lazy("The hotel's language")), *Language.choices],
        required=False,
    )
    special_requests = Note(label=gettext_lazy("The guest wishes"), max_length=2000)
    internal_notes = Note(label=gettext_lazy("For the house"), max_length=2000)


class DetailsForm(Details):
    """The details as they are to be; texts about the guest only for those who may read them."""

    version = Version()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.desk.sees_contacts:
            for name in PERSONAL & self.fields.keys():
                del self.fields[name]


class ChangeDetails(BookingDeed):
    """Change when the guest is expected, what they wish, and what the house notes."""

    action = "change_details"
    title = gettext_lazy("Wishes and notes")
    submit = gettext_lazy("Save")
    form_class = DetailsForm

    def initial(self) -> dict[str, Any]:
        """As they are, and of which version, so that nobody writes over what they have not seen."""
        return {name: getattr(self.booking, name) for name in DETAILS} | {"version": self.booking.version}

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Save them."""
        details = {name: values[name] for name in DETAILS if name in values}
        return self.change(
            lambda: services.change_details(actor=self.desk.actor, booking_id=self.booking_id, **details),
            self._changed,
        )

    def _changed(self, outcome: Outcome[RoomBooking]) -> Done:
        return self.told(
            outcome,
            _("What is known of %(guest)s's booking is changed.") % {"guest": self.guest},
            nothing=_("It is written like this already."),
            nothing_by=_("%(name)s has written it like this already."),
            types=["booking_updated"],
        )
