"""How consistently standards are kept: for a client, of a standard, overall, and over months.

The window is that of levels: the last `consistency_window` days, today included. Checks of retired
standards still count for what was; nothing is owed for them. Counting is left to the database.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from babel.dates import format_date
from flask_babel import get_locale
from sqlalchemy.orm import aliased

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.keeping import Keeper
from wowcrm.levels.facts import Consistency
from wowcrm.standards.models import Check, Checklist, Standard
from wowcrm.traders.models import Trader

TOTAL = sa.func.count(Check.id)
KEPT = sa.func.sum(sa.case((Check.kept, 1), else_=0))


def in_window(trader: Trader, on: date) -> sa.ColumnElement[bool]:
    """Choose the checks of the last `consistency_window` days, `on` included."""
    return Check.checked_on.between(on - timedelta(days=trader.consistency_window - 1), on)


def of_client(client: Client, on: date) -> Consistency:
    trader = client.trader
    counts = sa.select(KEPT, TOTAL).where(Check.client_id == client.id, in_window(trader, on))
    kept, total = db.session.execute(counts).one()
    return Consistency(kept or 0, total, trader.consistency_bar)


def of_standard(standard: Standard, trader: Trader, on: date) -> Consistency:
    counts = sa.select(KEPT, TOTAL).where(Check.standard_id == standard.id, in_window(trader, on))
    kept, total = db.session.execute(counts).one()
    return Consistency(kept or 0, total, trader.consistency_bar)


def by_standard(trader: Trader, on: date) -> dict[int, Consistency]:
    """Return the consistency of every standard that was checked, by its number; one query."""
    return _by_standard.get(trader, on, work_out=lambda: _count_by_standard(trader, on))


_by_standard = Keeper[dict[int, Consistency]]()


def _count_by_standard(trader: Trader, on: date) -> dict[int, Consistency]:
    counts = (
        sa.select(Check.standard_id, KEPT, TOTAL)
        .join(Check.standard)
        .join(Standard.checklist)
        .where(Checklist.trader_id == trader.id, in_window(trader, on))
        .group_by(Check.standard_id)
    )
    return {
        standard_id: Consistency(kept, total, trader.consistency_bar)
        for standard_id, kept, total in db.session.execute(counts)
    }


def overall(parts: Iterable[Consistency], trader: Trader) -> Consistency:
    """Put the consistency of many standards together."""
    parts = list(parts)
    return Consistency(
        sum(part.kept for part in parts), sum(part.total for part in parts), trader.consistency_bar
    )


def is_owed(trader: Trader, on: date) -> sa.ColumnElement[bool]:
    """Choose the misses in the window that no newer check made up for and nothing put right.

    It wants Standard joined: a retired one is owed to nobody.
    """
    newer = aliased(Check)
    is_newest = ~(
        sa.select(newer.id)
        .where(
            newer.client_id == Check.client_id,
            newer.standard_id == Check.standard_id,
            newer.checked_on <= on,
            sa.tuple_(newer.checked_on, newer.id) > sa.tuple_(Check.checked_on, Check.id),
        )
        .correlate(Check)
        .exists()
    )
    return sa.and_(
        Check.kept.is_(False),
        sa.or_(Check.put_right_on.is_(None), Check.put_right_on > on),
        in_window(trader, on),
        Standard.retired_on.is_(None),
        is_newest,
    )


def owed_by_standard(trader: Trader, on: date) -> dict[int, int]:
    """Count, for each standard, the clients for whom it was missed and not put right."""
    counts = (
        sa.select(Check.standard_id, sa.func.count())
        .join(Check.standard)
        .join(Check.client)
        .where(Client.trader_id == trader.id, Client.archived_on.is_(None), is_owed(trader, on))
        .group_by(Check.standard_id)
    )
    return dict(db.session.execute(counts).all())


@dataclass(frozen=True, slots=True)
class Month:
    """What was checked in a month; `first` is its first day."""

    first: date
    kept: int = 0
    total: int = 0

    @property
    def percent(self) -> int | None:
        return self.kept * 100 // self.total if self.total else None

    @property
    def words(self) -> str:
        """The month by name: "Nov 2026"."""
        return format_date(self.first, "MMM y", locale=get_locale() or "en_GB")


def by_month(standard: Standard, on: date, months: int = 12) -> list[Month]:
    """Return the last months of a standard, oldest first, the empty ones too."""
    firsts = [_months_before(on, back) for back in range(months - 1, -1, -1)]
    year, month = sa.extract("year", Check.checked_on), sa.extract("month", Check.checked_on)
    counts = (
        sa.select(year, month, KEPT, TOTAL)
        .where(Check.standard_id == standard.id, Check.checked_on.between(firsts[0], on))
        .group_by(year, month)
    )
    found = {
        date(int(y), int(m), 1): (kept, total) for y, m, kept, total in db.session.execute(counts)
    }
    return [Month(first, *found.get(first, ())) for first in firsts]


def _months_before(on: date, back: int) -> date:
    years, month = divmod(on.year * 12 + on.month - 1 - back, 12)
    return date(years, month + 1, 1)
