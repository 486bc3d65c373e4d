"""What guests change with their own link, and sending them one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from hotelmate.core import capabilities
from hotelmate.core.actor import Actor
from hotelmate.core.change import Outcome, require_version
from hotelmate.core.errors import not_found, refuse, refuse_if
from hotelmate.events.services import record
from hotelmate.hotel.precheckin import precheckin_config
from hotelmate.hotel.queries import hotel_of
from hotelmate.room_bookings import guest_rules
from hotelmate.room_bookings.models import (
    PartyMember,
    PartyRole,
    RoomBooking,
    TokenPurpose,
    TokenScope,
)
from hotelmate.room_bookings.queries import address_for_link
from hotelmate.room_bookings.services.cancellation import cancel_by_guest
from hotelmate.room_bookings.services.changes import write_details, write_party
from hotelmate.room_bookings.services.creation import Person
from hotelmate.room_bookings.services.giving_back import Decision
from hotelmate.room_bookings.services.status import lock_booking, write_booking
from hotelmate.room_bookings.services.tokens import link_of


@dataclass(frozen=True, slots=True)
class SentLink:
    """A link that is on its way to somebody."""

    booking: RoomBooking
    sent_to: str
    expires_at: datetime


def name_party(
    *, actor: Actor, booking_id: str, primary: Person | None, companions: Sequence[Person]
) -> Outcome[RoomBooking]:
    """Let a guest say who comes along. Nobody beyond those who were booked for.

    Refuses with LINK_NOT_FOR_THIS, PARTY_FIXED, BOOKING_NOT_EDITABLE, PARTY_SIZE_MISMATCH and VALIDATION_ERROR.
    """
    booking = lock_own(actor, booking_id, TokenScope.MANAGE)
    people = [*([primary] if primary else []), *companions]
    refuse_if(
        guest_rules.cannot_name_party(booking),
        guest_rules.party_too_many(booking, 1 + len(companions)),
        *(guest_rules.person_without_name(one.first_name, one.last_name) for one in people),
    )
    rows = _companions_of(booking)
    keyed = [(row.pk if row else None, one) for row, one in _side_by_side(rows, companions)]
    return write_party(actor=actor, booking=booking, primary=primary, companions=keyed)


def tell_arrival(*, actor: Actor, booking_id: str, expected_arrival: time | None) -> Outcome[RoomBooking]:
    """Let a guest say when they will arrive, by the hotel's clock.

    Refuses with LINK_NOT_FOR_THIS and BOOKING_NOT_EDITABLE. The same time again is a natural no-op.
    """
    booking = lock_own(actor, booking_id, TokenScope.MANAGE)
    details = {"expected_arrival": expected_arrival}
    return write_details(actor=actor, booking=booking, details=details, cannot=guest_rules.cannot_tell_arrival)


def begin_cancel_by_link(
    *, actor: Actor, booking_id: str, reason: str = "", agreed_fee: Decimal | None = None
) -> Outcome[Decision]:
    """`cancel_by_guest` for whoever holds a link that was given for it, at the fee that they saw.

    Refuses with LINK_NOT_FOR_THIS and, when it costs something else by now, FEE_CHANGED as well.
    """
    refuse_if(guest_rules.beyond_scope(actor, TokenScope.MANAGE))
    outcome = cancel_by_guest(actor=actor, booking_id=booking_id, reason=reason)
    fee = outcome.subject.booking.cancellation_fee
    if outcome.changed and agreed_fee is not None and fee != agreed_fee:
        raise refuse("FEE_CHANGED", f"Cancelling costs {fee} by now. Look at it again.", fee=str(fee))
    return outcome


def submit_precheckin(
    *,
    actor: Actor,
    booking_id: str,
    answers: Mapping[str, Any],
    party: Sequence[tuple[Person, Mapping[str, Any]]],
) -> Outcome[RoomBooking]:
    """Take what a guest tells before arriving: who comes, the primary guest first, and the hotel's questions.

    It may be sent again until the guest has arrived; the newest holds. Refuses with LINK_NOT_FOR_THIS,
    PAYMENT_PENDING, BOOKING_NOT_EDITABLE, PARTY_SIZE_MISMATCH and VALIDATION_ERROR, which names the field.
    """
    booking = lock_own(actor, booking_id, TokenScope.PRECHECKIN)
    require_version(booking.version)
    refuse_if(guest_rules.cannot_precheck_in(booking), guest_rules.party_of_wrong_size(booking, len(party)))
    submission = _read_submission(actor, answers, party)
    rows = [_primary_of(booking), *_companions_of(booking)]
    if _is_told(booking, rows, party, submission):
        return Outcome(booking, changed=False)
    now = hotel_of(actor).now()
    for (row, (person, _)), told in zip(_side_by_side(rows, party), submission.people, strict=True):
        _write_person(booking, row, person, told, now)
    for left in rows[len(party) :]:
        if left is not None:
            left.delete()
    primary = party[0][0]
    changes = {
        **{f"primary_{name}": getattr(primary, name) for name in CONTACT},
        "precheckin_payload": submission.booking,
        "precheckin_submitted_at": now,
    }
    if "eta" in submission.booking:
        changes["expected_arrival"] = guest_rules.arrival_time(submission.booking["eta"])
    if "special_requests" in submission.booking:
        changes["special_requests"] = submission.booking["special_requests"]
    write_booking(
        actor=actor,
        booking=booking,
        at=now,
        event="booking_precheckin_submitted",
        changes=changes,
        facts={"people_named": len(party)},
        also_changed=["party"],
    )
    return Outcome(booking)


def send_guest_link(
    *, actor: Actor, booking_id: str, purpose: str = TokenPurpose.MANAGEMENT, replace: bool = False
) -> Outcome[SentLink]:
    """Have a link sent to whoever may have it; the mail follows from the event.

    With `replace` the links that are out end. Refuses with NO_EMAIL, BOOKING_ERASED, LINK_OVER and, for a pre-check-in
    that is closed, what `submit_precheckin` refuses with.
    """
    actor.require(capabilities.EDIT_BOOKING)
    booking = lock_booking(actor, booking_id)
    if purpose == TokenPurpose.PRECHECKIN:
        refuse_if(guest_rules.cannot_precheck_in(booking))
    sent_to = address_for_link(booking, purpose)
    if not sent_to:
        raise refuse("NO_EMAIL", "No email address found for this booking. Add one to it first.", status=400)
    link = link_of(booking, hotel_of(actor), purpose, replace=replace).subject
    record(
        actor=actor,
        type="booking_link_requested",
        subject=("booking", booking.booking_id),
        at=hotel_of(actor).now(),
        after={"purpose": purpose, "link_expires_at": link.expires_at, "replaced": replace},
        changed_fields=("links",),
    )
    return Outcome(SentLink(booking, sent_to, link.expires_at))


def lock_own(actor: Actor, booking_id: str, scope: str) -> RoomBooking:
    """The guest's own booking, locked; LINK_NOT_FOR_THIS without the scope, any other booking is not found."""
    refuse_if(guest_rules.beyond_scope(actor, scope))
    booking = lock_booking(actor, booking_id)
    if actor.kind == "guest" and actor.booking_pk != booking.pk:
        raise not_found("Booking", booking_id=booking_id)
    return booking


CONTACT = ("first_name", "last_name", "email", "phone")


def _read_submission(
    actor: Actor, answers: Mapping[str, Any], party: Sequence[tuple[Person, Mapping[str, Any]]]
) -> guest_rules.Submission:
    hotel = hotel_of(actor)
    config, today = precheckin_config(hotel.precheckin_config), hotel.local_now().date()
    told, refusal = guest_rules.read_answers(config, "booking", answers, today)
    refuse_if(refusal)
    people = []
    for number, (person, given) in enumerate(party):
        refuse_if(guest_rules.person_without_name(person.first_name, person.last_name))
        one, refusal = guest_rules.read_answers(config, "guest", given, today, who=f"party.{number}.")
        refuse_if(refusal)
        people.append(one)
    return guest_rules.Submission(told, people)


def _is_told(
    booking: RoomBooking,
    rows: Sequence[PartyMember | None],
    party: Sequence[tuple[Person, Mapping[str, Any]]],
    submission: guest_rules.Submission,
) -> bool:
    """Whether all of this was told already: a button that was pressed twice."""
    if booking.precheckin_submitted_at is None or booking.precheckin_payload != submission.booking:
        return False
    present = [({name: getattr(row, name) for name in CONTACT}, row.precheckin_payload) for row in rows if row]
    wanted = [
        ({name: getattr(person, name) for name in CONTACT}, told)
        for (person, _), told in zip(party, submission.people, strict=True)
    ]
    return present == wanted


def _write_person(
    booking: RoomBooking, row: PartyMember | None, person: Person, told: Mapping[str, Any], now: datetime
) -> None:
    values = {**{name: getattr(person, name) for name in CONTACT}, "precheckin_payload": dict(told)}
    if row is not None:
        PartyMember.objects.filter(pk=row.pk).update(**values)
        return
    is_first = not PartyMember.objects.filter(booking_id=booking.pk, role=PartyRole.PRIMARY).exists()
    role = PartyRole.PRIMARY if is_first else PartyRole.COMPANION
    PartyMember.objects.create(hotel_id=booking.hotel_id, booking_id=booking.pk, role=role, created_at=now, **values)


def _primary_of(booking: RoomBooking) -> PartyMember | None:
    return PartyMember.objects.filter(booking_id=booking.pk, role=PartyRole.PRIMARY).first()


def _companions_of(booking: RoomBooking) -> list[PartyMember]:
    return list(PartyMember.objects.filter(booking_id=booking.pk, role=PartyRole.COMPANION).order_by("pk"))


def _side_by_side(rows: Sequence[Any], others: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Each of the others beside the row that it takes over, or beside None."""
    return [(rows[number] if number < len(rows) else None, other) for number, other in enumerate(others)]
