"""How much was kept in each of some periods: standards and promises; the database counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from wowcrm.db import db
from wowcrm.insights.periods import Period
from wowcrm.promises.kept import is_late, says_something
from wowcrm.promises.models import Promise
from wowcrm.standards.models import Check, Checklist, Standard
from wowcrm.traders.models import Trader


@dataclass(frozen=True, slots=True)
class Share:
    kept: int = 0
    total: int = 0

    @property
    def percent(self) -> int | None:
        """Whole per cent, rounded down so that it never flatters."""
        return self.kept * 100 // self.total if self.total else None

    @property
    def missed(self) -> int:
        return self.total - self.kept

    def reaches(self, bar: int) -> bool:
        return self.kept * 100 >= bar * self.total


def standards_kept(trader: Trader, periods: Sequence[Period]) -> list[Share]:
    """Count the checks of each period; one statement."""
    # By the index of standards and days: the many clients need not be looked at.
    own = sa.select(Standard.id).join(Standard.checklist).where(Checklist.trader_id == trader.id)
    return shares(
        sa.select(_number(Check.kept), sa.func.count(Check.id)).where(
            Check.standard_id.in_(own), Check.checked_on.between(period.first, period.last)
        )
        for period in periods
    )


def promises_kept(trader: Trader, periods: Sequence[Period], on: date) -> list[Share]:
    """Count the promises that were due in each period and say something by now."""
    late = is_late(on)
    return shares(
        sa.select(_number(sa.not_(late)), sa.func.count(Promise.id)).where(
            Promise.client.has(trader_id=trader.id),
            Promise.due_on.between(period.first, period.last),
            says_something(late),
        )
        for period in periods
    )


def shares(counts: Any) -> list[Share]:
    """Ask for many pairs of counts at once."""
    return [Share(*row) for row in numbered(counts)]


def numbered(counts: Any) -> list[tuple[Any, ...]]:
    """Ask many rows of figures in one statement, and return them in their order."""
    parts = [
        one.add_columns(sa.literal(number).label("number")) for number, one in enumerate(counts)
    ]
    rows = db.session.execute(sa.union_all(*parts).order_by("number"))
    return [tuple(row)[:-1] for row in rows]


def _number(fits: Any) -> sa.ColumnElement[int]:
    return sa.func.count(sa.case((fits, 1)))
