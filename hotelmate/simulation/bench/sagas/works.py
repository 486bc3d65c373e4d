"""What a victim does until it dies: each move of money, begun and carried through as a view, a webhook or a sweep does."""

from collections.abc import Callable
from functools import partial
from typing import Any

from hotelmate.core.actor import Actor
from hotelmate.core.change import Outcome, run_change
from hotelmate.hotel.queries import get_hotel, system_of
from hotelmate.payments.models import Payment
from hotelmate.payments.port import ProviderMessage
from hotelmate.room_bookings import services
from hotelmate.room_bookings.services import Decision
from hotelmate.simulation.bench.races.paying_guest import BACK, COMPLETED

Plan = dict[str, Any]


def carry_through(actor: Actor, begin: Callable[[], Outcome[Any]]) -> None:
    """A decision, and what it wants of a provider."""
    subject: Decision | services.Receipt = run_change(begin).subject
    if subject.intent is not None:
        services.settle_intent(actor, subject.intent)


def approve(actor: Actor, plan: Plan) -> None:
    """Staff approve: capture."""
    carry_through(actor, partial(services.begin_approval, actor=actor, booking_id=plan["booking_id"]))


def decline(actor: Actor, plan: Plan) -> None:
    """Staff decline: release."""
    carry_through(actor, partial(services.begin_decline, actor=actor, booking_id=plan["booking_id"]))


def expire(actor: Actor, plan: Plan) -> None:
    """The sweep lets a hold run out: release."""
    carry_through(actor, partial(services.expire_booking, actor=actor, booking_pk=plan["booking_pk"]))


def guest_cancel(actor: Actor, plan: Plan) -> None:
    """A guest cancels: release, or refund."""
    guest = Actor(kind="guest", hotel_id=actor.hotel_id, hotel=actor.hotel, id=1, booking_pk=plan["booking_pk"])
    carry_through(guest, partial(services.cancel_by_guest, actor=guest, booking_id=plan["booking_id"]))


def refund_part(actor: Actor, plan: Plan) -> None:
    """Staff give back a part."""
    payment = Payment.objects.get(booking_id=plan["booking_pk"])
    begin = partial(
        services.begin_refund,
        actor=actor,
        booking_id=plan["booking_id"],
        payment_id=payment.pk,
        amount=payment.amount / 4,
    )
    carry_through(actor, begin)


def refund_and_cancel(actor: Actor, plan: Plan) -> None:
    """Staff cancel and give all back."""
    begin = partial(services.begin_refund_and_cancel, actor=actor, booking_id=plan["booking_id"], refund="full")
    carry_through(actor, begin)


def settle_no_show(actor: Actor, plan: Plan) -> None:
    """The sweep settles a no-show's fee."""
    carry_through(actor, partial(services.settle_no_show, actor=actor, booking_pk=plan["booking_pk"]))


def hold(actor: Actor, plan: Plan) -> None:
    """Staff have a card held."""
    begin = partial(
        services.begin_card_payment,
        actor=actor,
        booking_id=plan["booking_id"],
        source=plan["card"],
        provider=plan["provider"],
    )
    services.hold_and_settle(actor, run_change(begin).subject)


def check_out_page(actor: Actor, plan: Plan) -> None:
    """A guest is sent to the payment page."""
    begin = partial(
        services.begin_checkout, actor=actor, booking_id=plan["booking_id"], provider=plan["provider"], **BACK
    )
    services.finish_checkout(actor, run_change(begin))


def webhook(actor: Actor, plan: Plan) -> None:
    """The provider tells that a guest has paid; the hotel charges at once."""
    message = ProviderMessage(f"evt-{plan['booking_id']}", COMPLETED, checkout=plan["session"])
    services.take_message(plan["provider"], message)


WORKS: dict[str, Callable[[Actor, Plan], None]] = {
    work.__name__: work
    for work in (
        approve,
        decline,
        expire,
        guest_cancel,
        refund_part,
        refund_and_cancel,
        settle_no_show,
        hold,
        check_out_page,
        webhook,
    )
}


def live(plan: Plan) -> None:
    """Do the work of a plan."""
    actor = system_of(get_hotel(plan["hotel"]))
    WORKS[plan["work"]](actor, plan)
