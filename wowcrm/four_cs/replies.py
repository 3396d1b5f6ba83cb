"""How soon messages of clients were answered, day by day; the database counts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from wowcrm.db import db
from wowcrm.expectations.models import GroundRules, Unit
from wowcrm.insights.periods import Period
from wowcrm.timeline.models import CONTACTS, Direction, Interaction, InteractionKind
from wowcrm.traders.models import Trader

WRITTEN = (InteractionKind.MESSAGE, InteractionKind.EMAIL)
"""What waits for an answer; whoever rings has it at once."""
INWARD = Interaction.direction == sa.literal_column("'in'")
"""Spelt out, so that SQLite sees that the index of what came in will do."""
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Replies:
    """Messages that came in, and how many were answered within the time that the trader names."""

    came: int = 0
    in_time: int = 0
    unanswered: int = 0
    days: int = 0
    """Days that those waited together who were answered."""

    @property
    def answered(self) -> int:
        return self.came - self.unanswered

    @property
    def mean(self) -> float | None:
        return self.days / self.answered if self.answered else None


def replies_in(trader: Trader, periods: Sequence[Period], on: date) -> list[Replies]:
    """Count what came in in each period; one statement, as many rows as there are days."""
    within = _within(trader)
    rows = list(_by_days(trader, periods[0].first, periods[-1].last))
    return [
        _counted(
            (row for row in rows if period.first <= row[0] <= period.last),
            within,
            on,
        )
        for period in periods
    ]


def _within(trader: Trader) -> int:
    """The working days within which the trader says that they reply; hours are the same day's."""
    rules = db.session.scalar(GroundRules.of(trader).limit(1))
    if rules is None or rules.reply_within is None:
        return 1
    return rules.reply_within if rules.reply_unit is Unit.WORKING_DAYS else rules.reply_within // 24


def _by_days(trader: Trader, first: date, last: date) -> Iterator[tuple[date, date | None, int]]:
    """Count messages by the day on which they came and the day of the next contact outward."""
    later = aliased(Interaction)
    reply = (
        sa.select(sa.func.min(later.happened_on))
        .where(
            later.client_id == Interaction.client_id,
            later.happened_on >= Interaction.happened_on,
            later.direction == Direction.OUT,
            later.kind.in_(CONTACTS),
        )
        .correlate(Interaction)
        .scalar_subquery()
    )
    each = (
        sa.select(Interaction.happened_on.label("came_on"), reply.label("reply_on"))
        .where(
            Interaction.client.has(trader_id=trader.id),
            INWARD,
            Interaction.kind.in_(WRITTEN),
            Interaction.happened_on.between(first, last),
        )
        .subquery()
    )
    rows = db.session.execute(
        sa.select(each.c.came_on, each.c.reply_on, sa.func.count()).group_by(
            each.c.came_on, each.c.reply_on
        )
    )
    return ((came_on, reply_on, number) for came_on, reply_on, number in rows)


def _counted(rows: Iterable[tuple[date, date | None, int]], within: int, on: date) -> Replies:
    came = in_time = unanswered = days = 0
    for came_on, reply_on, number in rows:
        by = working_days_after(came_on, within)
        if reply_on is None and on <= by:
            # There is still time: it counts neither way.
            continue
        came += number
        if reply_on is None:
            unanswered += number
        else:
            days += number * (reply_on - came_on).days
            in_time += number * (reply_on <= by)
    return Replies(came, in_time, unanswered, days)


def working_days_after(day: date, number: int) -> date:
    """The day so many working days later; from a weekend on, Monday is the first."""
    while number > 0:
        day += A_DAY
        number -= day.weekday() < 5
    return day
