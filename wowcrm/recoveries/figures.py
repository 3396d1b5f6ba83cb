"""Complaints in figures: why they happened, how fast they were put right, who is happier now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.recoveries.models import Recovery
from wowcrm.traders.models import Trader

A_YEAR = timedelta(days=365)
CAUSES = 12
PENDING = 50


@dataclass(frozen=True, slots=True)
class Figures:
    """What was raised in the last twelve months."""

    raised: int
    resolved: int
    sorry_in_time: int
    sorry: int
    """How often sorry was said at all."""
    resolved_in_time: int
    checked: int
    """How many of those put right were asked again, and are settled."""
    happier: int
    learnt: int
    """How many lessons became standards."""
    causes: list[tuple[str, int]]
    """The commonest first."""


def pending(trader: Trader) -> Sequence[Recovery]:
    """List the complaints about which something is still to be done, the oldest first."""
    return db.session.scalars(
        Recovery.of(trader)
        .options(contains_eager(Recovery.client))
        .where(
            Client.archived_on.is_(None),
            sa.or_(Recovery.unresolved(), Recovery.checked_back_on.is_(None)),
        )
        .order_by(sa.case((Recovery.unresolved(), 0), else_=1), Recovery.raised_on, Recovery.id)
        .limit(PENDING)
    ).all()


def figures_of(trader: Trader, on: date) -> Figures:
    """Count the complaints of the last twelve months; two queries."""
    lately = Recovery.of(trader).where(Recovery.raised_on > on - A_YEAR, Recovery.raised_on <= on)
    put_right = sa.not_(Recovery.unresolved())
    settled = sa.and_(put_right, Recovery.checked_back_on.is_not(None))
    counts = {
        "raised": sa.func.count(),
        "resolved": _number(put_right),
        "sorry": _number(Recovery.acknowledged_on.is_not(None)),
        "sorry_in_time": _number(Recovery.acknowledged_on <= Recovery.acknowledge_by),
        "resolved_in_time": _number(
            sa.and_(put_right, Recovery.resolved_on <= Recovery.resolve_by)
        ),
        "checked": _number(settled),
        "happier": _number(sa.and_(settled, Recovery.happier.is_(True))),
        "learnt": _number(Recovery.standard_id.is_not(None)),
    }
    counted = db.session.execute(
        lately.with_only_columns(*(count.label(name) for name, count in counts.items()))
    ).one()
    causes = db.session.execute(
        lately.where(Recovery.cause_key.is_not(None))
        .with_only_columns(sa.func.max(Recovery.cause), sa.func.count())
        .group_by(Recovery.cause_key)
        .order_by(sa.func.count().desc(), Recovery.cause_key)
        .limit(CAUSES)
    )
    return Figures(**counted._asdict(), causes=[(cause or "", number) for cause, number in causes])


def _number(fits: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.count(sa.case((fits, 1)))
