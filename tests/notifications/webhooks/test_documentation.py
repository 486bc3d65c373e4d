"""What docs/webhooks.md shows works as it stands there."""

import json
import re
from pathlib import Path

import pytest

from hotelmate.notifications.webhooks import posting
from hotelmate.notifications.webhooks.schedule import AGAIN_AFTER, REST_FOR

from .house import serve

TEXT = (Path(__file__).parents[3] / "docs" / "webhooks.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def functions() -> dict[str, object]:
    shown: dict[str, object] = {}
    for block in blocks("python"):
        exec(block, shown)
    return shown


@pytest.mark.parametrize("name", ["event_of", "is_genuine"])
def test_both_checks_of_the_signature_tell_true_from_false(house, standin, name):
    check = functions()[name]
    endpoint = house.webhook(standin.url)
    house.happens()
    house.relay()
    serve(endpoint)
    (post,) = standin.posts
    assert check(endpoint.secret, post.body, post.headers)
    assert not check(endpoint.secret, post.body + b" ", post.headers)
    assert not check(endpoint.secret, post.body, {**post.headers, "webhook-timestamp": "1000000000"})
    assert not check("whsec_b3RoZXI=", post.body, post.headers)


def test_the_body_has_the_parts_that_are_shown(house, standin):
    endpoint = house.webhook(standin.url)
    house.happens()
    house.relay()
    serve(endpoint)
    (post,) = standin.posts
    shown = json.loads(blocks("json")[0])
    assert shown.keys() == post.event.keys()
    assert shown["data"].keys() <= post.event["data"].keys()
    assert len(shown["sequence"]) == len(post.event["sequence"])


def test_every_code_and_every_time_is_told():
    codes = {
        name for name in vars(posting).values() if isinstance(name, str) and re.fullmatch(r"[A-Z]+(_[A-Z]+)*", name)
    }
    assert len(codes) == 9
    assert {code for code in codes if f"`{code}`" not in TEXT} == set()
    assert [wait.total_seconds() for wait in AGAIN_AFTER] == [5, 60, 300, 1800, 7200, 21600, 43200]
    assert [wait.total_seconds() for wait in REST_FOR] == [5, 15, 60, 300, 600]
