"""Bodies as Stripe takes them: forms whose names have brackets."""

from typing import Any
from urllib.parse import parse_qsl


def read_form(body: str) -> dict[str, Any]:
    """`a[b][0][c]=1` as nested values."""
    root: dict[str, Any] = {}
    for name, value in parse_qsl(body, keep_blank_values=True):
        head, *rest = name.replace("]", "").split("[")
        place, keys = root, [head, *rest]
        for key in keys[:-1]:
            place = place.setdefault(key, {})
        place[keys[-1]] = value
    return {key: _with_lists(value) for key, value in root.items()}


def _with_lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(key.isdigit() for key in value):
        return [_with_lists(value[key]) for key in sorted(value, key=int)]
    return {key: _with_lists(part) for key, part in value.items()}
