"""What a language has to say: every text of every mail, its plurals, dates and amounts.

A text that is missing is an error of the type checker and of the program's start, not of a guest's mail.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from hotelmate.notifications.mail.kinds import MailKind

SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$", "JPY": "¥"}
WITHOUT_CENTS = frozenset({"JPY", "KRW", "VND", "CLP", "ISK", "PYG", "RWF", "UGX", "XAF", "XOF", "XPF", "KMF", "GNF"})
NO_BREAK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Letter:
    """The texts of one kind of mail. Places in braces are filled: {hotel}, {number}, {booking_id}, {room}, {old_room}."""

    subject: str
    heading: str
    paragraphs: tuple[str, ...]
    closing: str


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing, and several of them; {n} is how many."""

    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Labels:
    """What stands beside the facts of a booking."""

    number: str
    arrival: str
    departure: str
    stay: str
    room_type: str
    guests: str
    total: str
    fee: str
    reason: str
    cancelled_by: str
    room: str
    old_room: str


@dataclass(frozen=True, slots=True)
class Wording:
    """A language."""

    code: str
    greeting: str
    greeting_nameless: str
    signature: str
    questions: str
    questions_nowhere: str
    automatic: str
    your_booking: str
    check_in_online: str
    from_time: str
    until_time: str
    labels: Labels
    nights: Counted
    day_use: str
    adults: Counted
    children: Counted
    joined: str
    weekdays: tuple[str, str, str, str, str, str, str]
    months: tuple[str, str, str, str, str, str, str, str, str, str, str, str]
    date_form: str
    first_of_month: str
    group: str
    least_digits_grouped: int
    decimal_point: str
    money_form: str
    is_one: Callable[[int], bool]
    letters: Mapping[MailKind, Letter]

    def count(self, counted: Counted, n: int) -> str:
        """So many of something."""
        return (counted.one if self.is_one(n) else counted.other).format(n=n)

    def day(self, day: date) -> str:
        """A date as people write it, with its weekday."""
        number = self.first_of_month if day.day == 1 else str(day.day)
        return self.date_form.format(
            weekday=self.weekdays[day.weekday()], day=number, month=self.months[day.month - 1], year=day.year
        )

    def clock(self, form: str, at: time) -> str:
        """A time of day in a phrase such as `from_time`."""
        return form.format(time=f"{at:%H:%M}")

    def money(self, amount: Decimal, currency: str) -> str:
        """An amount as people write it."""
        places = 0 if currency in WITHOUT_CENTS else 2
        whole, _, cents = f"{abs(amount):.{places}f}".partition(".")
        if len(whole) >= self.least_digits_grouped:
            whole = f"{int(whole):,}".replace(",", self.group)
        number = f"{whole}{self.decimal_point}{cents}" if cents else whole
        symbol = SYMBOLS.get(currency)
        form = self.money_form if symbol else f"{{number}}{NO_BREAK}{{symbol}}"
        return f"{'−' if amount < 0 else ''}{form.format(number=number, symbol=symbol or currency)}"


def only_one(n: int) -> bool:
    """Singular for one alone: English, German, Spanish."""
    return n == 1


def none_or_one(n: int) -> bool:
    """Singular for none and for one: French."""
    return n in (0, 1)
