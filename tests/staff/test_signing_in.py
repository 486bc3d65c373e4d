"""Signing in and out: the answer that clients know, the throttle, and tokens that end."""

import logging

import pytest
from rest_framework.test import APIClient

from hotelmate.config import settings as product
from hotelmate.core import clock
from hotelmate.core.change import run_change
from hotelmate.events.queries import events_after
from hotelmate.staff.models import StaffToken
from hotelmate.staff.services import TOKEN_LIFE, deactivate_staff, issue_token
from tests.factories import PASSWORD, actor_for, client_for, make_hotel, make_staff

LOGIN = "/api/staff/login/"


def sign_in(staff, password=PASSWORD, **extra):
    return APIClient(**extra).post(LOGIN, {"username": staff.username, "password": password})


def test_the_answer_is_what_clients_know():
    hotel = make_hotel(name="Harbour House")
    staff = make_staff(hotel, "front_desk")
    answer = sign_in(staff)
    assert answer.status_code == 200
    token = answer.data.pop("token")
    assert answer.data == {
        "staff_id": staff.pk,
        "username": staff.username,
        "hotel_id": hotel.pk,
        "hotel_name": "Harbour House",
        "hotel": {"id": hotel.pk, "name": "Harbour House", "slug": hotel.slug},
        "is_staff": False,
        "is_superuser": False,
        "hotel_slug": hotel.slug,
        "access_level": "regular_staff",
        "allowed_navs": ["home", "room_bookings", "rooms", "housekeeping"],
        "navigation_items": [
            {"slug": "home", "name": "Home"},
            {"slug": "room_bookings", "name": "Bookings"},
            {"slug": "rooms", "name": "Rooms"},
            {"slug": "housekeeping", "name": "Housekeeping"},
        ],
        "isAdmin": False,
        "profile_image_url": None,
        "role": "front_desk",
        "department": "front_desk",
    }
    me = APIClient().get(f"/api/staff/hotel/{hotel.slug}/me/", headers={"Authorization": f"Token {token}"})
    assert (me.data["username"], me.data["capabilities"][0]) == (staff.username, "assign_room")


@pytest.mark.parametrize(
    ("role", "access_level", "is_admin", "is_superuser"),
    [
        ("super_staff_admin", "super_staff_admin", True, True),
        ("staff_admin", "staff_admin", True, False),
        ("maintenance", "regular_staff", False, False),
    ],
)
def test_the_answer_tells_the_level_of_access(role, access_level, is_admin, is_superuser):
    data = sign_in(make_staff(make_hotel(), role)).data
    assert (data["access_level"], data["isAdmin"], data["is_superuser"]) == (access_level, is_admin, is_superuser)


def test_a_name_may_be_typed_in_capitals():
    staff = make_staff(make_hotel())
    assert APIClient().post(LOGIN, {"username": staff.username.upper(), "password": PASSWORD}).status_code == 200


def test_only_the_hash_of_a_token_is_kept():
    staff = make_staff(make_hotel())
    token = sign_in(staff).data["token"]
    kept = StaffToken.objects.get(staff=staff)
    assert len(token) == 40
    assert token not in str(kept.__dict__)
    assert kept.expires_at - kept.created_at == TOKEN_LIFE


def test_signing_in_and_out_is_in_the_log():
    staff = make_staff(make_hotel())
    client = client_for(staff)
    assert client.post("/api/staff/logout/").data == {"message": "Signed out"}
    types = [event.type for event in events_after(hotel_id=staff.hotel_id)]
    assert types[-2:] == ["staff_signed_in", "staff_signed_out"]


def test_after_signing_out_the_token_is_worth_nothing_and_others_stay():
    staff = make_staff(make_hotel())
    phone, tablet = client_for(staff), client_for(staff)
    phone.post("/api/staff/logout/")
    url = f"/api/staff/hotel/{staff.hotel.slug}/me/"
    assert phone.get(url).status_code == 401
    assert phone.post("/api/staff/logout/").status_code == 401
    assert tablet.get(url).status_code == 200


def test_a_session_of_the_desk_ends_too():
    staff = make_staff(make_hotel())
    client = APIClient()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    url = f"/api/staff/hotel/{staff.hotel.slug}/me/"
    assert client.get(url).status_code == 200
    assert client.post("/api/staff/logout/").status_code == 200
    assert client.get(url).status_code == 401


def test_a_session_without_the_csrf_token_changes_nothing():
    staff = make_staff(make_hotel())
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.patch(f"/api/staff/hotel/{staff.hotel.slug}/settings/", {"name": "New"})
    assert (answer.status_code, answer.data["code"]) == (403, "PERMISSION_DENIED")


@pytest.mark.parametrize("password", ["wrong", PASSWORD + " ", PASSWORD.upper()])
def test_a_wrong_password_is_refused(password):
    answer = sign_in(make_staff(make_hotel()), password)
    assert (answer.status_code, answer.data["code"]) == (401, "INVALID_CREDENTIALS")


def test_an_unknown_name_is_refused_in_the_same_words():
    answer = APIClient().post(LOGIN, {"username": "nobody-at-all", "password": PASSWORD})
    assert answer.data == sign_in(make_staff(make_hotel()), "wrong").data


def test_who_left_does_not_get_in():
    hotel = make_hotel()
    staff, admin = make_staff(hotel, "front_desk"), actor_for(hotel)
    run_change(lambda: deactivate_staff(actor=admin, staff_id=staff.pk))
    assert sign_in(staff).data["code"] == "INVALID_CREDENTIALS"


def test_after_ten_wrong_passwords_even_the_right_one_waits_a_quarter_of_an_hour():
    staff = make_staff(make_hotel())
    codes = [sign_in(staff, "wrong").data["code"] for _ in range(10)]
    assert codes[:9] == ["INVALID_CREDENTIALS"] * 9
    answer = sign_in(staff)
    assert (answer.status_code, answer.data["code"]) == (429, "LOCKED_OUT")
    assert answer["Retry-After"] == str(int(product.AXES_COOLOFF_TIME.total_seconds()))
    assert answer["Content-Type"] == "application/json"


def test_others_get_in_while_one_is_locked_out():
    hotel = make_hotel()
    staff, colleague = make_staff(hotel), make_staff(hotel)
    for _ in range(11):
        sign_in(staff, "wrong")
    assert sign_in(colleague).status_code == 200
    assert sign_in(staff, REMOTE_ADDR="10.9.8.7").status_code == 200


def test_a_right_password_forgives_the_wrong_ones_before_it():
    staff = make_staff(make_hotel())
    for _ in range(3):
        for _ in range(8):
            sign_in(staff, "wrong")
        assert sign_in(staff).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"username": "x"},
        {"username": None, "password": "x"},
        {"username": 1, "password": "x"},
        {"username": "x", "password": ["x"]},
        {"username": "x" * 10_000, "password": "x"},
        {"username": "x", "password": "x" * 10_000},
        {"username": "nul\x00", "password": "x"},
        {"username": "x", "password": "nul\x00"},
        {"username": "", "password": ""},
    ],
    ids=str,
)
def test_what_cannot_be_a_login_is_refused(body, caplog):
    with caplog.at_level(logging.ERROR):
        answer = APIClient().post(LOGIN, body)
    assert (answer.status_code, answer.data["code"]) == (400, "INVALID_INPUT")
    assert not caplog.records


def test_a_token_ends_after_thirty_days():
    staff = make_staff(make_hotel())
    client = client_for(staff)
    url = f"/api/staff/hotel/{staff.hotel.slug}/me/"
    with clock.travel_to(clock.now() + TOKEN_LIFE * 0.99):
        assert client.get(url).status_code == 200
    with clock.travel_to(clock.now() + TOKEN_LIFE):
        assert client.get(url).status_code == 401


def test_nobody_signs_out_somebody_else():
    first, second = make_staff(make_hotel()), make_staff(make_hotel())
    token = run_change(lambda: issue_token(staff=second))
    client_for(first).post("/api/staff/logout/")
    url = f"/api/staff/hotel/{second.hotel.slug}/me/"
    assert APIClient().get(url, headers={"Authorization": f"Token {token}"}).status_code == 200
