"""Made-up guests for the demo hotel, and what they book."""

import random
from datetime import date, time, timedelta

from hotelmate.room_bookings.models import Channel
from hotelmate.room_bookings.services import Person, Request
from hotelmate.rooms.models import RoomType

FIRST_NAMES = (
    "Ada", "Amir", "Anouk", "Arjun", "Bea", "Carlo", "Chloé", "Dario", "Elif", "Emil", "Fatima", "Finn", "Greta",
    "Hana", "Ines", "Ivo", "Jana", "Jonas", "Kofi", "Lars", "Leila", "Luca", "Mei", "Mia", "Nadia", "Noah", "Olga",
    "Piotr", "Rosa", "Samir", "Sofia", "Sven", "Tariq", "Uma", "Vera", "Wei", "Yara", "Yuki", "Zoë",
)  # fmt: skip
LAST_NAMES = (
    "Almeida", "Berger", "Chen", "Dubois", "Eriksen", "Ferrari", "García", "Haddad", "Ivanova", "Jansen", "Kowalski",
    "Lefèvre", "Moreau", "Müller", "Novák", "Okafor", "Petrov", "Quinn", "Rossi", "Schmidt", "Silva", "Singh",
    "Tanaka", "Ueda", "Vidal", "Walsh", "Wang", "Young", "Zimmer",
)  # fmt: skip
LEAD_DAYS = (0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 9, 11, 13)
NIGHTS = (1, 1, 2, 2, 2, 3, 3, 4, 5, 7)
WEIGHTS = (8, 5, 4, 2, 2)


def make_request(chance: random.Random, day: date, types: list[RoomType]) -> Request:
    """A booking that somebody makes on `day`."""
    check_in = day + timedelta(days=chance.choice(LEAD_DAYS))
    room_type = chance.choices(types, weights=WEIGHTS[: len(types)])[0]
    party = chance.randint(1, room_type.max_occupancy)
    adults = min(party, chance.randint(1, 2))
    person = _person(chance)
    return Request(
        room_type_id=room_type.pk,
        check_in=check_in,
        check_out=check_in + timedelta(days=chance.choice(NIGHTS)),
        adults=adults,
        children=party - adults,
        primary=person,
        companions=[Person(chance.choice(FIRST_NAMES), person.last_name) for _ in range(party - 1)],
        channel=chance.choice([Channel.STAFF, Channel.AGENCY, Channel.CORPORATE]),
        expected_arrival=time(chance.choice([14, 15, 16, 17, 18, 20, 21]), chance.choice([0, 15, 30, 45])),
        special_requests=chance.choice(["", "", "", "Quiet room, please", "Cot for a baby", "High floor if possible"]),
    )


def _person(chance: random.Random) -> Person:
    first, last = chance.choice(FIRST_NAMES), chance.choice(LAST_NAMES)
    number = chance.randint(100, 999)
    return Person(
        first_name=first,
        last_name=last,
        email=f"guest{number}@mail.example",
        phone=f"+353 1 555 0{number}",
    )
