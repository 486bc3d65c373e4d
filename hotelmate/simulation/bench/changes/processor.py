"""What a stretch of work used of the processor: the web server's processes, and the database's."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection

from hotelmate.simulation.bench.server import LiveServer, cpu_seconds_of


@dataclass(frozen=True, slots=True)
class Usage:
    """Seconds of processor time so far; of the database by process, none where its processes run elsewhere."""

    web: float
    by_backend: Mapping[int, float]

    def since(self, earlier: "Usage") -> "Usage":
        """What was used since then. A backend that ended meanwhile is left out."""
        before = earlier.by_backend
        return Usage(
            self.web - earlier.web, {pid: used - before.get(pid, 0.0) for pid, used in self.by_backend.items()}
        )

    @property
    def database(self) -> float:
        """All backends together."""
        return sum(self.by_backend.values())


def usage(server: LiveServer) -> Usage:
    """What has been used up to now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        backends = [pid for (pid,) in cursor.fetchall()]
    return Usage(server.cpu_seconds(), {pid: cpu_seconds_of([pid]) for pid in backends})
