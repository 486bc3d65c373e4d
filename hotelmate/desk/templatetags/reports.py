"""Tags of the reports' templates."""

from collections.abc import Collection
from datetime import datetime

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from hotelmate.core import clock
from hotelmate.desk import words
from hotelmate.desk.templatetags.desk import icon
from hotelmate.reports.folding import RoomThen

register = template.Library()
MINUTE, HOUR, DAY = 60, 3600, 86400


@register.filter
def ago(at: datetime | None) -> str:
    """How long ago a moment of the servers' clocks was."""
    if at is None:
        return ""
    seconds = max(int((clock.now() - at).total_seconds()), 0)
    if seconds < MINUTE:
        return gettext("just now")
    if seconds < HOUR:
        return ngettext("%(count)d min ago", "%(count)d min ago", seconds // MINUTE) % {"count": seconds // MINUTE}
    if seconds < DAY:
        return ngettext("%(count)d hour ago", "%(count)d hours ago", seconds // HOUR) % {"count": seconds // HOUR}
    return ngettext("%(count)d day ago", "%(count)d days ago", seconds // DAY) % {"count": seconds // DAY}


@register.simple_tag
def room_then(room: RoomThen, touched: Collection[str]) -> SafeString:
    """A room of the board as it stood; one that the last event named stands out. Strings, since a house has hundreds."""
    label = escape(str(words.ROOM_STATUS[room.room_status]))
    named = f"<b>{escape(room.number)}</b><small>{escape(room.room_type_code)}</small>"
    text = f'{icon(words.ROOM_ICON[room.room_status])}{named}<span class="hush">{label}</span>'
    kind = f"then {escape(room.room_status)}{' touched' if room.number in touched else ''}"
    if room.booking_id is None:
        return mark_safe(f'<li class="{kind}" title="{label}">{text}</li>')  # noqa: S308 — escaped above
    address = escape(reverse("desk-booking", args=[room.booking_id]))
    return mark_safe(  # noqa: S308 — escaped above
        f'<li class="{kind}" title="{label}"><a href="{address}" hx-get="{address}" hx-target="#drawer-body"'
        f' hx-swap="innerHTML">{text}</a></li>'
    )
