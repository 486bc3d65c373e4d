"""The relay: nothing is lost, nothing is taken twice, and an idle hotel costs nothing."""

import threading
from collections.abc import Sequence
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError

from hotelmate.events.models import Event
from hotelmate.events.queries import last_seq
from hotelmate.hotel.models import Hotel
from hotelmate.notifications import relay
from hotelmate.notifications.models import Mail, SinkCursor
from hotelmate.notifications.relay import News, dispatch, pending_news, skip_to_now
from tests.at_once import at_once, in_background
from tests.factories import make_hotel, make_room_type, make_rooms
from tests.statements import statements_of

from .mail.inn import Inn


class Bucket:
    """A sink that keeps what it takes, as rows of its own would, and can be told to fail or to wait."""

    def __init__(self) -> None:
        self.name = f"bucket-{uuid4().hex[:8]}"
        self.taken: list[int] = []
        self.fails = False
        self.entered = threading.Event()
        self.may_go_on = threading.Event()
        self.may_go_on.set()

    def take(self, hotel: Hotel, events: Sequence[Event]) -> None:
        self.entered.set()
        assert self.may_go_on.wait(20)
        if self.fails:
            raise DatabaseError("the sink broke")
        self.taken += [event.seq for event in events]


@pytest.fixture
def hotel():
    hotel = make_hotel()
    make_rooms(make_room_type(hotel), 5)
    return hotel


def cursor(bucket: Bucket, hotel: Hotel) -> int | None:
    return SinkCursor.objects.filter(sink=bucket.name, hotel=hotel).values_list("seq", flat=True).first()


def test_a_sink_takes_every_event_once_and_in_order(hotel, monkeypatch):
    monkeypatch.setattr(relay, "BATCH", 2)
    bucket = Bucket()
    while dispatch(News(bucket, hotel.pk)):
        pass
    newest = last_seq(hotel.pk)
    assert bucket.taken == list(range(1, newest + 1))
    assert cursor(bucket, hotel) == newest
    assert not [news for news in pending_news([bucket]) if news.hotel_id == hotel.pk]


def test_a_sink_that_fails_takes_the_same_again(hotel):
    bucket = Bucket()
    bucket.fails = True
    with pytest.raises(DatabaseError):
        dispatch(News(bucket, hotel.pk))
    assert cursor(bucket, hotel) is None
    bucket.fails = False
    dispatch(News(bucket, hotel.pk))
    assert bucket.taken == list(range(1, last_seq(hotel.pk) + 1))


def test_only_one_worker_at_a_time_reads_a_hotel_for_a_sink(hotel):
    bucket = Bucket()
    SinkCursor.objects.create(sink=bucket.name, hotel=hotel)
    bucket.may_go_on.clear()
    with in_background(lambda: dispatch(News(bucket, hotel.pk))) as (first,):
        assert bucket.entered.wait(20)
        assert dispatch(News(bucket, hotel.pk)) == 0
        bucket.may_go_on.set()
        assert first.result(20) == last_seq(hotel.pk)


def test_many_workers_at_once_take_everything_once(hotel, monkeypatch):
    monkeypatch.setattr(relay, "BATCH", 1)
    bucket = Bucket()

    def work() -> None:
        while any(news.hotel_id == hotel.pk for news in pending_news([bucket])):
            dispatch(News(bucket, hotel.pk))

    at_once(*[work] * 4)
    assert bucket.taken == list(range(1, last_seq(hotel.pk) + 1))


def test_a_thousand_idle_hotels_cost_one_statement(hotel):
    bucket, other = Bucket(), Bucket()
    streams = Hotel.objects.values_list("pk", flat=True)
    SinkCursor.objects.bulk_create(
        SinkCursor(sink=sink.name, hotel_id=pk, seq=last_seq(pk)) for pk in streams for sink in (bucket, other)
    )
    assert len(statements_of(lambda: pending_news([bucket, other]))) == 1
    assert pending_news([bucket, other]) == []


def test_history_that_was_made_is_not_told():
    inn = Inn()
    booking = inn.book()
    skip_to_now(inn.hotel)
    told = inn.book()
    inn.relay()
    assert inn.mails(booking) == []
    assert [mail.kind for mail in inn.mails(told)] == ["booking_confirmed"]


def test_a_booking_that_nobody_can_be_written_to_makes_no_row():
    inn = Inn()
    inn.book("")
    inn.relay()
    assert not Mail.objects.filter(hotel=inn.hotel).exists()
    assert SinkCursor.objects.get(hotel=inn.hotel, sink="mail").seq == last_seq(inn.hotel.pk)


def test_an_event_that_is_taken_twice_makes_one_mail():
    inn = Inn()
    booking = inn.book()
    inn.relay()
    SinkCursor.objects.filter(hotel=inn.hotel, sink="mail").update(seq=0)
    inn.relay()
    assert [mail.kind for mail in inn.mails(booking)] == ["booking_confirmed"]


def test_the_database_refuses_a_second_mail_of_one_event():
    inn = Inn()
    booking = inn.book()
    inn.relay()
    (mail,) = inn.mails(booking)
    mail.pk = None
    with pytest.raises(IntegrityError, match="mail_once"):
        mail.save(force_insert=True)
