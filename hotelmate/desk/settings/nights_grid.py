"""The rows of the rate calendar, made by hand: types by nights."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from hotelmate.desk.dates import day_with_year
from hotelmate.desk.frame import Desk
from hotelmate.desk.settings.window import Night, Window
from hotelmate.rooms.availability import free_rooms_by_night
from hotelmate.rooms.models import RatePlan, RoomType
from hotelmate.rooms.rate_queries import RateBook, nightly_rates_of

ONE = timedelta(days=1)


class NightsGrid:
    """What holds for each night of each type in one plan, or in all of them. A handful of queries, however many cells."""

    def __init__(
        self,
        desk: Desk,
        types: Sequence[RoomType],
        plan: RatePlan | None,
        window: Window,
    ) -> None:
        self.desk, self.types, self.plan, self.window = desk, types, plan, window
        hotel_id, first, end = desk.hotel.pk, window.first, window.end
        self.book = RateBook(hotel_id=hotel_id, room_types=types, from_date=first, to_date=end)
        self.free = free_rooms_by_night(
            hotel_id=hotel_id, room_type_ids=[one.pk for one in types], from_date=first, to_date=end
        )
        # What was said of a night in the plan that is shown; the rest follows from other nights or plans.
        said = nightly_rates_of(hotel_id=hotel_id, from_date=first, to_date=end)
        shown = plan.pk if plan is not None else None
        self.said = {(rate.room_type_id, rate.night) for rate in said if rate.rate_plan_id == shown}
        self.icon = f'<svg class="icon" aria-hidden="true"><use href="{static("look/icons.svg")}#ban"></use></svg>'
        self.url = reverse("desk-settings-nights-set")

    def html(self) -> SafeString:
        """All rows."""
        nights = self.window.nights
        return mark_safe("".join(self._row(one, nights) for one in self.types))  # noqa: S308 - all of it is escaped

    def _row(self, room_type: RoomType, nights: Sequence[Night]) -> str:
        cells = "".join(self._cell(room_type, night, column) for column, night in enumerate(nights))
        return f'<tr><th scope="row">{escape(room_type.name)} <span class="count">{escape(room_type.code)}</span></th>{cells}</tr>'

    def _cell(self, room_type: RoomType, night: Night, column: int) -> str:
        terms = self.book.terms(room_type, self.plan, from_date=night.date, to_date=night.date + ONE)
        price, free = terms.subtotal, self.free[room_type.pk][night.date]
        stopped, said = bool(terms.stopped), (room_type.pk, night.date) in self.said
        marks = " ".join(filter(None, ("night", "said" if said else "", "stopped" if stopped else "")))
        flags = self._flags(stopped, terms.min_stay)
        words = self._words(room_type, night.date, price, stopped, terms.min_stay, free)
        day = night.date.isoformat()
        url = f"{self.url}?types={room_type.pk}&amp;from_date={day}&amp;to_date={day}{self._plan()}"
        return (
            f'<td class="{night.shade}"><a class="{marks}" href="{url}" hx-get="{url}" id="n{room_type.pk}-{day}"'
            f' data-type="{room_type.pk}" data-day="{day}" data-column="{column}" aria-label="{escape(words)}">'
            f"<b>{escape(plain(price))}</b>{flags}<small{_scarce(free)}>{free}</small></a></td>"
        )

    def _plan(self) -> str:
        return f"&amp;rate_plan={self.plan.pk}" if self.plan is not None else ""

    def _flags(self, stopped: bool, min_stay: int) -> str:
        shortest = f'<span class="shortest">{min_stay}+</span>' if min_stay > 1 else ""
        return f'<span class="flags">{self.icon if stopped else ""}{shortest}</span>' if stopped or shortest else ""

    def _words(self, room_type: RoomType, night: date, price: Decimal, stopped: bool, min_stay: int, free: int) -> str:
        parts = [
            gettext("%(type)s, %(night)s: %(price)s")
            % {
                "type": room_type.name,
                "night": day_with_year(night),
                "price": self.desk.wording.money(price, self.desk.hotel.currency),
            },
            gettext("not sold online") if stopped else "",
            ngettext("stays of %(count)d night or more", "stays of %(count)d nights or more", min_stay)
            % {"count": min_stay}
            if min_stay > 1
            else "",
            ngettext("%(count)d room left", "%(count)d rooms left", free) % {"count": free},
        ]
        return ", ".join(filter(None, parts))


def plain(amount: Decimal) -> str:
    """An amount without its currency, and without cents where there are none."""
    return f"{amount:.0f}" if amount == amount.to_integral_value() else f"{amount:.2f}"


def _scarce(free: int) -> str:
    return ' class="none"' if free <= 0 else ""
