"""The four Cs of the last quarters: what the trader said beside what the figures say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from wowcrm.actions.models import Action
from wowcrm.actions.taking import actions_about
from wowcrm.db import db
from wowcrm.four_cs.evidence import Evidence, evidence_of
from wowcrm.four_cs.models import C, Review
from wowcrm.insights.periods import Period, quarter_of, quarters_until
from wowcrm.levels.level import JUDGED, ServiceLevel
from wowcrm.traders.models import Trader

SHOWN = 4
AFTERWARDS = timedelta(days=30)
"""So long after its end, a quarter is the one to look back on."""


@dataclass(frozen=True, slots=True)
class Side:
    """One C in one quarter, seen from both sides."""

    c: C
    own: ServiceLevel | None
    evidence: ServiceLevel | None

    @property
    def difference(self) -> int:
        """By how many steps the trader sees it better than the figures do; below zero: worse."""
        if self.own is None or self.evidence is None:
            return 0
        return JUDGED.index(self.own) - JUDGED.index(self.evidence)


@dataclass(frozen=True, slots=True)
class Quarter:
    period: Period
    review: Review | None
    evidence: Evidence

    @property
    def sides(self) -> list[Side]:
        return [
            Side(c, self.review.level_of(c) if self.review else None, self.evidence.level_of(c))
            for c in C
        ]

    def side_of(self, c: C) -> Side:
        return self.sides[list(C).index(c)]

    def about(self, c: C) -> str:
        """What actions on it are kept under."""
        return f"quarter-{self.period.first}-{c.value}"


@dataclass(frozen=True, slots=True)
class Look:
    quarters: Sequence[Quarter]
    """The oldest first; the last is the one to look back on."""
    actions: dict[str, list[Action]]

    @property
    def now(self) -> Quarter:
        return self.quarters[-1]

    @property
    def is_due(self) -> bool:
        return self.now.review is None


def look_of(trader: Trader, on: date) -> Look:
    """Gather the last four quarters; two queries, and eight once an edition."""
    reviews = {each.quarter: each for each in db.session.scalars(Review.of(trader))}
    periods = quarters_until(_to_look_back_on(on, set(reviews)), SHOWN)
    evidence = evidence_of(trader, periods, on)
    quarters = [
        Quarter(period, reviews.get(period.first), known)
        for period, known in zip(periods, evidence, strict=True)
    ]
    subjects = [quarter.about(c) for quarter in quarters for c in C]
    return Look(quarters, actions_about(trader, subjects))


def quarter_due(trader: Trader, on: date) -> Period | None:
    """Find the quarter that is over and waits to be looked back on."""
    reviewed = {each.quarter for each in db.session.scalars(Review.of(trader))}
    period = _to_look_back_on(on, reviewed)
    return period if period.is_over(on) else None


def _to_look_back_on(on: date, reviewed: set[date]) -> Period:
    """Choose the quarter that has just ended, until it was looked back on; else this one."""
    this = quarter_of(on)
    last = quarter_of(this.first - timedelta(days=1))
    is_fresh = on < this.first + AFTERWARDS
    return last if is_fresh and last.first not in reviewed else this


def rate(trader: Trader, quarter: Quarter, ratings: dict[str, ServiceLevel], *, on: date) -> None:
    """Keep what the trader says of a quarter; said again, it takes the place of the first."""
    review = quarter.review
    if review is None:
        review = Review(trader_id=trader.id, quarter=quarter.period.first)
        db.session.add(review)
    review.rate(ratings, on=on)
