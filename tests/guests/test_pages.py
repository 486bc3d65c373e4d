"""The pages behind a link, without scripts: what they show, what they do, and that they keep their address to themselves."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from django.test import Client

from hotelmate.core import clock
from hotelmate.guests.calendar_file import calendar_file, escaped, folded
from hotelmate.guests.wording import WORDINGS
from hotelmate.hotel.services import update_settings
from hotelmate.rooms.lifecycle import RoomStatus

from ..room_bookings.house import DAY, GUEST, TODAY, House
from .visiting import Guest

FLEXIBLE = {"template_type": "FLEXIBLE", "free_until_hours": 48, "penalty_type": "FIRST_NIGHT"}
PLACES = re.compile(r"{(\w+)}")
NASTY = '<script>alert("x")</script> & "Söhne"'


class Markup(HTMLParser):
    """The text of a page, and what it loads and where it leads."""

    def __init__(self, page):
        super().__init__()
        self.text, self.links, self.inline = "", [], []
        self.feed(page.content.decode())

    def handle_data(self, data):
        self.text += data

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        self.links += [names[name] for name in ("href", "src", "action") if names.get(name)]
        if "style" in names or (tag == "script" and "src" not in names) or any(name.startswith("on") for name in names):
            self.inline.append(tag)


def text_of(page):
    return " ".join(Markup(page).text.split())


@pytest.mark.parametrize("name", ["", "party/", "pre-check-in/", "arrival/", "cancel/"])
def test_a_page_keeps_its_address_from_others_and_loads_nothing_from_elsewhere(house, name):
    page = Guest(house, house.book()).page(name)
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"].startswith("noindex")
    policy = page["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in f"{policy};"
    markup = Markup(page)
    assert markup.inline == []
    assert all(link.startswith(("/", "tel:", "mailto:")) for link in markup.links)


def test_what_guests_wrote_is_shown_and_never_read_as_markup():
    house = House(name=NASTY)
    booking = house.book(special_requests=NASTY, primary=GUEST.__class__(NASTY, "Q", "q@example.com"))
    guest = Guest(house, booking)
    for name in ("", "party/", "pre-check-in/", "cancel/"):
        page = guest.page(name)
        assert Markup(page).inline == []
        assert NASTY in Markup(page).text + page.content.decode().replace("&lt;", "<").replace("&gt;", ">").replace(
            "&quot;", '"'
        ).replace("&amp;", "&")


@pytest.mark.parametrize("code", list(WORDINGS))
def test_every_page_is_there_in_every_language(house, code):
    guest = Guest(house, house.book())
    t = WORDINGS[code]
    for name, title in (
        ("", "do_calendar"),
        ("party/", "party_title"),
        ("pre-check-in/", "precheckin_title"),
        ("arrival/", "arrival_title"),
        ("cancel/", "cancel_title"),
    ):
        page = guest.page(name, lang=code)
        assert f'<html lang="{code}">' in page.content.decode()
        assert " ".join(t.say(title).split()) in text_of(page)


@pytest.mark.parametrize("code", [code for code in WORDINGS if code != "en"])
def test_a_translation_has_every_text_and_its_places(code):
    english, other = WORDINGS["en"].texts, WORDINGS[code].texts
    assert other.keys() == english.keys()
    assert {key for key in english if set(PLACES.findall(english[key])) != set(PLACES.findall(other[key]))} == set()
    assert {key for key in english if bool(english[key]) != bool(other[key])} == set()


@pytest.mark.parametrize(
    ("header", "language"),
    [("de-AT,de;q=0.9,en;q=0.5", "de"), ("xx, fr;q=0.3", "fr"), ("en;q=zero,es", "es"), ("", "de"), ("x" * 5000, "de")],
)
def test_a_reader_gets_the_language_that_the_browser_asks_for_or_the_hotels(header, language):
    house = House(language="de")
    page = Guest(house, house.book()).browser.get(
        f"/g/{Guest(house, house.book()).token}/", headers={"accept-language": header}
    )
    assert f'<html lang="{language}">' in page.content.decode()


def test_a_reader_picks_a_language_and_the_next_pages_keep_it(house):
    guest = Guest(house, house.book())
    page = guest.page(lang="fr", saved="1")
    assert f'href="/g/{guest.token}/?lang=de&amp;saved=1"' in page.content.decode()
    assert '<html lang="fr">' in guest.page("cancel/").content.decode()
    assert '<html lang="fr">' in guest.browser.get(f"/book/{house.hotel.slug}/").content.decode()
    assert '<html lang="es">' in guest.page("arrival/", lang="es").content.decode()
    assert '<html lang="es">' in guest.page(lang="klingon").content.decode()


def test_the_status_has_an_icon_and_the_deadline_its_price():
    house = House(cancellation_policy=FLEXIBLE)
    guest = Guest(house, house.book(start=TODAY + 10 * DAY))
    assert "#calendar-check" in guest.page().content.decode()
    said = "You may cancel free of charge until Tue 20 May 2031, 15:00. After that it costs €100.00."
    assert said in text_of(guest.page())
    assert said in text_of(guest.page("cancel/"))


def test_a_form_from_elsewhere_changes_nothing(house):
    booking = house.book()
    guest = Guest(house, booking)
    assert guest.browser.post(f"/g/{guest.token}/cancel/", {"fee": "0.00"}).status_code == 403
    assert house.fresh(booking).status == "CONFIRMED"


def test_the_arrival_is_told_and_taken_back(house):
    booking = house.book()
    guest = Guest(house, booking)
    assert guest.send("arrival/", expected_arrival="17:30").status_code == 303
    assert "about 17:30" in text_of(guest.page())
    assert guest.send("arrival/", expected_arrival="half past").status_code == 400
    assert guest.send("arrival/", expected_arrival="").status_code == 303
    assert house.fresh(booking).expected_arrival is None


def test_the_party_is_named_and_nobody_beyond_it(house):
    booking = house.book(adults=2, children=1)
    guest = Guest(house, booking)
    fields = {"p0.first_name": "Ada", "p0.last_name": "L", "p1.first_name": "Sam", "p1.last_name": "O"}
    assert guest.send("party/", **fields, **{"p3.first_name": "One", "p3.last_name": "Many"}).status_code == 303
    assert [one.first_name for one in booking.party.order_by("pk")] == ["Ada", "Sam"]
    page = guest.send("party/", **{**fields, "p1.last_name": ""})
    assert page.status_code == 400
    assert 'value="Sam"' in page.content.decode()


def test_a_pre_check_in_that_lacks_something_says_what_and_keeps_what_was_filled_in(house):
    booking = house.book()
    guest = Guest(house, booking)
    people = {f"p{n}.{name}": "Ada" for n in (0, 1) for name in ("first_name", "last_name")}
    page = guest.send("pre-check-in/", **people, **{"b.special_requests": "A cot"})
    assert page.status_code == 400
    assert "A cot" in page.content.decode()
    assert 'class="field wrong check"' in page.content.decode()
    assert guest.send("pre-check-in/", **people, **{"b.consent_checkbox": "on"}).status_code == 303
    assert house.fresh(booking).precheckin_submitted_at is not None


def test_the_fee_is_shown_before_and_is_what_it_costs():
    house = House(cancellation_policy=FLEXIBLE)
    booking = house.paid_by_card(start=TODAY + DAY)
    guest = Guest(house, booking)
    assert "Cancelling now costs €100.00." in text_of(guest.page())
    page = text_of(guest.page("cancel/"))
    assert "Cancellation fee€100.00" in page
    assert "You get back€100.00" in page
    assert guest.send("cancel/", fee="100.00", reason="ill").status_code == 303
    fresh = house.fresh(booking)
    assert (fresh.status, fresh.cancellation_fee, fresh.cancellation_reason) == ("CANCELLED", 100, "ill")
    assert fresh.refunded_amount == 100
    assert "This booking is cancelled" in text_of(guest.page())
    assert guest.page("cancel/").status_code == 303


def test_a_fee_that_has_changed_meanwhile_is_shown_again_and_nothing_is_cancelled():
    house = House(cancellation_policy=FLEXIBLE)
    booking = house.book(start=TODAY + 3 * DAY)
    guest = Guest(house, booking)
    assert "You may cancel free of charge until" in text_of(guest.page())
    guest.page("cancel/")
    with clock.travel_to(clock.now() + 2 * DAY):
        page = guest.send("cancel/", fee="0.00")
        assert page.status_code == 409
        assert "The fee has changed meanwhile" in text_of(page)
        assert house.fresh(booking).status == "CONFIRMED"
        assert guest.send("cancel/", fee="100.00").status_code == 303


def test_on_the_day_the_page_says_whether_the_room_is_ready_if_the_hotel_wants_that():
    house = House()
    booking = house.assigned(house.rooms[0])
    guest = Guest(house, booking)
    assert "We look forward to seeing you" in text_of(guest.page())
    assert house.rooms[0].number not in text_of(guest.page())
    house.do(update_settings, tell_guest_room_assigned=True)
    assert "Your room is ready, Wilhelmina" in text_of(guest.page())
    house.dirty(house.rooms[0])
    assert house.room(house.rooms[0]).room_status == RoomStatus.CHECKOUT_DIRTY
    assert "Your room is being prepared" in text_of(guest.page())


def test_nobody_is_told_of_a_room_for_another_day():
    house = House(tell_guest_room_assigned=True)
    guest = Guest(house, house.assigned(house.rooms[0], start=TODAY + DAY))
    assert "ready" not in text_of(guest.page()).replace("Room ready", "")


def test_a_payment_leads_to_the_providers_page_and_back_to_a_confirmed_booking():
    house = House(requires_approval=False)
    booking = house.book(status="PENDING_PAYMENT")
    guest = Guest(house, booking)
    assert "Pay €200.00" in text_of(guest.page())
    first, second = guest.send("pay/"), guest.send("pay/")
    assert first["Location"] == second["Location"]
    checkout = Client().post(first["Location"], {"action": "pay", "card": "visa"})
    back = checkout["Location"]
    page = guest.browser.get(back.replace("http://testserver", ""))
    assert '<span class="badge CONFIRMED">' in page.content.decode()
    assert house.fresh(booking).captured_amount == 200


def test_an_address_that_is_no_link_gets_a_page_that_says_so():
    page = Client().get("/g/nothing/", headers={"accept-language": "de"})
    assert page.status_code == 404
    assert "Dieser Link gilt nicht mehr" in text_of(page)
    assert Client().get("/book/nowhere/").status_code == 404


# The calendar file


def unfolded(text):
    return dict(line.split(":", 1) for line in text.replace("\r\n ", "").split("\r\n") if ":" in line)


def test_a_stay_over_the_end_of_summer_time_is_in_the_calendar_at_the_right_moments():
    house = House()
    start = datetime(2031, 10, 25, tzinfo=UTC).date()
    booking = house.book(2, start=start)
    page = Guest(house, booking).page("booking.ics")
    assert page["Content-Type"] == "text/calendar; charset=utf-8"
    values = unfolded(page.content.decode())
    assert (values["DTSTART"], values["DTEND"]) == ("20311025T140000Z", "20311027T110000Z")
    assert values["UID"].startswith(booking.booking_id)
    assert values["STATUS"] == "CONFIRMED"


def test_a_cancelled_stay_is_cancelled_in_the_calendar(house):
    booking = house.book()
    guest = Guest(house, booking)
    before = unfolded(guest.page("booking.ics").content.decode())
    house.done(booking, "cancel")
    after = unfolded(guest.page("booking.ics").content.decode())
    assert after["UID"] == before["UID"]
    assert after["STATUS"] == "CANCELLED"
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])


def test_texts_are_escaped_and_lines_folded_between_characters():
    assert escaped("a;b,c\\d\r\ne\x07") == "a\\;b\\,c\\\\d\\ne"
    line = "SUMMARY:" + "Größe 🏨 " * 30
    parts = folded(line).split("\r\n ")
    assert "".join(parts) == line
    assert all(len(part.encode()) <= (75 if number == 0 else 74) for number, part in enumerate(parts))


def test_a_hotels_name_cannot_add_lines_to_the_file(house):
    booking = house.book()
    file = calendar_file(booking, house.hotel, summary="Inn\r\nATTENDEE:x@example.com", url="https://inn.example/")
    assert "\r\nATTENDEE" not in file
