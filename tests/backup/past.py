"""Databases as earlier versions left them: built by the migrations of their day, with rows in them."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import Any

import sqlalchemy as sa
from alembic.script import ScriptDirectory
from sqlalchemy import event

from wowcrm.backup.migrating import migrate, one_transaction
from wowcrm.backup.tables import described
from wowcrm.belonging import shape_of
from wowcrm.db import Base
from wowcrm.paths import folder

GIVEN_ONCE = "2026_11_26_numbers_given_once"
ROWS = 3
SAID = {"timezone": "Europe/Riga", "locale": "en_GB", "currency": "EUR", "edition": ""}


def revisions() -> list[str]:
    """List the migrations, the first one first."""
    scripts = ScriptDirectory(str(folder("migrations")))
    return [script.revision for script in scripts.walk_revisions()][::-1]


@contextmanager
def before_numbers_were_given_once(revision: str) -> Iterator[None]:
    """Build tables as they were before SQLite was told to count on, where that is the past."""
    known = revisions()
    if known.index(revision) >= known.index(GIVEN_ONCE):
        yield
        return
    hear = sys.modules["wowcrm.db"]._give_no_number_twice
    event.remove(sa.Table, "before_create", hear)
    try:
        yield
    finally:
        event.listen(sa.Table, "before_create", hear)


def build_past(revision: str, rows: int = ROWS) -> None:
    """Build the database of a version, and fill it; within an application."""
    with before_numbers_were_given_once(revision), one_transaction() as connection:
        migrate(connection, revision)
        fill(connection, rows)


def fill(connection: sa.Connection, rows: int = ROWS) -> None:
    """Put rows into every table, each pointing at rows that are there."""
    ids: dict[str, list[int]] = {}
    for table in described(connection).sorted_tables:
        made = [_row(table, number, ids) for number in range(1, rows + 1)]
        connection.execute(sa.insert(table), made)
        if "id" in table.c:
            ids[table.name] = list(connection.scalars(sa.select(table.c.id)))


def _row(table: sa.Table, number: int, ids: dict[str, list[int]]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for column in table.columns:
        if column.name == "id":
            continue
        if column.foreign_keys:
            target = next(iter(column.foreign_keys)).column.table.name
            row[column.name] = ids[target][number - 1] if target in ids else None
        else:
            row[column.name] = _value(table.name, column, number)
    return row


def _value(table: str, column: "sa.Column[Any]", number: int) -> Any:
    if column.name in SAID:
        return SAID[column.name]
    known = (
        Base.metadata.tables[table].columns.get(column.name)
        if table in Base.metadata.tables
        else None
    )
    if known is not None and isinstance(known.type, sa.Enum):
        return known.type.enums[number % len(known.type.enums)]
    if isinstance(column.type, sa.JSON):
        words = {"words": f"“Õnne” {number}\n", "none": None}
        return [words] if known is not None and shape_of(known) is list else words
    if isinstance(column.type, sa.LargeBinary):
        return bytes(range(256))
    if isinstance(column.type, sa.Boolean):
        return bool(number % 2)
    if isinstance(column.type, sa.DateTime):
        return datetime(2026, 11, 1 + number % 28, 9, 30, 15, 123456, tzinfo=UTC)
    if isinstance(column.type, sa.Date):
        return date(2026, 11, 1 + number % 28)
    if isinstance(column.type, sa.Time):
        return time(7, 30, number % 60)
    if isinstance(column.type, sa.Integer):
        return number
    return f'{table} {column.name} {number}: Õnne’s \\ "tea"\t\u2028\N{GRINNING FACE}'
