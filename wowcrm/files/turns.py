"""Contents are added and let go of by turns: none goes while somebody adds a file that has it."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from wowcrm.db import db, writing

CONTENTS = 2
"""The first number of the advisory lock; SQLite's write lock sees to it by itself."""


def begin_to_add() -> None:
    """Let nobody remove contents before this transaction ends; others may add meanwhile."""
    _wait(sa.func.pg_advisory_xact_lock_shared)


@contextmanager
def letting_go() -> Iterator[None]:
    """Look at what is needed, and remove the rest, while nobody adds anything."""
    db.session.rollback()
    with writing():
        _wait(sa.func.pg_advisory_xact_lock)
        try:
            yield
        finally:
            db.session.rollback()


def _wait(lock: "sa.sql.functions._FunctionGenerator") -> None:
    on_postgresql = db.engine.dialect.name == "postgresql"
    db.session.execute(sa.select(lock(CONTENTS, 0) if on_postgresql else sa.literal(1)))
