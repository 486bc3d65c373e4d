"""If-Match: a change insists on the version that its caller has seen."""

import pytest

from tests.at_once import at_once
from tests.factories import make_room_type, make_rooms, open_house


@pytest.fixture
def house():
    return open_house()


def rename(house, name, version):
    return house.client.patch(f"{house.url}/settings/", {"name": name}, headers={"If-Match": version})


@pytest.mark.parametrize("version", ['"1"', "1", 'W/"1"', "*", ""])
def test_a_change_on_the_version_that_it_names_happens(house, version):
    answer = rename(house, "New", version)
    assert (answer.status_code, answer["ETag"]) == (200, '"2"')


def test_a_change_on_another_version_is_refused_and_told_the_present_one(house):
    rename(house, "New", '"1"')
    answer = rename(house, "Newer", '"1"')
    assert (answer.status_code, answer.data["code"]) == (412, "PRECONDITION_FAILED")
    current = answer.data["details"].pop("current")
    assert answer.data["details"] == {"expected_version": 1, "current_version": 2}
    assert (current["name"], current["version"], answer["ETag"]) == ("New", 2, '"2"')
    house.hotel.refresh_from_db()
    assert house.hotel.name == "New"


def test_what_changes_nothing_is_no_conflict(house):
    rename(house, "New", '"1"')
    answer = rename(house, "New", '"1"')
    assert (answer.status_code, answer.data["version"]) == (200, 2)


@pytest.mark.parametrize("version", ["one", '"-1"', "1.5", '"1", "2"', "1234567890", "²"])
def test_what_is_no_version_is_refused(house, version):
    answer = rename(house, "New", version)
    assert (answer.status_code, answer.data["code"]) == (400, "INVALID_IF_MATCH")


def test_a_replayed_key_comes_before_the_version(house):
    headers = {"If-Match": '"1"', "Idempotency-Key": "a"}
    answers = [house.client.patch(f"{house.url}/settings/", {"name": "New"}, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]


def test_the_version_comes_before_the_rules(house):
    make_rooms(make_room_type(house.hotel), ["1", "2"])
    answer = house.client.patch(f"{house.url}/room-management/1/", {"room_number": "2"}, headers={"If-Match": '"7"'})
    assert answer.data["code"] == "PRECONDITION_FAILED"


def test_of_two_who_insist_on_one_version_one_is_refused(house):
    def work(name):
        return lambda: rename(house, name, '"1"')

    answers = at_once(*(work(f"Name {number}") for number in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]
    house.hotel.refresh_from_db()
    assert house.hotel.version == 2


def test_a_reading_says_the_version(house):
    make_rooms(make_room_type(house.hotel), ["1"])
    assert house.client.get(f"{house.url}/settings/")["ETag"] == '"1"'
    assert house.client.get(f"{house.url}/room-management/1/")["ETag"] == '"1"'


def test_a_dry_run_hears_of_another_version(house):
    answer = house.client.patch(f"{house.url}/settings/?dry_run=1", {"name": "New"}, headers={"If-Match": '"9"'})
    assert answer.status_code == 412
