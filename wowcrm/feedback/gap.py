"""The gap: what the trader thought that clients would say, beside what they said."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from babel.dates import format_date
from flask_babel import get_locale

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.feedback.models import Answer, Rating, Survey
from wowcrm.levels.level import JUDGED, ServiceLevel
from wowcrm.traders.models import Trader

FEW = 3
"""So many answers or fewer are told one by one: no share and no trend is read out of them."""
MONTHS = 12
TOUCHPOINTS = 20

Pair = tuple[ServiceLevel, ServiceLevel]
"""A guess and an answer."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How often each guess met each answer."""

    pairs: Mapping[Pair, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.pairs.values())

    @property
    def is_few(self) -> bool:
        return self.total <= FEW

    @property
    def guessed(self) -> dict[ServiceLevel, int]:
        return self._by_level(0)

    @property
    def said(self) -> dict[ServiceLevel, int]:
        return self._by_level(1)

    @property
    def right(self) -> int:
        return self._where(lambda pair: pair[0] is pair[1])

    @property
    def too_sure(self) -> int:
        """How often the trader had thought that it went better than the client said."""
        return self._where(lambda pair: JUDGED.index(pair[0]) > JUDGED.index(pair[1]))

    @property
    def too_modest(self) -> int:
        return self.total - self.right - self.too_sure

    @property
    def gap(self) -> int:
        """Per cent of wows that the trader thought there were, less those that clients say."""
        wows = self.guessed[ServiceLevel.EXCEEDS] - self.said[ServiceLevel.EXCEEDS]
        return round(100 * wows / self.total) if self.total else 0

    def _by_level(self, place: int) -> dict[ServiceLevel, int]:
        counts = dict.fromkeys(JUDGED, 0)
        for pair, number in self.pairs.items():
            counts[pair[place]] += number
        return counts

    def _where(self, fits: Callable[[Pair], bool]) -> int:
        return sum(number for pair, number in self.pairs.items() if fits(pair))


@dataclass(frozen=True, slots=True)
class Month:
    """What was asked in a month and answered since; `first` is its first day."""

    first: date
    tally: Tally

    @property
    def words(self) -> str:
        """The month by name: "Nov 2026"."""
        return format_date(self.first, "MMM y", locale=get_locale() or "en_GB")


@dataclass(frozen=True, slots=True)
class Gap:
    """Everything that was asked in the last twelve months, counted by the month of asking."""

    asked: int
    clients: int
    """How many of the clients answered at least once."""
    months: tuple[Month, ...]
    """Oldest first; those without an answer too."""
    touchpoints: tuple[tuple[str, Tally], ...]
    """Those first of which the trader thinks better than clients do."""

    @property
    def tally(self) -> Tally:
        return added(month.tally for month in self.months)

    @property
    def trend(self) -> tuple[Tally, Tally] | None:
        """The first half of the year and the second; None where either has few answers."""
        halves = [
            added(month.tally for month in half)
            for half in (self.months[: MONTHS // 2], self.months[MONTHS // 2 :])
        ]
        return None if any(half.is_few for half in halves) else (halves[0], halves[1])


def added(tallies: Iterable[Tally]) -> Tally:
    total: Counter[Pair] = Counter()
    for tally in tallies:
        total.update(tally.pairs)
    return Tally(total)


def tally_of(surveys: Iterable[Survey]) -> Tally:
    """Count the questions of a list that were answered."""
    return Tally(Counter((one.guess, one.answer.level) for one in surveys if one.answer))


def gap_of(trader: Trader, on: date) -> Gap:
    """Gather the figures of the last twelve months; three queries, whatever was asked."""
    months = last_months(on)
    since = months[0]
    asked, clients = db.session.execute(
        _asked(trader, since, on).with_only_columns(
            sa.func.count(Survey.id),
            sa.func.count(sa.distinct(sa.case((Answer.id.is_not(None), Survey.client_id)))),
        )
    ).one()
    return Gap(asked, clients, _by_month(trader, months, on), _by_touchpoint(trader, since, on))


def last_months(on: date) -> list[date]:
    """Name the first days of this month and the eleven before it."""
    number = on.year * 12 + on.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(number - MONTHS + 1, number + 1)]


def _asked(trader: Trader, since: date, on: date) -> sa.Select[Survey]:
    return (
        sa.select(Survey)
        .join(Survey.client)
        .outerjoin(Survey.answer)
        .where(
            Client.trader_id == trader.id,
            Survey.asked_on.between(since, on),
            Survey.withdrawn_on.is_(None),
        )
    )


def _by_month(trader: Trader, months: Sequence[date], on: date) -> tuple[Month, ...]:
    year, month = (sa.extract(part, Survey.asked_on) for part in ("year", "month"))
    rows = db.session.execute(
        _asked(trader, months[0], on)
        .where(Answer.id.is_not(None))
        .with_only_columns(year, month, Survey.guess, Answer.level, sa.func.count())
        .group_by(year, month, Survey.guess, Answer.level)
    )
    found: dict[date, Counter[Pair]] = defaultdict(Counter)
    for in_year, in_month, guess, level, number in rows:
        found[date(int(in_year), int(in_month), 1)][guess, level] = number
    return tuple(Month(first, Tally(found[first])) for first in months)


def _by_touchpoint(trader: Trader, since: date, on: date) -> tuple[tuple[str, Tally], ...]:
    rows = db.session.execute(
        _asked(trader, since, on)
        .join(Rating, Rating.survey_id == Survey.id)
        .where(Rating.level.is_not(None))
        .with_only_columns(
            Rating.key,
            sa.func.max(Rating.touchpoint),
            Rating.guess,
            Rating.level,
            sa.func.count(),
        )
        .group_by(Rating.key, Rating.guess, Rating.level)
    )
    names: dict[str, str] = {}
    found: dict[str, Counter[Pair]] = defaultdict(Counter)
    for key, name, guess, level, number in rows:
        names[key] = max(name, names.get(key, ""))
        if level is not None:
            found[key][guess, level] = number
    rated = [(names[key], Tally(pairs)) for key, pairs in found.items()]
    rated.sort(key=lambda each: (each[1].is_few, -each[1].gap, -each[1].total, each[0]))
    return tuple(rated[:TOUCHPOINTS])
