"""The form of a new booking."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hotelmate.core.capabilities import OVERSELL
from hotelmate.core.ids import id_in_path
from hotelmate.desk.bookings.details import Details
from hotelmate.desk.bookings.room_choice import RoomGroup, RoomPick
from hotelmate.desk.bookings.selling import TypeTile, TypeTiles
from hotelmate.desk.bookings.subject import labelled
from hotelmate.desk.forms import Amount, Choice, Day, DeskForm, Note, Radio, Text
from hotelmate.desk.words import BOOKER_TYPE, CHANNEL, GUARANTEE
from hotelmate.room_bookings.models import BookerType, Channel
from hotelmate.room_bookings.request_rules import GIVEN_BY_STAFF, MOST_PEOPLE

LATER, NOW, WALK_IN = "later", "now", "walk_in"
CHANNELS = tuple(one.value for one in Channel if one != Channel.WALK_IN)


class TypePick(forms.Field):
    """A room type by its id."""

    widget = TypeTiles

    def to_python(self, value: Any) -> int | None:
        """The id."""
        if value in self.empty_values:
            return None
        key = id_in_path(str(value))
        if key is None:
            raise forms.ValidationError(_("Choose a room type."))
        return key


class StayForm(DeskForm):
    """What has to be known before prices can be shown; it is read from a form that is being filled in."""

    check_in = Day(required=False)
    check_out = Day(required=False)
    adults = forms.IntegerField(min_value=1, max_value=MOST_PEOPLE, required=False)
    children = forms.IntegerField(min_value=0, max_value=MOST_PEOPLE, required=False)
    rate_plan = Text(max_length=40, required=False)
    promo_code = Text(max_length=40, required=False)


class NewBookingForm(Details):
    """Nights, people, type, room, guest, guarantee; and behind them what is asked seldom."""

    check_in = Day(label=gettext_lazy("Arrival"))
    check_out = Day(label=gettext_lazy("Departure"))
    adults = forms.IntegerField(label=gettext_lazy("Adults"), min_value=1, max_value=MOST_PEOPLE)
    children = forms.IntegerField(label=gettext_lazy("Children"), min_value=0, max_value=MOST_PEOPLE, required=False)
    room_type_id = TypePick(
        label=gettext_lazy("Room type"), error_messages={"required": gettext_lazy("Choose a room type.")}
    )
    room = Radio(
        label=gettext_lazy("Room"),
        choices=[
            (LATER, gettext_lazy("Later")),
            (NOW, gettext_lazy("Choose one now")),
            (WALK_IN, gettext_lazy("Walk-in: check in at once")),
        ],
    )
    room_id = RoomPick(label=gettext_lazy("Which room"), required=False)
    oversell_note = Note(
        label=gettext_lazy("Reason for overselling"),
        help_text=gettext_lazy("The house is full: one more is sold than there are rooms."),
    )
    first_name = Text(label=gettext_lazy("First name"), max_length=80, required=False)
    last_name = Text(label=gettext_lazy("Last name"), max_length=80)
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254, required=False)
    phone = Text(label=gettext_lazy("Phone"), max_length=40, required=False)
    guarantee = Choice(label=gettext_lazy("Guaranteed by"), choices=labelled(GUARANTEE, GIVEN_BY_STAFF), required=False)
    channel = Choice(label=gettext_lazy("Booked through"), choices=labelled(CHANNEL, CHANNELS), required=False)
    status = Choice(
        label=gettext_lazy("The booking is"),
        choices=[
            ("CONFIRMED", gettext_lazy("Confirmed")),
            ("PENDING_APPROVAL", gettext_lazy("Waiting for approval")),
            ("PENDING_PAYMENT", gettext_lazy("Waiting for payment")),
        ],
        required=False,
    )
    rate_plan = Choice(label=gettext_lazy("Rate plan"), required=False)
    promo_code = Text(label=gettext_lazy("Promotion"), max_length=40, required=False)
    total_amount = Amount(label=gettext_lazy("Another total"), required=False)
    booker_type = Choice(
        label=gettext_lazy("Who books"), choices=labelled(BOOKER_TYPE, BookerType.values), required=False
    )
    booker_company = Text(label=gettext_lazy("Company"), max_length=120, required=False)
    booker_first_name = Text(label=gettext_lazy("First name"), max_length=80, required=False)
    booker_last_name = Text(label=gettext_lazy("Last name"), max_length=80, required=False)
    booker_email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254, required=False)
    booker_phone = Text(label=gettext_lazy("Phone"), max_length=40, required=False)

    seldom = (
        "status",
        "rate_plan",
        "promo_code",
        "total_amount",
        "expected_arrival",
        "group_code",
        "language",
        "special_requests",
        "internal_notes",
        "booker_type",
        "booker_company",
        "booker_first_name",
        "booker_last_name",
        "booker_email",
        "booker_phone",
    )

    def __init__(
        self,
        *args: Any,
        tiles: Sequence[TypeTile],
        groups: Sequence[RoomGroup],
        plans: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        types, rooms = self.fields["room_type_id"].widget, self.fields["room_id"].widget
        types.tiles, types.desk, rooms.groups = tiles, self.desk, groups
        self.fields["rate_plan"].choices = plans  # type: ignore[attr-defined]
        if not self.desk.may(OVERSELL):
            del self.fields["oversell_note"]

    def clean(self) -> dict[str, Any]:
        """Whoever gets a room now has one chosen, and what is not unpaid is guaranteed by something."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("room") in (NOW, WALK_IN) and not values.get("room_id") and "room_id" not in self.errors:
            self.add_error("room_id", _("Choose a room."))
        return values

    @property
    def rarely_asked(self) -> list[forms.BoundField]:
        """The fields that are folded away."""
        return [self[name] for name in self.seldom]

    @property
    def is_unfolded(self) -> bool:
        """Whether something is wrong in what is folded away."""
        return any(name in self.errors for name in self.seldom) if self.is_bound else False
