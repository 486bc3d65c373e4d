"""What is sent: once for each event, and about bookings of one's own hotel."""

import uuid
from datetime import timedelta

import pytest

from .rows import NOON, insert, update

MAIL = "notifications_mail"
CURSOR = "notifications_sinkcursor"


def mail(session, house, booking, **values):
    return insert(session, MAIL, hotel_id=house.id, booking_id=booking, **values)


def test_a_way_out_has_one_place_in_a_hotels_log(house):
    insert(house.session, CURSOR, hotel_id=house.id, sink="mail")
    with house.refuses("sink_cursor_once") as attacker:
        insert(attacker, CURSOR, hotel_id=house.id, sink="mail")


def test_an_event_becomes_a_mail_once(house):
    house.room()
    booking, event_id = house.book(), uuid.uuid4()
    mail(house.session, house, booking, event_id=event_id)
    with house.refuses("mail_once") as attacker:
        mail(attacker, house, booking, event_id=event_id)


def test_a_mail_is_in_a_known_state(house):
    house.room()
    booking = house.book()
    with house.refuses("mail_state_known") as attacker:
        mail(attacker, house, booking, state="LOST", due_at=None, finished_at=NOON)


@pytest.mark.parametrize("values", [{"due_at": None}, {"finished_at": NOON}, {"state": "SENT"}])
def test_a_mail_is_due_or_over(house, values):
    house.room()
    booking = house.book()
    with house.refuses("mail_state_and_times_agree") as attacker:
        mail(attacker, house, booking, **values)


def test_a_mail_has_an_end(house):
    house.room()
    written = mail(house.session, house, house.book())
    with house.refuses("mail_times_finite") as attacker:
        update(attacker, MAIL, written, due_at="infinity")


def test_a_mail_is_about_a_booking_of_its_hotel(house, other):
    other.room()
    theirs = other.book()
    with house.refuses("mail_booking_of_same_hotel") as attacker:
        mail(attacker, house, theirs, due_at=NOON + timedelta(minutes=1))
