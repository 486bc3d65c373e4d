"""What a stretch of work used of the processor: the web server's processes, and the database's."""

from dataclasses import dataclass

from django.db import connection

from hotelmate.simulation.bench.server import LiveServer, cpu_seconds_of


@dataclass(frozen=True, slots=True)
class Usage:
    """Seconds of processor time so far; the database's are 0 where its processes run elsewhere."""

    web: float
    database: float

    def since(self, earlier: "Usage") -> "Usage":
        """What was used since then."""
        return Usage(self.web - earlier.web, self.database - earlier.database)


def usage(server: LiveServer) -> Usage:
    """What has been used up to now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        backends = [pid for (pid,) in cursor.fetchall()]
    return Usage(server.cpu_seconds(), cpu_seconds_of(backends))
