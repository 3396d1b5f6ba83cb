"""A working week: when one is at work; pure, no clock, no database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from babel.dates import format_time, get_day_names
from flask_babel import get_locale
from flask_babel import gettext as _

DAYS = 7


@dataclass(frozen=True, slots=True)
class Hours:
    """From when until when, on one day, by the clock on the wall."""

    opens: time
    closes: time

    @property
    def words(self) -> str:
        locale = get_locale() or "en_GB"
        opens, closes = (
            format_time(hour, "short", locale=locale) for hour in (self.opens, self.closes)
        )
        return f"{opens}–{closes}"


@dataclass(frozen=True, slots=True)
class Week:
    """The hours of each day, Monday first; none: no work on that day."""

    days: tuple[Hours | None, ...]

    def on(self, day: date) -> Hours | None:
        return self.days[day.weekday()]

    @property
    def is_free(self) -> bool:
        """Whether there is no work at all."""
        return not any(self.days)

    def frozen(self) -> list[list[str] | None]:
        """Return it as JSON can hold it."""
        return [[f"{day.opens:%H:%M}", f"{day.closes:%H:%M}"] if day else None for day in self.days]

    @classmethod
    def thawed(cls, kept: Sequence[Any]) -> Self:
        found = [
            Hours(time.fromisoformat(day[0]), time.fromisoformat(day[1])) if day else None
            for day in kept
        ]
        return cls(tuple((*found, *[None] * DAYS)[:DAYS]))

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Say it in few lines: [("Monday to Thursday", "9:00–17:00"), …]; free days are left out."""
        names = get_day_names("wide", locale=get_locale() or "en_GB")
        found: list[tuple[int, int, Hours]] = []
        for number, hours in enumerate(self.days):
            if hours is None:
                continue
            if found and found[-1][1] == number - 1 and found[-1][2] == hours:
                found[-1] = (found[-1][0], number, hours)
            else:
                found.append((number, number, hours))
        return [(_span(names, first, last), hours.words) for first, last, hours in found]

    @property
    def words(self) -> str:
        return ", ".join(f"{days} {hours}" for days, hours in self.lines)


USUAL = Week((*[Hours(time(9), time(17))] * 5, None, None))
"""What is taken for a working week until the trader says otherwise."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """When somebody is at work: their week, their days off, and where their clock hangs."""

    week: Week
    off: tuple[tuple[date, date], ...]
    """From which day until which, both included."""
    zone: str

    def day_of(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def hours(self, day: date) -> Hours | None:
        """Return the hours of a day; none on a free one."""
        if any(first <= day <= last for first, last in self.off):
            return None
        return self.week.on(day)

    def at(self, day: date, hour: time) -> datetime:
        """The moment of an hour on a day; one that the clock leaves out comes after the gap."""
        return datetime.combine(day, hour, ZoneInfo(self.zone))

    def next_working_day(self, day: date, within: int = 366) -> date | None:
        """Return the first working day after this one; none: nothing is in sight."""
        days = (day + timedelta(days=number) for number in range(1, within + 1))
        return next((each for each in days if self.hours(each)), None)


def _span(names: Any, first: int, last: int) -> str:
    if first == last:
        return str(names[first])
    return _("%(first)s to %(last)s", first=names[first], last=names[last])
