"""The address that a process listens on."""

import socket


class AddressTaken(Exception):
    """Another program listens on the address; the message says what to do."""


def require_free_address(host: str, port: int) -> None:
    """Refuse an address that another program listens on.

    The web server shares its port between its processes, so it would silently share it with a stranger too.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        # Connections that just ended do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise AddressTaken(
                f"{host} port {port} cannot be used: {error.strerror}. Stop the other program or set PORT (and HOST)."
            ) from error
