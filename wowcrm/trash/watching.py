"""See what an act takes away: look at everything that hangs on a row, before the act and after.

Foreign keys that the database itself follows are followed here, so nothing that goes is missed,
whichever model it is of. Rows that only name others in a column `about`, such as lines of a story,
are looked at as well: acts strike them out or write new ones.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from wowcrm.belonging import children, goes_along, key_of, names_of, telling_tables
from wowcrm.db import Base, Owned, db, many, one_of
from wowcrm.plain import plain

CHUNK = 2000

Key = tuple[Any, ...]
Values = dict[str, Any]


@dataclass
class Standing:
    """What hangs on some rows, as it stands at one moment."""

    rows: dict[str, dict[Key, Values]] = field(default_factory=dict)
    """Rows by table and key: those that go along, and those that only tell of them."""
    loose: dict[tuple[str, Key, str], Any] = field(default_factory=dict)
    """Keys of other rows that point here and would be emptied: table, key, column."""
    beside: dict[tuple[str, Key], Values] = field(default_factory=dict)
    """Rows that stay, and may be changed by the way."""

    def keep(self, table: sa.Table, found: Iterable[sa.Row[Any]]) -> list[Values]:
        """Take rows in; return those that were not known before."""
        known = self.rows.setdefault(table.name, {})
        fresh = []
        for row in found:
            values = row._asdict()
            if (key := key_of(table, values)) not in known:
                known[key] = values
                fresh.append(values)
        return fresh

    def names(self) -> list[str]:
        """Name the rows as lines of a story do: "delight-3"."""
        return [
            name
            for table, rows in self.rows.items()
            for row in rows.values()
            if "id" in row
            for name in names_of(table, row["id"])
        ]

    def pointing(self) -> dict[tuple[str, str], set[Any]]:
        """Return by table and column what is pointed at."""
        found: dict[tuple[str, str], set[Any]] = {}
        for (table, _key, column), value in self.loose.items():
            found.setdefault((table, column), set()).add(value)
        return found


def stand_of(roots: Sequence[Owned], beside: Sequence[Owned] = ()) -> Standing:
    """Look at everything that hangs on rows that are saved, and at others beside them."""
    standing = stand_of_numbers(_by_table(roots))
    for table, ids in _by_table(beside).items():
        for row in _where(table, table.c.id, ids):
            standing.beside[table.name, key_of(table, row._asdict())] = row._asdict()
    return standing


def stand_of_numbers(roots: Mapping[sa.Table, Sequence[int]]) -> Standing:
    """Look at everything that hangs on the rows with these numbers."""
    standing = Standing()
    for table, ids in roots.items():
        _follow(standing, table, standing.keep(table, _where(table, table.c.id, ids)))
    for tale, told in _told(standing.names()):
        _follow(standing, tale, standing.keep(tale, told))
    return standing


def _by_table(roots: Sequence[Owned]) -> dict[sa.Table, list[int]]:
    found: dict[sa.Table, list[int]] = {}
    for row in roots:
        found.setdefault(Base.metadata.tables[row.__tablename__], []).append(row.id)
    return found


def _follow(standing: Standing, table: sa.Table, rows: list[Values]) -> None:
    """Go down every key that points at these rows."""
    for key in children().get(table.name, ()):
        here = [row[key.column.name] for row in rows]
        found = list(_where(key.parent.table, key.parent, here))
        if goes_along(key):
            _follow(standing, key.parent.table, standing.keep(key.parent.table, found))
            continue
        for row in found:
            place = (
                key.parent.table.name,
                key_of(key.parent.table, row._asdict()),
                key.parent.name,
            )
            standing.loose[place] = row._mapping[key.parent.name]


def _told(names: list[str]) -> Iterator[tuple[sa.Table, Iterator[sa.Row[Any]]]]:
    """Find what tells of rows by their names."""
    for tale in telling_tables():
        yield tale, _where(tale, tale.c.about, names)


def _where(
    table: sa.Table,
    column: sa.ColumnElement[Any],
    values: Sequence[Any],
    *wanted: sa.ColumnElement[Any],
) -> Iterator[sa.Row[Any]]:
    chosen = sa.select(*(wanted or table.columns)).where(one_of(column, "values"))
    chosen = chosen.order_by(*table.primary_key.columns)
    for start in range(0, len(values), CHUNK):
        some = {"values": many(values[start : start + CHUNK])}
        yield from db.session.execute(chosen, some)


def difference(before: Standing, after: Standing) -> dict[str, Any]:
    """Say in plain words what went, what was emptied, and what was written meanwhile."""
    gone: dict[str, list[Values]] = {}
    for table in Base.metadata.sorted_tables:
        there = after.rows.get(table.name, {})
        rows = [row for key, row in before.rows.get(table.name, {}).items() if key not in there]
        if rows:
            gone[table.name] = [_plain(row) for row in rows]
    made = [
        [table, *key]
        for table, rows in after.rows.items()
        for key in rows
        if key not in before.rows.get(table, {})
    ]
    emptied = [
        [table, list(key), column, plain(value)]
        for (table, key, column), value in before.loose.items()
        if (table, key, column) not in after.loose
    ]
    altered = [
        [table, list(key), column, plain(value), plain(now[column])]
        for (table, key), held in before.beside.items()
        if (now := after.beside.get((table, key))) is not None
        for column, value in held.items()
        if now[column] != value
    ]
    return {"rows": gone, "made": made, "emptied": emptied, "altered": altered}


def _plain(row: Mapping[str, Any]) -> Values:
    return {name: plain(value) for name, value in row.items()}


def again(before: Standing) -> Standing:
    """Look at the same rows once more, after an act."""
    after = Standing()
    for name, rows in before.rows.items():
        table = Base.metadata.tables[name]
        first = next(iter(table.primary_key.columns))
        # Which are there is all that is asked.
        numbers = sorted({row[first.name] for row in rows.values()})
        after.keep(table, _where(table, first, numbers, *table.primary_key.columns))
    for tale, told in _told(before.names()):
        after.keep(tale, told)
    for (name, key), held in before.beside.items():
        table = Base.metadata.tables[name]
        for row in _where(table, table.c.id, [held["id"]]):
            after.beside[name, key] = row._asdict()
    for (name, column), values in before.pointing().items():
        table = Base.metadata.tables[name]
        for row in _where(table, table.c[column], sorted(values)):
            after.loose[name, key_of(table, row._asdict()), column] = row._mapping[column]
    return after
