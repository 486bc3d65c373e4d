"""Filling in forms of the settings: what a form begins with, and what it says when it is refused."""

import re
from typing import Any
from uuid import uuid4

from django.test import Client

from tests.desk.desks import HTMX

ROOT = "/manage/settings"


def refused_form(client: Client, path: str, *, status: int = 400, **values: Any) -> str:
    """Send a form that is refused; the form as it comes back."""
    answer = client.post(path, {"key": uuid4().hex, **values}, headers=HTMX)
    assert answer.status_code == status, (answer.status_code, answer.headers.get("HX-Trigger"), answer.content.decode())
    text: str = answer.content.decode()
    return text


def error_at(form: str, name: str) -> str:
    """What is said at a field of a form; empty where nothing is."""
    found = re.search(rf'<p class="errors" id="id_{name}_error">(.*?)</p>', form, re.DOTALL)
    return found[1].strip() if found else ""


def note_in(form: str) -> str:
    """What is said above the fields."""
    found = re.search(r'<div class="note refused" role="alert">.*?<p>(.*?)</p>', form, re.DOTALL)
    return found[1].strip() if found else ""


def help_at(form: str, name: str) -> str:
    """What stands below a field to help."""
    found = re.search(rf'<p class="help" id="id_{name}_helptext">(.*?)</p>', form, re.DOTALL)
    return found[1].strip() if found else ""


def value_of(form: str, name: str) -> str:
    """What an input holds."""
    found = re.search(rf'<input[^>]*name="{name}"[^>]*>', form)
    assert found, form
    value = re.search(r'value="([^"]*)"', found[0])
    return value[1] if value else ""
