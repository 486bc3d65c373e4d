"""Eight raw sessions at once: at every moment the ledger is exact and nothing is above the limit.

HOTELMATE_STORM_SECONDS makes the round longer, HOTELMATE_STORM_SEED repeats the dice of one that failed.
"""

import logging
import os
import secrets
import threading
from collections import Counter

from .house import day
from .recount import drift, over_the_limit
from .storm import FIRST_NIGHT, NIGHTS, Guest

SECONDS = float(os.environ.get("HOTELMATE_STORM_SECONDS", "4"))
SESSIONS = 8
LOG = logging.getLogger(__name__)
CONTRADICTIONS = """
SELECT 'occupied by nobody, or in house nowhere', count(*) FROM rooms_room r
FULL JOIN room_bookings_roombooking b ON b.id = r.occupant_id AND b.in_room_id = r.id
WHERE coalesce(r.hotel_id, b.hotel_id) = %(hotel)s AND (r.id IS NULL AND b.status = 'IN_HOUSE'
    OR b.id IS NULL AND r.room_status = 'OCCUPIED' OR (b.status = 'IN_HOUSE') <> (r.room_status = 'OCCUPIED'))
HAVING count(*) > 0
UNION ALL
SELECT 'a room twice in a night', count(*) FROM rooms_roomallocation a JOIN rooms_roomallocation b
    ON a.room_id = b.room_id AND a.id < b.id AND a.nights && b.nights WHERE a.hotel_id = %(hotel)s HAVING count(*) > 0
UNION ALL
SELECT 'a claim of a booking that is over', count(*) FROM rooms_roomallocation a
    JOIN room_bookings_roombooking b ON b.id = a.booking_id WHERE a.hotel_id = %(hotel)s
    AND (b.status IN ('CANCELLED', 'NO_SHOW', 'EXPIRED', 'DECLINED') OR b.status = 'COMPLETED' AND a.ended_at IS NULL)
HAVING count(*) > 0
UNION ALL
SELECT 'a night outside its booking', count(*) FROM rooms_roomallocation a
    JOIN room_bookings_roombooking b ON b.id = a.booking_id WHERE a.hotel_id = %(hotel)s
    AND (a.from_date < b.check_in OR a.to_date > greatest(b.check_out, b.check_in + 1)) HAVING count(*) > 0
"""


def test_a_storm_of_raw_sessions_leaves_no_contradiction(house, open_session):
    seed = os.environ.get("HOTELMATE_STORM_SEED") or secrets.token_hex(4)
    for type_id in (house.standard, house.superior) * 4:
        house.room(type_id)
    guests = [Guest(house, new_session(open_session), f"{seed}-{number}") for number in range(SESSIONS)]
    over = threading.Event()
    threads = [threading.Thread(target=guest.storm, args=[over]) for guest in guests]
    alarm = threading.Timer(SECONDS, over.set)
    for thread in [*threads, alarm]:
        thread.start()
    wrong, looks = watch(house, over)
    for thread in threads:
        thread.join()
    outcomes = sum((guest.outcomes for guest in guests), Counter())
    report = f"seed {seed}: {looks} looks, {outcomes.most_common()}"
    assert [error for guest in guests for error in guest.unexpected] == [], report
    assert [*wrong, *contradictions(house)] == [], report
    assert outcomes["done"] > SECONDS, report
    LOG.info(report)


def new_session(open_session):
    """An autocommit connection that does not wait for ever."""
    session = open_session(autocommit=True)
    session.execute("SET lock_timeout = '3s'")
    return session


def watch(house, over: threading.Event) -> tuple[list[tuple[object, ...]], int]:
    """Look at the house until the storm is over: each look is a statement, so it sees the house as of one commit."""
    wrong: list[tuple[object, ...]] = []
    looks = 0
    while not wrong and not over.wait(0.02):
        wrong = contradictions(house)
        looks += 1
    over.set()
    return wrong, looks


def contradictions(house) -> list[tuple[object, ...]]:
    """What is wrong in the house now."""
    nights = day(FIRST_NIGHT - 20), day(FIRST_NIGHT + NIGHTS + 60)
    return [
        *drift(house.session, house.id, *nights),
        *over_the_limit(house.session, house.id),
        *house.session.execute(CONTRADICTIONS, {"hotel": house.id}).fetchall(),
    ]
