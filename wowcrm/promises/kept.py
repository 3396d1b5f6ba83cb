"""How well the trader keeps their word: the share of promises kept in time, over a year."""

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.enquiries.models import Enquiry
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
    Replies that were promised to strangers count among those of all.
    """
    if client is not None:
        return _sum(_promises(Promise.client_id == client.id, today))
    return _sum(_promises(Client.trader_id == trader.id, today), _replies(trader, today))


Counts = sa.Select[int, int]


def _promises(whose: sa.ColumnElement[bool], today: date) -> Counts:
    late = is_late(today)
    return (
        _counted(sa.not_(late))
        .select_from(Promise)
        .join(Promise.client)
        .where(
            whose,
            Promise.due_on > today - WINDOW,
            says_something(late),
        )
    )


def _replies(trader: Trader, today: date) -> Counts:
    """Count the enquiries, but for those that became clients: their replies are promises to them."""
    in_time = Enquiry.replied_at <= Enquiry.reply_by
    return _counted(in_time).where(
        Enquiry.trader_id == trader.id,
        Enquiry.set_aside_on.is_(None),
        Enquiry.taken_on.is_(None),
        Enquiry.due_on > today - WINDOW,
        sa.or_(Enquiry.replied_at.is_not(None), Enquiry.due_on < today),
    )


def _counted(in_time: sa.ColumnElement[bool]) -> Counts:
    return sa.select(
        sa.func.count(sa.case((in_time, 1))).label("in_time"), sa.func.count().label("total")
    )


def _sum(*parts: Counts) -> Kept:
    each = sa.union_all(*parts).subquery()
    sums = sa.select(sa.func.sum(each.c.in_time), sa.func.sum(each.c.total))
    in_time, total = db.session.execute(sums).one()
    return Kept(int(in_time), int(total))


def is_late(today: date) -> sa.ColumnElement[bool]:
    """Whether a day that was agreed has passed without the promise being kept."""
    return sa.or_(
        Promise.due_on < sa.func.coalesce(Promise.kept_on, Promise.released_on, today),
        sa.select(Renegotiation.id)
        .where(
            Renegotiation.promise_id == Promise.id,
            Renegotiation.agreed_on > Renegotiation.from_on,
        )
        .exists(),
    )


def says_something(late: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Whether it counts by now: what is still to come counts neither way."""
    return sa.or_(Promise.kept_on.is_not(None), late)
