"""Who may follow a hotel's stream, from where, how often, and until when."""

import http.client

import httpx
import pytest
from django.test import Client

from hotelmate.core.change import run_change
from hotelmate.staff import services as people
from hotelmate.staff.models import Role
from tests.factories import make_staff

from .followed import open_followed_house
from .listening import listening, open_socket
from .live import running_stream

ENOUGH_TO_FILL_EVERY_BUFFER = 14


def ask(stream, path, token="", method="GET", **headers):
    asked = {name.replace("_", "-"): value for name, value in headers.items()}
    if token:
        asked["Authorization"] = f"Token {token}"
    return httpx.request(method, stream.url + path, headers=asked, timeout=30)


def told(answer):
    return answer.status_code, answer.json()["code"]


def desk_session(house):
    """The cookie of somebody who signed in to the desk, and who they are."""
    staff = make_staff(house.hotel, Role.FRONT_DESK)
    desk = Client()
    desk.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return staff, desk.cookies["sessionid"].value, desk


def test_nobody_follows_without_saying_who_they_are(stream, house):
    answer = ask(stream, house.path)
    assert told(answer) == (401, "NOT_AUTHENTICATED")
    assert answer.headers["WWW-Authenticate"] == "Token"
    assert answer.json()["details"] == {}


@pytest.mark.parametrize("token", ["0" * 40, "one two", "ü", "x" * 5000])
def test_a_token_that_is_none_opens_nothing(stream, house, token):
    with open_socket(stream.port) as raw:
        raw.sendall(f"GET {house.path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Token {token}\r\n\r\n".encode())
        assert raw.recv(4096).startswith(b"HTTP/1.1 401")


def test_another_hotel_is_not_there(stream, house):
    other = open_followed_house()
    assert told(ask(stream, other.path, house.admin.token)) == (404, "HOTEL_NOT_FOUND")
    missing = "/api/staff/hotel/nowhere/events/stream"
    assert told(ask(stream, missing, house.admin.token)) == (404, "HOTEL_NOT_FOUND")


@pytest.mark.parametrize(
    "path", ["/", "/api/staff/hotel/x/events/", "/app/hotelmate", "/api/staff/hotel/x/events/stream/more"]
)
def test_other_addresses_are_not_there(stream, path):
    assert told(ask(stream, path)) == (404, "NOT_FOUND")


def test_it_is_for_reading_only(stream, house):
    answer = ask(stream, house.path, house.admin.token, method="POST")
    assert told(answer) == (405, "METHOD_NOT_ALLOWED")
    assert "GET" in answer.headers["Allow"]


def test_head_tells_what_get_would_without_streaming(stream, house):
    answer = ask(stream, house.path, house.admin.token, method="HEAD")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/event-stream")


def test_a_host_that_is_not_this_site_is_refused(stream, house):
    assert told(ask(stream, house.path, house.admin.token, Host="evil.example")) == (400, "BAD_REQUEST")


def test_a_head_that_never_ends_is_refused(stream):
    with open_socket(stream.port) as raw:
        raw.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"y" * 40_000)
        assert raw.recv(4096).startswith(b"HTTP/1.1 4")


def test_what_is_no_http_is_refused(stream):
    with open_socket(stream.port) as raw:
        raw.sendall(b"\x16\x03\x01\x02\x00\x01\x00 hello\r\n\r\n")
        assert raw.recv(4096).startswith(b"HTTP/1.1 400")


def test_a_proxy_that_speaks_http_1_0_gets_plain_lines(stream, house):
    with open_socket(stream.port) as raw:
        request = (
            f"GET {house.path}?after=0 HTTP/1.0\r\nHost: localhost\r\nAuthorization: Token {house.admin.token}\r\n\r\n"
        )
        raw.sendall(request.encode())
        read = b""
        while f"id: {house.newest}\n".encode() not in read:
            read += raw.recv(65_536)
    head, _, body = read.partition(b"\r\n\r\n")
    assert b"chunked" not in head.lower()
    assert body.startswith(b"retry: 1000\n")
    assert b"\r\n" not in body


def test_the_session_of_the_desk_is_enough(stream, house):
    _, session, _ = desk_session(house)
    with listening(stream.url + house.path, Cookie=f"sessionid={session}") as client:
        seq = house.happen()
        assert client.next().id == str(seq)


def test_a_session_that_is_none_opens_nothing(stream, house):
    assert told(ask(stream, house.path, Cookie="sessionid=abcdefgh")) == (401, "NOT_AUTHENTICATED")


def test_a_session_is_not_lent_to_pages_from_elsewhere(stream, house):
    _, session, _ = desk_session(house)
    cookie = f"sessionid={session}"
    for origin in ("https://evil.example", "http://127.0.0.1:1", "null", f"ftp://127.0.0.1:{stream.port}"):
        answer = ask(stream, house.path, Cookie=cookie, Origin=origin)
        assert told(answer) == (403, "PERMISSION_DENIED")
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_pages_of_the_site_and_named_ones_may_read(house, database):
    with running_stream(PORT="8123", CORS_ALLOWED_ORIGINS="https://board.example") as stream:
        _, session, _ = desk_session(house)
        for origin in ("http://127.0.0.1:8123", f"http://127.0.0.1:{stream.port}", "https://board.example"):
            with listening(stream.url + house.path, Cookie=f"sessionid={session}", Origin=origin) as client:
                assert client.response.headers["Access-Control-Allow-Origin"] == origin
                assert client.response.headers["Access-Control-Allow-Credentials"] == "true"
            allowed = ask(stream, house.path, method="OPTIONS", Origin=origin)
            assert "authorization" in allowed.headers["Access-Control-Allow-Headers"]
        refused = ask(stream, house.path, method="OPTIONS", Origin="https://evil.example")
        assert "Access-Control-Allow-Origin" not in refused.headers


def test_whose_access_ends_is_told_and_hears_no_more(stream, house):
    clerk = house.employ()
    with listening(stream.url + house.path, token=clerk.token) as client:
        run_change(lambda: people.deactivate_staff(actor=house.system, staff_id=clerk.staff.pk))
        house.happen(3)
        heard = [message.event for message in client.rest()]
    assert heard == ["staff_deactivated", "signed_out"]


def test_who_signs_out_hears_no_more(stream, house):
    clerk = house.employ()
    with listening(stream.url + house.path, token=clerk.token) as client:
        signing_out = people.revoke_token
        actor = people.actor_of(clerk.staff)
        run_change(lambda: signing_out(actor=actor, token=clerk.token))
        assert [message.event for message in client.rest()] == ["staff_signed_out", "signed_out"]


def test_a_new_role_sees_what_it_may_from_there_on_without_a_gap(stream, house):
    clerk = house.employ(Role.STAFF_ADMIN)
    with listening(stream.url + house.path, token=clerk.token) as client:
        first = house.happen(tax_rate="0.10")
        run_change(lambda: people.update_staff(actor=house.system, staff_id=clerk.staff.pk, role=Role.HOUSEKEEPING))
        house.happen(2, tax_rate="0.20")
        before, change, *later = client.take(4)
    assert [int(one.id) for one in (before, change, *later)] == list(range(first, first + 4))
    assert before.json()["after"]["tax_rate"] == "0.10"
    assert not any("0.20" in one.data for one in later)


def test_one_actor_follows_so_often_and_no_more(house, database):
    with running_stream(STREAM_CONNECTIONS_PER_ACTOR="2") as stream:
        url = stream.url + house.path
        with listening(url, token=house.admin.token), listening(url, token=house.admin.token):
            refused = ask(stream, house.path, house.admin.token)
            assert told(refused) == (429, "TOO_MANY_CONNECTIONS")
            assert int(refused.headers["Retry-After"]) > 0
            with listening(url, token=house.employ().token):
                pass
        with listening(url, token=house.admin.token):
            pass


def test_who_never_reads_is_cut_off_and_resumes(stream, house):
    first = house.newest
    connection = http.client.HTTPConnection("127.0.0.1", stream.port, timeout=60)
    connection.request("GET", house.path, headers={"Authorization": f"Token {house.admin.token}"})
    sleeper = connection.getresponse()
    assert sleeper.readline() == b"retry: 1000\n"
    with listening(f"{stream.url}{house.path}?after={first}", token=house.admin.token) as reader:
        for _ in range(ENOUGH_TO_FILL_EVERY_BUFFER):
            last = house.happen(1000, note="x" * 100)
            while int(reader.next().id) < last:
                continue
    seen = [int(line[4:]) for line in sleeper_lines(sleeper) if line.startswith(b"id: ")]
    connection.close()
    assert seen == list(range(first + 1, first + 1 + len(seen)))
    assert len(seen) < last - first
    with listening(f"{stream.url}{house.path}?after={seen[-1]}", token=house.admin.token) as client:
        assert [int(one.id) for one in client.take(last - seen[-1])] == list(range(seen[-1] + 1, last + 1))


def sleeper_lines(response):
    """What was left for somebody who did not read; the end may come in the middle of it."""
    try:
        yield from response
    except (http.client.HTTPException, ConnectionError):
        return


def test_the_web_process_sends_followers_to_the_stream(house, pair):
    for slash in ("", "/"):
        answer = httpx.get(f"{pair.site.url}{house.path}{slash}?after=5")
        assert answer.status_code == 307
        assert answer.headers["Location"] == f"{pair.stream.url}{house.path}{slash}?after=5"
