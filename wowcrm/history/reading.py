"""Read the history a page at a time, newest first."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from wowcrm.belonging import meant
from wowcrm.clients.models import Client
from wowcrm.db import Base, db
from wowcrm.history.models import Change
from wowcrm.history.restoring import may_return
from wowcrm.history.words import label, worded
from wowcrm.naming import kind_word, title_column, title_of
from wowcrm.traders.models import Trader

A_PAGE = 30

Named = tuple[str, int]
"""A row by its table and number."""


@dataclass(frozen=True)
class Entry:
    """One column of a change."""

    column: str
    label: str
    before: str
    after: str
    may_return: bool


@dataclass(frozen=True)
class Told:
    """One change of one row."""

    change: Change
    kind: str
    title: str
    whose: str
    """Of which client it is, if it is not the client."""
    entries: list[Entry]
    may_return: bool
    """Whether a row that was removed can be put back."""


@dataclass(frozen=True)
class History:
    told: list[Told]
    earlier: int | None


def history_of(
    trader: Trader, *, client: Client | None = None, of: str | None = None, before: int | None
) -> History:
    """Read a page: of everything, of what belongs to a client, or of one thing."""
    query = Change.of(trader)
    if client is not None:
        query = query.where(Change.client_id == client.id)
    if of is not None:
        query = query.where(Change.about == of)
    if before is not None:
        query = query.where(Change.id < before)
    found = db.session.scalars(query.order_by(Change.id.desc()).limit(A_PAGE + 1)).all()
    page = found[:A_PAGE]
    return History(_told(page, trader), page[-1].id if len(found) > A_PAGE else None)


def _told(changes: Sequence[Change], trader: Trader) -> list[Told]:
    named = {change.id: row for change in changes if (row := meant(change.about))}
    people = [("clients", change.client_id) for change in changes if change.client_id]
    titles = titles_of([*named.values(), *people, *_pointed_at(changes, named)])
    return [
        _one(change, named[change.id], titles, trader) for change in changes if change.id in named
    ]


def _one(change: Change, row: Named, titles: dict[Named, str], trader: Trader) -> Told:
    table, _number = row
    held = {name: before for name, (before, _after) in change.columns.items()}
    entries = [
        Entry(
            column=name,
            label=label(table, name),
            before=worded(table, name, before, trader, titles),
            after=worded(table, name, after, trader, titles),
            may_return=row in titles and may_return(change, table, name),
        )
        for name, (before, after) in change.columns.items()
        if not change.removed
    ]
    return Told(
        change=change,
        kind=kind_word(table),
        title=title_of(table, held) if change.removed else titles.get(row, ""),
        whose="" if table == "clients" else titles.get(("clients", change.client_id or 0), ""),
        entries=entries,
        may_return=change.removed and row not in titles,
    )


def _pointed_at(changes: Iterable[Change], named: dict[int, Named]) -> Iterable[Named]:
    """List the rows that keys pointed at before or after."""
    for change in changes:
        if change.id not in named or change.removed:
            continue
        columns = Base.metadata.tables[named[change.id][0]].columns
        for name, values in change.columns.items():
            for key in columns[name].foreign_keys if name in columns else ():
                yield from ((key.column.table.name, value) for value in values if value)


def titles_of(rows: Iterable[Named]) -> dict[Named, str]:
    """Say what rows are called that are still there; a query a table."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for kind, number in rows:
        wanted[kind].add(number)
    found: dict[Named, str] = {}
    for name, numbers in wanted.items():
        table = Base.metadata.tables[name]
        column = title_column(name)
        columns: list[Any] = [table.c.id, *([table.c[column]] if column else [])]
        for row in db.session.execute(sa.select(*columns).where(table.c.id.in_(numbers))):
            found[name, row.id] = title_of(name, row._asdict())
    return found
