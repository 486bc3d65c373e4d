"""Cards of the housekeeping board, written by hand: there may be nine hundred of them, and a template each takes too long."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from html import escape

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from hotelmate.core.capabilities import ASSIGN_TASKS
from hotelmate.desk import words
from hotelmate.desk.dates import short_day
from hotelmate.desk.frame import Desk
from hotelmate.desk.housekeeping.next_step import NextStep, after_step, after_work, next_step
from hotelmate.desk.housekeeping.rows import Arrival, Line
from hotelmate.desk.housekeeping.wording import STEP, STEP_ICON
from hotelmate.desk.value_words import TASK_TYPE
from hotelmate.housekeeping.models import HousekeepingTask, Priority, TaskResult, TaskStatus
from hotelmate.rooms.lifecycle import RoomStatus

SOON, A_DAY = timedelta(hours=1), timedelta(days=1)
PREDICTED_ROOMS = (
    RoomStatus.CHECKOUT_DIRTY,
    RoomStatus.CLEANING_IN_PROGRESS,
    RoomStatus.CLEANED_UNINSPECTED,
    RoomStatus.READY_FOR_GUEST,
)
PREDICTED_TASKS = (TaskStatus.IN_PROGRESS, TaskStatus.DONE)


class CardWriter:
    """Writes cards for one person at the desk; texts and icons that all cards share are made once."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.actor = desk.actor
        self.staff_id = desk.staff.pk
        self.shares = desk.may(ASSIGN_TASKS)
        self.now = desk.local(desk.hotel.now())
        sprite = static("look/icons.svg")
        self.icons = {
            name: f'<svg class="icon" aria-hidden="true"><use href="{sprite}#{name}"></use></svg>' for name in ICONS
        }
        self.chips = {
            str(status): self._chip(status, str(words.ROOM_STATUS[status]), words.ROOM_ICON[status])
            for status in RoomStatus
        }
        self.steps = {action: f"{self.icons[STEP_ICON[action]]}{escape(str(STEP[action]))}" for action in ONE_TAP}
        self.kinds_of_work = {kind: escape(str(label)) for kind, label in TASK_TYPE.items()}
        self.urgent = self._chip("warn", _("Urgent"), "triangle-alert")
        self.more, self.pick, self.room = _("More for room %s"), _("Select room %s"), _("Room %s")
        self.room_url = reverse("desk-room", args=["0"]).replace("0", "%s")

    def card(self, line: Line, *, shown: bool = True) -> str:
        """A room; one that the page does not show at first is there, too."""
        room, hidden = line.room, "" if shown else " hidden"
        number, url = escape(room.number), self.room_url % room.pk
        booking = f' data-booking="{escape(line.arrival.booking_id)}"' if line.arrival is not None else ""
        step = next_step(self.actor, line)
        return (
            f'<article class="room {room.room_status}" id="room-{room.pk}" data-room="{number}" data-id="{room.pk}"{booking}'
            f' data-shows="{" ".join(line.kinds)}" data-floor="{escape(room.floor)}" data-place="{escape(line.place)}"'
            f' data-version="{room.version}"'
            f' data-arrives="{line.arrives}"{" data-mine" if line.is_of(self.staff_id) else ""}{hidden}>'
            f"{self._pick(line)}"
            f'<h3><a href="{url}" id="open-{room.pk}" aria-label="{escape(self.room % room.number)}">{number}</a></h3>'
            f'<p class="chips"><span data-part="state">{self.chips[room.room_status]}</span>{self._marks(line)}</p>'
            f'<div class="foot"><p class="about">{self._about(line)}</p>'
            f'<p class="step" data-part="step">{self.button(step, room.pk) if step else ""}</p></div>'
            f'<a class="button quiet square more" href="{url}" id="more-{room.pk}"'
            f' aria-label="{escape(self.more % room.number)}">{self.icons["ellipsis"]}</a>'
            f'{self._notes(line)}<p class="sent" data-part="sent"></p></article>'
        )

    def button(self, step: NextStep, room_pk: int) -> str:
        """The one button; it belongs to the form that all cards share, and says what the room becomes."""
        face = self.steps[step.action]
        if step.refused:
            return (
                f'<button type="button" class="button" id="step-{room_pk}" aria-disabled="true"'
                f' data-why="{escape(step.refused)}">{face}<small class="hush">{escape(step.refused)}</small></button>'
            )
        version = "" if step.version is None else f' name="version" value="{step.version}"'
        return (
            f'<button class="button" form="tap" formaction="{step.url}" id="step-{room_pk}" data-tap'
            f' data-becomes="{step.becomes}"{version}>{face}</button>'
        )

    def predictions(self) -> dict[str, tuple[str, str]]:
        """By state what a card shows once it is in it, before the server has agreed: its chip and its next step."""
        rooms = {str(status): (self.chips[status], after_step(self.actor, status)) for status in PREDICTED_ROOMS}
        tasks = {str(status): ("", after_work(self.actor, status)) for status in PREDICTED_TASKS}
        predicted = {}
        for state, (chip, line) in {**rooms, **tasks}.items():
            step = next_step(self.actor, line)
            predicted[state] = (chip, self.button(step, 0) if step else "")
        return predicted

    def _chip(self, kind: str, text: str, icon: str) -> str:
        return f'<span class="chip {kind}">{self.icons[icon]}{escape(text)}</span>'

    def _pick(self, line: Line) -> str:
        if not self.shares or not any(task.status == TaskStatus.OPEN for task in line.tasks):
            return ""
        label = escape(self.pick % line.room.number)
        return (
            f'<label class="pick"><input type="checkbox" form="share" name="room_ids" value="{line.room.pk}"'
            f' id="pick-{line.room.pk}" aria-label="{label}"></label>'
        )

    def _marks(self, line: Line) -> str:
        marks = ""
        if any(task.priority == Priority.HIGH for task in line.tasks):
            marks += self.urgent
        if line.faults:
            text = ngettext("%(count)d fault", "%(count)d faults", line.faults) % {"count": line.faults}
            marks += self._chip("warn", text, "wrench")
        if line.turned_away:
            dnd = line.turned_away == TaskResult.DO_NOT_DISTURB
            marks += self._chip("plain", _("Do not disturb") if dnd else _("Service refused"), "bell-off")
        if line.discrepancy:
            marks += self._chip("warn", _("Not as in the books"), "eye")
        return marks

    def _about(self, line: Line) -> str:
        """What matters most, on a line of its own, and then the rest."""
        parts = self._arrival(line.arrival, line.room.room_status) if line.arrival is not None else []
        task = line.task
        if task is not None:
            begun = self.icons["loader"] if task.status == TaskStatus.IN_PROGRESS else ""
            parts.append(f'<span class="strong">{begun}{self.kinds_of_work[task.task_type]}</span>')
        if line.room.room_status == RoomStatus.OCCUPIED:
            parts.append(f"<span>{escape(self._stays(line))}</span>")
        elif line.arrival is None and line.room.room_status == RoomStatus.CHECKOUT_DIRTY and line.tasks:
            parts.append(f"<span>{escape(_('Since %s') % self._moment(line.tasks[0].created_at))}</span>")
        who = self._who(line)
        parts.append(f"<span>{escape(who)}</span>" if who else "")
        return "".join(parts)

    def _notes(self, line: Line) -> str:
        notes = [task.note for task in line.tasks if task.note]
        return "".join(f'<p class="said">{self.icons["pencil"]}{escape(note)}</p>' for note in notes)

    def _arrival(self, arrival: Arrival, status: str) -> list[str]:
        guests = ngettext("%(count)d guest", "%(count)d guests", arrival.guests) % {"count": arrival.guests}
        text = _("Arrives %s") % f"{arrival.at:%H:%M}" if arrival.at else _("Arrives today")
        kind = "due" if status != RoomStatus.READY_FOR_GUEST and self._is_soon(arrival) else "strong"
        return [f'<span class="{kind}">{escape(text)}</span>', f"<span>{escape(guests)}</span>"]

    def _is_soon(self, arrival: Arrival) -> bool:
        return arrival.at is not None and self.now + SOON >= arrival.at

    def _stays(self, line: Line) -> str:
        if line.until is None or line.until < self.desk.day:
            return _("Should have left")
        if line.until == self.desk.day:
            return _("Leaves today")
        return _("Stays until %s") % _day(line.until)

    def _moment(self, at: datetime) -> str:
        local = self.desk.local(at)
        return f"{local:%H:%M}" if self.now - local < A_DAY else _day(local.date())

    def _who(self, line: Line) -> str:
        """Whose work it is; that it is nobody's matters to whoever shares it out."""
        nobody = _("Nobody yet") if self.shares else ""
        return ", ".join(dict.fromkeys(name for task in line.tasks if (name := _name(task) or nobody)))


def _day(day: date) -> str:
    return _written_day(day, get_language() or "")


@lru_cache(maxsize=512)
def _written_day(day: date, language: str) -> str:
    return short_day(day)


def _name(task: HousekeepingTask) -> str:
    return task.assigned_to.full_name if task.assigned_to is not None else ""


ONE_TAP = ("start_cleaning", "mark_cleaned", "pass_inspection", "start", "complete")
ICONS = frozenset(
    {
        *words.ROOM_ICON.values(),
        *STEP_ICON.values(),
        "bell-off",
        "ellipsis",
        "eye",
        "loader",
        "pencil",
        "triangle-alert",
        "wrench",
    }
)
