"""`hotelmate verify`: what it prints, its exit code, and how it reads."""

import json

import pytest
from click.testing import CliRunner, Result
from django.db import InternalError

from hotelmate.core.snapshot import snapshot
from hotelmate.integrity.checks import CHECKS
from hotelmate.integrity.commands import verify
from hotelmate.integrity.queries import verify_hotel
from hotelmate.room_bookings.models import RoomBooking


def run(*arguments: str) -> Result:
    return CliRunner().invoke(verify, arguments, catch_exceptions=False)


def let_a_child_come_along(house, children: int) -> None:
    """Services see that a party fits its room; the tables do not."""
    RoomBooking.objects.filter(pk=house.arriving.pk).update(children=children)


@pytest.fixture
def crowded(house):
    """A house with one contradiction, which does not outlive the test."""
    let_a_child_come_along(house, 1)
    yield house
    let_a_child_come_along(house, 0)


def test_an_honest_hotel_passes(house):
    result = run("--hotel", house.hotel.slug)
    assert result.exit_code == 0
    assert result.stdout == f"1 hotel, {len(CHECKS)} checks each: 0 contradictions.\n"


def test_every_hotel_is_verified_unless_one_is_named(house):
    result = run("--json")
    assert house.hotel.slug in [hotel["slug"] for hotel in json.loads(result.stdout)["hotels"]]


def test_a_finding_names_the_record_the_problem_and_what_to_do(crowded):
    result = run("--hotel", crowded.hotel.slug)
    assert result.exit_code == 1
    finding, remedy, summary = result.stdout.splitlines()
    assert finding == (
        f"{crowded.hotel.slug}: booking {crowded.arriving.booking_id}: 2 adults and 1 children in room 102, whose type DBL "
        "sleeps 2 [party_larger_than_room, invariant 13]"
    )
    assert remedy.strip().startswith("Move the party to a larger room")
    assert summary.endswith(": 1 contradiction.")


def test_json_is_one_object_with_every_check(crowded):
    result = run("--hotel", crowded.hotel.slug, "--json")
    assert result.exit_code == 1
    answer = json.loads(result.stdout)
    assert set(answer) == {"checked_at", "hotels", "contradictions"}
    assert answer["contradictions"] == 1
    (hotel,) = answer["hotels"]
    assert hotel["slug"] == crowded.hotel.slug
    assert [(check["name"], check["invariant"]) for check in hotel["checks"]] == [
        (check.name, check.invariant) for check in CHECKS
    ]
    (finding,) = [finding for check in hotel["checks"] for finding in check["findings"]]
    assert set(finding) == {"record", "problem", "remedy", "subject"}
    assert finding["subject"] == {"type": "booking", "id": crowded.arriving.booking_id}


def test_a_hotel_that_there_is_not_is_told(house):
    result = run("--hotel", "nowhere")
    assert result.exit_code == 2
    assert "There is no hotel 'nowhere'." in result.output


def test_all_checks_see_the_same_moment(house, open_session):
    other = open_session(autocommit=True)
    party_of_arriving = "UPDATE room_bookings_roombooking SET children = %s WHERE id = %s"

    def change_meanwhile(check):
        other.execute(party_of_arriving, [1, house.arriving.pk])

    assert verify_hotel(house.hotel, after_check=change_meanwhile).failed == {}
    assert set(verify_hotel(house.hotel).failed) == {"party_larger_than_room"}
    other.execute(party_of_arriving, [0, house.arriving.pk])


def test_nothing_can_be_written_while_verifying(house):
    with pytest.raises(InternalError, match="read-only transaction"), snapshot() as cursor:
        cursor.execute("DELETE FROM rooms_typenight")
