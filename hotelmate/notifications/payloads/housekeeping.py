"""Tasks, faults and discrepancies: no guest's name, no contact, no money."""

from typing import Any

from hotelmate.core.api.moments import moment
from hotelmate.notifications.payloads.payload import (
    Payload,
    at,
    day,
    maybe_at,
    maybe_number,
    maybe_text,
    number,
    text,
    yes_no,
)
from hotelmate.notifications.telling import Telling


class TaskTold(Payload):
    """A piece of work in a room."""

    task_id = number()
    room_number = text()
    task_type = text()
    status = text()
    result = text()
    priority = text()
    assigned_to = maybe_number(help_text="The id of whoever has it.")
    booking_id = maybe_text()
    note = text()
    business_date = day()
    created_at = at()
    started_at = maybe_at()
    completed_at = maybe_at()

    category = "housekeeping"
    needs = frozenset({"task"})
    always = (
        "task_id",
        "room_number",
    )

    @staticmethod
    def of(telling: Telling) -> dict[str, Any]:
        """The payload."""
        after, task = telling.after, telling.row("task")
        told = {"task_id": telling.id, "room_number": after.get("room_number", "")}
        if task is None:
            return {**told, **{name: after[name] for name in ("task_type", "status") if name in after}}
        return {
            **told,
            "task_type": task.task_type,
            "status": after.get("status", task.status),
            "result": after.get("result", task.result),
            "priority": after.get("priority", task.priority),
            "assigned_to": after.get("assigned_to", task.assigned_to_id),
            "booking_id": task.booking_public_id,
            "note": task.note,
            "business_date": task.business_date.isoformat(),
            "created_at": moment(task.created_at),
            "started_at": moment(task.started_at),
            "completed_at": moment(task.completed_at),
        }


class FaultTold(Payload):
    """Something broken in a room."""

    fault_id = number()
    room_number = text()
    description = text()
    is_blocking = yes_no()
    priority = text()
    is_open = yes_no()
    reported_at = at()
    resolved_at = maybe_at()
    resolution = text()

    category = "housekeeping"
    needs = frozenset({"fault"})
    always = (
        "fault_id",
        "is_open",
    )

    @staticmethod
    def of(telling: Telling) -> dict[str, Any]:
        """The payload."""
        after, fault = telling.after, telling.row("fault")
        told = {name: after[name] for name in ("room_number", "is_blocking", "priority") if name in after}
        told |= {"fault_id": telling.id, "is_open": not after.get("resolved")}
        if fault is None:
            return told
        return {
            **told,
            "description": fault.description,
            "reported_at": moment(fault.reported_at),
            "resolved_at": moment(fault.resolved_at) if after.get("resolved") else None,
            "resolution": fault.resolution if after.get("resolved") else "",
        }


class DiscrepancyTold(Payload):
    """What housekeeping found in a room that the front desk's books do not say."""

    discrepancy_id = number()
    room_number = text()
    kind = text()
    is_open = yes_no()
    note = text()
    business_date = day()
    resolution = text()

    category = "housekeeping"
    needs = frozenset({"discrepancy"})
    always = (
        "discrepancy_id",
        "is_open",
    )

    @staticmethod
    def of(telling: Telling) -> dict[str, Any]:
        """The payload."""
        after, found = telling.after, telling.row("discrepancy")
        told = {name: after[name] for name in ("room_number", "kind") if name in after}
        told |= {"discrepancy_id": telling.id, "is_open": not after.get("resolved")}
        if found is None:
            return told
        return {
            **told,
            "note": found.note,
            "business_date": found.business_date.isoformat(),
            "resolution": found.resolution if after.get("resolved") else "",
        }
