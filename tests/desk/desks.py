"""What tests of the desk share: hotels to look at, somebody who is signed in, and doing what a page's buttons do.

Two hotels, both with `tests/room_bookings/house.py`'s ways to make bookings (`house.book()`, `.assigned()`, `.staying()`,
`.unpaid()`, `.with_card()`, …) from TODAY on:

- `house` (a fixture): for Django's test client. The clock of this process stands at half past three.
- `running_house()`: for a browser on real servers (the fixtures `pair` and `sit_down`), which have clocks of their own. It
  is a simulated hotel whose clock shows half past three, and runs.
"""

import json
from typing import Any
from uuid import uuid4

from django.test import Client

from hotelmate.core import clock
from hotelmate.staff.models import StaffMember
from tests.room_bookings.house import AFTERNOON, DAY, TODAY, House

__all__ = ["DAY", "TODAY", "House", "asked", "done", "part", "refused", "running_house", "signed_in"]

BACKEND = "django.contrib.auth.backends.ModelBackend"
HTMX = {"HX-Request": "true"}


def running_house(**values: Any) -> House:
    """A hotel for a browser: its clock begins at half past three of TODAY and runs."""
    return House(is_simulated=True, clock_offset=AFTERNOON - clock.now(), **values)


def signed_in(staff: StaffMember) -> Client:
    """A browser without scripts, in which this person is signed in."""
    client = Client()
    client.force_login(staff, backend=BACKEND)
    return client


def part(client: Client, path: str, element: str) -> str:
    """The one part of a page that is fetched anew when something happens, by its id."""
    answer = client.get(path, headers={**HTMX, "HX-Target": element})
    assert answer.status_code == 200, answer.content
    text: str = answer.content.decode()
    assert "<html" not in text
    return text


def asked(client: Client, path: str) -> str:
    """The form of a deed, as a dialog shows it."""
    answer = client.get(path, headers=HTMX)
    assert answer.status_code == 200, answer.content
    text: str = answer.content.decode()
    return text


def done(client: Client, path: str, **values: Any) -> dict[str, Any]:
    """Do a deed with these fields, as a button or a form would; what is said of it: `said`, `warnings`, `undo`, `go`."""
    return _told(client, path, values, "desk:done")


def refused(client: Client, path: str, **values: Any) -> dict[str, Any]:
    """Do a deed that is refused, from where no form is in sight: `text`, `code`."""
    return _told(client, path, {"quick": "1", **values}, "desk:refused")


def _told(client: Client, path: str, values: dict[str, Any], event: str) -> dict[str, Any]:
    answer = client.post(path, {"key": uuid4().hex, **values}, headers=HTMX)
    events = json.loads(answer.headers.get("HX-Trigger", "{}"))
    assert event in events, (answer.status_code, events, answer.content.decode()[:2000])
    details: dict[str, Any] = events[event]
    return details
