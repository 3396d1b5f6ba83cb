"""Months and quarters, from their first day to their last."""

from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date
from flask_babel import get_locale


@dataclass(frozen=True, slots=True)
class Period:
    first: date
    last: date

    @property
    def words(self) -> str:
        """A month by name: "Nov 2026"."""
        return format_date(self.first, "MMM y", locale=get_locale() or "en_GB")

    @property
    def name(self) -> str:
        """A month in full: "November 2026"."""
        return format_date(self.first, "LLLL y", locale=get_locale() or "en_GB")

    @property
    def key(self) -> str:
        """A month as an address says it: "2026-11"."""
        return f"{self.first:%Y-%m}"

    @property
    def quarter(self) -> str:
        """A quarter by name: "Q4 2026"."""
        return format_date(self.first, "QQQ y", locale=get_locale() or "en_GB")

    def is_over(self, on: date) -> bool:
        return self.last < on

    @classmethod
    def of_months(cls, first: date, number: int = 1) -> "Period":
        """The time of so many months from a first day on."""
        return cls(first, months_on(first, number) - timedelta(days=1))


def months_on(first: date, number: int) -> date:
    """The first day of the month so many months later, or earlier."""
    place = first.year * 12 + first.month - 1 + number
    return date(place // 12, place % 12 + 1, 1)


def month_of(day: date) -> Period:
    return Period.of_months(day.replace(day=1))


def months_until(day: date, number: int = 12) -> list[Period]:
    """List so many months, the last of which is that of the day; the oldest first."""
    first = day.replace(day=1)
    return [Period.of_months(months_on(first, -back)) for back in range(number - 1, -1, -1)]


def quarter_of(day: date) -> Period:
    return Period.of_months(date(day.year, (day.month - 1) // 3 * 3 + 1, 1), 3)


def quarters_until(quarter: Period, number: int = 4) -> list[Period]:
    """List so many quarters up to this one, the oldest first."""
    return [
        Period.of_months(months_on(quarter.first, -3 * back), 3)
        for back in range(number - 1, -1, -1)
    ]
