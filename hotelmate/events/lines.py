"""An event on a line of the terminal."""

from collections.abc import Mapping
from typing import Any


def line_of(event: Mapping[str, Any]) -> str:
    """An event on one line, without anything personal: its payload stays out."""
    moment = str(event["occurred_at"])[:19].replace("T", " ")
    subject = f"{event['subject']['type']} {event['subject']['id']}"
    cause = f"  ({event['cause']})" if event["cause"] else ""
    changes = ", ".join(_changed(event, field) for field in event["changed_fields"])
    return f"{event['seq']:>6}  {moment}  {event['type']:<24} {subject:<22} {event['actor']:<10} {changes}{cause}"


def _changed(event: Mapping[str, Any], field: str) -> str:
    before, after = event["before"], event["after"]
    if field not in after:
        return field
    return (
        f"{field} {_shown(before[field])} -> {_shown(after[field])}"
        if field in before
        else f"{field} {_shown(after[field])}"
    )


def _shown(value: object) -> str:
    return "-" if value in ("", None) else str(value)
