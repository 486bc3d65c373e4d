"""Mails over a real mail server: down for an hour, refusing, hanging up, slow. No change ever waits for it."""

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.test import override_settings

from hotelmate.core import clock
from hotelmate.core.change import run_change
from hotelmate.events.models import Event
from hotelmate.hotel.queries import system_of
from hotelmate.notifications.mail.jobs import defer_due
from hotelmate.notifications.mail.message import EVENT_HEADER
from hotelmate.notifications.mail.sending import attempt
from hotelmate.notifications.models import Mail, MailState
from hotelmate.room_bookings import services
from hotelmate.room_bookings.models import RoomBooking
from hotelmate.room_bookings.services import Person, RoomMoveService
from tests.live import free_port
from tests.statements import statements_of

from .inn import Inn, run_jobs
from .mail_server import SENDER, mail_server, sending_to

HOUR = timedelta(hours=1)


@pytest.fixture
def inn():
    return Inn()


@pytest.fixture
def server():
    with mail_server() as (behaviour, port), sending_to(port):
        yield behaviour


def later(inn: Inn, moment) -> None:
    """What a worker does at another moment."""
    with clock.travel_to(moment):
        inn.send()


def test_a_confirmed_booking_is_confirmed_by_mail(inn, server):
    booking = inn.book()
    inn.send()
    (message,) = server.to(booking.primary_email)
    mail = inn.mail(booking)
    event = Event.objects.get(hotel_id=inn.hotel.pk, subject_id=booking.booking_id)
    assert message["Subject"] == f"✅ Booking Confirmed - Seaview - {booking.confirmation_number}"
    assert message["From"] == f"Seaview <{SENDER}>"
    assert message["Reply-To"] == "desk@seaview.example"
    assert message["Message-ID"].strip() == f"<{event.event_id}.booking_confirmed@hotelmate.example>"
    assert message[EVENT_HEADER] == str(event.event_id)
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "en"
    plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert booking.confirmation_number in plain.get_content()
    assert booking.confirmation_number in html.get_content()
    assert (mail.state, mail.attempts, mail.last_error) == (MailState.SENT, 1, "")


def test_each_thing_that_concerns_a_guest_becomes_one_mail(inn, server):
    asked, declined, cancelled, gone, stayed = (
        inn.book(status="PENDING_APPROVAL"),
        inn.book(status="PENDING_APPROVAL"),
        inn.book(),
        inn.book(),
        inn.book(),
    )
    act = partial(_act, inn)
    act(services.begin_decline, declined, reason_note="Full")
    act(services.cancel_booking, cancelled, reason="Burst pipe")
    run_change(lambda: services.cancel_by_guest(actor=system_of(inn.hotel), booking_id=gone.booking_id))
    act(services.check_in, stayed, room_id=inn.rooms[0].pk)
    run_change(
        lambda: RoomMoveService.move_room(actor=inn.staff, booking_id=stayed.booking_id, to_room_id=inn.rooms[1].pk)
    )
    act(services.check_out, stayed)
    inn.send()
    assert [m.kind for m in inn.mails(asked)] == ["booking_received"]
    assert [m.kind for m in inn.mails(declined)] == ["booking_received", "booking_declined"]
    assert [m.kind for m in inn.mails(cancelled)] == ["booking_confirmed", "booking_cancelled"]
    assert [m.kind for m in inn.mails(stayed)] == ["booking_confirmed", "room_moved", "check_out_thanks"]
    (moved,) = [m for m in server.to(stayed.primary_email) if "new room" in m["Subject"]]
    assert f"Your room: {inn.rooms[1].number}" in moved.get_body(("plain",)).get_content()
    (told,) = [m for m in server.to(cancelled.primary_email) if "Cancelled" in m["Subject"]]
    text = told.get_body(("plain",)).get_content()
    assert "Reason: Burst pipe" in text
    assert f"Cancelled by: {inn.staff.name}" in text


def _act(inn, service, booking, **values):
    return run_change(lambda: service(actor=inn.staff, booking_id=booking.booking_id, **values))


def test_a_check_out_that_is_undone_and_made_again_thanks_once(inn, server):
    stayed, other = inn.book(), inn.book()
    act = partial(_act, inn)
    for booking, room in ((stayed, inn.rooms[0]), (other, inn.rooms[1])):
        act(services.check_in, booking, room_id=room.pk)
    # Seen by the relay one after the other, and both at once.
    act(services.check_out, stayed)
    inn.send()
    act(services.undo_check_out, stayed)
    act(services.check_out, stayed)
    act(services.check_out, other)
    act(services.undo_check_out, other)
    act(services.check_out, other)
    inn.send()
    for booking in (stayed, other):
        assert [mail.kind for mail in inn.mails(booking)] == ["booking_confirmed", "check_out_thanks"]
        assert len([m for m in server.to(booking.primary_email) if "Thank you" in m["Subject"]]) == 1


def test_a_guest_whose_thanks_were_refused_is_thanked_the_next_time(inn, server):
    stayed = inn.book()
    act = partial(_act, inn)
    act(services.check_in, stayed, room_id=inn.rooms[0].pk)
    act(services.check_out, stayed)
    inn.send()
    inn.mails(stayed)
    Mail.objects.filter(booking=stayed, kind="check_out_thanks").update(state=MailState.REFUSED)
    act(services.undo_check_out, stayed)
    act(services.check_out, stayed)
    inn.send()
    assert [mail.kind for mail in inn.mails(stayed)].count("check_out_thanks") == 2


def test_a_guest_who_cancels_is_told_so_and_not_that_staff_did_it(inn, server):
    booking = inn.book()
    guest = system_of(inn.hotel)
    object.__setattr__(guest, "kind", "guest")
    object.__setattr__(guest, "booking_pk", booking.pk)
    run_change(lambda: services.cancel_by_guest(actor=guest, booking_id=booking.booking_id))
    inn.send()
    subjects = [message["Subject"] for message in server.to(booking.primary_email)]
    assert f"Booking Cancelled - Seaview - {booking.booking_id}" in subjects


def test_a_walk_in_and_an_unpaid_booking_get_no_letter(inn, server):
    unpaid = inn.book(status="PENDING_PAYMENT", guarantee="")
    walk_in = inn.book(channel="WALK_IN")
    inn.send()
    assert inn.mails(unpaid) == inn.mails(walk_in) == []


def test_the_language_is_the_bookings_and_otherwise_the_hotels(server):
    inn = Inn(language="fr")
    hers, theirs = inn.book(), inn.book(language="de")
    inn.send()
    assert server.to(hers.primary_email)[0]["Content-Language"] == "fr"
    assert server.to(theirs.primary_email)[0]["Subject"].startswith("✅ Buchung bestätigt")


def test_a_server_that_is_down_for_an_hour_costs_no_change_anything_and_no_mail(inn):
    port = free_port()
    begin = clock.now()
    with sending_to(port):
        bookings = [inn.book() for _ in range(10)]
        for minutes in (0, 1, 5, 15, 30, 45, 59):
            later(inn, begin + timedelta(minutes=minutes))
        waiting = [inn.mail(booking) for booking in bookings]
        assert {(mail.state, mail.last_error) for mail in waiting} == {(MailState.QUEUED, "SERVER_UNREACHABLE")}
        assert all(mail.attempts >= 5 for mail in waiting)
        with mail_server(port) as (behaviour, _):
            for quarters in range(4, 12):
                later(inn, begin + quarters * timedelta(minutes=15))
    assert sorted(message["To"] for message in behaviour.messages) == sorted(one.primary_email for one in bookings)
    assert {inn.mail(booking).state for booking in bookings} == {MailState.SENT}
    assert {inn.problem(booking) for booking in bookings} == {""}


def test_no_change_makes_a_statement_or_waits_for_mail(inn):
    with sending_to(free_port()):
        made = statements_of(inn.book)
    assert made
    assert not [statement for statement in made if "notifications_" in statement or "procrastinate" in statement]


def test_attempts_come_further_and_further_apart_and_end_after_three_days(inn):
    begin = clock.now()
    booking = inn.book()
    gaps = []
    with sending_to(free_port()):
        inn.relay()
        moment = begin
        while (mail := inn.mail(booking)).state == MailState.QUEUED:
            with clock.travel_to(moment):
                attempt(mail.pk)
            due_at = inn.mail(booking).due_at
            if due_at is not None:
                gaps.append((due_at - moment).total_seconds())
                moment = due_at
    assert 4 <= gaps[0] <= 6
    assert gaps[:8] == sorted(gaps[:8])
    assert timedelta(days=3) <= moment - begin < timedelta(days=3, hours=5)
    mail = inn.mail(booking)
    assert (mail.state, mail.last_error) == (MailState.GIVEN_UP, "SERVER_UNREACHABLE")
    assert inn.problem(booking) == "NOT_DELIVERED"


def test_a_recipient_who_is_refused_is_not_tried_again_and_shows_on_the_booking(inn, server):
    booking = inn.book()
    server.refused[booking.primary_email] = "550 5.1.1 No such user"
    inn.send()
    later(inn, clock.now() + HOUR)
    assert server.attempts.count(booking.primary_email) == 1
    mail = inn.mail(booking)
    assert (mail.state, mail.last_error) == (MailState.REFUSED, "RECIPIENT_REFUSED")
    assert inn.problem(booking) == "RECIPIENT_REFUSED"
    event = Event.objects.get(hotel_id=inn.hotel.pk, type="booking_mail_refused")
    assert event.after == {"mail_problem": "RECIPIENT_REFUSED"}
    assert booking.primary_email not in f"{event.before}{event.after}{event.cause}"


def test_a_later_success_takes_the_problem_off_the_booking(inn, server):
    booking = inn.book()
    server.refused[booking.primary_email] = "550 No such user"
    inn.send()
    primary = Person("Ada", "Lovelace", f"right-{uuid4().hex[:8]}@mail.example")
    run_change(lambda: services.change_party(actor=inn.staff, booking_id=booking.booking_id, primary=primary))
    _act(inn, services.cancel_booking, booking)
    inn.send()
    assert len(server.to(primary.email)) == 1
    assert inn.problem(booking) == ""
    assert Event.objects.filter(hotel_id=inn.hotel.pk, type="booking_mail_accepted").count() == 1


@pytest.mark.parametrize("answer", ["450 Mailbox busy", "421 Come back later"])
def test_a_recipient_who_is_deferred_is_tried_again(inn, server, answer):
    booking = inn.book()
    server.refused[booking.primary_email] = answer
    inn.send()
    assert inn.mail(booking).state == MailState.QUEUED
    server.refused.clear()
    later(inn, clock.now() + HOUR)
    assert len(server.to(booking.primary_email)) == 1
    assert inn.problem(booking) == ""


def test_a_server_that_hangs_up_gets_the_mail_later(inn, server):
    booking = inn.book()
    server.hangs_up = True
    inn.send()
    assert (inn.mail(booking).state, inn.mail(booking).last_error) == (MailState.QUEUED, "SERVER_UNREACHABLE")
    server.hangs_up = False
    later(inn, clock.now() + HOUR)
    assert len(server.to(booking.primary_email)) == 1


def test_a_slow_server_is_given_up_on_and_keeps_nobody_waiting(inn):
    with mail_server() as (behaviour, port), sending_to(port, EMAIL_TIMEOUT=0.3):
        behaviour.slow.clear()
        booking = inn.book()
        inn.send()
        assert inn.mail(booking).last_error == "SERVER_UNREACHABLE"
        behaviour.slow.set()
        later(inn, clock.now() + HOUR)
    assert behaviour.to(booking.primary_email)
    ids = {message["Message-ID"] for message in behaviour.to(booking.primary_email)}
    assert len(ids) == 1, "A repeated send is recognised by its Message-ID."


def test_content_that_is_refused_is_refused_for_good(inn, server):
    booking = inn.book()
    server.answer_to_data = "554 Looks like spam"
    inn.send()
    assert inn.mail(booking).state == MailState.REFUSED
    assert inn.problem(booking) == "MESSAGE_REFUSED"


def test_an_address_that_is_none_is_refused_before_anything_is_sent(inn, server):
    booking = inn.book("ada@mail.example")
    RoomBooking.objects.filter(pk=booking.pk).update(primary_email="ada\r\nBcc: eve@mail.example")
    inn.send()
    assert server.attempts == []
    assert inn.problem(booking) == "INVALID_ADDRESS"


def test_names_cannot_add_headers(server):
    inn = Inn(name="Sea\r\nBcc: eve@mail.example\r\n\r\nview")
    booking = inn.book()
    inn.send()
    (message,) = server.to(booking.primary_email)
    assert message["Bcc"] is None
    assert message["Subject"].startswith("✅ Booking Confirmed - Sea Bcc: eve@mail.example view")
    assert server.attempts == [booking.primary_email]


def test_without_an_address_there_is_no_mail_and_no_error(inn, server):
    booking = inn.book("")
    inn.send()
    assert inn.mails(booking) == []


def test_the_booker_is_written_to_when_the_guest_has_no_address(inn, server):
    booker = Person("Grace", "Hopper", f"grace-{uuid4().hex[:8]}@mail.example")
    inn.book("", booker=booker, booker_type="THIRD_PARTY")
    inn.send()
    assert len(server.to(booker.email)) == 1


def test_an_erased_guest_is_not_written_to(inn, server):
    booking = inn.book()
    _act(inn, services.cancel_booking, booking)
    inn.relay()
    _act(inn, services.erase_guest, booking)
    inn.send()
    assert server.attempts == []
    assert {(mail.state, mail.last_error) for mail in inn.mails(booking)} == {(MailState.DROPPED, "NOBODY_TO_WRITE_TO")}


def test_without_a_mail_server_mail_is_written_into_the_folder(inn, tmp_path):
    booking = inn.book()
    with override_settings(HOTELMATE_HOME=tmp_path):
        inn.send()
    (path,) = (tmp_path / "mail" / inn.hotel.slug).iterdir()
    assert path.name.endswith("-booking_confirmed.eml")
    assert booking.primary_email.encode() in path.read_bytes()
    assert inn.mail(booking).state == MailState.SENT


def test_nothing_leaves_the_system_for_a_simulated_hotel(server, tmp_path):
    inn = Inn(is_simulated=True)
    booking = inn.book()
    with override_settings(HOTELMATE_HOME=tmp_path):
        inn.send()
    assert server.attempts == []
    assert len(list((tmp_path / "mail" / inn.hotel.slug).glob("*.eml"))) == 1
    assert inn.mail(booking).state == MailState.SENT


def test_a_mail_that_was_sent_is_not_sent_again(inn, server):
    booking = inn.book()
    inn.send()
    mail = inn.mail(booking)
    attempt(mail.pk)
    run_jobs()
    assert len(server.to(booking.primary_email)) == 1


def test_a_mail_whose_job_was_lost_gets_another(inn, server):
    """A worker that was killed, or rows of jobs that somebody deleted."""
    booking = inn.book()
    inn.relay()
    with clock.travel_to(clock.now() + timedelta(minutes=1)):
        assert defer_due() == 0
    begin = clock.now()
    for minutes in (4, 8):
        with clock.travel_to(begin + timedelta(minutes=minutes)):
            assert Mail.objects.filter(pk=inn.mail(booking).pk, due_at__lte=clock.now()).exists()
            defer_due()
    run_jobs()
    assert len(server.to(booking.primary_email)) == 1
