"""The data of the availability benchmark: what was taken off for the load is back, and holds for every row."""

import os
from collections.abc import Iterator

import psycopg
import pytest

from hotelmate.core import clock
from hotelmate.hotel.models import Hotel
from hotelmate.integrity.queries import verify_hotel
from hotelmate.rooms.availability import free_rooms_by_night
from hotelmate.rooms.models import RoomAllocation
from hotelmate.simulation.bench.data.availability import Figures, Questions, report_table
from hotelmate.simulation.bench.data.commands import WITHOUT_LOG
from hotelmate.simulation.bench.data.dataset import Extent, NotEmpty, made_hotels, make_data, recounted

from ..database import Database, cloned_database, use

SHAPE = """
    SELECT conrelid::regclass::text, conname, contype::text, pg_get_constraintdef(oid), convalidated, condeferred
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT tablename, indexname, 'index', indexdef, true, false FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT tgrelid::regclass::text, tgname, 'trigger', pg_get_triggerdef(oid), tgenabled = 'O', false
    FROM pg_trigger WHERE NOT tgisinternal
    ORDER BY 1, 2, 3
"""


def quietly(what: str, done: int, of: int) -> None:
    """Nobody watches."""


@pytest.fixture
def owner(database: Database) -> Iterator[psycopg.Connection]:
    """The owner's session on a throwaway database, which this process uses meanwhile."""
    with cloned_database(os.environ["HOTELMATE_TEST_SERVER"] or None) as clone:
        with psycopg.connect(clone.owner_url, autocommit=True) as session:
            session.execute("SET TimeZone = 'UTC'")
            yield session
        use(database)
    use(database)


def test_the_data_is_what_the_database_would_have_let_in(owner):
    before = owner.execute(SHAPE).fetchall()
    make_data(owner, Extent(hotels=3, rooms=8, stays=10, today=clock.now().date()), quietly)
    assert owner.execute(SHAPE).fetchall() == before
    assert (made_hotels(owner), RoomAllocation.objects.count()) == (3, 240)
    assert set(recounted(owner, quietly).values()) == {0}
    for hotel in Hotel.objects.all():
        assert verify_hotel(hotel).failed.keys() == {WITHOUT_LOG}
        free = free_rooms_by_night(
            hotel_id=hotel.pk, room_type_ids=None, from_date=hotel.business_date(), to_date=Questions(1).stay()[1]
        )
        assert all(0 <= rooms <= 2 for nights in free.values() for rooms in nights.values())
    with pytest.raises(NotEmpty):
        make_data(owner, Extent(hotels=1, rooms=4, stays=2, today=clock.now().date()), quietly)


def test_a_figure_is_beside_its_target():
    slow = Figures("x", [2.0] * 99 + [9.0], target_p50=1.0, target_p99=5.0)
    quick = Figures("y", [0.1] * 200, target_p50=1.0)
    assert (slow.reaches, quick.reaches) == (False, True)
    assert (slow.at(50), slow.at(99)) == (2.0, 9.0)
    assert report_table([slow, quick]).row_count == 2
