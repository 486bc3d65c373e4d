"""A process that raises programs of ours for the tests: it has imported what they need, and forks one for each order.

Most of a start is importing libraries, and the tests start a hundred programs. Here a library is imported once. What
depends on settings is not: Django is set up by each program, with its own environment, and `hotelmate` is read in anew.

Started by tests/programs.py with the number of a socket's descriptor. An order is a JSON object with the descriptors
that the program gets; the answer is its process id.
"""

import fcntl
import gc
import importlib
import json
import os
import runpy
import socket
import sys
from typing import Any

# What `hotelmate web`, `stream` and `worker` import and what asks for no settings while it is imported.
LIBRARIES = (
    *("asyncio", "concurrent.futures", "email.message", "gzip", "multiprocessing", "smtplib", "unittest"),
    *("attr", "asgiref.sync", "click", "croniter", "httpx", "inflection", "uritemplate", "yaml"),
    *("django.apps.registry", "django.contrib.auth.hashers", "django.core.cache", "django.core.handlers.wsgi"),
    *("django.core.mail", "django.core.management", "django.db.backends.postgresql.base", "django.db.models"),
    *("django.forms", "django.template.loader", "django.test.client", "django.urls", "django.views.generic"),
    *("granian.server", "procrastinate", "psycopg", "psycopg_pool", "requests", "rich.console", "rich.progress"),
    *("sniffio", "sqlparse", "standardwebhooks", "structlog", "stripe.checkout", "whitenoise.middleware"),
    *("starlette.applications", "starlette.responses", "starlette.routing", "starlette.websockets"),
    *("uvicorn.server", "uvicorn.protocols.http.h11_impl"),
    *("uvicorn.protocols.websockets.websockets_sansio_impl", "websockets.sync.client"),
)
LARGEST_ORDER = 200_000
MOST_DESCRIPTORS = 16
# Above all descriptors that an order may ask for.
OUT_OF_THE_WAY = 500


def raise_programs(orders: socket.socket) -> None:
    """Fork a program for each order, until nobody orders any more. Returns in the program, too, when that has ended."""
    while True:
        text, descriptors, _, _ = socket.recv_fds(orders, LARGEST_ORDER, MOST_DESCRIPTORS)
        if not text:
            return
        order = json.loads(text)
        reading, writing = os.pipe()
        between = os.fork()
        if not between:
            # Our child's child has no parent when that has ended, and goes to whoever adopts orphans: who ordered it.
            program = os.fork()
            if program:
                os.write(writing, str(program).encode())
                os._exit(0)
            for own in (reading, writing, orders.detach()):
                os.close(own)
            become(order, descriptors)
            return
        os.close(writing)
        os.waitpid(between, 0)
        orders.send(os.read(reading, 20))
        for done in (reading, *descriptors):
            os.close(done)


def become(order: dict[str, Any], descriptors: list[int]) -> None:
    """Be the program: its arguments, its environment, its descriptors, and nothing of ours."""
    moved = [fcntl.fcntl(descriptor, fcntl.F_DUPFD, OUT_OF_THE_WAY) for descriptor in descriptors]
    for descriptor in descriptors:
        os.close(descriptor)
    for descriptor, number in zip(moved, order["numbers"], strict=True):
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.argv = order["command"]
    runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    for name in LIBRARIES:
        importlib.import_module(name)
    gc.freeze()
    raise_programs(socket.socket(fileno=int(sys.argv[1])))
