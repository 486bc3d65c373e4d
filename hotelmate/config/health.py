"""`GET /healthz`: is this process ready to serve?"""

import urllib.error
import urllib.request

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hotelmate.config.database import has_pending_migrations

RETRY_AFTER_SECONDS = "2"
# A stream that is being started lets callers wait; who asks for this process's health has less patience.
STREAM_PATIENCE_SECONDS = 1.0


class Readiness:
    """What this process knows of its database and, where one command started both, of the stream beside it.

    A schema that was once up to date stays so. A stream that was up once is looked after by whoever started it: without
    it, changes can still be made.
    """

    schema_is_current = False
    stream_was_up = False

    def problem(self) -> tuple[str, str] | None:
        """Return the code and the text of what is missing, or nothing."""
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            self.schema_is_current = self.schema_is_current or not has_pending_migrations()
        except DatabaseError:
            return "DATABASE_UNAVAILABLE", "The database does not answer."
        if not self.schema_is_current:
            return "MIGRATIONS_PENDING", "The database is older than this program: run `hotelmate migrate`."
        self.stream_was_up = self.stream_was_up or not settings.STREAM_HEALTH_URL or stream_is_up()
        return None if self.stream_was_up else ("STREAM_STARTING", "The stream process is not up yet.")


def stream_is_up() -> bool:
    """Whether the stream process says that it can serve."""
    try:
        with urllib.request.urlopen(settings.STREAM_HEALTH_URL, timeout=STREAM_PATIENCE_SECONDS):  # noqa: S310 - ours
            return True
    except (urllib.error.URLError, OSError):
        return False


readiness = Readiness()


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers and its schema is up to date, otherwise 503 with a code."""
    problem = readiness.problem()
    if problem is None:
        return JsonResponse({"status": "ok"})
    code, text = problem
    answer = JsonResponse({"error": text, "code": code, "details": {}}, status=503)
    answer["Retry-After"] = RETRY_AFTER_SECONDS
    return answer
