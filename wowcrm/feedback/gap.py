"""The gap: what the trader thought that clients would say, beside what they said."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

import sqlalchemy as sa
from babel.dates import format_date
from flask_babel import get_locale

from wowcrm.db import db
from wowcrm.feedback.models import Answer, Rating, Survey
from wowcrm.feedback.tally import Pair, Tally, added
from wowcrm.levels.level import JUDGED, ServiceLevel
from wowcrm.traders.models import Trader

MONTHS = 12
TOUCHPOINTS = 20


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


def gap_of(trader: Trader, on: date) -> Gap:
    """Gather the figures of the last twelve months; four queries, whatever was asked."""
    months = last_months(on)
    put = _put(trader, months[0], on)
    clients = db.session.scalar(
        put.join(Survey.answer).with_only_columns(sa.func.count(Survey.client_id.distinct()))
    )
    asked, counted = _by_month(trader, months, on)
    return Gap(asked, clients or 0, counted, _by_touchpoint(put))


def last_months(on: date) -> list[date]:
    """Name the first days of this month and the eleven before it."""
    number = on.year * 12 + on.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(number - MONTHS + 1, number + 1)]


def _put(trader: Trader, since: date, until: date) -> sa.Select[Survey]:
    """Choose the questions that were put in these days."""
    return Survey.of(trader).where(
        Survey.asked_on.between(since, until), Survey.withdrawn_on.is_(None)
    )


def _by_month(trader: Trader, months: Sequence[date], on: date) -> tuple[int, tuple[Month, ...]]:
    """Count what was put, and each guess with its answer; the database adds, and sorts nothing."""
    pairs = list(product(JUDGED, JUDGED))
    ends = [*(first - timedelta(days=1) for first in months[1:]), on]
    parts = [
        _put(trader, first, end)
        .outerjoin(Survey.answer)
        .with_only_columns(
            sa.literal(number).label("number"),
            sa.func.count(Survey.id),
            *(_number(guess, level) for guess, level in pairs),
        )
        for number, (first, end) in enumerate(zip(months, ends, strict=True))
    ]
    rows = db.session.execute(sa.union_all(*parts).order_by("number")).all()
    tallies = [Tally({p: n for p, n in zip(pairs, row[2:], strict=True) if n}) for row in rows]
    counted = tuple(Month(first, tally) for first, tally in zip(months, tallies, strict=True))
    return sum(row[1] for row in rows), counted


def _number(guess: ServiceLevel, level: ServiceLevel) -> sa.ColumnElement[int]:
    fits = sa.and_(Survey.guess == guess, Answer.level == level)
    return sa.func.count(sa.case((fits, 1)))


def _by_touchpoint(put: sa.Select[Survey]) -> tuple[tuple[str, Tally], ...]:
    rows = db.session.execute(
        put.join(Survey.ratings)
        .where(Rating.level.is_not(None))
        .with_only_columns(
            Rating.key,
            sa.func.max(Rating.id),
            Rating.guess,
            Rating.level,
            sa.func.count(),
        )
        .group_by(Rating.key, Rating.guess, Rating.level)
    )
    newest: dict[str, int] = {}
    found: dict[str, Counter[Pair]] = defaultdict(Counter)
    for key, id, guess, level, number in rows:
        newest[key] = max(id, newest.get(key, 0))
        if level is not None:
            found[key][guess, level] = number
    tallies = {key: Tally(pairs) for key, pairs in found.items()}
    first = sorted(tallies, key=lambda key: _attention(key, tallies[key]))[:TOUCHPOINTS]
    names = _names([newest[key] for key in first])
    return tuple((names[newest[key]], tallies[key]) for key in first)


def _attention(key: str, tally: Tally) -> tuple[bool, int, int, str]:
    """What sorts touchpoints: enough answers first, then what is overrated most."""
    return tally.is_few, -tally.gap, -tally.total, key


def _names(ids: Sequence[int]) -> dict[int, str]:
    """Read how each touchpoint was spelt last."""
    chosen = sa.select(Rating.id, Rating.touchpoint).where(Rating.id.in_(ids))
    return dict(db.session.execute(chosen).all())
