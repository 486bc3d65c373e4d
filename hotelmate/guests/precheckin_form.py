"""The pre-check-in as a form: fields to show, and answers to read."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from hotelmate.guests.forms import CONTACT, Told, told
from hotelmate.guests.wording.wording import Wording
from hotelmate.hotel.models import Hotel
from hotelmate.hotel.precheckin import QUESTIONS, Question, countries, precheckin_config
from hotelmate.room_bookings.models import PartyMember
from hotelmate.room_bookings.readings import BookingReading

AUTOCOMPLETE = {
    "first_name": "given-name",
    "last_name": "family-name",
    "email": "email",
    "phone": "tel",
    "date_of_birth": "bday",
    "address_line_1": "address-line1",
    "city": "address-level2",
    "postcode": "postal-code",
    "country_of_residence": "country",
}
TYPES = {"time": "time", "date": "date", "checkbox": "checkbox", "email": "email", "phone": "tel"}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form."""

    name: str
    label: str
    type: str = "text"
    value: str = ""
    required: bool = False
    longest: int = 120
    choices: list[tuple[str, str]] = field(default_factory=list)
    autocomplete: str = "off"
    error: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The fields of one person, or of the booking."""

    title: str
    fields: list[Field]


def party_groups(reading: BookingReading, t: Wording, given: Mapping[str, str] | None = None) -> list[Group]:
    """A group for each person who was booked for, with their names as they are or as they were just sent."""
    return [
        Group(_who(number, t), [*_names(number, one, t, given, required=number == 0)])
        for number, one in enumerate(_people(reading))
    ]


def precheckin_groups(
    reading: BookingReading, hotel: Hotel, t: Wording, given: Mapping[str, str] | None = None, wrong: str = ""
) -> list[Group]:
    """A group for each person, then one for the booking; `wrong` is the name of the field that was not understood."""
    config = precheckin_config(hotel.precheckin_config)
    groups = []
    for number, one in enumerate(_people(reading)):
        known = one.precheckin_payload if one else {}
        fields = [*_names(number, one, t, given, required=True)]
        fields += _questions("guest", config, t, known, given, prefix=f"p{number}.")
        groups.append(Group(_who(number, t), fields))
    booking = reading.booking
    known = {**booking.precheckin_payload}
    known.setdefault("special_requests", booking.special_requests)
    known.setdefault("eta", f"{booking.expected_arrival:%H:%M}" if booking.expected_arrival else "")
    groups.append(Group(t.say("booking"), _questions("booking", config, t, known, given, prefix="b.")))
    return [replace(group, fields=[_marked(one, wrong, t) for one in group.fields]) for group in groups if group.fields]


def answers_in(given: Mapping[str, str]) -> dict[str, Any]:
    """The answers about the booking."""
    return {name: given.get(f"b.{name}", "") for name, one in QUESTIONS.items() if one.scope == "booking"}


def people_in(given: Mapping[str, str], reading: BookingReading, *, leave_out_nameless: bool = False) -> list[Told]:
    """The people with their answers, the primary guest first."""
    people = []
    for number in range(reading.booking.party_size):
        prefix = f"p{number}."
        one = {name: given.get(prefix + name, "").strip() for name in (*CONTACT, *QUESTIONS)}
        if number and leave_out_nameless and not (one["first_name"] or one["last_name"]):
            continue
        people.append(told(one, str(number)))
    return people


def field_of(fields: Mapping[str, Any]) -> str:
    """The name that a refusal's field has in the form: `party.1.city` is `p1.city`, `eta` is `b.eta`."""
    name = next(iter(fields), "")
    parts = name.split(".")
    if parts[0] == "party" and len(parts) == 3:
        return f"p{parts[1]}.{parts[2]}"
    return f"b.{name}"


def _people(reading: BookingReading) -> list[PartyMember | None]:
    known: list[PartyMember | None] = [reading.primary, *reading.companions]
    size = max(reading.booking.party_size, len(known))
    return [*known, *[None] * (size - len(known))]


def _who(number: int, t: Wording) -> str:
    return t.say("person", n=number + 1) if number else t.say("person_primary")


def _names(
    number: int, one: PartyMember | None, t: Wording, given: Mapping[str, str] | None, *, required: bool
) -> list[Field]:
    # Whoever comes along is reached through the main guest.
    wanted = CONTACT if number == 0 else CONTACT[:2]
    fields = []
    for name in wanted:
        key = f"p{number}.{name}"
        value = given.get(key, "") if given is not None else getattr(one, name, "")
        must = required and name in CONTACT[:2]
        kind, complete = TYPES.get(name, "text"), AUTOCOMPLETE[name] if number == 0 else "off"
        fields.append(Field(key, t.say(name), kind, value, must, 80, autocomplete=complete))
    return fields


def _questions(
    scope: str,
    config: Mapping[str, Mapping[str, bool]],
    t: Wording,
    known: Mapping[str, Any],
    given: Mapping[str, str] | None,
    *,
    prefix: str,
) -> list[Field]:
    fields = []
    for name, question in QUESTIONS.items():
        if question.scope == scope and config["enabled"][name]:
            value = given.get(prefix + name, "") if given is not None else _as_text(known.get(name))
            fields.append(
                Field(
                    prefix + name,
                    t.say(f"field_{name}"),
                    _type(question),
                    value,
                    config["required"][name],
                    question.longest,
                    _choices(question, t),
                    AUTOCOMPLETE.get(name, "off") if prefix == "p0." else "off",
                )
            )
    return fields


def _type(question: Question) -> str:
    if question.kind in ("select", "country"):
        return "select"
    return "textarea" if question.longest > 1000 else TYPES.get(question.kind, "text")


def _choices(question: Question, t: Wording) -> list[tuple[str, str]]:
    if question.kind == "country":
        return list(countries().items())
    return [(key, t.say(f"choice_{key}")) for key in question.choices]


def _as_text(value: object) -> str:
    return "on" if value is True else str(value or "")


def _marked(one: Field, wrong: str, t: Wording) -> Field:
    return replace(one, error=t.say("form_wrong")) if one.name == wrong else one
