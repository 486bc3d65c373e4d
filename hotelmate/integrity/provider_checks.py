"""What a payment provider says about a payment, held against what is written down here. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from hotelmate.core.money import ZERO
from hotelmate.integrity.report import Finding
from hotelmate.payments.models import UNDER_WAY, Action, Payment, PaymentIntent, PaymentState
from hotelmate.payments.port import ProviderPayment
from hotelmate.room_bookings.lifecycle import FALLEN_THROUGH, PENDING
from hotelmate.room_bookings.models import RoomBooking

P = PaymentState
RESUME = "`hotelmate sweep` asks the provider again and finishes what is open."


@dataclass(frozen=True, slots=True)
class Comparison:
    """A payment of a booking as it is written down, its decisions under way, and as the provider has it."""

    booking: RoomBooking
    payment: Payment
    intents: tuple[PaymentIntent, ...]
    seen: ProviderPayment

    @property
    def is_over(self) -> bool:
        """Whether no more than a fee may be kept for the booking."""
        return self.booking.status in FALLEN_THROUGH or self.booking.no_show_settled_at is not None

    def under_way(self, action: str) -> Decimal:
        """What is decided and not done yet."""
        decided = (one.amount for one in self.intents if one.action == action and one.state in UNDER_WAY)
        return sum(decided, ZERO)

    def found(self, problem: str, remedy: str) -> Finding:
        """A finding about this payment."""
        record = f"booking {self.booking.booking_id}"
        return Finding(record, f"payment {self.payment.pk} ({self.seen.reference}): {problem}", remedy)


def differences(one: Comparison) -> Iterator[tuple[str, Finding]]:
    """What contradicts itself, by the name of the check."""
    if one.seen.state in (P.AUTHORISED, P.CAPTURED):
        yield from _sums(one)
    if one.seen.state == P.AUTHORISED:
        yield from _held(one)
    elif one.seen.state == P.CAPTURED:
        yield from _taken(one)
    elif one.payment.state == P.AUTHORISED:
        yield (
            "hold_ended",
            one.found(
                f"we hold {one.payment.amount} {one.payment.currency}, and the provider holds nothing any more",
                f"{RESUME} Then ask the guest to pay again, or decline the booking.",
            ),
        )
    elif one.payment.state == P.CAPTURED:
        yield (
            "taken_only_here",
            one.found(
                f"we wrote down {one.payment.captured_amount} {one.payment.currency} as charged, and the provider did not",
                "Look the payment up at the provider. If nothing was charged there, take the payment again.",
            ),
        )


def _sums(one: Comparison) -> Iterator[tuple[str, Finding]]:
    ours, theirs = (one.payment.amount, one.payment.currency), (one.seen.amount, one.seen.currency)
    if ours != theirs and not one.payment.problem:
        yield (
            "sum_differs",
            one.found(
                f"{theirs[0]} {theirs[1]} instead of {ours[0]} {ours[1]} was paid",
                f"{RESUME} It lets go of such a payment and shows it to staff.",
            ),
        )


def _held(one: Comparison) -> Iterator[tuple[str, Finding]]:
    if one.is_over and not one.under_way(Action.RELEASE):
        yield (
            "held_but_over",
            one.found(
                f"the card is held for {one.seen.amount} {one.seen.currency}, and the booking is {one.booking.status}",
                f"{RESUME} If it stays, release the payment at the provider.",
            ),
        )
    elif one.payment.state not in (P.AUTHORISED, P.CREATED):
        yield (
            "held_but_written_otherwise",
            one.found(
                f"the card is held, and the payment is {one.payment.state} here", "Release the payment at the provider."
            ),
        )
    elif one.payment.state == P.CREATED and not one.intents:
        yield "held_but_not_noted", one.found("the card is held, and nobody wrote it down", RESUME)


def _taken(one: Comparison) -> Iterator[tuple[str, Finding]]:
    booking, seen = one.booking, one.seen
    kept = seen.captured - seen.refunded - seen.disputed - one.under_way(Action.REFUND)
    if one.is_over and kept > booking.cancellation_fee:
        yield (
            "captured_but_over",
            one.found(
                f"{kept} {seen.currency} of it is kept for a booking that is {booking.status}, "
                f"against a fee of {booking.cancellation_fee}",
                f"{RESUME} If it stays, refund {kept - booking.cancellation_fee} {seen.currency}.",
            ),
        )
    if booking.status in PENDING and not one.intents:
        yield (
            "taken_but_not_confirmed",
            one.found(
                f"{seen.captured} {seen.currency} was charged, and the booking is {booking.status}",
                f"{RESUME} Then approve the booking, or decline it: the money goes back.",
            ),
        )
    elif one.payment.state != P.CAPTURED and not one.intents:
        yield "taken_but_not_noted", one.found(f"it was charged, and the payment is {one.payment.state} here", RESUME)
    if one.payment.state == P.CAPTURED and seen.refunded != one.payment.refunded_amount:
        yield (
            "refunds_differ",
            one.found(
                f"{seen.refunded} {seen.currency} was given back, and {one.payment.refunded_amount} is written down here",
                f"{RESUME} If the provider gave back less, a refund failed there: pay the guest another way.",
            ),
        )
    if one.payment.state == P.CAPTURED and seen.captured != one.payment.captured_amount:
        yield (
            "captures_differ",
            one.found(
                f"{seen.captured} {seen.currency} was charged, and {one.payment.captured_amount} is written down here",
                "Correct it with the guest: refund what is too much, or take what is missing.",
            ),
        )
