"""Which network addresses a webhook may be posted to: public ones, unless the installation or the hotel says otherwise.

A name is looked up once for a connection, every address that it has is judged, and the connection goes to an address
that was judged: a name that answers differently the second time (DNS rebinding) gains nothing.
"""

import re
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings

from hotelmate.hotel.models import Hotel

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

LOOPBACK: tuple[Network, ...] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
# Of IPv6 only 2000::/3 is given out for the internet; within it, what is not: tunnels, documentation, benchmarks.
PUBLIC_IPV6 = IPv6Network("2000::/3")
NAT64 = IPv6Network("64:ff9b::/96")
NEVER: tuple[Network, ...] = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT, and a cloud's metadata service
        "127.0.0.0/8",
        "168.63.129.16/32",  # a cloud's metadata service, although the address is a public one
        "169.254.0.0/16",  # link-local, and most clouds' metadata services
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",
        "2001::/23",  # Teredo and other special purposes
        "2001:db8::/32",
        "2002::/16",  # 6to4 carries an IPv4 address
        "3fff::/20",
    )
)
# What getaddrinfo takes for a number although nobody writes addresses like this: 0x7f.1, 2130706433, 127.1, 0177.0.0.1.
ODD_NUMBER = re.compile(r"(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]*))*\.?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a hotel's webhooks may go: `networks` always, over http too; the public internet unless `only_these`."""

    networks: tuple[Network, ...]
    only_these: bool = False

    def names(self, address: Address) -> bool:
        """Whether the address lies in a network that is allowed by name."""
        plain = embedded_ipv4(address) or address
        return any(plain.version == network.version and plain in network for network in self.networks)

    def refuses(self, address: Address, *, encrypted: bool) -> bool:
        """Whether nothing may be posted to this address."""
        if self.names(address):
            return False
        return self.only_these or not encrypted or not is_public(address)


def reach_of(hotel: Hotel) -> Reach:
    """Where this hotel's webhooks may go. Nothing leaves the machine for a simulated hotel."""
    if hotel.is_simulated:
        return Reach(LOOPBACK, only_these=True)
    return Reach(networks_of(tuple(settings.WEBHOOK_ALLOWED_NETWORKS)))


@lru_cache(maxsize=8)
def networks_of(texts: tuple[str, ...]) -> tuple[Network, ...]:
    """The networks of the setting; ValueError for one that is none."""
    return tuple(ip_network(text) for text in texts)


def is_public(address: Address) -> bool:
    """Whether the address belongs to the public internet, also inside an IPv6 address that stands for an IPv4 one."""
    embedded = embedded_ipv4(address)
    if embedded is not None:
        return is_public(embedded)
    if isinstance(address, IPv6Address) and (address not in PUBLIC_IPV6 or address.scope_id is not None):
        return False
    return not any(address.version == network.version and address in network for network in NEVER)


def embedded_ipv4(address: Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for, or None."""
    if isinstance(address, IPv4Address):
        return None
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped


def address_in(host: str) -> Address | None:
    """The address that a host of a URL is by itself, or None when it is a name."""
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None


def is_odd_number(host: str) -> bool:
    """Whether the host is a number that resolvers take for an address, but not one written plainly."""
    return address_in(host) is None and ODD_NUMBER.fullmatch(host) is not None


def look_up(host: str, port: int) -> list[Address]:
    """The addresses that the host has now, those to be tried first in front. Waits for DNS; OSError when it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ip_address(entry[4][0]) for entry in found))


def all_allowed(addresses: Sequence[Address], reach: Reach, *, encrypted: bool) -> bool:
    """Whether the hotel may post to each of these."""
    return bool(addresses) and not any(reach.refuses(address, encrypted=encrypted) for address in addresses)


def listed(networks: Iterable[Network]) -> str:
    """The networks as a sentence names them."""
    return ", ".join(str(network) for network in networks)
