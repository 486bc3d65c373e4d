"""Changing what was booked: dates, the length of a stay, details, the party."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hotelmate.core import capabilities
from hotelmate.core.actor import Actor
from hotelmate.core.change import Outcome, require_version
from hotelmate.core.errors import Refusal, StartOver, refuse, refuse_if
from hotelmate.core.locking import lock_one
from hotelmate.core.money import cents
from hotelmate.hotel.queries import hotel_of
from hotelmate.room_bookings import request_rules, rules
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.models import PartyMember, PartyRole, RoomBooking
from hotelmate.room_bookings.queries import occupant_until, open_claims_of
from hotelmate.room_bookings.services.creation import Person, make_room_in_ledger
from hotelmate.room_bookings.services.room_assignment import refuse_overlap
from hotelmate.room_bookings.services.status import lock_booking, write_booking
from hotelmate.room_bookings.services.tokens import redate_tokens
from hotelmate.rooms.allocations import Claim
from hotelmate.rooms.models import Room, RoomAllocation, RoomType
from hotelmate.rooms.services import lock_nights

# What may be known of a booking besides its nights, its people and its price.
DETAILS = ("expected_arrival", "group_code", "language", "special_requests", "internal_notes")
CONTACT = ("first_name", "last_name", "email", "phone")


def change_dates(
    *,
    actor: Actor,
    booking_id: str,
    check_in: date,
    check_out: date,
    total_amount: Decimal | None = None,
    oversell_note: str = "",
) -> Outcome[RoomBooking]:
    """Book other nights. A room that is assigned comes along if it is free; a guest in house keeps the arrival date.

    Without a new total the average price of a night is kept. Refuses with BOOKING_NOT_EDITABLE, INVALID_DATES,
    DATES_IN_THE_PAST, ARRIVED_ALREADY, ROOM_OVERLAP_CONFLICT and CAPACITY_EXCEEDED.
    """
    actor.require(capabilities.EDIT_BOOKING)
    booking = lock_booking(actor, booking_id)
    claim = _last(open_claims_of(booking))
    room = _lock_claimed(actor, claim)
    if (booking.check_in, booking.check_out) == (check_in, check_out) and total_amount in (None, booking.total_amount):
        return Outcome(booking, changed=False)
    require_version(booking.version)
    now = hotel_of(actor).now()
    today = hotel_of(actor).business_date_at(now)
    arrived = booking.status == BookingStatus.IN_HOUSE
    moved_in = arrived or check_in == booking.check_in
    refuse_if(
        rules.cannot_edit(booking),
        request_rules.dates_wrong(check_in, check_out, today, arrived=moved_in),
        request_rules.price_below_zero(total_amount),
    )
    if arrived and check_in != booking.check_in:
        raise refuse("ARRIVED_ALREADY", f"The guest arrived on {booking.check_in}; only the departure can change.")
    _redate(actor, booking, claim, room, check_in, check_out, total_amount, oversell_note, now)
    return Outcome(booking)


def extend_stay(*, actor: Actor, booking_id: str, check_out: date, oversell_note: str = "") -> Outcome[RoomBooking]:
    """Let a guest in house stay longer, in the same room; the nights of an overdue stay are added with it.

    Refuses with NOT_CHECKED_IN, INVALID_DATES (not longer), ROOM_OVERLAP_CONFLICT and CAPACITY_EXCEEDED.
    """
    actor.require(capabilities.EDIT_BOOKING)
    booking = lock_booking(actor, booking_id)
    claim = _last(open_claims_of(booking))
    room = _lock_claimed(actor, claim)
    if booking.status == BookingStatus.IN_HOUSE and booking.check_out == check_out:
        return Outcome(booking, changed=False)
    require_version(booking.version)
    now = hotel_of(actor).now()
    refuse_if(rules.cannot_extend(booking, check_out, hotel_of(actor).business_date_at(now)))
    _redate(actor, booking, claim, room, booking.check_in, check_out, None, oversell_note, now)
    return Outcome(booking)


def _redate(
    actor: Actor,
    booking: RoomBooking,
    claim: Claim | None,
    room: Room | None,
    check_in: date,
    check_out: date,
    total_amount: Decimal | None,
    oversell_note: str,
    now: datetime,
) -> None:
    until = max(check_out, check_in + timedelta(days=1))
    if claim is not None and room is not None:
        claim_from = claim.from_date if booking.in_room_id else check_in
        if until <= claim_from:
            raise refuse(
                "INVALID_DATES", f"The guest moved on {claim.from_date}; the stay cannot end before.", status=400
            )
        refuse_overlap(room, booking, claim_from, until)
        if room.occupant_id not in (None, booking.pk):
            refuse_if(rules.room_kept_by_overdue_stay(room, hotel_of(actor), now, claim_from, occupant_until(room.pk)))
    sold = room.room_type if room is not None else booking.room_type
    if sold.pk != booking.room_type_id or oversell_note:
        # The booking's new dates take nights of the type sold, its claim's those of both; what is oversold is raised before.
        lock_nights(
            hotel_id=booking.hotel_id,
            room_type_ids=[sold.pk, booking.room_type_id],
            from_date=min(check_in, booking.check_in),
            to_date=max(until, booking.held_until),
        )
    for from_date, to_date in _added_nights(booking, check_in, until):
        make_room_in_ledger(
            actor=actor,
            room_type=sold,
            from_date=from_date,
            to_date=to_date,
            oversell_note=oversell_note,
            cause=f"booking:{booking.booking_id}",
            except_stay=booking.pk,
        )
    if total_amount is None:
        total_amount = _same_nightly_price(booking, check_in, check_out)
    write_booking(
        actor=actor,
        booking=booking,
        at=now,
        event="booking_updated",
        changes={"check_in": check_in, "check_out": check_out, "total_amount": total_amount},
        facts={"status": booking.status, "room_number": room.number if room else None},
        before={"status": booking.status, "room_number": room.number if room else None},
    )
    redate_tokens(booking, hotel_of(actor))
    if claim is not None:
        RoomAllocation.objects.filter(pk=claim.allocation_id).update(from_date=claim_from, to_date=until)


def _added_nights(booking: RoomBooking, check_in: date, until: date) -> list[tuple[date, date]]:
    """The stretches of nights that the new dates hold and the old ones did not."""
    if check_in >= booking.held_until or until <= booking.check_in:
        return [(check_in, until)]
    stretches = []
    if check_in < booking.check_in:
        stretches.append((check_in, booking.check_in))
    if until > booking.held_until:
        stretches.append((booking.held_until, until))
    return stretches


def _same_nightly_price(booking: RoomBooking, check_in: date, check_out: date) -> Decimal:
    nights, old_nights = max((check_out - check_in).days, 1), max(booking.nights, 1)
    return booking.total_amount if nights == old_nights else cents(booking.total_amount / old_nights * nights)


def change_details(*, actor: Actor, booking_id: str, **details: Any) -> Outcome[RoomBooking]:
    """Change what else is known of a booking: any of DETAILS, each as it is to be; what is not given stays.

    `expected_arrival` is a time by the hotel's clock, or None. Refuses with BOOKING_NOT_EDITABLE. Details that are like
    this already are a natural no-op.
    """
    unknown = details.keys() - set(DETAILS)
    if unknown:
        raise TypeError(f"A booking has no {', '.join(sorted(unknown))} to change.")
    actor.require(capabilities.EDIT_BOOKING)
    return write_details(
        actor=actor, booking=lock_booking(actor, booking_id), details=details, cannot=rules.cannot_edit
    )


def write_details(
    *,
    actor: Actor,
    booking: RoomBooking,
    details: Mapping[str, Any],
    cannot: Callable[[RoomBooking], Refusal | None],
) -> Outcome[RoomBooking]:
    """`change_details` for a booking that the change has locked and whose actor has been judged, by this rule."""
    changes = {name: value for name, value in details.items() if getattr(booking, name) != value}
    if not changes:
        return Outcome(booking, changed=False)
    require_version(booking.version)
    refuse_if(cannot(booking))
    write_booking(
        actor=actor,
        booking=booking,
        at=hotel_of(actor).now(),
        event="booking_updated",
        changes=changes,
        facts={"status": booking.status},
    )
    return Outcome(booking)


def change_party(
    *,
    actor: Actor,
    booking_id: str,
    adults: int | None = None,
    children: int | None = None,
    primary: Person | None = None,
    companions: Sequence[tuple[int | None, Person]] | None = None,
) -> Outcome[RoomBooking]:
    """Change how many come, who they are, or both. `companions` replaces the list; an id keeps a person's row.

    Refuses with BOOKING_NOT_EDITABLE, PARTY_TOO_LARGE (for the room, where there is one) and COMPANION_NOT_FOUND. A
    party that is like this already is a natural no-op.
    """
    actor.require(capabilities.EDIT_BOOKING)
    booking = lock_booking(actor, booking_id)
    return write_party(
        actor=actor, booking=booking, adults=adults, children=children, primary=primary, companions=companions
    )


def write_party(
    *,
    actor: Actor,
    booking: RoomBooking,
    adults: int | None = None,
    children: int | None = None,
    primary: Person | None = None,
    companions: Sequence[tuple[int | None, Person]] | None = None,
) -> Outcome[RoomBooking]:
    """`change_party` for a booking that the change has locked and whose actor has been judged."""
    party = list(PartyMember.objects.filter(booking_id=booking.pk).order_by("pk"))
    changes = _changes_of_party(booking, adults, children, primary)
    people_change = not _is_party(party, primary, companions)
    if not people_change and all(getattr(booking, name) == value for name, value in changes.items()):
        return Outcome(booking, changed=False)
    require_version(booking.version)
    refuse_if(
        rules.cannot_edit(booking),
        request_rules.party_without_adult(changes["adults"]),
        request_rules.party_too_large(changes["adults"] + changes["children"], _type_slept_in(booking)),
    )
    now = hotel_of(actor).now()
    if primary is not None:
        present = next((one for one in party if one.role == PartyRole.PRIMARY), None)
        _write_member(booking, present, PartyRole.PRIMARY, primary, now)
    if companions is not None:
        _replace_companions(booking, party, companions, now)
    write_booking(
        actor=actor,
        booking=booking,
        at=now,
        event="booking_party_updated",
        changes=changes,
        facts={"people_named": PartyMember.objects.filter(booking_id=booking.pk).count()},
        before={"people_named": len(party)},
        also_changed=["party"] if people_change else [],
    )
    return Outcome(booking)


def _changes_of_party(
    booking: RoomBooking, adults: int | None, children: int | None, primary: Person | None
) -> dict[str, Any]:
    changes: dict[str, Any] = {
        "adults": booking.adults if adults is None else adults,
        "children": booking.children if children is None else children,
    }
    if primary is not None:
        changes |= {f"primary_{name}": value for name, value in _contact(primary).items()}
    return changes


def _type_slept_in(booking: RoomBooking) -> RoomType:
    """The type of the room that the booking has, otherwise the type sold."""
    claim = _last(open_claims_of(booking))
    return RoomType.objects.get(rooms=claim.room_id) if claim else booking.room_type


def _is_party(
    party: list[PartyMember], primary: Person | None, companions: Sequence[tuple[int | None, Person]] | None
) -> bool:
    """Whether the people on a booking are these already; None asks nothing."""
    rows = {one.pk: {name: getattr(one, name) for name in CONTACT} for one in party}
    present = {one.pk for one in party if one.role == PartyRole.COMPANION}
    if primary is not None and _contact(primary) not in [rows[key] for key in rows.keys() - present]:
        return False
    if companions is None:
        return True
    return present == {key for key, _ in companions} and all(
        rows[key] == _contact(person) for key, person in companions if key is not None
    )


def _replace_companions(
    booking: RoomBooking, party: list[PartyMember], companions: Sequence[tuple[int | None, Person]], now: datetime
) -> None:
    present = {one.pk: one for one in party if one.role == PartyRole.COMPANION}
    wanted = {key for key, _ in companions if key is not None}
    for missing in wanted - present.keys():
        raise refuse("COMPANION_NOT_FOUND", f"Companion with id {missing} not found", status=404, id=missing)
    PartyMember.objects.filter(pk__in=present.keys() - wanted).delete()
    for key, person in companions:
        _write_member(booking, present[key] if key is not None else None, PartyRole.COMPANION, person, now)


def _write_member(booking: RoomBooking, present: PartyMember | None, role: str, person: Person, now: datetime) -> None:
    if present is not None:
        PartyMember.objects.filter(pk=present.pk).update(**_contact(person))
        return
    PartyMember.objects.create(
        hotel_id=booking.hotel_id, booking_id=booking.pk, role=role, created_at=now, **_contact(person)
    )


def _contact(person: Person) -> dict[str, str]:
    return {name: getattr(person, name) for name in CONTACT}


def _last(claims: list[Claim]) -> Claim | None:
    return claims[-1] if claims else None


def _lock_claimed(actor: Actor, claim: Claim | None) -> Room | None:
    if claim is None:
        return None
    room = lock_one(Room, parent="room_type", pk=claim.room_id, hotel_id=actor.hotel_id)
    if room is None:
        raise StartOver
    return room
