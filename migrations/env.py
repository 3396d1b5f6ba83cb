"""Run the migrations in one transaction, on the app's own database."""

from typing import Any, Literal

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


arguments = current_app.extensions["migrate"].configure_args
with db.engine.connect() as connection:
    if connection.dialect.name == "sqlite":
        # Rebuilding a table drops it for a moment, which must not cascade. The pragma is only
        # heard outside a transaction, so it goes to the driver's own connection.
        connection.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")
    try:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_item=render_item,
            **arguments,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
    finally:
        connection.rollback()
        if connection.dialect.name == "sqlite":
            connection.connection.driver_connection.execute("PRAGMA foreign_keys = ON")
