"""How well the trader keeps their word: the share of promises kept in time, over a year."""

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.promises.models import Promise, Renegotiation
from wowcrm.traders.models import Trader

WINDOW = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Kept:
    """So many promises of `total` were kept in time; what is still to come counts neither way."""

    in_time: int
    total: int

    @property
    def percent(self) -> int | None:
        """Whole per cent, rounded down so that it never flatters; None when nothing came due."""
        return self.in_time * 100 // self.total if self.total else None


def kept_rate(trader: Trader, today: date, client: Client | None = None) -> Kept:
    """Count what says something by now, in one statement, for one client or all of them.

    A promise counts once it was kept or a day that was agreed has passed, for a year from its day.
    """
    late = sa.or_(
        Promise.due_on < sa.func.coalesce(Promise.kept_on, Promise.released_on, today),
        sa.select(Renegotiation.id)
        .where(
            Renegotiation.promise_id == Promise.id,
            Renegotiation.agreed_on > Renegotiation.from_on,
        )
        .exists(),
    )
    whose = Promise.client_id == client.id if client else Client.trader_id == trader.id
    row = db.session.execute(
        sa.select(
            sa.func.count(sa.case((sa.not_(late), 1))),
            sa.func.count(),
        )
        .select_from(Promise)
        .join(Promise.client)
        .where(
            whose,
            Promise.due_on > today - WINDOW,
            sa.or_(Promise.kept_on.is_not(None), late),
        )
    ).one()
    return Kept(*row)
