"""How often something comes round: as a rule that every calendar understands, and in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Self, cast

from flask_babel import gettext as _
from flask_babel import ngettext

if TYPE_CHECKING:
    from dateutil.rrule import rrule


class Often(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"


@dataclass(frozen=True, slots=True)
class Repeat:
    often: Often
    every: int = 1

    @classmethod
    def read(cls, rule: str) -> Self:
        """Read what `written` wrote."""
        parts = dict(part.split("=") for part in rule.split(";"))
        return cls(Often(parts["FREQ"].lower()), int(parts["INTERVAL"]))

    @property
    def written(self) -> str:
        return f"FREQ={self.often.upper()};INTERVAL={self.every}"

    def rule(self, begins_on: date) -> str:
        """Write the whole RRULE: what falls on the 31st falls on the last day of shorter months."""
        days = ",".join(str(day) for day in range(28, begins_on.day + 1))
        if begins_on.day > 28 and self.often is Often.MONTHLY:
            return f"{self.written};BYMONTHDAY={days};BYSETPOS=-1"
        if (begins_on.month, begins_on.day) == (2, 29) and self.often is Often.YEARLY:
            return f"{self.written};BYMONTH=2;BYMONTHDAY={days};BYSETPOS=-1"
        return self.written

    def after(self, day: date, begins_on: date) -> date | None:
        """Return the first day after this one on which it comes round; none at the end of time."""
        found = self._days(begins_on).after(_midnight(day))
        return found.date() if found else None

    def between(self, first: date, last: date, begins_on: date) -> Iterator[date]:
        """Yield the days from `first` to `last` on which it comes round."""
        for moment in self._days(begins_on).xafter(_midnight(first), inc=True):
            if moment.date() > last:
                return
            yield moment.date()

    def words(self, begins_on: date, *, after_done: bool = False) -> str:
        """Say it: "every 2 weeks", "a month after it is done"."""
        if after_done:
            return _("%(span)s after it is done", span=self._span())
        if begins_on.day > 28 and self.often is Often.MONTHLY:
            return _("%(often)s, on its last day where it is shorter", often=self._words())
        return self._words()

    def _words(self) -> str:
        match self.often:
            case Often.DAILY:
                return ngettext("every day", "every %(num)d days", self.every)
            case Often.WEEKLY:
                return ngettext("every week", "every %(num)d weeks", self.every)
            case Often.MONTHLY:
                return ngettext("every month", "every %(num)d months", self.every)
            case Often.YEARLY:
                return ngettext("every year", "every %(num)d years", self.every)

    def _span(self) -> str:
        match self.often:
            case Often.DAILY:
                return ngettext("a day", "%(num)d days", self.every)
            case Often.WEEKLY:
                return ngettext("a week", "%(num)d weeks", self.every)
            case Often.MONTHLY:
                return ngettext("a month", "%(num)d months", self.every)
            case Often.YEARLY:
                return ngettext("a year", "%(num)d years", self.every)

    def _days(self, begins_on: date) -> "rrule":
        # One page in a hundred needs this library, and it is slow to load.
        from dateutil.rrule import rrulestr

        return cast("rrule", rrulestr(self.rule(begins_on), dtstart=_midnight(begins_on)))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001  a day, on nobody's clock
