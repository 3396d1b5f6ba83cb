"""Let go of the oldest history."""

from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa

from wowcrm.db import db
from wowcrm.history.models import Change


def prune_history(at: datetime) -> int:
    """Let go of changes older than two years, of all traders; whoever calls this saves it."""
    return cast(sa.CursorResult[Any], db.session.execute(Change.ripe(at))).rowcount
