"""The monthly review: one month's figures, and the three things most worth doing next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from wowcrm.actions.models import Action
from wowcrm.actions.taking import actions_about
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.delights.models import Delight
from wowcrm.four_cs.look import quarter_due
from wowcrm.insights.month import Month, month_kept
from wowcrm.insights.periods import Period, months_until
from wowcrm.insights.worth_doing import Beside, Thing, worth_doing
from wowcrm.keeping import Keeper
from wowcrm.referrals.models import Referral
from wowcrm.rising.bar import bar_of
from wowcrm.touchpoints.way import way_of
from wowcrm.traders.models import Trader


@dataclass(frozen=True, slots=True)
class MonthlyReview:
    month: Month
    things: Sequence[Thing]
    actions: dict[str, list[Action]]
    earlier: Period | None
    later: Period | None

    def about(self, thing: Thing) -> str:
        """What actions on it are kept under."""
        return f"month-{self.month.period.key}-{thing.key}"


def review_of(trader: Trader, key: str | None, on: date) -> MonthlyReview | None:
    """Review the month that an address names, "2026-11"; without one, the last that is worth it."""
    months = months_until(on)
    place = _place(months, key, on)
    if place is None:
        return None
    month = month_kept(trader, months[place], on)
    review = MonthlyReview(
        month,
        worth_doing(month, _beside(trader, on)),
        {},
        earlier=months[place - 1] if place else None,
        later=months[place + 1] if place + 1 < len(months) else None,
    )
    review.actions.update(actions_about(trader, [review.about(each) for each in review.things]))
    return review


SOON = 7
"""In its first days, a month has little to tell: the one before is reviewed."""


def _place(months: Sequence[Period], key: str | None, on: date) -> int | None:
    if key is None:
        return len(months) - (2 if on.day <= SOON else 1)
    return next((place for place, month in enumerate(months) if month.key == key), None)


def _beside(trader: Trader, on: date) -> Beside:
    due, way, quarter = bar_of(trader, on).due, way_of(trader, on), quarter_due(trader, on)
    unthanked, planned = _open.get(trader, work_out=lambda: _count_open(trader))
    return Beside(
        bar=trader.consistency_bar,
        unthanked=unthanked,
        planned=planned,
        expected=due[0].idea.text if due else None,
        worst_touchpoint=next(
            ((stop.touchpoint.id, stop.touchpoint.name) for stop in way.worst), None
        ),
        quarter=None if quarter is None else quarter.quarter,
        way_is_due=bool(way.stops) and way.is_due(on),
    )


_open = Keeper[tuple[int, int]]()


def _count_open(trader: Trader) -> tuple[int, int]:
    """Count the referrals that wait for thanks, and the delights that are planned."""
    counts = (
        sa.select(sa.func.count()).select_from(chosen.order_by(None).subquery()).scalar_subquery()
        for chosen in (
            Referral.unthanked(trader).with_only_columns(Referral.id),
            Delight.planned(trader)
            .where(Client.archived_on.is_(None))
            .with_only_columns(Delight.id),
        )
    )
    unthanked, planned = db.session.execute(sa.select(*counts)).one()
    return unthanked, planned
