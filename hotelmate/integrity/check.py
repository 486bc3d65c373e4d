"""What a check is: a question to the rows whose every answer is a contradiction, and the words for it."""

from dataclasses import dataclass
from typing import Any, Protocol

from hotelmate.integrity.report import CheckResult, Finding


class Cursor(Protocol):
    """As much of a database cursor as a check needs: Django's and psycopg's both do."""

    description: Any

    def execute(self, query: Any, params: Any = ..., /) -> Any:
        """Run a statement."""

    def fetchall(self) -> list[Any]:
        """Return all rows of the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check of one hotel.

    `sql` gets the hotel and the tables of the law as named parameters (`queries.parameters_of`) and reads plain columns:
    no generated column, no roll-up unless that is what it judges. Each row of its answer is one finding; `record`,
    `problem` and `remedy` are its words, with the row's columns in braces. `subject` names the record for programs: its
    kind, and the column that has its public id.
    """

    name: str
    invariant: int
    says: str
    sql: str
    record: str
    problem: str
    remedy: str
    subject: tuple[str, str] | None = None

    def run(self, cursor: Cursor, parameters: dict[str, Any]) -> CheckResult:
        """Ask the question on this cursor and word the answers."""
        cursor.execute(self.sql, parameters)
        columns = [column[0] for column in cursor.description]
        rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
        return CheckResult(self.name, self.invariant, tuple(self._word(row) for row in rows))

    def _word(self, row: dict[str, Any]) -> Finding:
        return Finding(
            self.record.format(**row), self.problem.format(**row), self.remedy.format(**row), self._subject(row)
        )

    def _subject(self, row: dict[str, Any]) -> tuple[str, str] | None:
        kind, column = self.subject or ("", "")
        return (kind, str(row[column])) if kind and row[column] is not None else None
