"""Let go of the oldest history."""

from datetime import datetime

from wowcrm.db import db
from wowcrm.history.models import Change


def prune_history(now: datetime) -> int:
    """Let go of changes older than two years, of all traders; return how many."""
    with db.engine.begin() as connection:
        return connection.execute(Change.ripe(now)).rowcount
