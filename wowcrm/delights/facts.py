"""The facts about one client that call for a surprise; plain values, no database."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from wowcrm.levels.level import ServiceLevel


@dataclass(frozen=True, slots=True)
class NeedNow:
    id: int
    summary: str
    level: ServiceLevel | None = None
    judged_on: date | None = None
    could_exceed_by: str | None = None


@dataclass(frozen=True, slots=True)
class DateAhead:
    """A day that matters to them, the next time that it comes round."""

    label: str
    on: date


@dataclass(frozen=True, slots=True)
class Given:
    """A surprise that is planned, or was delivered."""

    what: str
    idea_id: int | None = None
    delivered_on: date | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a client; `told` is what the trader noted, newest first."""

    client_id: int
    name: str
    needs: tuple[NeedNow, ...] = ()
    told: tuple[str, ...] = ()
    dates: tuple[DateAhead, ...] = ()
    given: tuple[Given, ...] = ()
    client_since: date | None = None
    last_contact_on: date | None = None


@dataclass(frozen=True, slots=True)
class IdeaFact:
    id: int
    text: str
    fits: tuple[str, ...] = ()
    minutes: int | None = None
    cost: Decimal | None = None


def years_round(since: date, today: date) -> date:
    """The next time a day comes round, today included; 29 February falls on the 28th."""
    this_year = _in(since, today.year)
    return this_year if this_year >= today else _in(since, today.year + 1)


def _in(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def next_weekday(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
