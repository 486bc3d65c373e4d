"""Verifying hotels again and again, and when somebody asks: each by one process at a time.

The lock is an advisory one of the session, so a worker that dies in the middle holds nothing up; nothing is noted
before the end, so the next one begins anew.
"""

import time
from functools import partial

import structlog

from hotelmate.core import clock
from hotelmate.core.actor import Actor
from hotelmate.core.capabilities import VIEW_REPORTS
from hotelmate.core.change import run_change
from hotelmate.core.errors import Refused
from hotelmate.core.holding import drop_lock, take_lock
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.queries import hotel_of, system_of
from hotelmate.integrity.errors import UNDER_WAY
from hotelmate.integrity.models import Verification
from hotelmate.integrity.queries import hotels_due, verify_hotel
from hotelmate.integrity.services import keep_verification

# All numbers from here on belong to hotels that are verified: "VE" in the upper bytes, which no other lock has.
FIRST_LOCK = 0x5645_0000_0000_0000

log = structlog.get_logger(__name__)


def due_hotels() -> list[Hotel]:
    """The hotels to be verified now, the one that waits for the longest first."""
    return list(hotels_due(clock.now()))


def verify_if_due(hotel: Hotel) -> bool:
    """Verify the hotel, unless somebody else does or has done so meanwhile; whether it was verified."""
    return _verify(system_of(hotel), only_if_due=True) is not None


def verify_now(actor: Actor) -> Verification:
    """Verify the actor's hotel because somebody asks; VERIFICATION_UNDER_WAY when it is being done already."""
    actor.require(VIEW_REPORTS)
    kept = _verify(actor)
    if kept is None:
        raise Refused(UNDER_WAY)
    return kept


def _verify(actor: Actor, *, only_if_due: bool = False) -> Verification | None:
    """Verify and keep what was found; None when somebody else does, or, with `only_if_due`, just has."""
    lock = take_lock(FIRST_LOCK + actor.hotel_id)
    if lock is None:
        return None
    try:
        if only_if_due and not hotels_due(clock.now(), hotel_id=actor.hotel_id).exists():
            return None
        began = time.monotonic()
        report = verify_hotel(hotel_of(actor))
        duration_ms = round((time.monotonic() - began) * 1000)
        kept = run_change(partial(keep_verification, actor=actor, report=report, duration_ms=duration_ms)).subject
    finally:
        drop_lock(lock)
    if kept.contradictions:
        log.error("hotel_contradicts_itself", hotel=report.slug, contradictions=kept.contradictions, checks=kept.counts)
    return kept
