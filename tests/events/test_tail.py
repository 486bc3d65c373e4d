"""`hotelmate events tail`: what happened, and what happens."""

import json
import signal
import subprocess

import pytest
from click.testing import CliRunner

from hotelmate.core.change import run_change
from hotelmate.events.commands import events
from hotelmate.hotel.queries import system_of
from hotelmate.hotel.services import update_settings
from tests.factories import make_hotel, make_room_type, make_rooms
from tests.programs import COMMAND, program_environment


@pytest.fixture
def hotel():
    return make_hotel()


def tail(*arguments):
    return CliRunner().invoke(events, ["tail", *arguments])


def rename(hotel, name):
    run_change(lambda: update_settings(actor=system_of(hotel), name=name))


def test_it_shows_the_newest_ten_unless_told_where_to_begin(hotel):
    for number in range(15):
        rename(hotel, f"Name {number}")
    assert len(tail("--hotel", hotel.slug).output.splitlines()) == 10
    lines = tail("--hotel", hotel.slug, "--after", "14").output.splitlines()
    assert [line.split()[1] for line in lines] == ["15", "16"]
    assert lines[-1].endswith("name Name 13 -> Name 14")


def test_a_line_says_what_changed_and_not_who_it_was_about(hotel):
    rename(hotel, "New")
    line = tail("--hotel", hotel.slug, "--after", "1").output.strip()
    assert line.startswith(f"{hotel.slug}      2  ")
    assert "hotel_updated" in line
    assert "system" in line
    assert line.endswith("name Test House -> New")


def test_as_json_each_line_is_an_event(hotel):
    make_rooms(make_room_type(hotel), ["101"])
    lines = [json.loads(line) for line in tail("--hotel", hotel.slug, "--json").output.splitlines()]
    assert [line["type"] for line in lines] == ["hotel_created", "room_type_created", "room_created"]
    assert lines[-1]["meta"]["hotel_slug"] == hotel.slug


def test_all_hotels_are_told_together(hotel):
    other = make_hotel()
    output = tail().output
    assert hotel.slug in output
    assert other.slug in output


def test_a_hotel_that_is_not_there_is_said_to_be_missing():
    result = tail("--hotel", "nowhere")
    assert (result.exit_code, result.output) == (1, "Error: There is no hotel 'nowhere'.\n")


def test_a_number_without_a_hotel_means_nothing():
    assert tail("--after", "3").exit_code == 2


def test_it_follows_what_happens_until_it_is_stopped(hotel):
    with subprocess.Popen(
        [COMMAND, "events", "tail", "--hotel", hotel.slug, "--follow", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=program_environment(),
    ) as process:
        assert json.loads(process.stdout.readline())["seq"] == 1
        for name in ("First", "Second"):
            rename(hotel, name)
            assert json.loads(process.stdout.readline())["after"] == {"name": name}
        process.send_signal(signal.SIGINT)
        try:
            rest, complaints = process.communicate(timeout=30)
        finally:
            process.kill()
    assert (process.returncode, rest, complaints) == (0, "", "")


def test_it_ends_quietly_when_its_reader_has_gone(hotel):
    for number in range(30):
        rename(hotel, f"Name {number}")
    command = f"{COMMAND} events tail --hotel {hotel.slug} --after 0 | head -1"
    done = subprocess.run(
        ["sh", "-c", command],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=program_environment(),
    )
    assert (len(done.stdout.splitlines()), done.stderr) == (1, "")
