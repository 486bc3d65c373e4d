"""Logging: lines for people on a terminal, JSON elsewhere, personal data in neither.

A database error quotes the row that it refused, so of those only the kind and the constraint are logged.
Paths are logged as their pattern: a guest's token may stand in one.
"""

import sys
import traceback
from typing import Any

import psycopg
import structlog
from django.db import Error as DatabaseError
from django.http import HttpRequest
from structlog.typing import EventDict, Processor, WrappedLogger

SHARED_PROCESSORS: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure_structlog() -> None:
    """Send structlog's loggers through the handlers of the standard library."""
    structlog.configure(
        processors=[*SHARED_PROCESSORS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def logging_config(level: str) -> dict[str, Any]:
    """Return the LOGGING setting: one handler to stderr, refusals of callers not logged as errors."""
    renderer: Processor = (
        structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED_PROCESSORS,
                "processors": [
                    name_route,
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    describe_exception,
                    renderer,
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": "INFO"},
            # Answers below 500 are the caller's affair, and this logger writes the path of each.
            "django.request": {"level": "ERROR"},
            "django.security": {"level": "CRITICAL"},
            "axes": {"level": "CRITICAL"},
            "procrastinate": {"level": "WARNING"},
            # Whole addresses of webhooks are for nobody's log.
            "httpx": {"level": "WARNING"},
            # One line for each call of its, two when it is answered.
            "stripe": {"level": "WARNING"},
        },
    }


def name_route(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace the path that Django logs by the pattern that it matched."""
    request = getattr(event.get("_record"), "request", None)
    if isinstance(request, HttpRequest):
        route = f"/{request.resolver_match.route}" if request.resolver_match else "an unknown address"
        event["event"] = str(event["event"]).replace(request.path, route)
    return event


def describe_exception(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace the exception by its kind, its place in the code and as much of its text as is safe."""
    exc_info = event.pop("exc_info", None)
    if exc_info is True:
        exc_info = sys.exc_info()
    error = exc_info[1] if isinstance(exc_info, tuple) else exc_info
    if isinstance(error, BaseException):
        event["exception"] = safe_text(error)
        event["stack"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
        ]
    return event


def safe_text(error: BaseException) -> str:
    """Return what the log may say of an error; what the database says may quote a guest's row."""
    kind = type(error).__name__
    origin = error.__cause__ if isinstance(error, DatabaseError) else error
    if isinstance(origin, psycopg.Error):
        place = origin.diag.constraint_name or origin.diag.table_name or "no constraint"
        return f"{kind} {origin.sqlstate or 'without sqlstate'} ({place})"
    if isinstance(error, DatabaseError):
        return kind
    return f"{kind}: {error}"
