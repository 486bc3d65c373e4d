"""The stand-in behind TLS, with a certificate that only a test can trust."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .receivers import DEADLINE_SECONDS, StandIn

CERTIFICATE = Path(__file__).parents[2] / "data" / "localhost.pem"


class TlsStandIn(StandIn):
    """A receiver whose name is localhost."""

    certificate = str(CERTIFICATE)


@contextmanager
def tls_receiver() -> Iterator[TlsStandIn]:
    """A receiver that speaks TLS while the block runs."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    with TlsStandIn() as server:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join(DEADLINE_SECONDS)
