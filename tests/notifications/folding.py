"""Stale state + events = fresh state: what a client may do with the log, and what it must be able to.

An event's `after` is laid over the entity that it is about, under the names of the API. A field that a change altered
and that no `after` tells must be named: in the `changed_fields` of an event about the entity, or by what it follows from.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from .state import Key, State

Body = dict[str, Any]

# Where the log and the API call a thing differently.
API_NAMES = {
    ("room", "room_type"): "room_type_code",
    ("room", "maintenance_required"): "maintenance_required",
}
# What the log tells the other way round.
NEGATED = {"closed": "is_open", "resolved": "is_open"}
# Told of an entity, but not a field of it in the API.
NOT_IN_THE_API = {"status_n", "people_named", "booking_id", "is_simulated", "clock_offset"}


def each(names: Iterable[str], causes: set[str]) -> dict[str, set[str]]:
    """The same causes for several fields."""
    return dict.fromkeys(names, causes)


# What follows from what: by kind and field, the names in `after` or `changed_fields` of events about the entity, or
# with @ the kinds of other events that concern it.
MONEY = ("held_amount", "captured_amount", "refunded_amount", "refunding_amount", "balance", "payments")
MONEY += (
    "payment_decisions",
    "unsettled",
    "disputed_amount",
    "payment_reference",
    "payment_provider",
    "paid_at",
    "payment_in_progress",
)
FAULTS = ("open_blocking_faults", "open_faults", "maintenance_notes", "maintenance_priority", "maintenance_required")
FOLLOWS: dict[str, dict[str, set[str]]] = {
    "booking": {
        **each(MONEY, {"@payment", "total_amount"}),
        "nights": {"check_in", "check_out"},
        "flags": {"status"},
        "in_house": {"status", "party", "room_number", "check_in", "check_out", "@room"},
        "room": {"room_number", "@room", "@room_type"},
        "room_number": {"@room"},
        **each(("party_complete", "party_missing_count"), {"party", "adults", "children"}),
        "booker": {"booker_first_name"},
        # It goes with the claim.
        "assignment_note": {"room_number"},
        "mails_resent": {"mail_id"},
        "party": {"party"},
        **each(("room_type_code", "room_type_name"), {"@room_type"}),
    },
    "room": {
        **each(FAULTS, {"@fault", "maintenance_required", "room_status"}),
        **each(("room_status_display", "is_out_of_order"), {"room_status"}),
        **each(("is_bookable", "is_active"), {"room_status", "active_until"}),
        "occupant": {"is_occupied", "@booking"},
        "next_arrival": {"is_occupied", "@booking"},
        "block": {"@block"},
        "discrepancy": {"@discrepancy"},
        "cleaned_by_name": {"cleaned_by_id", "@staff"},
        "inspected_by_name": {"inspected_by_id", "@staff"},
        **each(("room_type", "room_type_id", "room_type_name"), {"room_type", "@room_type"}),
        "max_occupancy": {"room_type", "@room_type"},
        "room_number": {"number"},
    },
    "task": {
        **each(("status_display", "is_overdue"), {"status", "priority"}),
        "priority_display": {"priority"},
        **each(("assigned_to_name", "created_by_name"), {"assigned_to", "@staff"}),
        **each(("room_number", "room_status", "room_type_name"), {"@room", "@room_type"}),
    },
    "fault": {**each(("room_number", "room_status"), {"@room"}), "resolved_by_name": {"resolved_by"}},
    "discrepancy": {**each(("room_number", "room_status"), {"@room"}), "resolved_by_name": {"resolved_by"}},
    "block": {"room_number": {"@room"}, "closed_at": {"closed"}},
    "rate_plan": {"prices": {"price", "@room_type"}},
    "webhook": {
        **each(("state_since", "disabled_reason"), {"state"}),
        **each(("failing_since", "rest_until"), {"state", "url"}),
        "previous_secret_until": {"secret"},
    },
    "hotel": {"business_date": {"clock_offset"}},
    "staff": {"role_name": {"role"}, "department": {"role"}, "access_level": {"role"}, "capabilities": {"role"}},
}
# Each change of an entity raises its version.
ALWAYS = {"version", "updated_at"}


def differences(stale: State, events: list[Body], fresh: State) -> list[str]:
    """Where folding the events over the stale state does not lead to the fresh one; empty when it does."""
    found = [f"{key} came without an event" for key in fresh.keys() - renamed(stale, events).keys() - born(events)]
    folded = fold(stale, events)
    for key, told in folded.items():
        for name, value in told.items():
            if name in fresh[key] and not same(value, fresh[key][name]):
                found.append(f"{key} {name}: folded {value!r}, fresh {fresh[key][name]!r}")
    before = renamed(stale, events)
    for key, body in fresh.items():
        if key not in before:
            continue
        for name, value in body.items():
            told = name in folded.get(key, {})
            if value != before[key][name] and not told and not explained(key, name, before, events, fresh):
                found.append(f"{key} {name}: {before[key][name]!r} became {value!r}, and no event says so")
    return found


def fold(stale: State, events: Iterable[Body]) -> State:
    """By entity the fields that the events tell, the later over the earlier."""
    folded: State = {}
    names = current_names(events)
    for event in events:
        key = key_of(event, names)
        told = folded.setdefault(key, {})
        for name, value in event["after"].items():
            if name in NEGATED:
                told[NEGATED[name]] = not value
            elif name not in NOT_IN_THE_API:
                told[API_NAMES.get((key[0], name), name)] = value
        if event["type"] in ("nightly_rates_changed", "nightly_rates_cleared"):
            told["nights"] = said_of_nights(event, told.get("nights", stale[key]["nights"]))
        if event["type"] == "room_occupancy_updated":
            told["is_occupied"] = event["after"]["is_occupied"]
    return {key: told for key, told in folded.items() if key[0] in KINDS}


def said_of_nights(event: Body, nights: dict[Any, Body]) -> dict[Any, Body]:
    """What holds for the nights of a type after an event about some of them, by plan and night."""
    said, plan = event["after"], event["after"]["rate_plan_id"]
    first, last = date.fromisoformat(said["from_date"]), date.fromisoformat(said["to_date"])
    days = [first + timedelta(days=n) for n in range((last - first).days)]
    keys = [(plan, day.isoformat()) for day in days if day.isoweekday() in said["weekdays"]]
    if event["type"] == "nightly_rates_cleared":
        return {key: body for key, body in nights.items() if key not in keys}
    news = {name: said[name] for name in UNSAID_NIGHT if name in said}
    return {**nights, **{key: {**UNSAID_NIGHT, **nights.get(key, {}), **news} for key in keys}}


# What holds for a night of which nothing was said.
UNSAID_NIGHT: Body = {"price": None, "stop_sell": False, "min_stay": None}
KINDS = frozenset(FOLLOWS) | {"room_type", "promotion"}


def explained(key: Key, name: str, before: State, events: list[Body], fresh: State) -> bool:
    """Whether an event names the field, or what it follows from."""
    names = current_names(events)
    about = [event for event in events if key_of(event, names) == key]
    said = {word for event in about for word in [*event["changed_fields"], *event["after"]]}
    said |= {f"@{event['subject']['type']}" for event in events if concerns(event, key, before, fresh)}
    causes = FOLLOWS.get(key[0], {}).get(name, set()) | {name}
    if name in ALWAYS:
        return bool(said)
    return bool(causes & said)


def concerns(event: Body, key: Key, before: State, fresh: State) -> bool:
    """Whether an event about something else is about this entity as well."""
    rooms = {event["subject"]["id"]} if event["subject"]["type"] == "room" else set()
    rooms |= {event[side].get("room_number") for side in ("before", "after")} | {event["after"].get("number")}
    booking = event["subject"]["id"] if event["subject"]["type"] == "booking" else event["after"].get("booking_id")
    if event["subject"]["type"] in ("room_type", "staff"):
        return True
    if key[0] == "booking" and booking == key[1]:
        return True
    bodies = [state.get(key, {}) for state in (before, fresh)]
    numbers = {body.get("room_number") for body in bodies}
    if key[0] == "room":
        guests = [body.get(part) for body in bodies for part in ("occupant", "next_arrival")]
        if booking in [guest["booking_id"] for guest in guests if guest]:
            return True
        numbers.add(key[1])
    return bool((numbers & rooms) - {None})


def current_names(events: Iterable[Body]) -> dict[str, str]:
    """What rooms are called after the events, by what they were called before and in between."""
    names: dict[str, str] = {}
    for event in events:
        if event["subject"]["type"] == "room" and "number" in event["after"]:
            old, new = event["subject"]["id"], event["after"]["number"]
            names = {one: new if now == old else now for one, now in names.items()} | {old: new}
    return names


def key_of(event: Body, names: dict[str, str]) -> Key:
    """Which entity an event is about."""
    kind, name = event["subject"]["type"], event["subject"]["id"]
    return kind, names.get(name, name) if kind == "room" else name


def renamed(stale: State, events: list[Body]) -> State:
    """The stale state under the names that rooms have now."""
    names = current_names(events)
    return {(kind, names.get(name, name) if kind == "room" else name): body for (kind, name), body in stale.items()}


def born(events: list[Body]) -> set[Key]:
    """What the events say was made."""
    making = ("_created", "_opened", "_reported")
    names = current_names(events)
    return {key_of(event, names) for event in events if event["type"].endswith(making)}


def same(told: Any, answered: Any) -> bool:
    """Whether both mean the same: amounts are written in several ways."""
    if told == answered or (told in ("", None) and answered in ("", None)):
        return True
    if isinstance(told, dict) and isinstance(answered, dict):
        return told.keys() == answered.keys() and all(same(told[name], answered[name]) for name in told)
    if isinstance(told, str) and isinstance(answered, str):
        return is_amount(told) and is_amount(answered) and Decimal(told) == Decimal(answered)
    return False


def is_amount(text: str) -> bool:
    """Whether a text is a number with decimals."""
    return text.replace(".", "", 1).lstrip("-").isdigit()
