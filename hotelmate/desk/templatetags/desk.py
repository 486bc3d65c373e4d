"""Tags and filters of the desk's templates: icons, chips, money, moments on the hotel's clocks."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from hotelmate.desk import words
from hotelmate.desk.dates import day_and_time, day_with_year, long_day, short_day
from hotelmate.desk.deeds import fresh_key
from hotelmate.desk.frame import Desk
from hotelmate.desk.refusals import sentence

register = template.Library()
register.filter("long_day", long_day)
# Times are written alike in all four languages; days are written as dates.py has it.


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite; it says nothing to those who cannot see it."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', static("look/icons.svg"), name
    )


@register.simple_tag
def room_chip(status: str, before: str = "") -> SafeString:
    """A room's housekeeping state; `before` is the room's number."""
    label = words.ROOM_STATUS[status]
    text = f"{before} · {label}" if before else str(label)
    return format_html('<span class="chip {}">{}{}</span>', status, icon(words.ROOM_ICON[status]), text)


@register.simple_tag
def booking_chip(status: str) -> SafeString:
    """Where a booking stands."""
    return format_html(
        '<span class="chip {}">{}{}</span>', status, icon(words.BOOKING_ICON[status]), words.BOOKING_STATUS[status]
    )


@register.simple_tag(takes_context=True)
def money(context: Context, amount: Decimal | str | None, currency: str = "") -> str:
    """An amount in the hotel's currency, as the language writes it."""
    desk: Desk = context["desk"]
    if amount is None or amount == "":
        return ""
    return desk.wording.money(Decimal(amount), currency or desk.hotel.currency)


@register.simple_tag(takes_context=True)
def moment(context: Context, at: datetime | None, *, within: bool = False) -> str:
    """A moment on the hotel's clocks: the time alone on the business date, otherwise with its day; `within` a sentence or not."""
    if at is None:
        return ""
    desk: Desk = context["desk"]
    local = desk.local(at)
    if local.date() == desk.local(desk.hotel.now()).date():
        today = pgettext("within a sentence", "today %(time)s") if within else gettext("Today %(time)s")
        return today % {"time": f"{local:%H:%M}"}
    return day_and_time(local)


@register.filter
def day(value: date | None) -> str:
    """A day with its weekday."""
    return "" if value is None else short_day(value)


@register.filter
def full_day(value: date | None) -> str:
    """A day with its weekday and year."""
    return "" if value is None else day_with_year(value)


@register.filter
def clock(value: Any) -> str:
    """A time of the day."""
    return "" if value is None else f"{value:%H:%M}"


@register.filter
def why(action: dict[str, Any]) -> str:
    """Why an action of the API's list is refused; empty when it is allowed."""
    return "" if action["allowed"] else sentence(action["code"] or "", action["reason"] or "")


@register.simple_tag
def key() -> str:
    """A key for a form of its own."""
    return fresh_key()


@register.simple_tag(takes_context=True)
def live(context: Context, topics: str, every: str = "") -> SafeString:
    """Attributes of a part that is fetched anew when something of these topics happens; it needs an id.

    `every` is for what stands in no log, such as a verification: "15s".
    """
    return format_html(
        'data-live="{}" hx-get="{}" hx-trigger="desk:refresh{}" hx-target="this" hx-swap="outerHTML"'
        ' hx-sync="this:queue last" hx-disinherit="*"',
        topics,
        context["request"].get_full_path(),
        f", every {every}" if every else "",
    )
