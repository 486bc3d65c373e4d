"""What callers send about bookings, stays, money and windows."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.validators import EmailValidator, RegexValidator
from rest_framework import serializers

from hotelmate.core.api.parsing import Day, Id, RoomNumber, Text
from hotelmate.hotel.models import Language
from hotelmate.payments.models import Method
from hotelmate.payments.providers import PROVIDERS
from hotelmate.room_bookings.lifecycle import BIRTHS, BookingStatus
from hotelmate.room_bookings.models import BookerType, Channel
from hotelmate.room_bookings.request_rules import GIVEN_BY_STAFF, MOST_PEOPLE
from hotelmate.room_bookings.services import Person
from hotelmate.rooms.models import BlockKind

MOST_ROOMS = 200
NOTE = 1000


class Amount(serializers.DecimalField):
    """An amount of the hotel's currency, at most ten digits before the point."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("min_value", Decimal(0))
        super().__init__(12, 2, **kwargs)


def name(**kwargs: Any) -> Text:
    """A first or last name."""
    return Text(max_length=80, allow_blank=True, **kwargs)


def email() -> Text:
    """An e-mail address, or none."""
    return Text(max_length=254, allow_blank=True, default="", validators=[EmailValidator()])


def phone() -> Text:
    """A phone number as people write it, or none."""
    return Text(max_length=40, allow_blank=True, default="")


def note(**kwargs: Any) -> Text:
    """A remark of staff."""
    return Text(max_length=NOTE, allow_blank=True, default="", **kwargs)


class PersonSerializer(serializers.Serializer[Any]):
    """Somebody and how to reach them."""

    first_name = name(default="")
    last_name = name(default="")
    email = email()
    phone = phone()


class CompanionSerializer(PersonSerializer):
    """Somebody who comes along; with the id of one who is on the booking already, that person is changed."""

    id = Id(required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A companion has a full name."""
        if not attrs["first_name"] or not attrs["last_name"]:
            raise serializers.ValidationError("All companions must have first_name and last_name")
        return attrs


class CompanionsSerializer(serializers.Serializer[Any]):
    """Everybody who comes along; who is not named is taken off the booking."""

    companions = serializers.ListField(child=CompanionSerializer(), max_length=MOST_PEOPLE)

    def validate_companions(self, companions: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Nobody is named twice."""
        ids = [one["id"] for one in companions if one.get("id")]
        if len(ids) != len(set(ids)):
            raise serializers.ValidationError("A companion is named twice.")
        return companions


class PartySerializer(serializers.Serializer[Any]):
    """What to change of a party; what is not given stays."""

    adults = serializers.IntegerField(min_value=1, max_value=MOST_PEOPLE, required=False)
    children = serializers.IntegerField(min_value=0, max_value=MOST_PEOPLE, required=False)
    primary = PersonSerializer(required=False)
    companions = serializers.ListField(child=CompanionSerializer(), required=False, max_length=MOST_PEOPLE)

    validate_companions = CompanionsSerializer.validate_companions


class DetailsSerializer(serializers.Serializer[Any]):
    """What else is known of a booking; what is not given stays."""

    expected_arrival = serializers.TimeField(required=False, allow_null=True, help_text="By the hotel's clock.")
    group_code = Text(max_length=40, allow_blank=True, required=False)
    special_requests = Text(max_length=2000, allow_blank=True, required=False, help_text="What the guest wishes.")
    internal_notes = Text(max_length=2000, allow_blank=True, required=False, help_text="For the house alone.")
    language = serializers.ChoiceField(
        Language.choices, allow_blank=True, required=False, help_text="In which the guest is written to."
    )


class BookingCreateSerializer(serializers.Serializer[Any]):
    """A new booking. With a room the guest stands at the desk: booked from today and checked in at once."""

    room_type_id = Id(required=False, help_text="Not needed for a walk-in, who pays for the type of the room.")
    check_in = Day(required=False, help_text="Not needed for a walk-in.")
    check_out = Day()
    adults = serializers.IntegerField(min_value=1, max_value=MOST_PEOPLE, default=1)
    children = serializers.IntegerField(min_value=0, max_value=MOST_PEOPLE, default=0)
    status = serializers.ChoiceField(sorted(BIRTHS), default="CONFIRMED")
    guarantee = serializers.ChoiceField(
        GIVEN_BY_STAFF, required=False, help_text="Needed unless it is PENDING_PAYMENT; HOTEL for a walk-in."
    )
    channel = serializers.ChoiceField(
        [choice for choice in Channel.choices if choice[0] != Channel.WALK_IN],
        default=Channel.STAFF,
        help_text="Not asked of a walk-in.",
    )
    total_amount = Amount(required=False, help_text="The type's base rate for each night if not given.")
    primary_first_name = name(default="")
    primary_last_name = name(default="")
    primary_email = email()
    primary_phone = phone()
    booker_type = serializers.ChoiceField(BookerType.choices, default=BookerType.SELF)
    booker_first_name = name(default="")
    booker_last_name = name(default="")
    booker_company = Text(max_length=120, allow_blank=True, default="")
    booker_email = email()
    booker_phone = phone()
    companions = serializers.ListField(child=PersonSerializer(), required=False, max_length=MOST_PEOPLE)
    expected_arrival = serializers.TimeField(required=False, allow_null=True)
    group_code = Text(max_length=40, allow_blank=True, default="")
    special_requests = Text(max_length=2000, allow_blank=True, default="")
    internal_notes = Text(max_length=2000, allow_blank=True, default="")
    promo_code = Text(max_length=40, allow_blank=True, default="")
    language = serializers.ChoiceField(
        Language.choices, allow_blank=True, default="", help_text="In which the guest is written to; else the hotel's."
    )
    room_id = Id(required=False, allow_null=True)
    room_number = RoomNumber(required=False, help_text="Instead of room_id.")
    allow_other_type = serializers.BooleanField(default=False)
    oversell_note = note(help_text="Why one more is sold than there are; takes the capability oversell.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A booking for later says of what, and from when; a walk-in waits for nothing."""
        if attrs.get("room_id") is None and "room_number" not in attrs:
            missing = [name for name in ("room_type_id", "check_in") if name not in attrs]
            if missing:
                raise serializers.ValidationError({name: ["This field is required."] for name in missing})
        elif attrs["status"] != BookingStatus.CONFIRMED:
            raise serializers.ValidationError({"status": ["Who is checked in at once is confirmed."]})
        return attrs


class ReasonSerializer(serializers.Serializer[Any]):
    """Why; may be left out."""

    reason = note()


class ConfirmSerializer(serializers.Serializer[Any]):
    """What guarantees the booking; not needed where money was taken for it by hand."""

    guarantee = serializers.ChoiceField(GIVEN_BY_STAFF, required=False)


class DeclineSerializer(serializers.Serializer[Any]):
    """Why a booking is declined: a code for programs, a note for people."""

    reason_code = Text(
        max_length=40, default="OTHER", validators=[RegexValidator(r"\A[A-Z][A-Z0-9_]*\Z", "Capitals and underscores.")]
    )
    reason_note = note()


class RefundAndCancelSerializer(serializers.Serializer[Any]):
    """How much is given back: what the policy says, all, nothing, or an amount."""

    reason = note()
    refund = Text(
        max_length=20,
        default="policy",
        validators=[RegexValidator(r"\A(policy|full|none|\d{1,10}(\.\d{1,2})?)\Z", "policy, full, none or an amount.")],
    )


class AssignSerializer(serializers.Serializer[Any]):
    """Which room a booking gets."""

    room_id = Id(required=False, allow_null=True, help_text="MISSING_ROOM_ID without one.")
    room_number = RoomNumber(required=False, help_text="Instead of room_id.")
    notes = note()
    allow_other_type = serializers.BooleanField(default=False, help_text="Give a room of another type than was sold.")


class AutoAssignSerializer(serializers.Serializer[Any]):
    """For the arrivals of which day; today if not given."""

    date = Day(required=False)


class CheckInSerializer(serializers.Serializer[Any]):
    """The room, if none is assigned yet."""

    room_id = Id(required=False, allow_null=True)
    room_number = RoomNumber(required=False, help_text="Instead of room_id.")
    allow_other_type = serializers.BooleanField(default=False)


class MoveSerializer(serializers.Serializer[Any]):
    """Where a guest moves, and why."""

    to_room_id = Id(required=False, help_text="This or to_room_number is needed.")
    to_room_number = RoomNumber(required=False)
    reason = Text(max_length=200, allow_blank=True, default="")
    notes = Text(max_length=700, allow_blank=True, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A room is named, one way or the other."""
        return _room_is_named(attrs, "to_room_id", "to_room_number")


class SwapSerializer(serializers.Serializer[Any]):
    """With whom a guest changes rooms."""

    other_booking_id = Text(max_length=40)
    reason = note()


class DatesSerializer(serializers.Serializer[Any]):
    """Other dates. Without a total the price of a night stays what it was."""

    check_in = Day()
    check_out = Day()
    total_amount = Amount(required=False)
    oversell_note = note()


class ExtendSerializer(serializers.Serializer[Any]):
    """Until when a guest stays now."""

    check_out = Day()
    oversell_note = note()


class OversellSerializer(serializers.Serializer[Any]):
    """Why a full house takes one more, if it shall."""

    oversell_note = note()


class PaymentCreateSerializer(serializers.Serializer[Any]):
    """Money taken by hand, or a card to be held. For a card the amount is the booking's total if not given."""

    method = serializers.ChoiceField(Method.choices)
    amount = Amount(min_value=Decimal("0.01"), required=False)
    note = note()
    provider = serializers.ChoiceField(sorted(PROVIDERS), required=False, help_text="The usual one if not given.")
    card = Text(max_length=40, required=False, help_text="The card; the demo provider takes any name.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A card is named, and money by hand has an amount."""
        missing = "card" if attrs["method"] == Method.CARD else "amount"
        if missing not in attrs:
            raise serializers.ValidationError({missing: ["This field is required."]})
        return attrs


class RefundSerializer(serializers.Serializer[Any]):
    """How much of a payment is given back."""

    amount = Amount(min_value=Decimal("0.01"))


class RoomsCheckOutSerializer(serializers.Serializer[Any]):
    """The rooms whose guests leave. `destructive` is accepted and has no effect: nothing is deleted here."""

    room_ids = serializers.ListField(child=Id(), allow_empty=False, max_length=MOST_ROOMS)
    destructive = serializers.BooleanField(default=False)


class BlockCreateSerializer(serializers.Serializer[Any]):
    """A window in which a room is out of order or out of service, until before `to_date`."""

    room_id = Id(required=False, help_text="This or room_number is needed.")
    room_number = RoomNumber(required=False)
    kind = serializers.ChoiceField(BlockKind.choices)
    from_date = Day()
    to_date = Day()
    reason = Text(max_length=500)
    displace = serializers.BooleanField(default=False, help_text="Take the room from bookings that have it.")
    oversell_note = note()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A room is named, one way or the other."""
        return _room_is_named(attrs, "room_id", "room_number")


class BookingQuerySerializer(serializers.Serializer[Any]):
    """Which bookings. What cannot be understood of `assigned`, `precheckin` and `ordering` is ignored."""

    bucket = Text(
        max_length=40,
        allow_blank=True,
        default="",
        help_text="arrivals, in_house, departures, pending, checked_out, cancelled, overdue or no_show_proposed.",
    )
    date_from = Text(max_length=40, required=False, allow_blank=True, help_text="For arrivals and departures.")
    date_to = Text(max_length=40, required=False, allow_blank=True)
    q = Text(max_length=100, allow_blank=True, default="", help_text="Ids, names, e-mail addresses, phone numbers.")
    assigned = Text(max_length=40, allow_blank=True, default="", help_text="true or false.")
    precheckin = Text(max_length=40, allow_blank=True, default="", help_text="complete or pending.")
    status = Text(max_length=200, allow_blank=True, default="", help_text="One status, or several with commas.")
    start_date = Text(max_length=40, required=False, allow_blank=True, help_text="Arriving on this day or later.")
    end_date = Text(max_length=40, required=False, allow_blank=True, help_text="Leaving on this day or earlier.")
    room_type_id = Id(required=False)
    group_code = Text(max_length=40, allow_blank=True, default="")
    ordering = Text(
        max_length=40,
        allow_blank=True,
        default="",
        help_text="check_in, check_out, created_at, booking_id or status; with - the other way round.",
    )


class AvailabilityQuerySerializer(serializers.Serializer[Any]):
    """Which nights, until before `to`; a fortnight from today if not given."""

    to = Day(required=False)
    room_type_id = Id(required=False)

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of the language, so it is named here."""
        return {"from": Day(required=False), **super().get_fields()}


class BlockQuerySerializer(serializers.Serializer[Any]):
    """Which windows."""

    open = serializers.BooleanField(required=False, allow_null=True, help_text="Only those open, or only those closed.")
    room_id = Id(required=False)


def _room_is_named(attrs: dict[str, Any], by_id: str, by_number: str) -> dict[str, Any]:
    if by_id not in attrs and by_number not in attrs:
        raise serializers.ValidationError({by_id: ["This field is required."]})
    return attrs


def person(values: dict[str, Any]) -> Person:
    """A person as services take one."""
    return Person(values["first_name"], values["last_name"], values["email"], values["phone"])


def primary_of(body: Mapping[str, Any]) -> Person:
    """The guest of a booking that is asked for."""
    return Person(body["primary_first_name"], body["primary_last_name"], body["primary_email"], body["primary_phone"])


def booker_of(body: Mapping[str, Any]) -> Person:
    """Who asks for it, where that is somebody else."""
    return Person(
        body["booker_first_name"],
        body["booker_last_name"],
        body["booker_email"],
        body["booker_phone"],
        body["booker_company"],
    )
