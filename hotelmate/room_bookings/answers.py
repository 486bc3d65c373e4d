"""What is said about bookings, stays, money and windows, as OpenAPI tells it."""

from typing import Any

from rest_framework import serializers

from hotelmate.core.api.schema import ActionSerializer, DryRunWarningSerializer


class BookerSerializer(serializers.Serializer[Any]):
    """Who booked."""

    type = serializers.CharField()
    first_name = serializers.CharField()
    last_name = serializers.CharField()
    company = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField()


class MemberSerializer(serializers.Serializer[Any]):
    """Somebody on a booking."""

    id = serializers.IntegerField()
    role = serializers.CharField()
    first_name = serializers.CharField()
    last_name = serializers.CharField()
    full_name = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField()
    is_staying = serializers.BooleanField()
    precheckin_payload = serializers.DictField()
    created_at = serializers.DateTimeField()


class PartyAnswerSerializer(serializers.Serializer[Any]):
    """The people on a booking."""

    primary = MemberSerializer(allow_null=True)
    companions = MemberSerializer(many=True)
    total_count = serializers.IntegerField()


class PartyOfBookingSerializer(PartyAnswerSerializer):
    """The people on a booking, and which booking it is."""

    booking_id = serializers.CharField()
    version = serializers.IntegerField(help_text="Of the booking.")


class GuestSerializer(serializers.Serializer[Any]):
    """Somebody in the house."""

    id = serializers.IntegerField()
    first_name = serializers.CharField()
    last_name = serializers.CharField()
    full_name = serializers.CharField()
    guest_type = serializers.CharField()
    id_pin = serializers.CharField(allow_null=True)
    room_number = serializers.CharField(allow_null=True)
    check_in_date = serializers.DateField()
    check_out_date = serializers.DateField()


class InHouseSerializer(serializers.Serializer[Any]):
    """Who of a booking is in the house."""

    primary = GuestSerializer(allow_null=True)
    companions = GuestSerializer(many=True)
    walkins = GuestSerializer(many=True)
    total_count = serializers.IntegerField()


class BookedRoomSerializer(serializers.Serializer[Any]):
    """The room that a booking is in, has, or left last."""

    id = serializers.IntegerField()
    room_number = serializers.CharField()
    room_status = serializers.CharField()
    is_occupied = serializers.BooleanField()
    is_active = serializers.BooleanField()
    is_out_of_order = serializers.BooleanField()
    room_type_id = serializers.IntegerField()
    room_type_name = serializers.CharField()


class FlagsSerializer(serializers.Serializer[Any]):
    """What its status allows; `actions` says more."""

    is_checked_in = serializers.BooleanField()
    can_check_in = serializers.BooleanField()
    can_check_out = serializers.BooleanField()
    can_edit_party = serializers.BooleanField()


class PaymentSerializer(serializers.Serializer[Any]):
    """A payment."""

    id = serializers.IntegerField()
    method = serializers.CharField()
    provider = serializers.CharField()
    provider_reference = serializers.CharField()
    state = serializers.CharField()
    amount = serializers.CharField()
    captured_amount = serializers.CharField()
    refunded_amount = serializers.CharField()
    disputed_amount = serializers.CharField()
    problem = serializers.CharField(
        help_text="AMOUNT_DIFFERS, CURRENCY_DIFFERS, DISPUTED, REFUND_FAILED, …; mostly blank."
    )
    currency = serializers.CharField()
    taken_by = serializers.CharField()
    note = serializers.CharField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class PaymentDecisionSerializer(serializers.Serializer[Any]):
    """A decision about a payment: what is or was to be done at the provider, and what came of it."""

    payment_id = serializers.IntegerField()
    action = serializers.CharField(help_text="CAPTURE, RELEASE, REFUND.")
    purpose = serializers.CharField()
    amount = serializers.CharField()
    state = serializers.CharField(help_text="OPEN, WAITING (behind another), DONE, FAILED.")
    attempts = serializers.IntegerField()
    error = serializers.CharField()
    decided_by = serializers.CharField()
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class UnsettledSerializer(serializers.Serializer[Any]):
    """Something about money that wants a hand, or is being tried again."""

    code = serializers.CharField()
    booking_id = serializers.CharField()
    payment_id = serializers.IntegerField(allow_null=True)
    what = serializers.CharField()
    to_do = serializers.CharField()
    amount = serializers.CharField()
    currency = serializers.CharField()
    since = serializers.DateTimeField()


class BookingFactsSerializer(serializers.Serializer[Any]):
    """What every view of a booking has. Amounts are null for those who may not see money."""

    booking_id = serializers.CharField()
    confirmation_number = serializers.CharField()
    group_code = serializers.CharField()
    channel = serializers.CharField()
    status = serializers.CharField()
    check_in = serializers.DateField()
    check_out = serializers.DateField()
    nights = serializers.IntegerField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    confirmed_at = serializers.DateTimeField(allow_null=True)
    checked_in_at = serializers.DateTimeField(allow_null=True)
    checked_out_at = serializers.DateTimeField(allow_null=True)
    cancelled_at = serializers.DateTimeField(allow_null=True)
    declined_at = serializers.DateTimeField(allow_null=True)
    expired_at = serializers.DateTimeField(allow_null=True)
    no_show_at = serializers.DateTimeField(allow_null=True)
    erased_at = serializers.DateTimeField(allow_null=True)
    currency = serializers.CharField()
    guarantee = serializers.CharField()
    total_amount = serializers.CharField(allow_null=True)
    held_amount = serializers.CharField(allow_null=True)
    captured_amount = serializers.CharField(allow_null=True)
    refunded_amount = serializers.CharField(allow_null=True)
    refunding_amount = serializers.CharField(allow_null=True)
    balance = serializers.CharField(allow_null=True)
    cancellation_fee = serializers.CharField(allow_null=True)
    adults = serializers.IntegerField()
    children = serializers.IntegerField()
    room_type_id = serializers.IntegerField()
    room_type_code = serializers.CharField()
    room_type_name = serializers.CharField()
    room_number = serializers.CharField(allow_null=True)
    language = serializers.CharField(help_text="In which the guest is written to; empty for the hotel's.")
    mail_problem = serializers.CharField(
        help_text="Why the newest mail did not reach the guest, such as RECIPIENT_REFUSED; empty when nothing is wrong."
    )
    party_complete = serializers.BooleanField()
    party_missing_count = serializers.IntegerField()
    precheckin_submitted_at = serializers.DateTimeField(allow_null=True)
    survey_sent = serializers.BooleanField()
    survey_completed = serializers.BooleanField()
    survey_rating = serializers.IntegerField(allow_null=True)
    survey_sent_at = serializers.DateTimeField(allow_null=True)
    survey_response = serializers.DictField(allow_null=True)
    actions = ActionSerializer(many=True)


class BookingRowSerializer(BookingFactsSerializer):
    """A booking in a list."""

    assigned_room_number = serializers.CharField(allow_null=True)
    room_status = serializers.CharField(allow_null=True)
    booker_type = serializers.CharField()
    booker_summary = serializers.CharField()
    guest_display_name = serializers.CharField()
    party_primary_full_name = serializers.CharField()
    primary_email = serializers.CharField()
    booker_email = serializers.CharField()
    party_total_count = serializers.IntegerField()
    party_status_display = serializers.CharField()


class BookingSerializer(BookingFactsSerializer):
    """Everything about a booking."""

    expected_arrival = serializers.CharField(allow_null=True)
    special_requests = serializers.CharField()
    internal_notes = serializers.CharField()
    assignment_note = serializers.CharField()
    promo_code = serializers.CharField()
    payment_reference = serializers.CharField()
    payment_provider = serializers.CharField()
    paid_at = serializers.DateTimeField(allow_null=True)
    payment_in_progress = serializers.BooleanField()
    payments = PaymentSerializer(many=True)
    payment_decisions = PaymentDecisionSerializer(many=True)
    unsettled = UnsettledSerializer(many=True)
    disputed_amount = serializers.CharField(allow_null=True)
    no_show_settled_at = serializers.DateTimeField(allow_null=True)
    cancelled_by = serializers.CharField()
    cancellation_reason = serializers.CharField()
    decision_by = serializers.CharField()
    decline_reason_code = serializers.CharField()
    decline_reason_note = serializers.CharField()
    precheckin_payload = serializers.DictField()
    booker = BookerSerializer()
    party = PartyAnswerSerializer()
    in_house = InHouseSerializer(allow_null=True)
    room = BookedRoomSerializer(allow_null=True)
    flags = FlagsSerializer()


class CountsSerializer(serializers.Serializer[Any]):
    """How many bookings each bucket has today."""

    arrivals = serializers.IntegerField()
    in_house = serializers.IntegerField()
    departures = serializers.IntegerField()
    pending = serializers.IntegerField()
    checked_out = serializers.IntegerField()
    cancelled = serializers.IntegerField()


class BookingPageSerializer(serializers.Serializer[Any]):
    """A page of bookings; `counts` where no bucket was asked for."""

    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = BookingRowSerializer(many=True)
    counts = CountsSerializer(required=False)


class MessageSerializer(serializers.Serializer[Any]):
    """What was done, and what to know about it."""

    message = serializers.CharField()
    warnings = DryRunWarningSerializer(many=True)


class BookingChangedSerializer(MessageSerializer):
    """The booking after a change."""

    booking = BookingSerializer()


class BookingAfterSerializer(BookingSerializer):
    """The booking after a change, at the top of the answer."""

    message = serializers.CharField()
    warnings = DryRunWarningSerializer(many=True)


class ArrivalSerializer(BookingAfterSerializer):
    """The booking after a check-in. The token is given once, and never replayed."""

    guest_token = serializers.CharField(required=False)


class CreatedSerializer(BookingChangedSerializer):
    """The new booking; for a walk-in with the guest's token."""

    guest_token = serializers.CharField(required=False)


class CancelledSerializer(BookingChangedSerializer):
    """The booking after its cancellation."""

    cancellation_reason = serializers.CharField()


class DecidedSerializer(BookingChangedSerializer):
    """The booking after it was approved."""

    status = serializers.CharField()
    booking_id = serializers.CharField()


class DeclinedBookingSerializer(BookingSerializer):
    """A declined booking."""

    decision_made_at = serializers.DateTimeField(allow_null=True)


class DeclinedSerializer(MessageSerializer):
    """The booking after it was declined."""

    status = serializers.CharField()
    booking_id = serializers.CharField()
    reason_code = serializers.CharField()
    reason_note = serializers.CharField()
    booking = DeclinedBookingSerializer()


class SwappedSerializer(BookingChangedSerializer):
    """Two bookings after they changed rooms."""

    other_booking = BookingSerializer()


class AvailableRoomSerializer(serializers.Serializer[Any]):
    """A room that a booking could be given."""

    id = serializers.IntegerField()
    room_number = serializers.CharField()
    room_type = serializers.CharField()
    room_type_id = serializers.IntegerField()
    room_status = serializers.CharField()
    is_bookable = serializers.BooleanField()


class AvailableRoomsSerializer(serializers.Serializer[Any]):
    """The rooms that a booking could be given."""

    available_rooms = AvailableRoomSerializer(many=True)


class AssignedSerializer(serializers.Serializer[Any]):
    """A booking and the room that it got."""

    booking_id = serializers.CharField()
    room_number = serializers.CharField(allow_null=True)


class AutoAssignedSerializer(MessageSerializer):
    """Who got a room, and who is still without one."""

    date = serializers.DateField()
    assigned = AssignedSerializer(many=True)
    unassigned = serializers.ListField(child=serializers.CharField())


class PaymentListSerializer(serializers.Serializer[Any]):
    """The payments of a booking."""

    booking_id = serializers.CharField()
    results = PaymentSerializer(many=True)


class UnsettledListSerializer(serializers.Serializer[Any]):
    """What of the hotel's money is not settled, longest first."""

    results = UnsettledSerializer(many=True)


class PaymentChangedSerializer(BookingChangedSerializer):
    """A payment and its booking after a change."""

    payment = PaymentSerializer(allow_null=True)


class RoomsCheckOutResultsSerializer(serializers.Serializer[Any]):
    """Who left, and which rooms are empty now."""

    checked_out_bookings = serializers.ListField(child=serializers.CharField())
    rooms_cleared = serializers.ListField(child=serializers.CharField())
    destructive_mode = serializers.BooleanField()


class RoomsCheckedOutSerializer(serializers.Serializer[Any]):
    """The answer to a check-out by rooms."""

    detail = serializers.CharField()
    results = RoomsCheckOutResultsSerializer()
    warnings = DryRunWarningSerializer(many=True)
