"""The pre-check-in: what a hotel may ask of its guests before they arrive, and what each hotel does ask."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from hotelmate.core.errors import Refusal

Scope = Literal["booking", "guest"]
Kind = Literal["text", "time", "date", "select", "country", "checkbox"]


@dataclass(frozen=True, slots=True)
class Question:
    """A field that a hotel may ask for: once for the booking, or of each person of the party."""

    label: str
    scope: Scope
    kind: Kind = "text"
    longest: int = 120
    choices: Mapping[str, str] = field(default_factory=dict)


DOCUMENTS = {
    "passport": "Passport",
    "drivers_license": "Driving licence",
    "national_id": "National identity card",
    "other": "Another document",
}
QUESTIONS: dict[str, Question] = {
    "eta": Question("Expected time of arrival", "booking", "time"),
    "special_requests": Question("Special requests", "booking", longest=2000),
    "consent_checkbox": Question("I agree that the hotel stores what I enter here for my stay", "booking", "checkbox"),
    "nationality": Question("Nationality", "guest", longest=60),
    "country_of_residence": Question("Country of residence", "guest", "country"),
    "date_of_birth": Question("Date of birth", "guest", "date"),
    "id_document_type": Question("Identity document", "guest", "select", choices=DOCUMENTS),
    "id_document_number": Question("Number of the document", "guest", longest=60),
    "address_line_1": Question("Street and number", "guest"),
    "city": Question("City", "guest"),
    "postcode": Question("Postcode", "guest", longest=20),
}
_PARTS = ("enabled", "required")
USUAL = frozenset({"eta", "special_requests", "consent_checkbox"})
USUALLY_REQUIRED = frozenset({"consent_checkbox"})


def precheckin_config(stored: Mapping[str, Any]) -> dict[str, dict[str, bool]]:
    """What a hotel asks for: for every question whether it is asked, and whether it must be answered."""
    enabled = {name: bool(stored["enabled"].get(name)) if stored else name in USUAL for name in QUESTIONS}
    required = {name: bool(stored["required"].get(name)) if stored else name in USUALLY_REQUIRED for name in QUESTIONS}
    return {"enabled": enabled, "required": {name: required[name] and enabled[name] for name in QUESTIONS}}


def unusable_precheckin(config: object) -> Refusal | None:
    """What is wrong with a configuration: `{enabled: {field: bool}, required: {field: bool}}`, or `{}` for the usual."""
    if config == {}:
        return None
    if not isinstance(config, Mapping) or not all(isinstance(config.get(part), Mapping) for part in _PARTS):
        return _wrong("Send enabled and required, each a set of fields with true or false.")
    for part in _PARTS:
        for name, value in config[part].items():
            if name not in QUESTIONS:
                return _wrong(f"Unknown field: {name}. The fields are {', '.join(QUESTIONS)}.")
            if not isinstance(value, bool):
                return _wrong(f"{part}.{name} is true or false.")
    for name, value in config["required"].items():
        if value and not config["enabled"].get(name):
            return _wrong(f"Field {name} is required but not enabled. Enable it, or do not require it.")
    return None


def tidy_precheckin(config: Mapping[str, Any]) -> dict[str, dict[str, bool]]:
    """The configuration as it is stored: every field is named."""
    if not config:
        return {}
    return {part: {name: bool(config[part].get(name, False)) for name in QUESTIONS} for part in _PARTS}


@cache
def countries() -> dict[str, str]:
    """The countries of ISO 3166-1 by their codes, as the time zone database names them."""
    table = (files("tzdata") / "zoneinfo" / "iso3166.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return dict(sorted(((code, name) for code, name in rows), key=lambda row: row[1]))


def question_registry() -> dict[str, dict[str, Any]]:
    """All questions as clients of the API read them."""
    return {
        name: {
            "label": question.label,
            "scope": question.scope,
            "type": "select" if question.kind == "country" else question.kind,
            "max_length": question.longest if question.kind == "text" else None,
            "choices": countries() if question.kind == "country" else dict(question.choices) or None,
        }
        for name, question in QUESTIONS.items()
    }


def _wrong(message: str) -> Refusal:
    return Refusal("INVALID_PRECHECKIN_CONFIG", message, 400, {"fields": {"precheckin_config": [message]}})
