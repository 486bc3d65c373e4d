"""Where a webhook may go: to public addresses over https, in whatever notation somebody asks for another."""

import socket
import ssl
from ipaddress import ip_address, ip_network

import pytest

from hotelmate.core.change import run_change
from hotelmate.core.errors import Refused
from hotelmate.notifications.models import WebhookEndpoint
from hotelmate.notifications.webhooks import services
from hotelmate.notifications.webhooks.addresses import LOOPBACK, Reach, address_in, is_public
from hotelmate.notifications.webhooks.rules import unusable_url

from .house import House, serve
from .receivers import Way, receiver
from .tls import tls_receiver

ANYWHERE_PUBLIC = Reach(())
PRIVATE = [
    *("127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    *("169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192", "198.18.0.1", "168.63.129.16"),
    *("224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "192.0.2.1", "203.0.113.1"),
    *(
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd00:ec2::254",
        "fec0::1",
        "ff02::1",
        "100::1",
        "2001:db8::1",
    ),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe"),
    *("2002:7f00:1::", "2001:0:7f00:1::", "::127.0.0.1", "64:ff9b:1::1", "5f00::1"),
]
PUBLIC = ["1.1.1.1", "8.8.8.8", "100.63.255.255", "172.32.0.1", "2606:4700::1111", "64:ff9b::1.1.1.1", "::ffff:1.1.1.1"]
# How 127.0.0.1 and a metadata service can be written, and what is no address that anybody means.
ODD_HOSTS = [
    *("2130706433", "0x7f000001", "0x7f.1", "127.1", "127.0.1", "0177.0.0.1", "017700000001", "0x7f.0.0.0x1", "0"),
    *(
        "127.0.0.1.",
        "0xa9fea9fe",
        "2852039166",
        "169.254.43518",
        "[::ffff:127.0.0.1]",
        "[::1]",
        "[::]",
        "[fe80::1%25lo]",
    ),
    *("localhost", "LOCALHOST", "localhost.", "a.localhost", "127.0.0.1", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:7f00:1]"),
]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_not_public(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_public(address):
    assert is_public(ip_address(address))


@pytest.mark.parametrize("host", ODD_HOSTS)
@pytest.mark.parametrize("scheme", ["https", "http"])
def test_no_notation_gets_past_the_first_look(host, scheme):
    refusal = unusable_url(f"{scheme}://{host}/hook", ANYWHERE_PUBLIC)
    assert refusal is not None
    assert refusal.status == 400


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://example.com/", "HTTPS_REQUIRED"),
        ("https://user:hunter2@example.com/", "INVALID_URL"),
        ("https://user@example.com/", "INVALID_URL"),
        ("https://@example.com/", "INVALID_URL"),
        ("https://example.com/#part", "INVALID_URL"),
        ("https://example.com\\@127.0.0.1/", "INVALID_URL"),
        ("https://exämple.com/", "INVALID_URL"),
        ("https://example.com/a b", "INVALID_URL"),
        ("https://example.com:99999/", "INVALID_URL"),
        ("https://example.com:x/", "INVALID_URL"),
        ("https://[::1/", "INVALID_URL"),
        ("https:///path", "INVALID_URL"),
        ("ftp://example.com/", "INVALID_URL"),
        ("file:///etc/passwd", "INVALID_URL"),
        ("javascript:alert(1)", "INVALID_URL"),
        ("gopher://127.0.0.1:25/", "INVALID_URL"),
        ("", "INVALID_URL"),
        ("https://" + "x" * 254 + "/", "INVALID_URL"),
        ("https://example.com/" + "x" * 2000, "INVALID_URL"),
    ],
)
def test_what_is_no_url_for_a_webhook_says_why(url, code):
    refusal = unusable_url(url, ANYWHERE_PUBLIC)
    assert refusal is not None
    assert refusal.code == code
    assert "hunter2" not in refusal.message + str(refusal.details)


@pytest.mark.parametrize(
    "url", ["https://example.com", "https://example.com:8443/a?b=c", "https://1.1.1.1/", "https://[2606:4700::1111]/"]
)
def test_a_public_https_address_is_welcome(url):
    assert unusable_url(url, ANYWHERE_PUBLIC) is None


def test_a_network_of_ones_own_can_be_allowed():
    reach = Reach((ip_network("10.1.0.0/16"),))
    assert unusable_url("http://10.1.2.3:8080/", reach) is None
    assert unusable_url("http://[::ffff:10.1.2.3]/", reach) is None
    assert unusable_url("https://10.2.0.1/", reach) is not None
    assert unusable_url("http://1.1.1.1/", reach) is not None
    assert unusable_url("http://hooks.internal/", reach) is None
    assert reach.refuses(ip_address("1.1.1.1"), encrypted=False)
    assert not reach.refuses(ip_address("1.1.1.1"), encrypted=True)


def test_a_simulated_hotel_posts_to_this_machine_only(house):
    assert unusable_url("http://localhost:9000/", Reach(LOOPBACK, only_these=True)) is None
    for url in ("https://example.com/", "https://1.1.1.1/", "https://10.0.0.1/"):
        with pytest.raises(Refused) as caught:
            house.webhook(url)
        assert caught.value.refusal.code == "ADDRESS_FORBIDDEN"


def named(monkeypatch, *answers):
    """A name service that answers with one list of addresses after another; the names it was asked for."""
    given = iter(answers)
    asked = []
    of_the_machine = socket.getaddrinfo

    def look(host, port, *args, **kwargs):
        if address_in(str(host)) is not None:
            return of_the_machine(host, port, *args, **kwargs)
        asked.append(host)
        return [(0, 0, 0, "", (address, port)) for address in next(given)]

    monkeypatch.setattr(socket, "getaddrinfo", look)
    return asked


def real_house_posting_to(url: str) -> tuple[House, WebhookEndpoint, int]:
    house = House(is_simulated=False)
    endpoint = house.webhook(url)
    (seq,) = house.happens()
    house.relay()
    serve(endpoint)
    return house, endpoint, seq


@pytest.mark.parametrize("found", [["127.0.0.1"], ["1.1.1.1", "127.0.0.1"], ["169.254.169.254"], ["::ffff:127.0.0.1"]])
def test_every_address_of_a_name_is_judged(standin, monkeypatch, found):
    named(monkeypatch, found)
    house, endpoint, seq = real_house_posting_to(f"https://rebind.example:{standin.server_address[1]}/")
    assert house.delivery(endpoint, seq).last_error == "ADDRESS_FORBIDDEN"
    assert standin.posts == []


def test_a_connection_goes_to_the_address_that_was_judged(monkeypatch):
    """The name is looked up once for each line; whatever it says a second time, the first answer is used."""
    house = House()
    with receiver() as server:
        endpoint = house.webhook(f"http://localhost:{server.server_address[1]}/hook")
        asked = named(monkeypatch, ["127.0.0.1"], ["10.0.0.1"])
        seqs = house.happens(3)
        house.relay()
        serve(endpoint)
        assert server.seqs == seqs
        assert asked == ["localhost"]
        assert {post.headers["host"] for post in server.posts} == {f"localhost:{server.server_address[1]}"}


def test_the_next_address_is_tried_when_one_does_not_connect(monkeypatch):
    house = House()
    with receiver() as server:
        endpoint = house.webhook(f"http://localhost:{server.server_address[1]}/hook")
        named(monkeypatch, ["127.0.0.2", "127.0.0.1"])
        seqs = house.happens(2)
        house.relay()
        serve(endpoint)
        assert server.seqs == seqs


def test_a_redirect_to_a_private_address_is_not_followed(settings_for_loopback, standin):
    with receiver() as inside:
        standin.behave = lambda post: Way(302, {"Location": inside.url})
        house, endpoint, seq = real_house_posting_to(standin.url)
        assert house.delivery(endpoint, seq).last_error == "REDIRECTED"
        assert inside.posts == []


def test_a_proxy_of_the_environment_is_not_used(house, standin, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    endpoint = house.webhook(standin.url)
    seqs = house.happens()
    house.relay()
    serve(endpoint)
    assert standin.seqs == seqs


def test_a_certificate_that_nobody_vouches_for_is_refused(house):
    with tls_receiver() as server:
        endpoint = house.webhook(f"https://localhost:{server.server_address[1]}/")
        (seq,) = house.happens()
        house.relay()
        serve(endpoint)
        assert house.delivery(endpoint, seq).last_error == "TLS_FAILED"
        assert server.posts == []


def test_the_name_in_the_certificate_counts_not_the_address(house, monkeypatch):
    with tls_receiver() as server:
        trust = ssl.create_default_context(cafile=server.certificate)
        port = server.server_address[1]
        right = house.webhook(f"https://localhost:{port}/")
        wrong = house.webhook(f"https://other.localhost:{port}/", event_types=["hotel_created"])
        seqs = house.happens(2)
        house.relay()
        serve(right, trust=trust)
        assert server.seqs == seqs
        named(monkeypatch, ["127.0.0.1"], ["127.0.0.1"])
        run_change(lambda: services.send_test(actor=house.actor, webhook_id=wrong.webhook_id))
        house.relay()
        serve(wrong, trust=trust)
        assert server.seqs == seqs
        delivery = wrong.deliveries.get()
        assert delivery.last_error == "TLS_FAILED"


@pytest.fixture
def settings_for_loopback(monkeypatch):
    """An installation that allows its own machine."""
    monkeypatch.setattr("django.conf.settings.WEBHOOK_ALLOWED_NETWORKS", ["127.0.0.0/8"])
