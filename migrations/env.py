"""Run the migrations in one transaction, on the app's own database."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from flask import current_app

from wowcrm.db import Money, UtcDateTime, db


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our column types as the database's, so that migrations do not depend on the app."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Money):
        return "sa.BigInteger()"
    return False


def run(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_item=render_item,
        **current_app.extensions["migrate"].configure_args,
    )
    counted = numbers(connection)
    with context.begin_transaction():
        context.run_migrations()
    count_on(connection, counted)


def numbers(connection: sa.Connection) -> dict[str, int]:
    """Return the last number that each table of a SQLite file has given."""
    if connection.dialect.name != "sqlite":
        return {}
    known = "SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_sequence'"
    if not connection.exec_driver_sql(known).scalar():
        return {}
    given = connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")
    return {row.name: row.seq for row in given}


def count_on(connection: sa.Connection, counted: dict[str, int]) -> None:
    """Let tables that were rebuilt count on from where they were."""
    for name, last in counted.items():
        connection.exec_driver_sql(
            "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (last, name)
        )


def run_alone() -> None:
    """Run the migrations in a transaction of their own."""
    with db.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # Rebuilding a table drops it for a moment, which must not cascade. The pragma is only
            # heard outside a transaction, so it goes to the driver's own connection.
            connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")
        try:
            run(connection)
            connection.commit()
        finally:
            connection.rollback()
            if sqlite:
                connection.connection.driver_connection.execute("PRAGMA foreign_keys = ON")


# Whoever restores or upgrades does so in a transaction that is theirs to finish.
if within := context.config.attributes.get("connection"):
    run(within)
else:
    run_alone()
