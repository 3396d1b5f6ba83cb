"""One month in figures: all that its review tells."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.delights.models import Delight, Reaction
from wowcrm.feedback.gap import gap_kept
from wowcrm.feedback.tally import Tally
from wowcrm.insights.periods import Period, month_of, months_on
from wowcrm.insights.shares import Share, promises_kept, standards_kept
from wowcrm.insights.standing import Movement, Standing, movement_in, standings
from wowcrm.keeping import Keeper
from wowcrm.levels.level import ServiceLevel
from wowcrm.recoveries.models import Recovery
from wowcrm.referrals.models import BadWord, GoodWord, Referral
from wowcrm.standards.models import Check, Checklist, Standard
from wowcrm.traders.models import Trader


@dataclass(frozen=True, slots=True)
class Mouth:
    """Word of mouth: who was sent, what became of it, what was said."""

    sent: int
    became: int
    worth: Decimal
    """What those who became clients bring in a year."""
    good_words: int
    bad_words: int


@dataclass(frozen=True, slots=True)
class Wows:
    delivered: int
    landed: int
    spent: Decimal


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody or something to begin with."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Missed:
    """The standard that was missed most."""

    id: int
    promise: str
    kept: Share


@dataclass(frozen=True, slots=True)
class Month:
    period: Period
    before: Standing
    """At the end of the month before."""
    standing: Standing
    movement: Movement
    standards: Share
    standards_before: Share
    promises: Share
    promises_before: Share
    tally: Tally
    """Of what was asked in this month."""
    mouth: Mouth
    wows: Wows
    complaints: int
    put_right: int
    longest_below: Named | None
    """Of a month that is over, nobody: they may be well by now."""
    most_missed: Missed | None

    def change(self, level: ServiceLevel) -> int:
        return self.standing.counts[level] - self.before.counts[level]


_kept: Keeper[Month] = Keeper()


def month_kept(trader: Trader, period: Period, on: date) -> Month:
    """Return the figures of a month, worked out once an edition."""
    return _kept.get(trader, on, period.first, work_out=lambda: _month(trader, period, on))


def _month(trader: Trader, period: Period, on: date) -> Month:
    before = month_of(months_on(period.first, -1))
    earlier, standing = standings(trader, [before, period], on)
    standards = standards_kept(trader, [before, period])
    promises = promises_kept(trader, [before, period], on)
    return Month(
        period=period,
        before=earlier,
        standing=standing,
        movement=movement_in(trader, period),
        standards=standards[1],
        standards_before=standards[0],
        promises=promises[1],
        promises_before=promises[0],
        tally=_tally(trader, period, on),
        mouth=mouth_in(trader, period),
        wows=wows_in(trader, period),
        complaints=_count(Recovery, Recovery.raised_on, trader, period),
        put_right=_count(Recovery, Recovery.resolved_on, trader, period),
        longest_below=None if period.is_over(on) else _longest_below(trader),
        most_missed=_most_missed(trader, period),
    )


def _tally(trader: Trader, period: Period, on: date) -> Tally:
    months = gap_kept(trader, on).months
    return next((month.tally for month in months if month.first == period.first), Tally())


def mouth_in(trader: Trader, period: Period) -> Mouth:
    """Count referrals by the day on which they came, and what came of them by the day it did."""
    brought = aliased(Client)
    became = Referral.became_client_on.between(period.first, period.last)
    worth = sa.case((became, sa.func.coalesce(Referral.value, brought.value)))
    sent, converted, cents = db.session.execute(
        sa.select(
            sa.func.count(sa.case((Referral.received_on.between(period.first, period.last), 1))),
            sa.func.count(sa.case((became, 1))),
            sa.cast(sa.func.coalesce(sa.func.sum(worth), 0), sa.BigInteger),
        )
        .select_from(Referral)
        .join(Client, Client.id == Referral.referrer_id)
        .outerjoin(brought, brought.id == Referral.client_id)
        .where(
            Client.trader_id == trader.id,
            sa.or_(Referral.received_on.between(period.first, period.last), became),
        )
    ).one()
    return Mouth(
        sent,
        converted,
        Decimal(cents) / 100,
        _count(GoodWord, GoodWord.said_on, trader, period),
        _count(BadWord, BadWord.heard_on, trader, period),
    )


def wows_in(trader: Trader, period: Period) -> Wows:
    """Count what was delivered; a reaction that is not known yet counts as landed."""
    fell_flat = Delight.reaction.in_([one for one in Reaction if not one.landed])
    delivered, flat, spent = db.session.execute(
        Delight.by_day(trader)
        .where(Delight.delivered_on.between(period.first, period.last))
        .with_only_columns(
            sa.func.count(),
            sa.func.count(sa.case((fell_flat, 1))),
            sa.func.sum(Delight.cost),
        )
    ).one()
    return Wows(delivered, delivered - flat, spent or Decimal(0))


Dated = type[Recovery] | type[GoodWord] | type[BadWord]


def _count(model: Dated, day: Any, trader: Trader, period: Period) -> int:
    chosen = sa.select(sa.func.count()).select_from(model).join(model.client)
    in_time = day.between(period.first, period.last)
    return db.session.scalar(chosen.where(Client.trader_id == trader.id, in_time)) or 0


def _longest_below(trader: Trader) -> Named | None:
    """Find who has been below for longest; of several, whose work brings most."""
    row = db.session.execute(
        Client.active(trader)
        .where(Client.level == ServiceLevel.BELOW)
        .with_only_columns(Client.id, Client.name)
        .order_by(Client.level_since, Client.value.desc().nulls_last(), Client.id)
        .limit(1)
    ).first()
    return Named(*row) if row else None


def _most_missed(trader: Trader, period: Period) -> Missed | None:
    missed = sa.func.count(sa.case((Check.kept.is_(False), 1)))
    row = db.session.execute(
        sa.select(
            Standard.id, Standard.promise, sa.func.count(Check.id) - missed, sa.func.count(Check.id)
        )
        .join(Check, Check.standard_id == Standard.id)
        .join(Standard.checklist)
        .where(
            Checklist.trader_id == trader.id,
            Check.checked_on.between(period.first, period.last),
        )
        .group_by(Standard.id, Standard.promise)
        .having(missed > 0)
        .order_by(missed.desc(), Standard.id)
        .limit(1)
    ).first()
    return Missed(row[0], row[1], Share(row[2], row[3])) if row else None
