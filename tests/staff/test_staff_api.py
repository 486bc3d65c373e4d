"""The people of a hotel over HTTP."""

import pytest

from hotelmate.staff.models import StaffMember
from tests.factories import PASSWORD, make_staff, open_house
from tests.statements import statements_of


@pytest.fixture
def house():
    return open_house()


def test_people_are_listed_by_name_page_by_page(house):
    for name in ("Cara", "Anna", "Berta"):
        make_staff(house.hotel, "front_desk", full_name=name)
    page = house.client.get(f"{house.url}/staff/?role=front_desk&page_size=2").data
    assert (page["count"], [staff["full_name"] for staff in page["results"]]) == (3, ["Anna", "Berta"])
    assert page["next"].endswith("page=2&page_size=2&role=front_desk")


def test_who_left_is_listed_only_when_asked_for(house):
    staff = make_staff(house.hotel, "front_desk")
    house.client.post(f"{house.url}/staff/{staff.pk}/deactivate/")
    assert house.client.get(f"{house.url}/staff/?role=front_desk").data["count"] == 0
    assert house.client.get(f"{house.url}/staff/?role=front_desk&active=false").data["count"] == 1


def test_a_list_costs_the_same_however_long_it_is(house):
    def read():
        assert house.client.get(f"{house.url}/staff/?page_size=200").status_code == 200

    few = len(statements_of(read))
    for _ in range(20):
        make_staff(house.hotel, "front_desk")
    assert len(statements_of(read)) == few


@pytest.mark.parametrize("role", ["front_desk", "housekeeping", "maintenance"])
def test_only_managers_see_the_list(house, role):
    client = house.client_of(role)
    assert client.get(f"{house.url}/staff/").data["code"] == "PERMISSION_DENIED"
    assert client.get(f"{house.url}/staff/{house.admin.pk}/").status_code == 403


def test_an_unknown_role_is_no_filter(house):
    assert house.client.get(f"{house.url}/staff/?role=owner").status_code == 400


def test_somebody_is_employed_promoted_and_let_go(house):
    body = {"username": f"new{house.hotel.pk}", "full_name": "New", "role": "housekeeping", "password": PASSWORD}
    created = house.client.post(f"{house.url}/staff/", body)
    assert (created.status_code, created.data["role_name"], created["ETag"]) == (201, "Housekeeping", '"1"')
    assert "password" not in created.data
    url = f"{house.url}/staff/{created.data['id']}/"
    edited = house.client.patch(url, {"role": "front_desk", "email": "new@example.com"})
    assert (edited.data["role"], edited.data["email"], edited.data["version"]) == ("front_desk", "new@example.com", 2)
    assert house.client.post(f"{url}deactivate/").data["is_active"] is False
    assert house.client.post(f"{url}reactivate/").data["is_active"] is True
    assert house.client.get(url).data["version"] == 4


def test_a_dry_run_employs_nobody(house):
    body = {"username": "dry", "full_name": "Dry", "role": "housekeeping"}
    answer = house.client.post(f"{house.url}/staff/?dry_run=true", body)
    assert (answer.status_code, answer.data["events"][0]["type"]) == (200, "staff_created")
    assert not StaffMember.objects.filter(username="dry").exists()


@pytest.mark.parametrize(
    "change",
    [
        {"username": ""},
        {"username": "Ü"},
        {"full_name": "x" * 121},
        {"full_name": None},
        {"role": "owner"},
        {"role": None},
        {"email": "nobody"},
        {"password": "short"},
        {"password": 12345678901},
    ],
    ids=str,
)
def test_somebody_who_cannot_be_employed(house, change):
    body = {"username": "x1", "full_name": "X", "role": "housekeeping", "password": PASSWORD, **change}
    answer = house.client.post(f"{house.url}/staff/", body)
    assert answer.status_code == 400
    assert next(iter(change)) in answer.data["details"]["fields"]


def test_a_new_password_over_http(house):
    staff = make_staff(house.hotel, "front_desk")
    answer = house.client.post(f"{house.url}/staff/{staff.pk}/password/", {"password": "something else entirely"})
    assert answer.status_code == 200
    staff.refresh_from_db()
    assert staff.check_password("something else entirely")


def test_roles_come_with_their_capabilities(house):
    roles = {role["role"]: role for role in house.client_of("housekeeping").get(f"{house.url}/roles/").data["results"]}
    assert roles["housekeeping"]["capabilities"] == [
        "clean",
        "inspect",
        "report_discrepancy",
        "report_fault",
        "view_events",
        "view_housekeeping",
        "view_rooms",
        "work_tasks",
    ]
    assert len(roles) == 5
