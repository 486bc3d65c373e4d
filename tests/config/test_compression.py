"""What travels compressed, and what does not."""

import gzip

import httpx
import pytest

from hotelmate.staff.models import Role
from tests.desk.desks import House, signed_in
from tests.factories import client_for

GZIP = {"Accept-Encoding": "gzip"}


@pytest.fixture(scope="module")
def house(database):
    return House()


def test_a_page_is_compressed_for_who_takes_it(house):
    client = signed_in(house.person(Role.SUPER_STAFF_ADMIN))
    plain, packed = client.get("/plan/"), client.get("/plan/", headers=GZIP)
    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert b'id="plan-sheet"' in gzip.decompress(packed.content)
    assert len(packed.content) < len(plain.content) / 2


def test_a_file_is_compressed_whole_and_left_alone_in_parts(pair):
    address = f"{pair.site.url}/static/django_htmx/htmx-2.min.js"
    whole = httpx.get(address, headers={"Accept-Encoding": "identity"})
    packed = httpx.get(address, headers=GZIP)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.content == whole.content
    part = httpx.get(address, headers={**GZIP, "Range": "bytes=0-99"})
    assert part.status_code == httpx.codes.PARTIAL_CONTENT
    assert "Content-Encoding" not in part.headers
    assert part.content == whole.content[:100]


def test_the_api_answers_with_the_very_bytes_that_its_etag_names(house):
    booking = house.book()
    answer = client_for(house.person(Role.SUPER_STAFF_ADMIN)).get(house.url(booking), headers=GZIP)
    assert "Content-Encoding" not in answer
    assert not answer["ETag"].startswith("W/")
