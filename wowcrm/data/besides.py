"""What our own file says of clients beside all else: their group, and which days are told otherwise.

Columns for it are only there where there is something to say.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from wowcrm.clients.models import ImportantDate
from wowcrm.data.asking import CLIENTS, DATES, whose
from wowcrm.data.cells import apart
from wowcrm.db import db, many, one_of, reading
from wowcrm.groups.models import Group

IN_GROUP = "In group"
DAYS = "Days that come once, or are told ahead"
USUAL = ImportantDate.__table__.c.lead.default.arg
BETWEEN = " ::: "

OTHERWISE = sa.or_(DATES.c.once, DATES.c.lead != USUAL)


def groups_of(connection: sa.Connection, ids: Collection[int]) -> dict[int, str]:
    """Name the group of each client who is in one."""
    named = sa.select(CLIENTS.c.id, Group.name).join(Group, Group.id == CLIENTS.c.group_id)
    rows = connection.execute(named.where(one_of(CLIENTS.c.id, "ids")), {"ids": many(ids)})
    return {row.id: row.name for row in rows}


def days_of(connection: sa.Connection, ids: Collection[int]) -> dict[int, str]:
    """Say of each client which days come once, or are spoken of sooner or later than usual."""
    found: dict[int, list[str]] = defaultdict(list)
    chosen = sa.select(DATES).where(one_of(DATES.c.client_id, "ids"), OTHERWISE)
    for row in connection.execute(chosen, {"ids": many(ids)}):
        found[row.client_id].append(day_words(row))
    return {id: BETWEEN.join(sorted(words)) for id, words in found.items()}


def day_words(row: Any) -> str:
    """Write "2026-12-31 once 30: Contract ends"."""
    year = "-" if row.year is None else f"{row.year:04}"
    once = " once" if row.once else ""
    return apart(f"{year}-{row.month:02}-{row.day:02}{once} {row.lead}: {row.label}")


class Besides:
    """The columns that a trader's file needs for it, and their cells."""

    def __init__(self, trader_id: int) -> None:
        grouped = (
            sa.select(Group.id)
            .join(CLIENTS, CLIENTS.c.group_id == Group.id)
            .where(Group.trader_id == trader_id)
        )
        dated = (
            sa.select(DATES.c.id)
            .join(CLIENTS, CLIENTS.c.id == DATES.c.client_id)
            .where(OTHERWISE, whose(trader_id))
        )
        asked = [(IN_GROUP, grouped, groups_of), (DAYS, dated, days_of)]
        with reading(), db.engine.connect() as connection:
            self.parts = [
                (word, read)
                for word, some, read in asked
                if connection.scalar(sa.select(some.exists()))
            ]

    @property
    def header(self) -> list[str]:
        return [word for word, _read in self.parts]

    def of(self, ids: Sequence[int]) -> list[Mapping[int, str]]:
        if not self.parts:
            return []
        with reading(), db.engine.connect() as connection:
            return [read(connection, ids) for _word, read in self.parts]
