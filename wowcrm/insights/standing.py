"""How many clients stood where at the end of each month, and who moved: from the changes kept."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.insights.periods import Period
from wowcrm.levels.level import JUDGED, ServiceLevel
from wowcrm.levels.models import LevelChange
from wowcrm.traders.models import Trader

SHOWN = 5
"""So many of those who moved are named."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where clients stood at the end of a month; this month: where they stand."""

    period: Period
    counts: Mapping[ServiceLevel, int]

    @property
    def words(self) -> str:
        return self.period.words

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def standings(trader: Trader, months: Sequence[Period], on: date) -> list[Standing]:
    """Go back from where clients stand now, change by change; two statements."""
    ends = [min(month.last, on) for month in months]
    now, changes = _now(trader, ends), _changes(trader, ends)
    found = []
    for place, month in enumerate(months):
        counts = Counter(dict.fromkeys(ServiceLevel, 0))
        for level, made, gone, number in now:
            if made <= place < gone:
                counts[level] += number
        for before, after, changed, made, gone, number in changes:
            if made <= place < min(changed, gone):
                counts[before] += number
                counts[after] -= number
        found.append(Standing(month, dict(counts)))
    return found


def _now(trader: Trader, ends: Sequence[date]) -> Sequence[Any]:
    columns = (Client.level, *_there(trader, ends))
    chosen = Client.of(trader).with_only_columns(*columns, sa.func.count())
    return db.session.execute(chosen.group_by(*columns)).all()


def _changes(trader: Trader, ends: Sequence[date]) -> Sequence[Any]:
    changed = _place(LevelChange.on, ends)
    columns = (LevelChange.from_level, LevelChange.to_level, changed, *_there(trader, ends))
    return db.session.execute(
        LevelChange.of(trader)
        .where(LevelChange.on > ends[0])
        .with_only_columns(*columns, sa.func.count())
        .group_by(*columns)
    ).all()


def _there(trader: Trader, ends: Sequence[date]) -> tuple[Any, Any]:
    """Tell from which of the months on, and until which, a client was there."""
    moments = [_end_of(trader, end) for end in ends]
    return _place(Client.created_at, moments), _place(Client.archived_on, ends)


def _place(column: Any, ends: Sequence[Any]) -> sa.ColumnElement[int]:
    """Tell by the end of which month it had happened; the number of months where by none."""
    never: sa.ColumnElement[int] = sa.literal_column(str(len(ends)))
    # What has not happened at all is by far the commonest, and known at a glance.
    reached: list[tuple[Any, Any]] = [(column.is_(None), never)]
    for place, end in enumerate(ends):
        by_then = column < end if isinstance(end, datetime) else column <= end
        reached.append((by_then, sa.literal_column(str(place))))
    return sa.case(*reached, else_=never)


def _end_of(trader: Trader, day: date) -> datetime:
    """The moment at which a day ends on the trader's clock."""
    midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(trader.timezone))
    return midnight.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Move:
    """A client who stands elsewhere at the end of a month than before it, and why."""

    client_id: int
    name: str
    before: ServiceLevel
    after: ServiceLevel
    on: date
    because: str

    @property
    def is_rise(self) -> bool:
        return _steps(self.before, self.after) > 0

    @property
    def is_fall(self) -> bool:
        return _steps(self.before, self.after) < 0


@dataclass(frozen=True, slots=True)
class Movement:
    """Who moved in a month; those whose work brings most are named."""

    counts: Mapping[tuple[ServiceLevel, ServiceLevel], int]
    risen: Sequence[Move]
    fallen: Sequence[Move]

    @property
    def rose(self) -> int:
        return sum(n for pair, n in self.counts.items() if _steps(*pair) > 0)

    @property
    def fell(self) -> int:
        return sum(n for pair, n in self.counts.items() if _steps(*pair) < 0)

    @property
    def became_known(self) -> int:
        return sum(n for (before, _after), n in self.counts.items() if before not in JUDGED)


def _steps(before: ServiceLevel, after: ServiceLevel) -> int:
    """By how many steps somebody rose; none where either level was not known."""
    if before not in JUDGED or after not in JUDGED:
        return 0
    return JUDGED.index(after) - JUDGED.index(before)


def movement_in(trader: Trader, month: Period) -> Movement:
    """Compare where each client stood before a month and at its end; one statement."""
    moved = _moved(trader, month).c
    whose, most_worth_first = (
        (moved.before, moved.after),
        (moved.value.desc().nulls_last(), moved.client_id),
    )
    ranked = sa.select(
        *moved,
        sa.func.count().over(partition_by=whose).label("number"),
        sa.func.row_number().over(partition_by=whose, order_by=most_worth_first).label("place"),
    ).subquery()
    rows = db.session.execute(
        sa.select(ranked)
        .where(ranked.c.place <= SHOWN)
        .order_by(ranked.c.value.desc().nulls_last(), ranked.c.client_id)
    ).all()
    moves = [
        Move(row.client_id, row.name, row.before, row.after, row.on, row.because) for row in rows
    ]
    return Movement(
        counts={(row.before, row.after): row.number for row in rows},
        risen=[move for move in moves if move.is_rise][:SHOWN],
        fallen=[move for move in moves if move.is_fall][:SHOWN],
    )


def _moved(trader: Trader, month: Period) -> sa.Subquery:
    """Choose the newest change of each client in a month, with the level before the first one."""
    whose = LevelChange.client_id
    oldest_first = (LevelChange.on, LevelChange.id)
    newest_first = (LevelChange.on.desc(), LevelChange.id.desc())
    first = sa.func.first_value(LevelChange.from_level, type_=LevelChange.from_level.type)
    each = (
        sa.select(
            LevelChange.client_id,
            LevelChange.on,
            LevelChange.because,
            first.over(partition_by=whose, order_by=oldest_first).label("before"),
            LevelChange.to_level.label("after"),
            sa.func.row_number().over(partition_by=whose, order_by=newest_first).label("newest"),
            Client.name,
            Client.value,
        )
        .join(LevelChange.client)
        .where(
            Client.trader_id == trader.id,
            LevelChange.on.between(month.first, month.last),
            sa.or_(Client.archived_on.is_(None), Client.archived_on > month.last),
        )
        .subquery()
    )
    return sa.select(each).where(each.c.newest == 1, each.c.before != each.c.after).subquery()
