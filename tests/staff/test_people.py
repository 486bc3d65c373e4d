"""Who works here: employing, promoting, deactivating, and what nobody may do to whom."""

import pytest

from hotelmate.core.change import run_change
from hotelmate.core.errors import Refused
from hotelmate.events.queries import events_after, last_seq
from hotelmate.hotel.queries import system_of
from hotelmate.staff.models import Role, StaffMember
from hotelmate.staff.queries import staff_by_token
from hotelmate.staff.roles import CAPABILITIES
from hotelmate.staff.services import (
    create_staff,
    deactivate_staff,
    issue_token,
    reactivate_staff,
    set_password,
    update_staff,
)
from tests.at_once import at_once, refusals
from tests.factories import PASSWORD, actor_for, make_hotel, make_staff


@pytest.fixture
def hotel():
    return make_hotel()


def code_of(work):
    with pytest.raises(Refused) as caught:
        run_change(work)
    return caught.value.refusal.code


def test_somebody_new_is_told_without_their_name(hotel):
    staff = make_staff(hotel, "front_desk", full_name="Jane Desk", email="jane@example.com", username="jane.desk")
    event = events_after(hotel_id=hotel.pk)[-1]
    assert (event.type, event.subject_id) == ("staff_created", str(staff.pk))
    assert event.after == {"role": "front_desk", "is_active": True}
    assert "jane" not in str(event.__dict__).lower()


def test_a_username_has_one_spelling(hotel):
    username = f"Anna{hotel.pk}"
    assert make_staff(hotel, username=username).username == username.lower()
    work = lambda: create_staff(actor=system_of(hotel), username=username.upper(), full_name="B", role="front_desk")  # noqa: E731
    assert code_of(work) == "USERNAME_TAKEN"


@pytest.mark.parametrize("username", ["", "with space", "ünal", ".dot", "x" * 81, "a/b", "nul\x00"])
def test_a_username_is_easy_to_type(hotel, username):
    work = lambda: create_staff(actor=system_of(hotel), username=username, full_name="B", role="front_desk")  # noqa: E731
    assert code_of(work) == "INVALID_USERNAME"


def test_a_role_that_does_not_exist_is_refused(hotel):
    work = lambda: create_staff(actor=system_of(hotel), username="x", full_name="X", role="owner")  # noqa: E731
    assert code_of(work) == "UNKNOWN_ROLE"


@pytest.mark.parametrize("password", ["", "short", "password1234", "x" * 201, "zoe.zoe.zoe"])
def test_a_password_is_long_and_not_everybodys(hotel, password):
    work = lambda: create_staff(  # noqa: E731
        actor=system_of(hotel), username="zoe", full_name="Zoe", role="front_desk", password=password
    )
    assert code_of(work) == "UNUSABLE_PASSWORD"


def test_a_simulated_house_takes_any_password():
    staff = make_staff(make_hotel(is_simulated=True), password="demo")
    assert staff.check_password("demo")


def test_without_a_password_nobody_signs_in(hotel):
    assert not make_staff(hotel, password=None).has_usable_password()


@pytest.mark.parametrize("role", ["front_desk", "housekeeping", "maintenance"])
def test_only_managers_employ(hotel, role):
    actor = actor_for(hotel, role)
    work = lambda: create_staff(actor=actor, username="x", full_name="X", role="housekeeping")  # noqa: E731
    assert code_of(work) == "PERMISSION_DENIED"


def test_nobody_gives_more_than_they_have(hotel):
    manager = actor_for(hotel, "staff_admin")
    work = lambda: create_staff(actor=manager, username="boss", full_name="B", role="super_staff_admin")  # noqa: E731
    assert code_of(work) == "ROLE_ABOVE_YOURS"
    own = lambda: update_staff(actor=manager, staff_id=manager.id, role="super_staff_admin")  # noqa: E731
    assert code_of(own) == "ROLE_ABOVE_YOURS"


@pytest.mark.parametrize(
    "work",
    [
        lambda actor, staff: update_staff(actor=actor, staff_id=staff.pk, full_name="Renamed"),
        lambda actor, staff: update_staff(actor=actor, staff_id=staff.pk, role="housekeeping"),
        lambda actor, staff: deactivate_staff(actor=actor, staff_id=staff.pk),
        lambda actor, staff: set_password(actor=actor, staff_id=staff.pk, password="taken over entirely"),
    ],
    ids=["rename", "demote", "deactivate", "password"],
)
def test_nobody_touches_those_above_them(hotel, work):
    manager, administrator = actor_for(hotel, "staff_admin"), make_staff(hotel)
    assert code_of(lambda: work(manager, administrator)) == "ROLE_ABOVE_YOURS"


def test_people_of_another_hotel_are_not_found(hotel):
    admin, stranger = actor_for(hotel), make_staff(make_hotel())
    for work in (
        lambda: update_staff(actor=admin, staff_id=stranger.pk, full_name="Mine"),
        lambda: deactivate_staff(actor=admin, staff_id=stranger.pk),
        lambda: reactivate_staff(actor=admin, staff_id=stranger.pk),
        lambda: set_password(actor=admin, staff_id=stranger.pk, password=PASSWORD),
    ):
        assert code_of(work) == "STAFF_NOT_FOUND"


def test_a_new_role_is_told_and_a_new_name_only_named(hotel):
    admin, staff = actor_for(hotel), make_staff(hotel, "housekeeping")
    run_change(lambda: update_staff(actor=admin, staff_id=staff.pk, role="front_desk", full_name="Mary Married"))
    event = events_after(hotel_id=hotel.pk)[-1]
    assert (event.before, event.after) == ({"role": "housekeeping"}, {"role": "front_desk"})
    assert sorted(event.changed_fields) == ["full_name", "role"]


def test_an_edit_that_changes_nothing_leaves_no_trace(hotel):
    admin, staff = actor_for(hotel), make_staff(hotel, "housekeeping")
    before = last_seq(hotel.pk)
    outcome = run_change(lambda: update_staff(actor=admin, staff_id=staff.pk, role="housekeeping"))
    assert (outcome.changed, last_seq(hotel.pk)) == (False, before)


def test_a_deactivated_colleague_is_out_at_once(hotel):
    admin, staff = actor_for(hotel), make_staff(hotel, "front_desk")
    token = run_change(lambda: issue_token(staff=staff))
    assert staff_by_token(token) == staff
    assert run_change(lambda: deactivate_staff(actor=admin, staff_id=staff.pk)).changed
    assert staff_by_token(token) is None
    assert not run_change(lambda: deactivate_staff(actor=admin, staff_id=staff.pk)).changed
    assert [event.type for event in events_after(hotel_id=hotel.pk)][-1] == "staff_deactivated"


def test_who_comes_back_has_no_old_tokens(hotel):
    admin, staff = actor_for(hotel), make_staff(hotel, "front_desk")
    token = run_change(lambda: issue_token(staff=staff))
    run_change(lambda: deactivate_staff(actor=admin, staff_id=staff.pk))
    assert run_change(lambda: reactivate_staff(actor=admin, staff_id=staff.pk)).subject.is_active
    assert not run_change(lambda: reactivate_staff(actor=admin, staff_id=staff.pk)).changed
    assert staff_by_token(token) is None


def test_nobody_deactivates_themselves(hotel):
    make_staff(hotel)
    admin = actor_for(hotel)
    assert code_of(lambda: deactivate_staff(actor=admin, staff_id=admin.id)) == "OWN_ACCOUNT"


def test_the_last_administrator_stays_one(hotel):
    admin = make_staff(hotel)
    system = system_of(hotel)
    assert code_of(lambda: deactivate_staff(actor=system, staff_id=admin.pk)) == "LAST_ADMINISTRATOR"
    assert code_of(lambda: update_staff(actor=system, staff_id=admin.pk, role="staff_admin")) == "LAST_ADMINISTRATOR"


def test_two_administrators_who_remove_each_other_at_once_leave_one(hotel):
    first, second = actor_for(hotel), actor_for(hotel)
    answers = at_once(
        lambda: run_change(lambda: deactivate_staff(actor=first, staff_id=second.id)),
        lambda: run_change(lambda: deactivate_staff(actor=second, staff_id=first.id)),
    )
    assert [refusal.code for refusal in refusals(answers)] == ["LAST_ADMINISTRATOR"]
    assert StaffMember.objects.filter(hotel=hotel, role=Role.SUPER_STAFF_ADMIN, is_active=True).count() == 1


def test_a_new_password_ends_the_tokens(hotel):
    admin, staff = actor_for(hotel), make_staff(hotel, "front_desk")
    token = run_change(lambda: issue_token(staff=staff))
    run_change(lambda: set_password(actor=admin, staff_id=staff.pk, password="a new one, and long"))
    staff.refresh_from_db()
    assert staff.check_password("a new one, and long")
    assert staff_by_token(token) is None
    event = events_after(hotel_id=hotel.pk)[-1]
    assert (event.type, event.after, event.changed_fields) == ("staff_password_set", {}, ["password"])


def test_everybody_sets_their_own_password_and_nobody_elses(hotel):
    actor, colleague = actor_for(hotel, "housekeeping"), make_staff(hotel, "housekeeping")
    run_change(lambda: set_password(actor=actor, staff_id=str(actor.id), password="mine, and mine alone"))
    work = lambda: set_password(actor=actor, staff_id=colleague.pk, password="mine, and mine alone")  # noqa: E731
    assert code_of(work) == "PERMISSION_DENIED"


def test_every_role_has_its_capabilities():
    assert set(CAPABILITIES) == set(Role.values)
    assert all(CAPABILITIES[role] <= CAPABILITIES[Role.SUPER_STAFF_ADMIN] for role in Role.values)
