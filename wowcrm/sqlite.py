"""SQLite as it is held: durable, never found locked, and checkpointed by whoever writes much."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import get_ident
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import Pool

from wowcrm.db import db, is_reading


def listen() -> None:
    """Hold whatever SQLite is connected to from here on; to be asked once or more often."""
    if not event.contains(Engine, "connect", _prepare):
        event.listen(Engine, "connect", _prepare)
        event.listen(Engine, "begin", _begin)
        event.listen(Pool, "checkin", _checkpoint_as_usual)


def _prepare(connection: Any, record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    # The driver must not begin transactions by itself: it would begin them DEFERRED.
    connection.isolation_level = None
    connection.execute("PRAGMA busy_timeout = 10000")
    connection.execute("PRAGMA journal_mode = WAL")
    # FULL, because NORMAL loses acknowledged writes when the power goes.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


_checkpointing = set[int]()
"""Threads that work beside everybody, and copy pages from SQLite's log for all."""
CHECKPOINTED_AT = 1000
"""Pages in that log after which a commit copies them into the database (SQLite's own default)."""


def _begin(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    if is_reading():
        connection.exec_driver_sql("BEGIN")
        return
    if _checkpointing:
        connection.info["is_checkpointed_beside"] = True
        connection.exec_driver_sql("PRAGMA wal_autocheckpoint = 0")
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _checkpoint_as_usual(connection: Any, record: Any) -> None:
    if connection is not None and record.info.pop("is_checkpointed_beside", False):
        connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINTED_AT}")


@contextmanager
def checkpointing_beside() -> Iterator[None]:
    """Write much, and `checkpoint` it now and then: no commit in this process copies pages meanwhile.

    Whoever saves a line would otherwise copy thousands of pages that are not theirs, and everybody
    else who wants to save waits for that.
    """
    _checkpointing.add(get_ident())
    try:
        yield
    finally:
        _checkpointing.discard(get_ident())


def checkpoint() -> None:
    """Copy what was committed from SQLite's log into the database, while others read and write."""
    if db.engine.dialect.name == "sqlite":
        with closing(db.engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
