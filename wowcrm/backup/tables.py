"""The tables as the database itself describes them, of whatever version it is."""

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from wowcrm.db import Base, is_described

LEFT_OUT = frozenset({"alembic_version", "failed_sign_ins", "jobs", "sign_ins", "submissions"})
"""What is of this machine and this hour: who is signed in, which forms were sent, whose turn it is."""


def described(connection: sa.Connection) -> sa.MetaData:
    """Read the tables from the database, but for those of the search."""
    found = sa.MetaData()
    found.reflect(
        connection,
        only=lambda name, _: is_described(name, "table", None) and name != "alembic_version",
    )
    return found


def in_backups(metadata: sa.MetaData) -> Iterator[sa.Table]:
    """Choose the tables that go into a backup, parents first.

    A table says that it is of this machine only by `info={"backup": False}`.
    """
    for table in metadata.sorted_tables:
        known = Base.metadata.tables.get(table.name)
        if table.name not in LEFT_OUT and (known is None or known.info.get("backup") is not False):
            yield table


def revision_of(connection: sa.Connection) -> str | None:
    """Name the migration that a database is at; none for an empty one."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(sa.text("SELECT version_num FROM alembic_version"))


def names(connection: sa.Connection) -> list[str]:
    """Name the tables, but for those of the search."""
    return [
        name
        for name in sa.inspect(connection).get_table_names()
        if is_described(name, "table", None) and name != "alembic_version"
    ]


def counts(connection: sa.Connection) -> dict[str, int]:
    """Count the rows of every table."""
    number = sa.func.count()
    return {
        name: connection.scalar(sa.select(number).select_from(sa.table(name))) or 0
        for name in names(connection)
    }


def last_numbers(connection: sa.Connection, metadata: sa.MetaData) -> Mapping[str, int]:
    """Return the last number that each table has given."""
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
        if "sqlite_sequence" not in found.scalars().all():
            return {}
        given = connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")
        return {row.name: int(row.seq) for row in given if row.name in metadata.tables}
    return dict(_from_sequences(connection, metadata))


def _from_sequences(connection: sa.Connection, metadata: sa.MetaData) -> Iterator[tuple[str, int]]:
    for name, table in metadata.tables.items():
        sequence = _sequence(connection, table)
        if sequence is not None:
            # Names of tables come from the database, and of sequences too: neither was typed.
            last, given = connection.exec_driver_sql(
                f"SELECT last_value, is_called FROM {sequence}"
            ).one()
            yield name, int(last) if given else 0


def count_on(connection: sa.Connection, table: sa.Table, last: int | None) -> None:
    """Let a table go on after its last number, and after the largest that it holds."""
    if "id" not in table.c:
        return
    largest = connection.scalar(sa.select(sa.func.max(table.c.id))) or 0
    after = max(largest, last or 0)
    if connection.dialect.name == "sqlite":
        _count_on_sqlite(connection, table, after)
    elif after and (sequence := _sequence(connection, table)):
        connection.execute(
            sa.text("SELECT setval(:name, :last)"), {"name": sequence, "last": after}
        )


def _count_on_sqlite(connection: sa.Connection, table: sa.Table, after: int) -> None:
    known = "SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_sequence'"
    if not after or not connection.exec_driver_sql(known).scalar():
        return
    connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (table.name,))
    connection.exec_driver_sql("INSERT INTO sqlite_sequence VALUES (?, ?)", (table.name, after))


def _sequence(connection: sa.Connection, table: sa.Table) -> Any:
    if "id" not in table.c:
        return None
    return connection.scalar(
        sa.text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": table.name}
    )
