"""Mails over HTTP: what staff see of them, and sending one again."""

import pytest

from hotelmate.core.change import run_change
from hotelmate.events.models import Event
from hotelmate.notifications.models import Mail, MailState
from hotelmate.room_bookings import services
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.staff.models import Role
from tests.documented import assert_documented
from tests.factories import client_for, make_staff

from .inn import Inn
from .mail_server import mail_server, sending_to


@pytest.fixture
def inn():
    return Inn()


@pytest.fixture
def server():
    with mail_server() as (behaviour, port), sending_to(port):
        yield behaviour


@pytest.fixture
def client(inn):
    return client_for(make_staff(inn.hotel, Role.FRONT_DESK))


def url(inn: Inn, booking: RoomBooking, action: str = "") -> str:
    return f"/api/staff/hotel/{inn.hotel.slug}/room-bookings/{booking.booking_id}/mails/{action}"


def test_staff_see_what_was_sent_when_and_no_address(inn, server, client):
    booking = inn.book()
    inn.send()
    answer = client.get(url(inn, booking))
    assert answer.status_code == 200
    assert_documented(answer)
    (mail,) = answer.json()["mails"]
    event = Event.objects.get(hotel_id=inn.hotel.pk, subject_id=booking.booking_id)
    assert mail["kind"] == "booking_confirmed"
    assert (mail["state"], mail["attempts"], mail["seq"]) == ("SENT", 1, event.seq)
    assert mail["sent_at"] == mail["finished_at"] is not None
    assert mail["next_attempt_at"] is None
    assert booking.primary_email not in answer.content.decode()


def test_what_is_wrong_shows_in_the_list_and_on_the_booking(inn, server, client):
    booking = inn.book()
    server.refused[booking.primary_email] = "550 No such user"
    inn.send()
    assert client.get(url(inn, booking)).json()["mail_problem"] == "RECIPIENT_REFUSED"
    bookings = f"/api/staff/hotel/{inn.hotel.slug}/room-bookings/"
    assert client.get(f"{bookings}{booking.booking_id}/").json()["mail_problem"] == "RECIPIENT_REFUSED"
    assert client.get(bookings).json()["results"][0]["mail_problem"] == "RECIPIENT_REFUSED"


def test_a_mail_is_sent_again_under_another_id(inn, server, client):
    booking = inn.book()
    inn.send()
    answer = client.post(url(inn, booking, f"{inn.mail(booking).pk}/resend/"))
    assert answer.status_code == 201
    assert_documented(answer)
    assert (answer.json()["copy"], answer.json()["state"]) == (1, "QUEUED")
    inn.send()
    first, again = server.to(booking.primary_email)
    assert first["Message-ID"] != again["Message-ID"]
    assert first["Subject"] == again["Subject"]
    assert [mail.state for mail in inn.mails(booking)] == [MailState.SENT, MailState.SENT]
    event = Event.objects.get(hotel_id=inn.hotel.pk, type="booking_mail_resent")
    assert event.after["kind"] == "booking_confirmed"


def test_the_same_request_twice_sends_one_mail(inn, server, client):
    booking = inn.book()
    inn.send()
    where = url(inn, booking, f"{inn.mail(booking).pk}/resend/")
    answers = [client.post(where, headers={"Idempotency-Key": "once"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert Mail.objects.filter(booking=booking).count() == 2


def test_a_dry_run_sends_nothing(inn, server, client):
    booking = inn.book()
    inn.send()
    answer = client.post(url(inn, booking, f"{inn.mail(booking).pk}/resend/?dry_run=true"))
    assert answer.json()["events"][0]["type"] == "booking_mail_resent"
    assert Mail.objects.filter(booking=booking).count() == 1


def refused_with(answer) -> tuple[int, str]:
    assert_documented(answer)
    return answer.status_code, answer.json()["code"]


def test_a_mail_that_waits_is_not_doubled(inn, server, client):
    booking = inn.book()
    inn.relay()
    answer = client.post(url(inn, booking, f"{inn.mail(booking).pk}/resend/"))
    assert refused_with(answer) == (409, "MAIL_STILL_QUEUED")


def test_nobody_is_written_to_without_an_address(inn, server, client):
    booking = inn.book()
    inn.send()
    RoomBooking.objects.filter(pk=booking.pk).update(primary_email="", booker_email="")
    answer = client.post(url(inn, booking, f"{inn.mail(booking).pk}/resend/"))
    assert refused_with(answer) == (409, "NOBODY_TO_WRITE_TO")


def test_an_erased_guest_stays_erased(inn, server, client):
    booking = inn.book()
    inn.send()
    for service in (services.cancel_booking, services.erase_guest):
        run_change(lambda service=service: service(actor=inn.staff, booking_id=booking.booking_id))
    answer = client.post(url(inn, booking, f"{inn.mails(booking)[0].pk}/resend/"))
    assert refused_with(answer) == (409, "GUEST_ERASED")


@pytest.mark.parametrize("mail_id", ["0", "9" * 30, "first", "-1", "%00"])
def test_a_mail_that_is_none_is_not_found(inn, client, mail_id):
    booking = inn.book()
    answer = client.post(url(inn, booking, f"{mail_id}/resend/"))
    assert refused_with(answer) == (404, "MAIL_NOT_FOUND")


def test_other_bookings_mails_are_not_found(inn, server, client):
    mine, theirs = inn.book(), inn.book()
    inn.send()
    answer = client.post(url(inn, mine, f"{inn.mail(theirs).pk}/resend/"))
    assert refused_with(answer) == (404, "MAIL_NOT_FOUND")
    other = Inn()
    foreign = other.book()
    assert client.get(url(inn, foreign)).status_code == 404
    assert client.get(url(other, foreign)).status_code == 404


def test_who_may_not_edit_bookings_may_not_send(inn, server):
    booking = inn.book()
    inn.send()
    cleaner = client_for(make_staff(inn.hotel, Role.HOUSEKEEPING))
    assert cleaner.get(url(inn, booking)).status_code == 403
    assert cleaner.post(url(inn, booking, f"{inn.mail(booking).pk}/resend/")).status_code == 403
