"""What every deed at the desk has: its form with and without scripts, one effect for one key, refusals where it was asked."""

import json
from uuid import uuid4

import pytest
from django.test import Client

from hotelmate.events.models import Event
from hotelmate.staff.models import Role, StaffMember
from tests.desk.desks import signed_in
from tests.factories import PASSWORD, make_hotel, make_staff

PROFILE = "/profile/"
BY_HTMX = {"HX-Request": "true", "HX-Target": "dialog-body"}


@pytest.fixture
def clerk() -> StaffMember:
    return make_staff(make_hotel(), Role.FRONT_DESK)


def told(answer) -> dict:
    """The event that the page's scripts are told."""
    return json.loads(answer["HX-Trigger"])


def form(**changes):
    return {"full_name": "Ada Byron", "email": "", "language": "", "theme": "", "key": uuid4().hex, **changes}


def events_about(staff: StaffMember) -> list[str]:
    return list(
        Event.objects.filter(hotel_id=staff.hotel_id, subject_type="staff", subject_id=str(staff.pk))
        .order_by("seq")
        .values_list("type", flat=True)
    )


def test_a_form_is_a_page_of_its_own_and_a_dialog_where_scripts_ask_for_it(clerk):
    desk = signed_in(clerk)
    page, dialog = desk.get(PROFILE), desk.get(PROFILE, headers=BY_HTMX)
    assert b"<!DOCTYPE html>" in page.content
    assert b"<!DOCTYPE html>" not in dialog.content
    assert b'name="full_name"' in page.content
    assert b'name="full_name"' in dialog.content


def test_without_scripts_one_is_led_on_and_told_what_was_done(clerk):
    desk = signed_in(clerk)
    answer = desk.post(PROFILE, form(), follow=True)
    assert answer.redirect_chain[0][1] == 303
    assert "Saved." in answer.content.decode()
    clerk.refresh_from_db()
    assert clerk.full_name == "Ada Byron"


def test_a_double_click_does_it_once_and_says_the_same(clerk):
    desk, filled_in = signed_in(clerk), form()
    first, second = (desk.post(PROFILE, filled_in, headers=BY_HTMX) for _ in range(2))
    assert told(first) == told(second)
    assert told(first)["desk:done"]["said"] == "Saved."
    assert events_about(clerk).count("staff_updated") == 1


def test_the_same_key_with_other_values_is_refused_and_keeps_what_was_filled_in(clerk):
    desk, filled_in = signed_in(clerk), form()
    desk.post(PROFILE, filled_in, headers=BY_HTMX)
    answer = desk.post(PROFILE, {**filled_in, "full_name": "Grace"}, headers=BY_HTMX)
    assert answer.status_code == 422
    assert "This form was sent before with other values" in answer.content.decode()
    assert 'value="Grace"' in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("full_name", "", "This field is required."),
        ("full_name", "Ada\x07", "Control characters are not allowed."),
        ("full_name", "x" * 121, "at most 120 characters"),
        ("email", "no address", "Enter a valid email address."),
        ("language", "xx", "Select a valid choice."),
        ("theme", "pink", "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_changed(clerk, field, value, says):
    answer = signed_in(clerk).post(PROFILE, form(**{field: value}), headers=BY_HTMX)
    assert answer.status_code == 400
    assert says in answer.content.decode()
    assert "staff_updated" not in events_about(clerk)


def test_what_was_dropped_or_tapped_is_refused_by_a_message(clerk):
    answer = signed_in(clerk).post(PROFILE, form(full_name="", quick="1"), headers=BY_HTMX)
    assert answer.status_code == 400
    assert told(answer)["desk:refused"] == {"text": "Name: This field is required.", "code": "VALIDATION_ERROR"}


def test_a_key_that_none_can_be_is_refused(clerk):
    answer = signed_in(clerk).post(PROFILE, form(key="\x00" * 3), headers=BY_HTMX)
    assert answer.status_code == 400
    assert "Open it anew" in answer.content.decode()


def test_a_form_of_another_site_is_refused(clerk):
    desk = Client(enforce_csrf_checks=True)
    desk.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    assert desk.post(PROFILE, form()).status_code == 403
    clerk.refresh_from_db()
    assert clerk.full_name != "Ada Byron"


def test_nobody_is_led_to_another_site(clerk):
    desk = signed_in(clerk)
    for address in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
        page = desk.get(PROFILE, {"next": address}).content.decode()
        assert f'"{address}' not in page
        assert desk.post(PROFILE, form(next=address))["Location"].startswith("/")
        assert not desk.post(PROFILE, form(next=address))["Location"].startswith("//")


def test_the_page_speaks_ones_own_language_and_wears_ones_own_look(clerk):
    desk = signed_in(clerk)
    desk.post(PROFILE, form(language="de", theme="dark"))
    page = desk.get(PROFILE).content.decode()
    assert '<html lang="de" dir="ltr" data-theme="dark">' in page


def test_without_a_choice_of_ones_own_the_desk_speaks_the_hotels_language():
    page = signed_in(make_staff(make_hotel(language="fr"))).get(PROFILE).content.decode()
    assert '<html lang="fr"' in page


def test_who_was_signed_out_is_sent_to_sign_in_and_back():
    answer = Client().get(PROFILE)
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=/profile/")


def test_a_wrong_password_is_told_without_saying_which_part_was_wrong(clerk):
    browser = Client()
    answer = browser.post("/sign-in/", {"username": clerk.username, "password": "no"})
    assert b"do not belong together" in answer.content
    assert browser.post("/sign-in/", {"username": clerk.username, "password": PASSWORD}).status_code == 302


def test_pages_are_kept_by_nobody_else_and_ask_for_nothing_from_elsewhere(clerk):
    answer = signed_in(clerk).get(PROFILE)
    assert answer["Cache-Control"] == "no-store, private"
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert b" style=" not in answer.content
    assert b"<script>" not in answer.content
