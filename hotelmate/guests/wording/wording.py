"""A language of the guests' pages: every text, and how dates, times and amounts are written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$", "JPY": "¥"}
NO_BREAK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Wording:
    """A language. `texts` has the same keys in all of them; places in braces are filled by the pages."""

    code: str
    texts: Mapping[str, str]
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    day_pattern: str
    symbol_first: bool
    decimal_mark: str
    thousands_mark: str

    def say(self, key: str, **places: object) -> str:
        """A text with its places filled."""
        return self.texts[key].format(**places)

    def day(self, day: date) -> str:
        """A day with its weekday."""
        return self.day_pattern.format(
            weekday=self.weekdays[day.weekday()], day=day.day, month=self.months[day.month - 1], year=day.year
        )

    def clock(self, at: time) -> str:
        """A time of the day."""
        return f"{at:%H:%M}"

    def moment(self, local: datetime) -> str:
        """A moment of the hotel's own clock."""
        return f"{self.day(local.date())}, {local:%H:%M}"

    def money(self, amount: Decimal, currency: str) -> str:
        """An amount with its currency."""
        digits = f"{amount:,.2f}"
        digits = digits.replace(",", "\0").replace(".", self.decimal_mark).replace("\0", self.thousands_mark)
        symbol = SYMBOLS.get(currency, currency)
        if not self.symbol_first:
            return f"{digits}{NO_BREAK}{symbol}"
        return f"{symbol}{digits}" if len(symbol) == 1 else f"{symbol}{NO_BREAK}{digits}"

    def count(self, key: str, number: int) -> str:
        """So many of something: `key_one` or `key_other`."""
        return self.say(f"{key}_one" if number == 1 else f"{key}_other", n=number)
