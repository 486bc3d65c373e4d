"""Callers whom nobody knows ask so often and no more."""

import pytest
from django.test import override_settings
from rest_framework.test import APIRequestFactory

from hotelmate.core.api.callers import network_of, parsed_rate


def test_one_address_asks_so_often_and_is_told_when_to_come_back(shop):
    shop.client.defaults["REMOTE_ADDR"] = "198.51.100.1"
    with override_settings(ANONYMOUS_READS="3/h", ANONYMOUS_CHANGES="2/h"):
        answers = [shop.get("room-types/") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert (answers[3].data["code"], sorted(answers[3].data)) == ("TOO_MANY_REQUESTS", ["code", "details", "error"])
        assert 1 <= int(answers[3]["Retry-After"]) <= 3600
        changes = [shop.book(primary_email=f"g{number}@example.com").status_code for number in range(3)]
        assert changes == [201, 201, 429]
        shop.client.defaults["REMOTE_ADDR"] = "198.51.100.2"
        assert shop.get("room-types/").status_code == 200


def test_what_a_caller_claims_to_be_is_not_believed(shop):
    shop.client.defaults["REMOTE_ADDR"] = "198.51.100.3"
    with override_settings(ANONYMOUS_READS="1/h"):
        assert shop.get("room-types/").status_code == 200
        lied = shop.client.get(f"{shop.base}/room-types/", headers={"X-Forwarded-For": "203.0.113.9"})
        assert lied.status_code == 429


@pytest.mark.parametrize(
    ("proxies", "forwarded", "told"),
    [
        (0, "203.0.113.9", "198.51.100.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "10.0.0.1, 203.0.113.9", "203.0.113.9"),
        (2, "192.0.2.1, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (3, "203.0.113.9", "203.0.113.9"),
        (1, "2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "nonsense", "nonsense"),
    ],
)
def test_whose_address_it_is(proxies, forwarded, told):
    request = APIRequestFactory().get("/", REMOTE_ADDR="198.51.100.1", HTTP_X_FORWARDED_FOR=forwarded)
    with override_settings(PROXIES=proxies):
        assert network_of(request) == told


@pytest.mark.parametrize("text", ["", "0/min", "30", "30/fortnight", "-1/s", "a/min"])
def test_a_rate_that_is_none(text):
    with pytest.raises(ValueError, match="such as 30/min"):
        parsed_rate(text)
