"""Races about money: what is decided, what a provider tells, and what runs out, at the demo provider and at Stripe.

Whatever comes first: booking, payments and the provider's own books agree; one capture, one release or one refund.
"""

import random
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

from hotelmate.payments.models import Payment
from hotelmate.payments.providers import DEMO, STRIPE
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.services import expire_booking
from hotelmate.simulation.bench.races.cancelling import decide, guest_cancel
from hotelmate.simulation.bench.races.deciding import HALF_DONE, IN_A_MOMENT, time_passed_in_between
from hotelmate.simulation.bench.races.paying_guest import Message
from hotelmate.simulation.bench.races.race import Race
from hotelmate.simulation.bench.races.scene import Call, Reply, Scene

# Seconds on a busy machine, for calls that are to meet in the middle of another.
A_DECISION_TAKES = 0.08
A_MESSAGE_TAKES = {DEMO: 0.04, STRIPE: 0.15}
ByProvider = Callable[[Scene, str], Sequence[Call]]


def approve_against_guest_cancel(scene: Scene, provider: str) -> Sequence[Call]:
    """The guest cancels while somebody approves."""
    scene.room("1")
    booking = scene.card_booking("A", provider=provider)
    return [scene.of_booking("approve", "A", "approve"), Call("cancel", work=guest_cancel(scene, booking))]


def approve_twice(scene: Scene, provider: str) -> Sequence[Call]:
    """A double click on approve."""
    scene.room("1")
    scene.card_booking("A", provider=provider)
    return [scene.of_booking("approve", "A", "approve") for _ in range(2)]


def approve_and_expire(scene: Scene, provider: str, due_in: timedelta | None = IN_A_MOMENT) -> Sequence[Call]:
    """A booking is approved in the moment in which its time runs out."""
    scene.room("1")
    booking = scene.card_booking("A", due_in=due_in, provider=provider)
    return [scene.of_booking("approve", "A", "approve"), _expiry(scene, booking)]


def decline_against_webhook(scene: Scene, provider: str) -> Sequence[Call]:
    """The provider tells of a hold, late, while the booking is declined."""
    scene.room("1")
    booking = scene.card_booking("A", provider=provider)
    payment = Payment.objects.get(booking_id=booking.pk)
    # The message is about what the decline is doing just then, so it comes a little later.
    return [scene.of_booking("decline", "A", "decline"), _telling(Message(payment), within=A_DECISION_TAKES)]


def cancel_twice(scene: Scene, provider: str) -> Sequence[Call]:
    """A double click on cancel, of a guest who has paid."""
    scene.room("1")
    booking = scene.charged_booking("A", provider=provider)
    return [Call("cancel", work=guest_cancel(scene, booking)) for _ in range(2)]


def pay_against_expiry(scene: Scene, provider: str) -> Sequence[Call]:
    """A guest has paid on the page; the message comes when the hold is just over."""
    scene.room("1")
    payment = scene.page_booking("A", due_in=timedelta(0), provider=provider)
    return [_telling(Message(payment)), _expiry(scene, scene.bookings["A"], within=A_MESSAGE_TAKES[provider])]


def refund_twice(scene: Scene, provider: str) -> Sequence[Call]:
    """Two colleagues give back more than half of one payment."""
    scene.room("1")
    booking = scene.charged_booking("A", provider=provider)
    payment = Payment.objects.get(booking_id=booking.pk)
    amount = str(payment.amount * 3 / 4)
    return [scene.of_booking("refund", "A", f"payments/{payment.pk}/refund", {"amount": amount}) for _ in range(2)]


def webhook_twice(scene: Scene, provider: str) -> Sequence[Call]:
    """One message of the provider comes twice at once."""
    scene.room("1")
    message = Message(scene.page_booking("A", provider=provider))
    return [_telling(message) for _ in range(2)]


def _telling(message: Message, within: float = 0.0) -> Call:
    def tell() -> Reply:
        _hesitate(within)
        status, said = message.tell()
        return Reply(status, {"message": said})

    return Call("webhook", work=tell)


def _expiry(scene: Scene, booking: RoomBooking, within: float = 0.0) -> Call:
    actor = scene.house.actor

    def sweep() -> Reply:
        _hesitate(within)
        return decide(actor, partial(expire_booking, actor=actor, booking_pk=booking.pk))

    return Call("expire", work=sweep)


def _hesitate(within: float) -> None:
    threading.Event().wait(random.random() * within)


def _races_of(name: str, provider: str) -> tuple[Race, ...]:
    def by(stage: ByProvider) -> Callable[[Scene], Sequence[Call]]:
        return lambda scene: stage(scene, provider)

    in_time = partial(approve_and_expire, provider=provider, due_in=None)
    too_late = partial(approve_and_expire, provider=provider, due_in=timedelta(0))
    return (
        Race(f"approve against guest cancel, {name}", by(approve_against_guest_cancel), turned_away=HALF_DONE),
        Race(f"approve twice, {name}", by(approve_twice), turned_away=HALF_DONE),
        Race(
            f"approve against expiry, {name}",
            by(approve_and_expire),
            orders_of=(in_time, too_late),
            turned_away=HALF_DONE,
            accepts=time_passed_in_between,
        ),
        Race(f"decline against webhook, {name}", by(decline_against_webhook), turned_away=HALF_DONE),
        Race(f"cancel twice, {name}", by(cancel_twice), turned_away=HALF_DONE),
        Race(f"pay against expiry, {name}", by(pay_against_expiry), turned_away=HALF_DONE),
        Race(f"refund against refund, {name}", by(refund_twice), turned_away=HALF_DONE),
        Race(f"webhook twice, {name}", by(webhook_twice)),
    )


PAYING = (*_races_of("demo", DEMO), *_races_of("Stripe", STRIPE))
