"""Changes of one trader follow one another; SQLite's write lock sees to it by itself."""

import sqlalchemy as sa

from wowcrm.db import db

CHANGES = 1
"""The first number of the advisory lock."""


def take_turn(trader_id: int) -> None:
    """Wait until no other change of this trader is under way, wherever it comes from.

    Taken before any row is held, so that whoever waits keeps nobody waiting. It is a lock of its
    own, that no row stands for: whoever else locks rows never waits for it.
    """
    if db.engine.dialect.name == "postgresql":
        turn = sa.func.pg_advisory_xact_lock(CHANGES, trader_id)
        db.session.execute(sa.select(turn))
