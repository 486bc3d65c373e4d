"""What a check is: a question to the rows whose every answer is a contradiction, and the words for it."""

from dataclasses import dataclass
from typing import Any, Protocol

from hotelmate.integrity.report import CheckResult, Finding


class Cursor(Protocol):
    """As much of a database cursor as a check needs: Django's and psycopg's both do."""

    description: Any
    connection: Any

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

    def ask(self, cursor: Cursor, parameters: dict[str, Any]) -> None:
        """Ask the question on this cursor."""
        cursor.execute(self.sql, parameters)

    def word(self, cursor: Cursor) -> CheckResult:
        """Word the answers on the cursor that was asked."""
        rows = cursor.fetchall()
        columns = [column[0] for column in cursor.description] if rows else []
        found = (dict(zip(columns, row, strict=True)) for row in rows)
        return CheckResult(self.name, self.invariant, tuple(self._word(row) for row in found))

    def _word(self, row: dict[str, Any]) -> Finding:
        return Finding(
            self.record.format(**row), self.problem.format(**row), self.remedy.format(**row), self._subject(row)
        )

    def _subject(self, row: dict[str, Any]) -> tuple[str, str] | None:
        kind, column = self.subject or ("", "")
        return (kind, str(row[column])) if kind and row[column] is not None else None
