"""What money and cards allow: may this booking be cancelled, decided, paid, refunded? Pure functions, like `rules`.

Amounts stand in the details, not in the messages: those are shown with `actions` to readers who may see no money.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlsplit

from hotelmate.core.errors import Refusal
from hotelmate.core.money import ZERO
from hotelmate.hotel.models import Hotel
from hotelmate.payments.models import Method, Payment, PaymentState
from hotelmate.room_bookings.errors import PAYMENT_IN_PROGRESS
from hotelmate.room_bookings.lifecycle import PENDING, BookingStatus, Guarantee
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.rules import cannot_cancel, cannot_decline, endpoints

S = BookingStatus
LONGEST_ADDRESS = 1000
WITH_CARD = (PaymentState.AUTHORISED, PaymentState.CAPTURED)


def has_card(payments: Sequence[Payment]) -> bool:
    """Whether a card is held or was charged. One that is only about to be held can still be let go of."""
    return any(payment.method == Method.CARD and payment.state in WITH_CARD for payment in payments)


def kept(booking: RoomBooking) -> Decimal:
    """What was taken for the booking, and neither given back nor taken back by a dispute."""
    return booking.captured_amount - booking.refunded_amount - booking.disputed_amount


def kept_by_hand(payments: Sequence[Payment]) -> Decimal:
    """What was taken by hand and not given back."""
    return sum((refundable(payment) for payment in payments if payment.method != Method.CARD), ZERO)


def guarantee_by_money(payments: Sequence[Payment]) -> str:
    """What money that was taken guarantees: a card pays in advance, money by hand is a deposit."""
    taken = [payment for payment in payments if refundable(payment) > ZERO]
    if any(payment.method == Method.CARD for payment in taken):
        return Guarantee.PREPAID
    return Guarantee.DEPOSIT if taken else ""


def refundable(payment: Payment) -> Decimal:
    """What of this payment can still be given back: not what was, and not what a dispute has taken."""
    return max(payment.captured_amount - payment.refunded_amount - payment.disputed_amount, ZERO)


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


def cannot_decline_yet(booking: RoomBooking, hotel: Hotel, *, intent_open: bool, by_hand: Decimal) -> Refusal | None:
    """Declining lets go of a held card, or refunds it; what was taken by hand is given back before."""
    refusal = cannot_decline(booking) or under_way(intent_open)
    if refusal is not None or by_hand <= ZERO:
        return refusal
    return Refusal(
        "REFUND_FIRST",
        "Money was taken by hand. Refund that payment first, then decline.",
        409,
        {"required_endpoints": endpoints(booking, hotel, "payments"), "refund_due": str(by_hand)},
    )


def no_address(url: str) -> Refusal | None:
    """Where a guest goes from a payment page is an address of the web."""
    parts = urlsplit(url)
    if len(url) <= LONGEST_ADDRESS and parts.scheme in ("http", "https") and parts.netloc:
        return None
    return Refusal("INVALID_URL", "Send success_url and cancel_url as http or https addresses.", 400)


def cannot_check_out(booking: RoomBooking, now: datetime, due: Decimal) -> Refusal | None:
    """A guest pays for a booking that waits: for its payment, or for approval after its card was lost."""
    if booking.status not in PENDING:
        return Refusal(
            "BOOKING_NOT_PAYABLE",
            f"Booking is {booking.status}, cannot process payment.",
            409,
            {"current_status": booking.status},
        )
    if booking.expires_at is not None and booking.expires_at <= now:
        return Refusal("BOOKING_EXPIRED", "The time to pay has run out. Book again.")
    return Refusal("NOTHING_DUE", "Nothing is to be paid for this booking.") if due <= ZERO else None


def nothing_guarantees(booking: RoomBooking, *, held: bool) -> Refusal | None:
    """What is approved is paid for, by a card that is held at least, or guaranteed by a named means."""
    if held or booking.guarantee or kept(booking) > ZERO:
        return None
    return Refusal(
        "GUARANTEE_REQUIRED",
        "No card is held any more and nothing guarantees the booking. Ask the guest to pay again, or decline it.",
    )


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
