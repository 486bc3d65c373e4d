"""The moves of money that are interrupted: how each is staged, which moments it has, and how it has to end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from hotelmate.core import clock
from hotelmate.core.change import run_change
from hotelmate.payments.models import Payment
from hotelmate.payments.providers import STRIPE
from hotelmate.room_bookings.lifecycle import BookingStatus as S
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.services import mark_no_show
from hotelmate.simulation.bench.races.scene import GOOD_CARDS, Scene
from hotelmate.simulation.bench.sagas.death import Moment

# A status, a payment's state, and what was captured and refunded of 200.00.
Ending = tuple[str, str, str, str]
Staging = Callable[[Scene, str], RoomBooking]
ALL = tuple(Moment)
OPEN_PAGE = "OPEN"
A_DAY, FROM_NIGHT_TO_AFTERNOON = timedelta(days=1), timedelta(hours=12, minutes=30)


@dataclass(frozen=True, slots=True)
class Saga:
    """A move of money.

    `unbegun` is how things stand when it never came to the decision, `ended` how they stand once it is through.
    `approves` says whether the hotel approves bookings before it charges.
    """

    name: str
    work: str
    stage: Staging
    unbegun: Ending
    ended: Ending
    moments: tuple[Moment, ...] = ALL
    approves: bool = True


def _waiting(scene: Scene, provider: str) -> RoomBooking:
    return scene.card_booking("A", provider=provider)


def _run_out(scene: Scene, provider: str) -> RoomBooking:
    return scene.card_booking("A", due_in=timedelta(0), provider=provider)


def _charged(scene: Scene, provider: str) -> RoomBooking:
    return scene.charged_booking("A", provider=provider)


def _unpaid(scene: Scene, provider: str) -> RoomBooking:
    return scene.unpaid_booking("A")


def _paid_page(scene: Scene, provider: str) -> RoomBooking:
    scene.page_booking("A", provider=provider)
    return scene.bookings["A"]


def _no_show(scene: Scene, provider: str) -> RoomBooking:
    """Somebody who did not come yesterday, as was noted in the night; half of the price is the fee."""
    with clock.travel_to(clock.now() - A_DAY):
        # Card bookings are for the third day from there.
        scene.on_day(-3)
        booking = scene.charged_booking("A", provider=provider)
    with clock.travel_to(clock.now() - FROM_NIGHT_TO_AFTERNOON):
        run_change(partial(mark_no_show, actor=scene.house.actor, booking_id=booking.booking_id))
    return booking


HELD: Ending = (S.PENDING_APPROVAL, "AUTHORISED", "0.00", "0.00")
CHARGED: Ending = (S.CONFIRMED, "CAPTURED", "200.00", "0.00")
SAGAS = (
    Saga("approve: capture", "approve", _waiting, HELD, CHARGED),
    Saga("decline: release", "decline", _waiting, HELD, (S.DECLINED, "RELEASED", "0.00", "0.00")),
    # What has run out is let go of by the worker itself, also when the victim never came to its decision.
    Saga(
        "expiry: release",
        "expire",
        _run_out,
        (S.EXPIRED, "RELEASED", "0.00", "0.00"),
        (S.EXPIRED, "RELEASED", "0.00", "0.00"),
    ),
    Saga(
        "guest cancels before approval: release",
        "guest_cancel",
        _waiting,
        HELD,
        (S.CANCELLED, "RELEASED", "0.00", "0.00"),
    ),
    Saga("guest cancels: refund", "guest_cancel", _charged, CHARGED, (S.CANCELLED, "CAPTURED", "200.00", "200.00")),
    Saga("refund of a part", "refund_part", _charged, CHARGED, (S.CONFIRMED, "CAPTURED", "200.00", "50.00")),
    Saga("refund and cancel", "refund_and_cancel", _charged, CHARGED, (S.CANCELLED, "CAPTURED", "200.00", "200.00")),
    Saga(
        "no-show: refund beyond the fee",
        "settle_no_show",
        _no_show,
        (S.NO_SHOW, "CAPTURED", "200.00", "100.00"),
        (S.NO_SHOW, "CAPTURED", "200.00", "100.00"),
    ),
    Saga("card held: authorise", "hold", _unpaid, (S.PENDING_PAYMENT, "", "0.00", "0.00"), HELD),
    Saga(
        "checkout: session",
        "check_out_page",
        _unpaid,
        (S.PENDING_PAYMENT, "", "0.00", "0.00"),
        (S.PENDING_PAYMENT, OPEN_PAGE, "0.00", "0.00"),
    ),
    # The webhook that nobody processed is made up for by the worker, so it ends in the same way from any moment.
    Saga("webhook: charged at once", "webhook", _paid_page, CHARGED, CHARGED, approves=False),
)


def plan_for(saga: Saga, scene: Scene, provider: str, moment: Moment | None) -> dict[str, Any]:
    """Stage the saga and say what the victim is to do."""
    scene.room("1")
    booking = saga.stage(scene, provider)
    payment = Payment.objects.filter(booking_id=booking.pk).first()
    return {
        "work": saga.work,
        "moment": moment or "",
        "hotel": scene.house.hotel.slug,
        "booking_id": booking.booking_id,
        "booking_pk": booking.pk,
        "provider": provider,
        "card": GOOD_CARDS[provider],
        "session": payment.session_reference if payment else "",
        "by_stripe": provider == STRIPE,
    }
