"""The web server as a program: it serves, shares its port with nobody, and leaves nothing behind."""

import signal
import subprocess

import httpx
import pytest

from hotelmate.config.network import AddressTaken, require_free_address
from hotelmate.config.postgres.wait import wait_until
from tests.live import free_port, is_up, running_site
from tests.programs import COMMAND, program_environment


def port_of(url: str) -> int:
    return int(url.rpartition(":")[2])


def test_it_serves_until_it_is_told_to_stop():
    with running_site(workers=2) as site:
        answer = httpx.get(f"{site.url}/healthz")
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert not is_up(site.url)
    require_free_address("127.0.0.1", port_of(site.url))


def test_a_second_server_does_not_share_the_port_of_the_first(pair):
    second = subprocess.run(
        [COMMAND, "web", "--port", str(port_of(pair.site.url))],
        env=program_environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert second.returncode == 1
    assert second.stderr.startswith("hotelmate: ")
    assert "set PORT" in second.stderr


def test_killing_it_leaves_nothing_on_its_port():
    with running_site(workers=2) as site:
        site.process.send_signal(signal.SIGKILL)
        site.process.wait(10)
        assert wait_until(lambda: is_free(port_of(site.url)), deadline_seconds=10)


def test_a_free_port_is_nobody_elses():
    require_free_address("127.0.0.1", free_port())


def test_a_host_that_is_not_ours_is_told():
    with pytest.raises(AddressTaken, match="cannot be used"):
        require_free_address("192.0.2.1", 80)


def is_free(port: int) -> bool:
    try:
        require_free_address("127.0.0.1", port)
    except AddressTaken:
        return False
    return True
