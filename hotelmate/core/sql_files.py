"""Runs the SQL file that stands beside a migration."""

from pathlib import Path

from django.db.migrations import RunSQL


def run_file(migration_file: str) -> RunSQL:
    """The operation that runs `0002_name.sql` for `0002_name.py`. Constraints are not taken back by a migration."""
    return RunSQL(Path(migration_file).with_suffix(".sql").read_text(encoding="utf-8"), RunSQL.noop)
