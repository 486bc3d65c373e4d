"""What pages of reports are asked for in their address: forms that are sent by GET, and days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hotelmate.core.errors import Refusal
from hotelmate.desk.forms import Day, DeskForm
from hotelmate.desk.refusals import in_words


class AskingForm(DeskForm):
    """A form of an address: what is not asked for is not in it. `days` are the fields that `from` and `to` stand for."""

    first_day: ClassVar[str] = "from"
    last_day: ClassVar[str] = "to"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Their names are words of Python.
        self.fields["from"] = Day(label=gettext_lazy("From"), required=False)
        self.fields["to"] = Day(label=gettext_lazy("Until"), required=False)

    def refuse(self, refusal: Refusal) -> None:
        """Say at the form what a service refuses."""
        self.add_error(None, in_words(refusal))


def query_of(values: Mapping[str, Any]) -> str:
    """The query of an address with these values; empty ones are not in it."""
    return urlencode({name: str(value) for name, value in values.items() if value not in (None, "")})


@dataclass(frozen=True, slots=True)
class Preset:
    """Days that are asked for by one click."""

    label: str
    first: date
    last: date
    is_chosen: bool

    @property
    def query(self) -> str:
        """Its address's query."""
        return query_of({"from": self.first.isoformat(), "to": self.last.isoformat()})


def usual_days(today: date) -> tuple[date, date]:
    """Two weeks back, and two weeks on from today."""
    return today - timedelta(days=14), today + timedelta(days=13)


def presets(today: date, chosen: tuple[date, date]) -> Sequence[Preset]:
    """Spans that are often looked at."""
    month = today.replace(day=1)
    before, after = (month - timedelta(days=1)).replace(day=1), _next_month(month)
    spans = (
        (_("14 days around today"), *usual_days(today)),
        (_("Last 30 days"), today - timedelta(days=30), today - timedelta(days=1)),
        (_("Next 30 days"), today, today + timedelta(days=29)),
        (_("Last month"), before, month - timedelta(days=1)),
        (_("This month"), month, after - timedelta(days=1)),
        (_("Next month"), after, _next_month(after) - timedelta(days=1)),
    )
    return [Preset(label, first, last, (first, last) == chosen) for label, first, last in spans]


def _next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)
