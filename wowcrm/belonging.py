"""What belongs to whom, read from the foreign keys, so that it holds for tables yet to come."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import sqlalchemy as sa

from wowcrm.db import Base, Row

CASCADE = "CASCADE"
LONGEST_NUMBER = 10
"""Figures of a row's number, at most; Python refuses to read thousands of them."""


@cache
def children() -> Mapping[str, list[sa.ForeignKey]]:
    """Return by table the foreign keys that point at it."""
    found: dict[str, list[sa.ForeignKey]] = defaultdict(list)
    for table in Base.metadata.sorted_tables:
        for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
            found[key.column.table.name].append(key)
    return found


@cache
def models() -> Mapping[str, type[Row]]:
    """Return the models by their tables."""
    return {
        mapper.local_table.name: mapper.class_  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
    }


@cache
def shape_of(column: "sa.Column[Any]") -> type:
    """Return what a column of JSON holds: many things by their names, or a list."""
    kinds = (vars(each).get("__annotations__", {}) for each in models()[column.table.name].__mro__)
    written = next((str(each[column.name]) for each in kinds if column.name in each), "")
    return list if "[list" in written else dict


def goes_along(key: sa.ForeignKey) -> bool:
    """Tell whether a row goes when the one goes that its key points at."""
    return (key.ondelete or "").upper() == CASCADE


_ways: dict[tuple[str, str], sa.ForeignKey | None] = {}


def way_up(table: sa.Table, to: str) -> sa.ForeignKey | None:
    """Return the key by which rows of a table belong to a trader, or to a client: the first step.

    Rows belong to whatever they go along with; a key that may be empty is the last choice.
    """
    if table.metadata is not Base.metadata:
        return _way_up(table, to)
    place = (table.name, to)
    if place not in _ways:
        _ways[place] = _way_up(table, to)
    return _ways[place]


def _way_up(table: sa.Table, to: str) -> sa.ForeignKey | None:
    keys = [key for key in table.foreign_keys if key.column.table is not table]
    keys.sort(key=lambda key: (not goes_along(key), bool(key.parent.nullable), key.parent.name))
    straight = [key for key in keys if key.column.table.name == to]
    if straight and (goes_along(straight[0]) or to == "traders"):
        return straight[0]
    return next((key for key in keys if goes_along(key) and way_up(key.column.table, to)), None)


def owned_by(table: sa.Table, trader_id: int) -> sa.ColumnElement[bool] | None:
    """Narrow a table to what belongs to a trader; none where its rows belong to nobody."""
    if table.name == "traders":
        return table.c.id == trader_id
    key = way_up(table, "traders")
    if key is None:
        return None
    above = owned_by(key.column.table, trader_id)
    if key.column.table.name == "traders":
        return key.parent == trader_id
    assert above is not None, "the way up leads to the top"
    return key.parent.in_(sa.select(key.column).where(above))


# How rows are named where no foreign key can point: in lines of a story, files, changes.


@cache
def kind_of(table: str) -> str:
    """Name the kind of a table's rows, as in "good-word-3"."""
    model = models().get(table)
    return re.sub(r"(?<!^)(?=[A-Z])", "-", model.__name__).lower() if model else table


@cache
def tables_of_kinds() -> Mapping[str, str]:
    return {kind_of(table): table for table in models()}


def about(table: str, id: int) -> str:
    """Name a row by its kind and number: "delight-3"."""
    return f"{kind_of(table)}-{id}"


def names_of(table: str, id: int) -> list[str]:
    """Name a row in all the ways that lines do: of some each step is told apart."""
    name = about(table, id)
    return [name, *(f"{name}-{step}" for step in getattr(models().get(table), "told_in", ()))]


def meant(name: str | None) -> tuple[str, int] | None:
    """Read the name of a row: its table and number."""
    kind, _, number = (name or "").rpartition("-")
    table = tables_of_kinds().get(kind)
    sound = number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER
    return (table, int(number)) if table and sound else None


@cache
def telling_tables() -> list[sa.Table]:
    """List the tables whose rows may name any other in their column `about`."""
    return [
        table
        for table in Base.metadata.sorted_tables
        if "about" in table.c and not table.c.about.foreign_keys and "id" in table.c
    ]


def key_of(table: sa.Table, row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what tells a row from the others of its table."""
    return tuple(row[column.name] for column in table.primary_key.columns)


Ask = Callable[[sa.Table, int], Mapping[str, Any] | None]
"""Finds a row by its number."""


def owner_of(table: sa.Table, row: Mapping[str, Any], to: str, ask: Ask) -> int | None:
    """Return the number of the trader, or of the client, to whom a row belongs."""
    if table.name == to:
        return int(row["id"])
    key = way_up(table, to)
    number = row[key.parent.name] if key is not None else None
    if key is None or number is None:
        return None
    if key.column.table.name == to:
        return int(number)
    above = ask(key.column.table, number)
    return None if above is None else owner_of(key.column.table, above, to, ask)
