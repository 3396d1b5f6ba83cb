"""Take what names a person out of rows that stay, because they belong to somebody else."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from wowcrm.belonging import about, owned_by
from wowcrm.clients.models import Client
from wowcrm.db import Base, db
from wowcrm.history.models import Change
from wowcrm.timeline.models import Interaction

ERASED = "—"
AT_ONCE = 500

Place = tuple[str, tuple[Any, ...]]
"""A row by its table and key."""


def blank_texts(table: sa.Table) -> dict[str, str | None]:
    """Say what to write over the words of a row: nothing, or a dash where something must stand."""
    return {
        column.name: None if column.nullable else ERASED
        for column in table.columns
        if isinstance(column.type, sa.String)
        and not isinstance(column.type, sa.Enum)
        and column.name != "about"
        and not column.foreign_keys
    }


def scrub(places: Iterable[Place], names: Sequence[str], trader_id: int) -> int:
    """Blank rows that told of a person, and what stories and the history say of those rows."""
    by_table: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for name, key in places:
        by_table[name].append(key)
    number = 0
    for name, keys in by_table.items():
        table = Base.metadata.tables[name]
        whose = owned_by(table, trader_id)
        if whose is None:
            continue
        for start in range(0, len(keys), AT_ONCE):
            _blank(table, whose, keys[start : start + AT_ONCE], names)
        number += len(keys)
    db.session.flush()
    return number


def _blank(
    table: sa.Table,
    whose: sa.ColumnElement[bool],
    keys: list[tuple[Any, ...]],
    names: Sequence[str],
) -> None:
    if blank := blank_texts(table):
        these = sa.tuple_(*table.primary_key.columns).in_(keys)
        db.session.execute(sa.update(table).where(whose, these).values(blank))
    if "id" in table.c:
        _reword([about(table.name, key[0]) for key in keys], names)


def _reword(of: list[str], names: Sequence[str]) -> None:
    """Leave the name out of what stories tell of rows, and drop what the history knows of them."""
    db.session.execute(sa.delete(Change).where(Change.about.in_(of)))
    for line in db.session.scalars(sa.select(Interaction).where(Interaction.about.in_(of))):
        line.summary = without(line.summary, names)
        db.session.get_one(Client, line.client_id).mark()


def without(text: str, names: Sequence[str]) -> str:
    """Put a dash where a name stood: the whole name first, then its parts."""
    parts = {part for name in names for part in (name, *name.split()) if len(part) > 1}
    for part in sorted(parts, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", ERASED, text, flags=re.IGNORECASE)
    return re.sub(rf"{ERASED}(\s+{ERASED})+", ERASED, text)
