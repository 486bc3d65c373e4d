"""Several processes want the server at the same moment."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hotelmate.config.postgres.leftovers import living_postmaster, server_processes
from tests.postgres.watching import Claimant, keeper_of, nothing_is_left, postmaster_of

Claim = Callable[..., Claimant]


@pytest.mark.parametrize("number", [2, 6])
def test_first_starts_at_once_make_one_cluster_and_share_one_server(
    fresh_home: Path, claim: Claim, number: int
) -> None:
    users = [claim(fresh_home) for _ in range(number)]
    assert len({user.told["url"] for user in users}) == 1
    log = (fresh_home / "postgres" / "postgres.log").read_text()
    assert log.count("database system is ready to accept connections") == 1
    assert len(list((fresh_home / "postgres").glob("data*"))) == 1


def test_starts_at_once_after_everything_was_killed_share_one_server(home: Path, claim: Claim) -> None:
    first = claim(home)
    assert first.told["url"]
    first.kill()
    users = [claim(home) for _ in range(3)]
    assert all(user.told["url"] == first.told["url"] for user in users)
    assert postmaster_of(home / "postgres" / "data") in server_processes(home / "postgres" / "data")


def test_a_newcomer_meets_either_the_old_server_or_a_new_one(home: Path, claim: Claim) -> None:
    for _ in range(3):
        user = claim(home)
        assert user.told["url"]
        user.kill()
    nothing_is_left(home / "postgres")
    assert living_postmaster(home / "postgres" / "data") is None
    assert keeper_of(home / "postgres")
