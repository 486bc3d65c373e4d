"""What the deeds of the settings share: where they lead back to, what is said, and what a form holds besides its version."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, TypeVar

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hotelmate.core.change import Outcome
from hotelmate.core.errors import Refusal
from hotelmate.desk.deeds import Deed, Done
from hotelmate.desk.refusals import in_words

T = TypeVar("T")


class SettingsDeed(Deed):
    """Something done in a section of the settings; `page` is the name of the section's address."""

    page: ClassVar[str] = "desk-settings"
    template = "manage/settings/deed"
    submit = _("Save")

    def back(self) -> str:
        """To the section."""
        return reverse(self.page)

    def save(self, work: Callable[[], Outcome[T]], said: Callable[[T], str], *, undo: str = "") -> Done:
        """Do one change, and say so."""
        return self.change(work, lambda outcome: Done.of(outcome, said(outcome.subject), undo=undo))


def why_not(refusal: Refusal | None) -> str:
    """Why something cannot be done; empty when it can."""
    return in_words(refusal) if refusal is not None else ""


def without_version(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a form holds for a service."""
    return {name: value for name, value in values.items() if name != "version"}


def choices_of(rows: Iterable[Any]) -> list[tuple[str, str]]:
    """Room types or rate plans to choose from."""
    return [(str(row.pk), f"{row.name} ({row.code})") for row in rows]
