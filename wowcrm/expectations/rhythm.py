"""What comes round again and again, and on which days; pure, no clock, no database."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Self

from babel import Locale
from babel.dates import get_day_names
from flask_babel import get_locale
from flask_babel import gettext as _

LAST = 31
"""The day of a month that falls on its last one, however long it is."""


class Every(StrEnum):
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that comes round: what, how often, and by which day.

    The day of a week is 1 to 7 (Monday to Sunday), that of a month 1 to 31; a quarter's is one of
    the month after it. What a month is too short for falls on its last day.
    """

    what: str
    every: Every
    day: int

    @property
    def words(self) -> str:
        return f"{self.what}, {by_words(self.every, self.day)}"

    def next_after(self, day: date) -> date:
        """Return the first day after this one on which it is due."""
        if self.every is Every.WEEK:
            return day + timedelta(days=(self.day - day.isoweekday() - 1) % 7 + 1)
        this_month = self._in(day.year, day.month)
        if this_month > day and self._falls_in(day.month):
            return this_month
        year, month = day.year, day.month
        while True:
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
            if self._falls_in(month):
                return self._in(year, month)

    def _falls_in(self, month: int) -> bool:
        return self.every is Every.MONTH or month % 3 == 1

    def _in(self, year: int, month: int) -> date:
        return date(year, month, min(self.day, monthrange(year, month)[1]))

    def frozen(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {"what": self.what, "every": self.every.value, "day": self.day}

    @classmethod
    def thawed(cls, kept: dict[str, Any]) -> Self:
        return cls(kept["what"], Every(kept["every"]), kept["day"])


def by_words(every: Every, day: int) -> str:
    """Say by when: "by the 5th of each month"."""
    if every is Every.WEEK:
        return _("by %(day)s each week", day=_day_name(day))
    if every is Every.MONTH and day == LAST:
        return _("by the last day of each month")
    if every is Every.MONTH:
        return _("by the %(day)s of each month", day=ordinal(day))
    if day == LAST:
        return _("by the last day of the month after each quarter")
    return _("by the %(day)s of the month after each quarter", day=ordinal(day))


def ordinal(number: int) -> str:
    """Count as the reader's language does: "5th" in English, "5." elsewhere."""
    if _locale().language != "en":
        return f"{number}."
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}th" if 10 < number % 100 < 14 else f"{number}{ending}"


def _day_name(day: int) -> str:
    return get_day_names("wide", locale=_locale())[day - 1]


def _locale() -> Locale:
    return get_locale() or Locale("en", "GB")
