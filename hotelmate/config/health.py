"""`GET /healthz`: is this process ready to serve?"""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hotelmate.config.database import has_pending_migrations

RETRY_AFTER_SECONDS = "2"


class Readiness:
    """What this process knows of its database; a schema that was once up to date stays so."""

    schema_is_current = False

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
        return None


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
