"""Run migrations within a transaction that is somebody else's to finish.

Alembic is loaded where one is run, and not before: see wowcrm.upgrading.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import current_app

from wowcrm.db import db

if TYPE_CHECKING:
    from alembic.config import Config

OURS = 0x776F77
"""The number under which those who migrate queue up."""

PATIENCE = "30s"
"""How long to wait for those who are at work in the same tables."""


@contextmanager
def one_transaction() -> Iterator[sa.Connection]:
    """Begin a transaction in which tables may be rebuilt; all of it is saved at the end, or none."""
    with db.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # Rebuilding a table drops it for a moment, which must not cascade. Only heard here,
            # before the transaction begins.
            driver.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                if not sqlite:
                    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE}'")
                    # Of two who begin at once the second waits, and finds it done; on SQLite
                    # there is only one who writes anyway.
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({OURS})")
                yield connection
        finally:
            if sqlite:
                driver.execute("PRAGMA foreign_keys = ON")


def migrate(connection: sa.Connection, to: str) -> None:
    """Bring the tables up to a migration; `head` is the newest."""
    from alembic import command

    command.upgrade(_config(connection), to)


def empty(connection: sa.Connection) -> None:
    """Remove every table of ours: a SQLite file is ours alone, elsewhere others may keep theirs."""
    if connection.dialect.name != "sqlite":
        from alembic import command

        command.downgrade(_config(connection), "base")
        return
    # Tables of an index go with it.
    connection.exec_driver_sql("DROP TABLE IF EXISTS search_documents")
    for name in sa.inspect(connection).get_table_names():
        connection.execute(sa.schema.DropTable(sa.Table(name, sa.MetaData())))


def _config(connection: sa.Connection) -> "Config":
    config: Config = current_app.extensions["migrate"].migrate.get_config()
    config.attributes["connection"] = connection
    return config


def broken_links(connection: sa.Connection) -> list[str]:
    """List rows that point at nothing, where the database was told not to look."""
    if connection.dialect.name != "sqlite":
        return []
    return [
        f"{row[0]} {row[1]} belongs to a row of {row[2]} that is gone"
        for row in connection.exec_driver_sql("PRAGMA foreign_key_check")
    ]


def damage(connection: sa.Connection) -> list[str]:
    """List what the database itself finds wrong."""
    if connection.dialect.name != "sqlite":
        return []
    found = connection.exec_driver_sql("PRAGMA integrity_check").scalars()
    return [line for line in found if line != "ok"]
