"""Reading what guests fill in: names of the party, answers to the hotel's questions."""

from collections.abc import Mapping
from typing import Any

from rest_framework.serializers import Serializer

from hotelmate.core.errors import Refused
from hotelmate.guests.serializers import GuestPersonSerializer
from hotelmate.room_bookings.guest_rules import invalid
from hotelmate.room_bookings.models import PartyMember
from hotelmate.room_bookings.readings import BookingReading
from hotelmate.room_bookings.services import Person

CONTACT = ("first_name", "last_name", "email", "phone")
MOST_PEOPLE = 50

Told = tuple[Person, Mapping[str, Any]]


def read_party(given: object, reading: BookingReading) -> list[Told]:
    """The people of a pre-check-in with their answers, the primary guest first.

    Whoever is left out stays as they are. Raises VALIDATION_ERROR, also for a list that holds the primary guest.
    """
    party = {} if given is None else given
    if not isinstance(party, Mapping):
        raise Refused(invalid("party", "party has primary and companions."))
    companions = party.get("companions")
    if companions is None:
        companions = [_present(one) for one in reading.companions]
    if not isinstance(companions, list) or len(companions) > MOST_PEOPLE:
        raise Refused(invalid("party", "companions is a list of people."))
    primary = party.get("primary")
    primary = {} if primary is None else primary
    if not isinstance(primary, Mapping) or not all(isinstance(one, Mapping) for one in companions):
        raise Refused(invalid("party", "Each person is an object with names."))
    if any(one.get("role") == "PRIMARY" for one in companions):
        raise Refused(invalid("party", "Do not include PRIMARY in party; primary guest has a place of its own."))
    return [
        told({**_present(reading.primary), **primary}, "primary"),
        *(told(one, "companions") for one in companions),
    ]


def readable(serializer: type[Serializer[Any]], given: Mapping[str, Any], where: str = "") -> dict[str, Any]:
    """What a form says, read as the API reads it; VALIDATION_ERROR with the first field that cannot be used."""
    reader = serializer(data=given)
    if not reader.is_valid():
        name, messages = next(iter(reader.errors.items()))
        raise Refused(invalid(where + name, f"{name}: {messages[0]}"))
    read: dict[str, Any] = reader.validated_data
    return read


def told(given: Mapping[str, Any], where: str) -> Told:
    """A person and their answers; VALIDATION_ERROR where a name or an address is none."""
    contact = {name: given[name] for name in CONTACT if given.get(name) is not None}
    return Person(**readable(GuestPersonSerializer, contact, f"party.{where}.")), given


def _present(one: PartyMember | None) -> dict[str, Any]:
    if one is None:
        return {}
    return {**one.precheckin_payload, **{name: getattr(one, name) for name in CONTACT}}
