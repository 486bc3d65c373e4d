"""Paying on a provider's page: the session, and how it stands. The same for Stripe Checkout and the demo provider."""

from dataclasses import dataclass
from datetime import timedelta

from hotelmate.core import capabilities, clock
from hotelmate.core.actor import Actor
from hotelmate.core.change import Outcome
from hotelmate.core.errors import not_found, refuse, refuse_if
from hotelmate.hotel.queries import hotel_of
from hotelmate.payments.errors import ProviderDeclined, ProviderUnreachable
from hotelmate.payments.models import Payment, PaymentState
from hotelmate.payments.port import ProviderCheckout
from hotelmate.payments.providers import provider_for, provider_named
from hotelmate.payments.queries import payments_of, unfinished_checkout
from hotelmate.payments.services import begin_card
from hotelmate.room_bookings import money_rules
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.services.giving_back import refuse_open_intent
from hotelmate.room_bookings.services.saga import finish_payment, open_checkout
from hotelmate.room_bookings.services.status import lock_booking

# Stripe keeps a session open for half an hour at least. A hold that ends earlier closes it (`saga.look_at`).
SESSION_LASTS = timedelta(minutes=35)
LONGEST_LEFT = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Checkout:
    """A booking and the payment that a guest is about to make on a page; None when all is paid.

    `status` is `created`, `existing` (the page of before) or `paid`.
    """

    booking: RoomBooking
    payment: Payment | None
    status: str


@dataclass(frozen=True, slots=True)
class CheckoutStatus:
    """How the payment of a checkout stands: `unpaid`, `authorised`, `paid`, `released` or `expired`."""

    booking: RoomBooking
    payment: Payment
    status: str
    email: str = ""


TOLD = {
    PaymentState.CREATED: "unpaid",
    PaymentState.AUTHORISED: "authorised",
    PaymentState.CAPTURED: "paid",
    PaymentState.RELEASED: "released",
    PaymentState.FAILED: "expired",
}


def begin_checkout(
    *, actor: Actor, booking_id: str, success_url: str, cancel_url: str, provider: str = ""
) -> Outcome[Checkout]:
    """Write that a guest is about to pay for a booking that waits. `finish_checkout` asks the provider for the page.

    Two tabs get the same page. `{CHECKOUT_SESSION_ID}` in the addresses becomes the session's. Refuses with
    INVALID_URL, BOOKING_NOT_PAYABLE, BOOKING_EXPIRED, PAYMENT_IN_PROGRESS and UNKNOWN_PROVIDER; a paid booking is a natural no-op.
    """
    refuse_if(*(money_rules.no_address(url) for url in (success_url, cancel_url)))
    booking = lock_booking(actor, booking_id)
    refuse_stranger(actor, booking)
    hotel = hotel_of(actor)
    payments = payments_of(booking.pk)
    due = booking.total_amount - money_rules.kept(booking)
    if money_rules.has_card(payments) and (booking.held_amount > 0 or due <= 0):
        return Outcome(Checkout(booking, None, "paid"), changed=False)
    refuse_if(money_rules.cannot_check_out(booking, hotel.now(), due))
    refuse_open_intent(booking)
    known = unfinished_checkout(booking.pk)
    if known is not None and _still_good(known, due):
        return Outcome(Checkout(booking, known, "existing"), changed=False)
    payment = begin_card(
        actor=actor,
        booking_pk=booking.pk,
        booking_id=booking.booking_id,
        provider=provider_for(hotel, provider),
        amount=due,
        currency=booking.currency,
        at=hotel.now(),
        success_url=success_url,
        cancel_url=cancel_url,
        session_expires_at=clock.now().replace(microsecond=0) + SESSION_LASTS,
    )
    return Outcome(Checkout(booking, payment, "created"))


def refuse_stranger(actor: Actor, booking: RoomBooking) -> None:
    """A guest pays for their own booking; staff need to be allowed to take payments."""
    if actor.kind == "guest" and actor.booking_pk != booking.pk:
        raise not_found("Booking", booking_id=booking.booking_id)
    if actor.kind != "guest":
        actor.require(capabilities.TAKE_PAYMENT)


def _still_good(payment: Payment, due: object) -> bool:
    ends = payment.session_expires_at
    return payment.amount == due and ends is not None and ends - clock.now() > LONGEST_LEFT


def finish_checkout(actor: Actor, outcome: Outcome[Checkout]) -> Outcome[Checkout]:
    """Ask the provider for the page, unless it is known. Not in a transaction.

    Refuses with PAYMENT_SESSION_FAILED or PROVIDER_UNREACHABLE (502); asking again finds the same page.
    """
    checkout = outcome.subject
    if checkout.payment is None or checkout.payment.session_url:
        return outcome
    try:
        payment = open_checkout(actor, checkout.booking, checkout.payment)
    except ProviderDeclined as error:
        raise refuse("PAYMENT_SESSION_FAILED", f"Payment session creation failed: {error}", status=502) from error
    except ProviderUnreachable as error:
        raise refuse("PROVIDER_UNREACHABLE", f"{error} Try again; nothing is charged twice.", status=502) from error
    return Outcome(Checkout(checkout.booking, payment, checkout.status), changed=outcome.changed)


def verify_checkout(*, actor: Actor, booking_id: str, session_id: str) -> CheckoutStatus:
    """How a checkout of this booking stands, asked of the provider and written down if it is news. Not in a transaction.

    Refuses with BOOKING_NOT_FOUND, SESSION_NOT_FOUND (also for another booking's) and PROVIDER_UNREACHABLE.
    """
    booking = RoomBooking.objects.filter(hotel_id=actor.hotel_id, booking_id=booking_id).first()
    if booking is None:
        raise not_found("Booking", booking_id=booking_id[:40])
    refuse_stranger(actor, booking)
    payments = Payment.objects.filter(booking_id=booking.pk).exclude(session_reference="")
    payment = payments.filter(session_reference=session_id).first()
    if payment is None:
        raise not_found("Session")
    seen = None
    try:
        seen = _look_at_page(payment)
        if payment.state == PaymentState.CREATED:
            booking = finish_payment(actor, payment).booking
            payment.refresh_from_db()
    except ProviderUnreachable as error:
        raise refuse("PROVIDER_UNREACHABLE", f"{error} Try again in a moment.", status=502) from error
    return CheckoutStatus(booking, payment, TOLD[PaymentState(payment.state)], seen.email if seen else "")


def _look_at_page(payment: Payment) -> ProviderCheckout | None:
    try:
        return provider_named(payment.provider).look_at_checkout(payment.session_reference)
    except ProviderDeclined:
        return None


def payment_status(booking: RoomBooking) -> CheckoutStatus | None:
    """How the newest payment on a page stands, as far as it is written down; None when there was none."""
    payment = Payment.objects.filter(booking_id=booking.pk).exclude(success_url="").order_by("-pk").first()
    if payment is None:
        return None
    return CheckoutStatus(booking, payment, TOLD[PaymentState(payment.state)])
