"""What money and cards allow: may this booking be cancelled, decided, paid, refunded? Pure functions, like `rules`.

Amounts stand in the details, not in the messages: those are shown with `actions` to readers who may see no money.
"""

from collections.abc import Sequence
from decimal import Decimal

from hotelmate.core.errors import Refusal
from hotelmate.core.money import ZERO
from hotelmate.hotel.models import Hotel
from hotelmate.payments.models import Method, Payment, PaymentState
from hotelmate.room_bookings.errors import PAYMENT_IN_PROGRESS
from hotelmate.room_bookings.lifecycle import PENDING, BookingStatus
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.rules import cannot_cancel, cannot_decline, endpoints

S = BookingStatus
WITH_CARD = (PaymentState.AUTHORISED, PaymentState.CAPTURED)


def has_card(payments: Sequence[Payment]) -> bool:
    """Whether a card is held or was charged. One that is only about to be held can still be let go of."""
    return any(payment.method == Method.CARD and payment.state in WITH_CARD for payment in payments)


def kept(booking: RoomBooking) -> Decimal:
    """What was taken for the booking and not given back."""
    return booking.captured_amount - booking.refunded_amount


def refundable(payment: Payment) -> Decimal:
    """What of this payment can still be given back."""
    return payment.captured_amount - payment.refunded_amount


def under_way(intent_open: bool) -> Refusal | None:
    """One decision about a booking's money at a time."""
    return PAYMENT_IN_PROGRESS if intent_open else None


def cannot_decide_without_card(booking: RoomBooking, hotel: Hotel, *, card: bool) -> Refusal | None:
    """A booking paid by card is decided where the card is dealt with."""
    if not card:
        return None
    names = ("approve", "decline") if booking.status == S.PENDING_APPROVAL else ("refund-and-cancel",)
    return Refusal(
        "CARD_BOOKING",
        "Card bookings require the endpoints that deal with the card.",
        409,
        {"current_status": booking.status, "required_endpoints": endpoints(booking, hotel, *names)},
    )


def cannot_cancel_by_staff(
    booking: RoomBooking, hotel: Hotel, *, card: bool, intent_open: bool, fee: Decimal
) -> Refusal | None:
    """Staff cancel what waits for payment or is confirmed, no card is behind, and nothing is to be given back."""
    if booking.status in (*PENDING, S.CONFIRMED):
        refusal = under_way(intent_open) or cannot_decide_without_card(booking, hotel, card=card)
        if refusal is not None:
            return refusal
    return cannot_cancel(booking, hotel) or must_refund_first(booking, hotel, fee)


def must_refund_first(booking: RoomBooking, hotel: Hotel, fee: Decimal) -> Refusal | None:
    """Nothing is kept of a cancelled booking beyond its fee."""
    due = kept(booking) - fee
    if due <= ZERO:
        return None
    return Refusal(
        "REFUND_FIRST",
        "Money was taken beyond the fee. Use refund-and-cancel, which gives it back and cancels.",
        409,
        {"required_endpoints": endpoints(booking, hotel, "refund-and-cancel"), "refund_due": str(due)},
    )


def cannot_decline_yet(booking: RoomBooking, hotel: Hotel, *, intent_open: bool) -> Refusal | None:
    """Declining lets go of a held card; what was taken by hand is given back before."""
    refusal = cannot_decline(booking) or under_way(intent_open)
    if refusal is not None or kept(booking) <= ZERO:
        return refusal
    return Refusal(
        "REFUND_FIRST",
        "Money was taken by hand. Refund that payment first, then decline.",
        409,
        {"required_endpoints": endpoints(booking, hotel, "payments"), "refund_due": str(kept(booking))},
    )


def nothing_guarantees(booking: RoomBooking, *, held: bool) -> Refusal | None:
    """What is approved is paid for by the card that is held, or guaranteed by a named means."""
    if held or booking.guarantee:
        return None
    return Refusal("GUARANTEE_REQUIRED", "Nothing is held and nothing guarantees the booking. Decline it.")


def nothing_to_refund(payments: Sequence[Payment]) -> Refusal | None:
    """Only what was taken can be given back."""
    if any(refundable(payment) > ZERO for payment in payments):
        return None
    return Refusal("NOTHING_TO_REFUND", "Nothing was taken for the booking that is not given back yet.")


def refund_too_large(payment: Payment, amount: Decimal) -> Refusal | None:
    """No more is given back of a payment than was taken with it."""
    if amount <= refundable(payment):
        return None
    return Refusal(
        "REFUND_TOO_LARGE",
        f"Only {refundable(payment)} of this payment can be given back.",
        409,
        {"refundable": str(refundable(payment))},
    )
