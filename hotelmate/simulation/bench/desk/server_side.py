"""What a page costs the server: time on the processor, statements, bytes; asked for in this process, by its address."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client

from hotelmate.simulation.bench.desk.crowded import CrowdedHouse

HOST = "127.0.0.1"
TIMES = 9
MILLISECONDS = 1000
BACKEND = "django.contrib.auth.backends.ModelBackend"


class PageFailed(Exception):
    """A page answered with something else than itself."""


@dataclass(frozen=True, slots=True)
class PageCost:
    """One page of one hotel: milliseconds on the processor, statements, bytes as they travel."""

    cpu: float
    statements: int
    bytes: int


class Looker:
    """Somebody who is signed in, and looks at pages."""

    def __init__(self, crowded: CrowdedHouse) -> None:
        self.client = Client(SERVER_NAME=HOST)
        self.client.force_login(crowded.staff, backend=BACKEND)

    @property
    def cookies(self) -> Mapping[str, str]:
        """The session, for a browser."""
        name = settings.SESSION_COOKIE_NAME
        return {name: self.client.cookies[name].value}

    def cost_of(self, path: str) -> PageCost:
        """What the page costs, at the median of some times."""
        # What is made once in a process counts for nobody.
        self._ask(path)
        times, size = [], 0
        for _ in range(TIMES):
            began = time.thread_time()
            size = self._ask(path)
            times.append((time.thread_time() - began) * MILLISECONDS)
        return PageCost(median(times), self._statements(path), size)

    def _ask(self, path: str) -> int:
        answer = self.client.get(path, headers={"Accept-Encoding": "gzip"})
        if answer.status_code != 200:
            raise PageFailed(f"{path} answered {answer.status_code}.")
        return len(answer.content)

    def _statements(self, path: str) -> int:
        sent = []

        def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Mapping[str, Any]) -> Any:
            sent.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            self._ask(path)
        return len(sent)
