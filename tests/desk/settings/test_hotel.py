"""The hotel's own settings: each group in a dialog, told in words, and safe from two who change at once."""

import pytest

from hotelmate.hotel.models import Hotel
from hotelmate.staff.models import Role
from tests.desk.desks import asked, done, part, signed_in
from tests.desk.settings.filling import ROOT, error_at, help_at, note_in, refused_form, value_of
from tests.statements import statements_of

TIMES = {
    "check_in_from": "14:00",
    "check_out_by": "10:30",
    "early_check_in_from": "08:00",
    "late_arrival_cutoff": "02:00",
    "day_rollover": "04:00",
}
TIER = {"tier_0_hours": "168", "tier_0_penalty_type": "NONE"}


@pytest.fixture
def client(house):
    return signed_in(house.person(Role.SUPER_STAFF_ADMIN))


def policy_of(house):
    return Hotel.objects.get(pk=house.hotel.pk).cancellation_policy


def test_a_group_is_changed_and_told_in_words(house, client):
    said = done(client, f"{ROOT}/hotel/times/", version="1", **TIMES)
    assert said["said"] == "Saved."
    hotel = Hotel.objects.get(pk=house.hotel.pk)
    assert (str(hotel.check_in_from), str(hotel.check_out_by)) == ("14:00:00", "10:30:00")
    cards = part(client, f"{ROOT}/hotel/", "hotel")
    assert "<dd>14:00</dd>" in cards
    assert "<dd>10:30</dd>" in cards


@pytest.mark.parametrize(
    ("group", "values", "field", "text"),
    [
        ("times", {**TIMES, "day_rollover": "13:00"}, "day_rollover", "between midnight and noon"),
        ("times", {**TIMES, "check_in_from": "25:00"}, "check_in_from", "valid time"),
        (
            "house",
            {"name": "", "timezone": "Europe/Dublin", "currency": "EUR", "language": "en"},
            "name",
            "required",
        ),
        (
            "house",
            {"name": "H", "timezone": "Mars/Base", "currency": "EUR", "language": "en"},
            "timezone",
            "not one of the available choices",
        ),
        ("bookings", {"approval_window_minutes": "0", "unpaid_hold_minutes": "15"}, "approval_window_minutes", "1"),
        ("money", {"vat_percent": "101", "no_show_fee_percent": "100"}, "vat_percent", "100"),
        ("money", {"vat_percent": "9", "no_show_fee_percent": "many"}, "no_show_fee_percent", "number"),
        ("guests", {"pre_arrival_mail_days": "61", "retention_days": "30"}, "pre_arrival_mail_days", "60"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(house, client, group, values, field, text):
    form = refused_form(client, f"{ROOT}/hotel/{group}/", version="1", **values)
    assert text in error_at(form, field)
    assert Hotel.objects.get(pk=house.hotel.pk).version == 1


def test_two_who_change_the_same_are_told_of_each_other(house, client):
    other = signed_in(house.person(Role.SUPER_STAFF_ADMIN))
    values = {"timezone": "Europe/Dublin", "currency": "EUR", "language": "en"}
    done(other, f"{ROOT}/hotel/house/", version="1", name="The Other Name", **values)
    form = refused_form(client, f"{ROOT}/hotel/house/", status=412, version="1", name="My Name", **values)
    assert "Somebody else saved a change" in note_in(form)
    assert help_at(form, "name") == "Saved meanwhile: The Other Name"
    assert value_of(form, "name") == "My Name"
    assert Hotel.objects.get(pk=house.hotel.pk).name == "The Other Name"
    done(client, f"{ROOT}/hotel/house/", version=value_of(form, "version"), name="My Name", **values)
    assert Hotel.objects.get(pk=house.hotel.pk).name == "My Name"


def test_a_policy_of_steps_of_ones_own_is_made_and_read(house, client):
    steps = {
        **TIER,
        "tier_1_hours": "24",
        "tier_1_penalty_type": "PERCENTAGE",
        "tier_1_penalty_percentage": "50",
        "tier_2_hours": "",
        "tier_3_hours": "2",
        "tier_3_penalty_type": "FIXED",
        "tier_3_penalty_amount": "120",
    }
    done(client, f"{ROOT}/hotel/policy/", version="1", kind="CUSTOM", **steps)
    assert policy_of(house) == {
        "template_type": "CUSTOM",
        "tiers": [
            {"hours_before": 168, "penalty_type": "NONE"},
            {"hours_before": 24, "penalty_type": "PERCENTAGE", "penalty_percentage": "50.00"},
            {"hours_before": 2, "penalty_type": "FIXED", "penalty_amount": "120.00"},
        ],
    }
    cards = part(client, f"{ROOT}/hotel/", "hotel")
    assert "At least 168 hours before arrival: nothing." in cards
    assert "At least 24 hours before arrival: 50 % of the price." in cards
    assert "At least 2 hours before arrival: €120.00." in cards
    form = asked(client, f"{ROOT}/hotel/policy/")
    assert [value_of(form, f"tier_{number}_hours") for number in range(4)] == ["168", "24", "2", ""]


@pytest.mark.parametrize(
    ("values", "policy"),
    [
        ({"kind": "FREE"}, {}),
        (
            {"kind": "FLEXIBLE", "free_until_hours": "0", "penalty_type": "FULL_STAY"},
            {"template_type": "FLEXIBLE", "free_until_hours": 0, "penalty_type": "FULL_STAY"},
        ),
        (
            {"kind": "NON_REFUNDABLE", "penalty_type": "FIRST_NIGHT", "free_until_hours": "7"},
            {"template_type": "NON_REFUNDABLE", "free_until_hours": 0, "penalty_type": "FIRST_NIGHT"},
        ),
    ],
)
def test_the_policies_with_a_name_hold_what_belongs_to_them(house, client, values, policy):
    done(client, f"{ROOT}/hotel/policy/", version="1", kind="MODERATE", free_until_hours="48", penalty_type="NONE")
    done(client, f"{ROOT}/hotel/policy/", version="2", **values)
    assert policy_of(house) == policy


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "CUSTOM"}, "tier_0_hours"),
        ({"kind": "MODERATE", "penalty_type": "FULL_STAY"}, "free_until_hours"),
        ({"kind": "MODERATE", "free_until_hours": "8785", "penalty_type": "NONE"}, "free_until_hours"),
        ({"kind": "NON_REFUNDABLE", "penalty_type": "PERCENTAGE"}, "penalty_percentage"),
        ({"kind": "NON_REFUNDABLE", "penalty_type": "PERCENTAGE", "penalty_percentage": "101"}, "penalty_percentage"),
        ({"kind": "CUSTOM", "tier_0_hours": "5", "tier_0_penalty_type": "FIXED"}, "tier_0_penalty_amount"),
        ({"kind": "CUSTOM", "tier_0_hours": "-1", "tier_0_penalty_type": "NONE"}, "tier_0_hours"),
    ],
)
def test_what_a_policy_lacks_is_said_at_the_field(house, client, values, field):
    form = refused_form(client, f"{ROOT}/hotel/policy/", version="1", **values)
    assert error_at(form, field)
    assert policy_of(house) == {}


def test_two_steps_with_the_same_hours_are_refused(house, client):
    same = {"tier_1_hours": "168", "tier_1_penalty_type": "FULL_STAY"}
    form = refused_form(client, f"{ROOT}/hotel/policy/", version="1", kind="CUSTOM", **TIER, **same)
    assert note_in(form)
    assert policy_of(house) == {}


def test_questions_before_the_arrival_are_asked_or_must_be_answered(house, client):
    form = asked(client, f"{ROOT}/hotel/precheckin/")
    assert form.count('type="radio"') == 3 * 11
    names = (
        "eta special_requests consent_checkbox country_of_residence date_of_birth id_document_type id_document_number"
        " address_line_1 city postcode"
    )
    answers = dict.fromkeys(names.split(), "no")
    done(client, f"{ROOT}/hotel/precheckin/", version="1", **{**answers, "eta": "optional", "nationality": "required"})
    config = Hotel.objects.get(pk=house.hotel.pk).precheckin_config
    assert [name for name, asked_for in config["enabled"].items() if asked_for] == ["eta", "nationality"]
    assert [name for name, needed in config["required"].items() if needed] == ["nationality"]
    cards = part(client, f"{ROOT}/hotel/", "hotel")
    assert "Guests must answer: Nationality." in cards
    assert "They may answer: Expected time of arrival." in cards


def test_a_manager_who_may_not_change_the_hotel_is_told_so(house):
    manager = signed_in(house.person(Role.STAFF_ADMIN))
    for path in ("hotel/", "hotel/times/", "hotel/policy/"):
        assert manager.get(f"{ROOT}/{path}").status_code == 403
    assert manager.post(f"{ROOT}/hotel/times/", {"version": "1", **TIMES}).status_code == 403
    home = manager.get(f"{ROOT}/").content.decode()
    assert f"{ROOT}/hotel/" not in home
    assert f"{ROOT}/rooms/" in home


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.HOUSEKEEPING, Role.MAINTENANCE])
def test_others_see_no_settings(house, role):
    client = signed_in(house.person(role))
    for path in ("", "types/", "rooms/", "plans/", "nights/", "promotions/", "allowances/", "staff/", "webhooks/"):
        assert client.get(f"{ROOT}/{path}").status_code == 403, path


def test_the_first_page_says_what_is_set_up_by_few_queries(house, client):
    page = client.get(f"{ROOT}/").content.decode()
    assert "5 rooms" in page
    assert "No program" not in page
    assert "no program of yours listens" in page
    assert len(statements_of(lambda: client.get(f"{ROOT}/"))) < 20
