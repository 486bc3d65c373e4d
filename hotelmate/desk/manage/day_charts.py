"""The figures of days as charts and sums: what stands at each day, what a chart says in a sentence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hotelmate.core.money import ZERO, cents
from hotelmate.desk.dates import day_with_year
from hotelmate.desk.frame import Desk
from hotelmate.desk.manage.charts import Chart, Group, Part
from hotelmate.reports.figures import DayFigures
from hotelmate.reports.house import percent

HUNDRED = Decimal(100)
# More days than this are not all named below a chart; far more only by their months.
MOST_NAMED, MOST_NUMBERED = 16, 45
SATURDAY = 5

Bars = Callable[[DayFigures], tuple[Sequence[Sequence[Part]], str]]


@dataclass(frozen=True, slots=True)
class Sums:
    """The figures of several days together; money is None for who sees none."""

    nights: int
    available: int
    arrivals: int
    departures: int
    revenue: Decimal | None

    @property
    def occupancy_percent(self) -> Decimal:
        """How many of a hundred available rooms were sold, over all days."""
        return percent(self.nights, self.available)

    @property
    def average_rate(self) -> Decimal:
        """What a sold room brings a night."""
        return cents((self.revenue or ZERO) / self.nights) if self.nights else ZERO

    @property
    def revenue_by_room(self) -> Decimal:
        """What an available room brings a night, sold or not."""
        return cents((self.revenue or ZERO) / self.available) if self.available else ZERO


def sums_of(days: Sequence[DayFigures]) -> Sums:
    """The days together."""
    revenues = [day.revenue for day in days if day.revenue is not None]
    return Sums(
        nights=sum(day.sold for day in days),
        available=sum(day.available for day in days),
        arrivals=sum(day.arrivals for day in days),
        departures=sum(day.departures for day in days),
        revenue=sum(revenues, ZERO) if revenues else None,
    )


def occupancy_chart(desk: Desk, days: Sequence[DayFigures]) -> Chart:
    """How full the house was and will be; what waits to be confirmed on top."""

    def bars(day: DayFigures) -> tuple[Sequence[Sequence[Part]], str]:
        if day.available <= 0:
            return (), _("%(day)s: no room to sell") % {"day": _named(day.day)}
        sold = Part(day.occupancy_percent, "sold past" if day.is_past else "sold")
        waiting = Part(percent(day.waiting, day.available), "waiting")
        tip = _("%(day)s: %(percent)s %% occupied, %(sold)d of %(available)d rooms") % {
            "day": _named(day.day),
            "percent": number_format(day.occupancy_percent),
            "sold": day.sold,
            "available": day.available,
        }
        if day.waiting:
            tip += " · " + ngettext(
                "%(count)d waits to be confirmed", "%(count)d wait to be confirmed", day.waiting
            ) % {"count": day.waiting}
        return [[sold, waiting]], tip

    return Chart(
        name="occupancy",
        title=_("Occupancy by day"),
        description=_occupancy_said(days),
        groups=_groups(desk, days, bars),
        least_top=HUNDRED,
        limit=HUNDRED,
        unit=" %",
        rtl=desk.direction == "rtl",
    )


def coming_and_going_chart(desk: Desk, days: Sequence[DayFigures]) -> Chart:
    """Who comes and who goes, beside each other."""

    def bars(day: DayFigures) -> tuple[Sequence[Sequence[Part]], str]:
        tip = _("%(day)s: arrivals %(arrivals)d, departures %(departures)d") % {
            "day": _named(day.day),
            "arrivals": day.arrivals,
            "departures": day.departures,
        }
        return [[Part(Decimal(day.arrivals), "arrivals")], [Part(Decimal(day.departures), "departures")]], tip

    sums, busiest = sums_of(days), max(days, key=lambda day: day.arrivals)
    return Chart(
        name="coming",
        title=_("Arrivals and departures by day"),
        description=_("%(arrivals)d arrivals and %(departures)d departures in all; most arrivals on %(day)s: %(most)d.")
        % {
            "arrivals": sums.arrivals,
            "departures": sums.departures,
            "day": _named(busiest.day),
            "most": busiest.arrivals,
        },
        groups=_groups(desk, days, bars),
        is_whole=True,
        rtl=desk.direction == "rtl",
    )


def revenue_chart(desk: Desk, days: Sequence[DayFigures]) -> Chart:
    """What the rooms bring by night; only for those who see money."""

    def money(amount: Decimal) -> str:
        return desk.wording.money(amount, desk.hotel.currency)

    def bars(day: DayFigures) -> tuple[Sequence[Sequence[Part]], str]:
        revenue = day.revenue or ZERO
        tip = _("%(day)s: %(revenue)s, %(rate)s for a sold room") % {
            "day": _named(day.day),
            "revenue": money(revenue),
            "rate": money(day.average_rate),
        }
        return [[Part(revenue, "revenue past" if day.is_past else "revenue")]], tip

    best = max(days, key=lambda day: day.revenue or ZERO)
    return Chart(
        name="revenue",
        title=_("Rooms' revenue by day, in %(currency)s") % {"currency": desk.hotel.currency},
        description=_("%(total)s in all; the most on %(day)s: %(most)s.")
        % {
            "total": money(sums_of(days).revenue or ZERO),
            "day": _named(best.day),
            "most": money(best.revenue or ZERO),
        },
        groups=_groups(desk, days, bars),
        least_top=HUNDRED,
        rtl=desk.direction == "rtl",
    )


def _occupancy_said(days: Sequence[DayFigures]) -> str:
    open_days = [day for day in days if day.available > 0]
    if not open_days:
        return _("There was no room to sell.")
    highest, lowest = (choose(open_days, key=lambda day: day.occupancy_percent) for choose in (max, min))
    return _("%(average)s %% on average; the most on %(full)s: %(most)s %%; the least on %(empty)s: %(least)s %%.") % {
        "average": number_format(sums_of(days).occupancy_percent),
        "full": _named(highest.day),
        "most": number_format(highest.occupancy_percent),
        "empty": _named(lowest.day),
        "least": number_format(lowest.occupancy_percent),
    }


def _groups(desk: Desk, days: Sequence[DayFigures], bars: Bars) -> list[Group]:
    return [_group(desk, days, number, bars) for number in range(len(days))]


def _group(desk: Desk, days: Sequence[DayFigures], number: int, bars: Bars) -> Group:
    day = days[number].day
    found, tip = bars(days[number])
    begins_month = number == 0 or day.day == 1
    named = begins_month and (number == 0 or number > 2)
    kinds = [
        "today" if day == desk.day else "",
        "weekend" if day.weekday() >= SATURDAY and len(days) <= MOST_NUMBERED else "",
    ]
    return Group(
        label=_label(day, len(days)),
        tip=tip,
        bars=found,
        below=_under(desk, day, len(days), named=named, is_last=number > len(days) - 3),
        kind=" ".join(filter(None, kinds)),
        is_minor=len(days) > MOST_NAMED // 2 and number % 2 == 1,
    )


def _label(day: date, many: int) -> str:
    """The number of a day; among very many only the first of a month."""
    return "" if many > MOST_NUMBERED else str(day.day)


def _under(desk: Desk, day: date, many: int, *, named: bool, is_last: bool) -> str:
    if day == desk.day and many <= MOST_NUMBERED:
        return _("Today")
    near = many <= MOST_NUMBERED and 0 < abs((day - desk.day).days) <= 2
    return date_format(day, "M") if named and not is_last and not near else ""


def _named(day: date) -> str:
    return day_with_year(day)
