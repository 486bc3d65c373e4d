"""Sharing out the day's work: many rooms to one person at once, and the morning's round of those who stay."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from hotelmate.core.capabilities import ASSIGN_TASKS
from hotelmate.core.change import Outcome
from hotelmate.desk.deeds import Deed, Done
from hotelmate.desk.forms import Choice, DeskForm
from hotelmate.desk.frame import Desk
from hotelmate.desk.housekeeping.tasks import who_cleans
from hotelmate.housekeeping.models import HousekeepingTask
from hotelmate.housekeeping.task_services import assign_rooms, create_stayover_tasks
from hotelmate.rooms.queries import rooms_of


class SharingForm(DeskForm):
    """Which rooms, and who gets them."""

    room_ids = forms.MultipleChoiceField(
        label=_("Rooms"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Select the rooms first.")},
    )
    assigned_to_id = Choice(label=_("Who does it?"), error_messages={"required": _("Choose who gets the rooms.")})

    def __init__(self, desk: Desk, *args: Any, **kwargs: Any) -> None:
        super().__init__(desk, *args, **kwargs)
        rooms = rooms_of(desk.hotel.pk).values_list("pk", "number")
        self.fields["room_ids"].choices = [(str(pk), number) for pk, number in rooms]  # type: ignore[attr-defined]
        self.fields["assigned_to_id"].choices = [("", "–"), *who_cleans(desk)]  # type: ignore[attr-defined]


class AssignRooms(Deed):
    """Give everything that is open in these rooms to one person."""

    title = _("Give rooms to somebody")
    submit = _("Give")
    form_class = SharingForm
    needs = ASSIGN_TASKS

    def back(self) -> str:
        """To the board."""
        return reverse("desk-housekeeping")

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Give them, all or none; a room without work is told."""
        names = dict(who_cleans(self.desk))
        name = names[values["assigned_to_id"]]
        return self.change(
            lambda: assign_rooms(
                actor=self.desk.actor,
                room_ids=[int(room_id) for room_id in values["room_ids"]],
                assigned_to_id=int(values["assigned_to_id"]),
            ),
            lambda outcome: Done.of(outcome, self._said(outcome, name)),
        )

    def _said(self, outcome: Outcome[list[HousekeepingTask]], name: str) -> str:
        rooms = len({task.room_id for task in outcome.subject})
        text = ngettext("%(name)s has %(count)d of these rooms.", "%(name)s has %(count)d of these rooms.", rooms)
        return text % {"name": name, "count": rooms}


class CreateStayovers(Deed):
    """The morning's round: a stay-over for each guest who stays tonight, once a day however often it is asked for."""

    title = _("Plan today's stay-overs")
    submit = _("Plan")
    needs = ASSIGN_TASKS

    def back(self) -> str:
        """To the board."""
        return reverse("desk-housekeeping")

    def carry_out(self, values: Mapping[str, Any]) -> Done:
        """Plan them."""
        return self.change(
            lambda: create_stayover_tasks(actor=self.desk.actor), lambda outcome: Done.of(outcome, self._said(outcome))
        )

    def _said(self, outcome: Outcome[list[HousekeepingTask]]) -> str:
        if not outcome.changed:
            return gettext("Today's stay-overs are planned already.")
        planned = len(outcome.subject)
        return ngettext("%(count)d stay-over is planned.", "%(count)d stay-overs are planned.", planned) % {
            "count": planned
        }
