"""What the house does by itself: bookings expire, windows begin and end, crashed decisions are finished.

Each step is a change of its own, safe to repeat and to interrupt at any point.
"""

from collections import Counter
from collections.abc import Callable
from functools import partial

import structlog

from hotelmate.core.actor import Actor
from hotelmate.core.change import Outcome, run_change
from hotelmate.core.errors import Refused
from hotelmate.core.idempotency import forget_expired
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.queries import system_of
from hotelmate.housekeeping.task_services import call_off_past_stayovers, create_stayover_tasks
from hotelmate.room_bookings.queries import (
    bookings_past_retention,
    bookings_to_expire,
    bookings_to_remind,
    no_shows_to_settle,
)
from hotelmate.room_bookings.services import (
    Decision,
    begin_due_blocks,
    drop_old_quotes,
    end_due_blocks,
    end_expired_tokens,
    erase_guest,
    expire_booking,
    remind,
    resume_payments,
    settle_intent,
    settle_no_show,
)

log = structlog.get_logger(__name__)


def sweep_all(slug: str | None = None) -> Counter[str]:
    """One round in every hotel, or in the one with this slug."""
    done: Counter[str] = Counter()
    hotels = Hotel.objects.order_by("pk")
    for hotel in hotels.filter(slug=slug) if slug else hotels:
        done += sweep_hotel(hotel)
    done["keys_forgotten"] += forget_expired()
    return +done


def sweep_hotel(hotel: Hotel) -> Counter[str]:
    """One round of everything that is due in the hotel; how much of each was done, and what was refused by code."""
    actor = system_of(hotel)
    done: Counter[str] = Counter()
    settled, remaining = resume_payments(actor)
    done.update(payments_settled=settled, payments_remaining=remaining)
    done += _decide(actor, "expired", expire_booking, bookings_to_expire(hotel.pk, hotel.now()))
    done += _decide(actor, "no_shows_settled", settle_no_show, no_shows_to_settle(hotel.pk))
    done["windows_ended"] += len(run_change(partial(end_due_blocks, actor=actor)).subject)
    done["windows_begun"] += len(run_change(partial(begin_due_blocks, actor=actor)).subject)
    done["stayovers_called_off"] += len(run_change(partial(call_off_past_stayovers, actor=actor)).subject)
    done["stayover_tasks"] += len(run_change(partial(create_stayover_tasks, actor=actor)).subject)
    for booking_pk in bookings_to_remind(hotel, hotel.now()):
        done["reminders"] += run_change(partial(remind, actor=actor, booking_pk=booking_pk)).changed
    for booking_id in bookings_past_retention(hotel, hotel.now()):
        done["guests_erased"] += run_change(partial(erase_guest, actor=actor, booking_id=booking_id)).changed
    done["quotes_forgotten"] += run_change(partial(drop_old_quotes, actor=actor)).subject
    done["tokens_expired"] += run_change(partial(end_expired_tokens, actor=actor)).subject
    return +done


def _decide(actor: Actor, what: str, service: Callable[..., Outcome[Decision]], booking_pks: list[int]) -> Counter[str]:
    """Decide about each of the bookings, and carry it out at the provider."""
    done: Counter[str] = Counter()
    for booking_pk in booking_pks:
        try:
            outcome = run_change(partial(service, actor=actor, booking_pk=booking_pk))
            if outcome.subject.intent is not None:
                settle_intent(actor, outcome.subject.intent)
        except Refused as refused:
            # The booking stays as it is and is seen again in the next round; staff see it meanwhile.
            log.warning("sweep_refused", hotel=actor.hotel_id, code=refused.refusal.code)
            done[refused.refusal.code] += 1
            continue
        done[what] += outcome.changed
    return done
