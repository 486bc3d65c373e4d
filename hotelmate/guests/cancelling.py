"""Carrying out what a guest's cancellation decided about the money."""

import structlog

from hotelmate.core.actor import Actor
from hotelmate.core.errors import Refused
from hotelmate.room_bookings.services import Decision, settle_intent

log = structlog.get_logger(__name__)


def carry_out(actor: Actor, decision: Decision) -> None:
    """Ask the provider for the release or the refund. Not in a transaction.

    The booking is cancelled in any case; what the provider cannot do now, the worker tries again, and staff see it.
    """
    if decision.intent is None:
        return
    try:
        settle_intent(actor, decision.intent)
    except Refused as refused:
        log.warning("refund_left_open", booking=decision.booking.booking_id, code=refused.refusal.code)
