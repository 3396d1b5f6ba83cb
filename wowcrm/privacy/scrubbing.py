"""Take what names a person out of rows that stay, because they belong to somebody else."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from wowcrm.belonging import about, owned_by
from wowcrm.clients.models import Client
from wowcrm.db import Base, db
from wowcrm.history.models import Change
from wowcrm.timeline.models import Interaction

ERASED = "—"

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
    number = 0
    for name, key in places:
        table = Base.metadata.tables[name]
        blank, whose = blank_texts(table), owned_by(table, trader_id)
        if whose is None:
            continue
        parts = zip(table.primary_key.columns, key, strict=True)
        chosen = sa.and_(whose, *(column == part for column, part in parts))
        if blank:
            db.session.execute(sa.update(table).where(chosen).values(blank))
        if "id" in table.c:
            _reword(about(name, key[0]), names)
        number += 1
    db.session.flush()
    return number


def _reword(of: str, names: Sequence[str]) -> None:
    """Leave the name out of what stories tell of a row, and drop what the history knows of it."""
    db.session.execute(sa.delete(Change).where(Change.about == of))
    for line in db.session.scalars(sa.select(Interaction).where(Interaction.about == of)):
        line.summary = without(line.summary, names)
        db.session.get_one(Client, line.client_id).mark()


def without(text: str, names: Sequence[str]) -> str:
    """Put a dash where a name stood: the whole name first, then its parts."""
    parts = {part for name in names for part in (name, *name.split()) if len(part) > 1}
    for part in sorted(parts, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", ERASED, text, flags=re.IGNORECASE)
    return re.sub(rf"{ERASED}(\s+{ERASED})+", ERASED, text)
