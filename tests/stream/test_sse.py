"""Server-sent events: in order, without a gap, from any number on."""

import httpx
import pytest

from hotelmate.staff.models import Role

from .listening import listening


def seqs(messages):
    return [int(message.id) for message in messages]


def test_what_happens_arrives(stream, house):
    with listening(stream.url + house.path, token=house.admin.token) as client:
        seq = house.happen(name="New")
        message = client.next()
    assert (message.id, message.event) == (str(seq), "hotel_updated")
    body = message.json()
    assert (body["seq"], body["type"], body["after"]) == (seq, "hotel_updated", {"name": "New"})
    assert body["meta"]["hotel_slug"] == house.hotel.slug


def test_a_client_gets_what_comes_from_now_on_unless_it_says_what_it_has_seen(stream, house):
    house.happen(5)
    with listening(stream.url + house.path, token=house.admin.token) as client:
        house.happen(2)
        assert seqs(client.take(2)) == [house.newest - 1, house.newest]


@pytest.mark.parametrize("slash", ["", "/"])
def test_it_goes_on_after_a_number(stream, house, slash):
    newest = house.happen(7)
    with listening(f"{stream.url}{house.path}{slash}?after={newest - 4}", token=house.admin.token) as client:
        house.happen(2)
        assert seqs(client.take(6)) == list(range(newest - 3, newest + 3))


def test_the_header_of_a_browser_that_comes_back_wins_over_the_address(stream, house):
    newest = house.happen(5)
    url = f"{stream.url}{house.path}?after=0"
    with listening(url, token=house.admin.token, Last_Event_ID=str(newest - 1)) as client:
        assert client.next().id == str(newest)


def test_every_role_has_every_number_and_sees_what_it_may(stream, house):
    maid = house.employ(Role.HOUSEKEEPING)
    after = house.newest
    with (
        listening(f"{stream.url}{house.path}?after={after}", token=house.admin.token) as all_of_it,
        listening(f"{stream.url}{house.path}?after={after}", token=maid.token) as less,
    ):
        house.happen(type="hotel_updated", tax_rate="0.10")
        told, told_less = all_of_it.next(), less.next()
    assert told.id == told_less.id
    assert told.json()["after"]["tax_rate"] == "0.10"
    assert "tax_rate" not in told_less.json()["after"]


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("?after=abc", 400, "INVALID_INPUT"),
        ("?after=-1", 400, "INVALID_INPUT"),
        ("?after=9" + "9" * 30, 400, "INVALID_INPUT"),
        ("?after=9000", 409, "AHEAD_OF_THE_LOG"),
    ],
)
def test_a_number_that_means_nothing_is_refused(stream, house, query, status, code):
    answer = ask(stream, house.path + query, house.admin.token)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def ask(stream, path, token="", **headers):
    if token:
        headers["Authorization"] = f"Token {token}"
    return httpx.get(stream.url + path, headers=headers, timeout=30)
