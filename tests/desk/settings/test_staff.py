"""The people of the hotel: employed, changed, shut out, let in again; and what roles may do."""

import pytest

from hotelmate.core.capabilities import ALL
from hotelmate.desk.settings.roles import GROUPS
from hotelmate.staff.models import Role, StaffMember
from tests.desk.desks import asked, done, part, refused, signed_in
from tests.desk.settings.filling import ROOT, error_at, help_at, note_in, refused_form
from tests.factories import PASSWORD, make_staff
from tests.statements import statements_of

STAFF = f"{ROOT}/staff"
SECRET = "a long enough phrase"


@pytest.fixture
def client(house):
    return signed_in(house.person(Role.STAFF_ADMIN))


def new_person(name, **values):
    return {"full_name": "Ida Moor", "role": Role.HOUSEKEEPING, "username": name, "password": SECRET, **values}


def test_somebody_is_employed_and_signs_in_to_their_parts_only(house, client):
    username = f"ida-{house.hotel.pk}"
    said = done(client, f"{STAFF}/add/", **new_person(username))
    assert said["said"] == f"Ida Moor is added and signs in as {username}."
    assert "Ida Moor" in part(client, f"{STAFF}/", "staff")
    ida = signed_in(StaffMember.objects.get(username=username))
    page = ida.get("/housekeeping/").content.decode()
    assert "/manage/" not in page
    assert ida.get(f"{STAFF}/").status_code == 403


@pytest.mark.parametrize(
    ("values", "field", "status"),
    [
        ({"username": "Two Words"}, "username", 400),
        ({"full_name": ""}, "full_name", 400),
        ({"password": "short"}, "password", 400),
        ({"password": "1234567890"}, "password", 400),
        ({"email": "nobody"}, "email", 400),
        ({"role": "king"}, "role", 400),
        ({"role": Role.SUPER_STAFF_ADMIN}, "role", 400),
    ],
)
def test_who_cannot_be_employed_is_refused_at_the_field(house, client, values, field, status):
    people = StaffMember.objects.filter(hotel=house.hotel).count()
    form = refused_form(client, f"{STAFF}/add/", status=status, **new_person(f"x-{house.hotel.pk}", **values))
    assert error_at(form, field)
    assert 'value="short"' not in form
    assert StaffMember.objects.filter(hotel=house.hotel).count() == people


def test_a_user_name_is_taken_once_in_all_hotels(house, client):
    other = make_staff(type(house)().hotel)
    form = refused_form(client, f"{STAFF}/add/", status=409, **new_person(other.username))
    assert "signs in with this name already" in error_at(form, "username")


def test_somebody_gets_another_role_and_two_managers_hear_of_each_other(house, client):
    person = house.person(Role.FRONT_DESK)
    one = f"{STAFF}/{person.pk}/"
    values = {"full_name": "Ada Ferrari", "role": Role.MAINTENANCE, "email": "ada@example.org"}
    assert done(client, one, version=str(person.version), **values)["said"] == "Ada Ferrari is saved."
    late = {**values, "full_name": "Ada F.", "role": Role.HOUSEKEEPING}
    form = refused_form(client, one, status=412, version=str(person.version), **late)
    assert help_at(form, "role") == "Saved meanwhile: Maintenance"
    assert help_at(form, "full_name") == "Saved meanwhile: Ada Ferrari"
    assert not help_at(form, "email")
    person.refresh_from_db()
    assert person.role == Role.MAINTENANCE


def test_access_ends_at_once_and_comes_back(house, client):
    person = house.person(Role.FRONT_DESK)
    theirs = signed_in(person)
    ended = done(client, f"{STAFF}/{person.pk}/deactivate/")
    assert ended["said"] == f"{person.full_name} can no longer sign in."
    assert theirs.get("/").status_code == 302
    assert "No access" in part(client, f"{STAFF}/", "staff")
    assert done(client, ended["undo"])["said"] == f"{person.full_name} can sign in again."


def test_nobody_touches_whoever_may_more_or_shuts_themselves_out(house, client):
    above, oneself = house.person(Role.SUPER_STAFF_ADMIN), house.person(Role.STAFF_ADMIN)
    page = part(client, f"{STAFF}/", "staff")
    assert page.count("This role may do more than yours") > 0
    assert "You cannot deactivate yourself" in page
    assert refused(client, f"{STAFF}/{above.pk}/deactivate/")["code"] == "ROLE_ABOVE_YOURS"
    assert refused(client, f"{STAFF}/{oneself.pk}/deactivate/")["code"] == "OWN_ACCOUNT"
    form = refused_form(client, f"{STAFF}/{above.pk}/password/", status=403, password=SECRET)
    assert "may do more than yours" in note_in(form)
    assert Role.SUPER_STAFF_ADMIN not in asked(client, f"{STAFF}/add/")


def test_the_last_administrator_stays_one(house):
    admin = house.person(Role.SUPER_STAFF_ADMIN)
    client = signed_in(admin)
    values = {"full_name": admin.full_name, "role": Role.FRONT_DESK, "email": ""}
    form = refused_form(client, f"{STAFF}/{admin.pk}/", status=409, version=str(admin.version), **values)
    assert "only active administrator" in error_at(form, "role")


def test_a_new_password_is_set_and_ends_the_sessions(house, client):
    person = house.person(Role.FRONT_DESK)
    theirs = signed_in(person)
    assert done(client, f"{STAFF}/{person.pk}/password/", password=SECRET)["said"]
    assert theirs.get("/").status_code == 302
    person.refresh_from_db()
    assert person.check_password(SECRET)
    assert not person.check_password(PASSWORD)
    assert "too short" in error_at(refused_form(client, f"{STAFF}/{person.pk}/password/", password="short"), "password")


def test_every_capability_is_in_the_matrix_once_in_words(house, client):
    told = [capability for _, group in GROUPS for capability in group]
    assert sorted(told) == sorted(ALL)
    page = client.get(f"{ROOT}/roles/").content.decode()
    assert "Approve or decline bookings" in page
    assert page.count('<span class="hush">yes</span>') + page.count('<span class="hush">no</span>') == 5 * len(ALL)


def test_many_people_take_as_many_statements_as_few(house, client):
    few = len(statements_of(lambda: client.get(f"{STAFF}/")))
    for _ in range(5):
        make_staff(house.hotel, Role.HOUSEKEEPING)
    assert len(statements_of(lambda: client.get(f"{STAFF}/"))) == few


def test_a_stranger_to_the_hotel_finds_nobody(house, client):
    other = make_staff(type(house)().hotel, Role.FRONT_DESK)
    for path in ("", "password/", "deactivate/"):
        assert client.get(f"{STAFF}/{other.pk}/{path}").status_code == 404
