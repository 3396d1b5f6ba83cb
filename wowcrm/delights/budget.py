"""What delights cost in a calendar year, against what the trader wants to spend."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from wowcrm.db import db
from wowcrm.delights.models import Delight
from wowcrm.traders.models import Trader


@dataclass(frozen=True, slots=True)
class Budget:
    """`amount` is empty where the trader has set none."""

    year: int
    amount: Decimal | None
    spent: Decimal
    planned: Decimal

    @property
    def left(self) -> Decimal | None:
        """What is neither spent nor spoken for; below zero when it is overdrawn."""
        return None if self.amount is None else self.amount - self.spent - self.planned


def budget_of(trader: Trader, today: date) -> Budget:
    """Add up the calendar year of `today`; what was planned for earlier and is late counts too."""
    first, last = date(today.year, 1, 1), date(today.year, 12, 31)
    spent = _sum(Delight.by_day(trader).where(Delight.delivered_on.between(first, last)))
    planned = _sum(
        Delight.by_day(trader).where(
            Delight.delivered_on.is_(None),
            Delight.dropped_on.is_(None),
            Delight.planned_for <= last,
        )
    )
    row = db.session.execute(sa.select(spent, planned)).one()
    return Budget(today.year, trader.wow_budget, row[0] or Decimal(0), row[1] or Decimal(0))


def _sum(chosen: sa.Select[Delight]) -> sa.ScalarSelect[Decimal | None]:
    costly = chosen.where(Delight.cost.is_not(None))
    return costly.with_only_columns(sa.func.sum(Delight.cost)).scalar_subquery()
