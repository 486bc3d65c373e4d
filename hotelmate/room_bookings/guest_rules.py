"""May a guest do this to their booking now? Pure functions that return a refusal, or None."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from hotelmate.core.actor import Actor
from hotelmate.core.errors import Refusal
from hotelmate.hotel.precheckin import QUESTIONS, Question, countries
from hotelmate.room_bookings.lifecycle import BookingStatus
from hotelmate.room_bookings.models import RoomBooking

S = BookingStatus
TO_COME = (S.PENDING_PAYMENT, S.PENDING_APPROVAL, S.CONFIRMED)
EXPECTED = (S.PENDING_APPROVAL, S.CONFIRMED)
CLOCK_TIME = re.compile(r"(\d{1,2}):(\d{2})(:\d{2})?")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
OLDEST = date(1900, 1, 1)

Answers = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Submission:
    """What a guest answered: for the booking, and for each person of the party, the primary guest first."""

    booking: Answers = field(default_factory=dict)
    people: Sequence[Answers] = ()


def beyond_scope(actor: Actor, scope: str) -> Refusal | None:
    """A guest does what their token was given for; staff and the house itself are judged by other rules."""
    if actor.kind != "guest" or actor.may(scope):
        return None
    return Refusal(
        "LINK_NOT_FOR_THIS",
        "This link was not given for that. Ask whoever booked, or the hotel.",
        403,
        {"scope": scope},
    )


def cannot_name_party(booking: RoomBooking) -> Refusal | None:
    """The guest names the party until it arrives."""
    if booking.status == S.IN_HOUSE:
        return Refusal("PARTY_FIXED", "You have checked in. Tell the front desk who else is staying.")
    return _not_to_come(booking, TO_COME, "Its party can no longer be changed.")


def cannot_tell_arrival(booking: RoomBooking) -> Refusal | None:
    """The guest says when they arrive, until they have."""
    return _not_to_come(booking, TO_COME, "Its arrival can no longer be changed.")


def cannot_precheck_in(booking: RoomBooking) -> Refusal | None:
    """Pre-check-in is for bookings that are expected: paid for or guaranteed, and not arrived."""
    if booking.status == S.PENDING_PAYMENT:
        return Refusal("PAYMENT_PENDING", "Pay for the booking first; then the pre-check-in opens.")
    return _not_to_come(booking, EXPECTED, "The pre-check-in is closed.")


def party_of_wrong_size(booking: RoomBooking, people: int) -> Refusal | None:
    """All of the party are named, and nobody else."""
    if people == booking.party_size:
        return None
    return _mismatch(booking, people)


def party_too_many(booking: RoomBooking, people: int) -> Refusal | None:
    """No more people are named than were booked for."""
    return _mismatch(booking, people) if people > booking.party_size else None


def person_without_name(first_name: str, last_name: str) -> Refusal | None:
    """Whoever is named has a first and a last name."""
    if first_name.strip() and last_name.strip():
        return None
    return invalid("party", "All party members must have first_name and last_name")


def read_answers(
    config: Mapping[str, Mapping[str, bool]], scope: str, given: Mapping[str, Any], today: date, who: str = ""
) -> tuple[Answers, Refusal | None]:
    """The answers to the questions of a scope as they are stored, or what is wrong with the first bad one."""
    answers: Answers = {}
    for name, question in QUESTIONS.items():
        if question.scope != scope:
            continue
        value = given.get(name)
        empty = value is None or value == "" or value is False
        if empty:
            if config["required"][name]:
                return {}, invalid(who + name, f"Field {name} is required")
            continue
        if not config["enabled"][name]:
            return {}, invalid(who + name, f"Field {name} is not enabled for this hotel")
        read = _read(question, value, today)
        if read is None:
            return {}, invalid(who + name, f"Field {name} is not understood: {_wanted(question)}.")
        answers[name] = read
    return answers, None


def arrival_time(text: str) -> time | None:
    """A time of the day, `HH:MM`, or None."""
    match = CLOCK_TIME.fullmatch(text.strip())
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        return None
    return time(int(match[1]), int(match[2]))


def invalid(name: str, message: str) -> Refusal:
    """A field that cannot be used."""
    return Refusal("VALIDATION_ERROR", message, 400, {"fields": {name: [message]}})


def _read(question: Question, value: Any, today: date) -> Any:
    """The value as it is stored, or None when it is none."""
    if question.kind == "checkbox":
        return True if value is True or value in ("true", "on", "1") else None
    if not isinstance(value, str) or UNPRINTABLE.search(value):
        return None
    text = value.strip()
    if question.kind == "time":
        at = arrival_time(text)
        return f"{at:%H:%M}" if at else None
    if question.kind == "date":
        return _birthday(text, today)
    if question.kind == "select":
        return text if text in question.choices else None
    if question.kind == "country":
        return text.upper() if text.upper() in countries() else None
    return text if 0 < len(text) <= question.longest else None


def _birthday(text: str, today: date) -> str | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day.isoformat() if OLDEST <= day <= today else None


def _wanted(question: Question) -> str:
    return {
        "checkbox": "true",
        "time": "HH:MM",
        "date": "YYYY-MM-DD, not in the future",
        "select": ", ".join(question.choices),
        "country": "a country code such as IE",
        "text": f"a text of at most {question.longest} characters",
    }[question.kind]


def _mismatch(booking: RoomBooking, people: int) -> Refusal:
    return Refusal(
        "PARTY_SIZE_MISMATCH",
        f"Party size mismatch. Expected {booking.party_size}, got {people}.",
        400,
        {"expected": booking.party_size, "got": people},
    )


def _not_to_come(booking: RoomBooking, statuses: Sequence[str], what: str) -> Refusal | None:
    if booking.status in statuses:
        return None
    label = BookingStatus(booking.status).label.lower()
    return Refusal("BOOKING_NOT_EDITABLE", f"The booking is {label}. {what}", 409, {"current_status": booking.status})
