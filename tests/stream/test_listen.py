"""`hotelmate listen`: a hotel's stream on the terminal."""

import json
import signal
import subprocess

import pytest

from tests.programs import COMMAND, program_environment

from .live import running_stream


def listen(*arguments, **options):
    return subprocess.Popen(
        [COMMAND, "listen", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        env=program_environment(),
        **options,
    )


def end(process):
    process.send_signal(signal.SIGINT)
    try:
        rest, complaints = process.communicate(timeout=30)
    finally:
        process.kill()
    return process.returncode, rest, complaints


@pytest.fixture
def arguments(stream, house):
    return ["--hotel", house.hotel.slug, "--url", stream.url, "--token", house.admin.token]


def test_it_shows_what_happens_until_it_is_stopped(house, arguments):
    seen = house.newest
    with listen(*arguments, "--after", str(seen)) as process:
        house.happen(name="New")
        line = process.stdout.readline()
        code, rest, complaints = end(process)
    assert line.split()[0] == str(seen + 1)
    assert "hotel_updated" in line
    assert "name New" in line
    assert (code, rest) == (0, "")
    assert complaints == f"Following {house.hotel.slug} from event {seen}. Ctrl-C ends it.\n"


def test_as_json_each_line_is_an_event(house, arguments):
    with listen(*arguments, "--after", "0", "--json") as process:
        first = json.loads(process.stdout.readline())
        end(process)
    assert (first["seq"], first["type"]) == (1, "hotel_created")
    assert "payload" in first


def test_it_goes_on_where_it_was_after_an_interruption(database, house):
    with running_stream() as stream:
        where = ["--hotel", house.hotel.slug, "--url", stream.url, "--token", house.admin.token]
        with listen(*where, "--after", str(house.newest), "--json") as process:
            first = house.happen()
            assert json.loads(process.stdout.readline())["seq"] == first
            stream.kill()
            house.happen(2)
            stream.start_again()
            assert [json.loads(process.stdout.readline())["seq"] for _ in range(2)] == [first + 1, first + 2]
            code, _, complaints = end(process)
    assert code == 0
    assert "Coming back." in complaints
    assert "Traceback" not in complaints


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (["--token", "0" * 40], "Invalid token. (INVALID_TOKEN)"),
        (["--hotel", "nowhere"], "Hotel not found (HOTEL_NOT_FOUND)"),
        (["--after", "900000"], "AHEAD_OF_THE_LOG"),
    ],
)
def test_what_cannot_be_followed_is_told(arguments, changed, words):
    with listen(*arguments, *changed) as process:
        said, complaints = process.communicate(timeout=60)
    assert (process.returncode, said) == (1, "")
    assert words in complaints
    assert complaints.startswith("Error: ")
