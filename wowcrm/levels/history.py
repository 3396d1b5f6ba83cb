"""A client's levels over time, as far back as two years."""

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.levels.level import ServiceLevel
from wowcrm.levels.models import LevelChange

LONGEST = timedelta(days=730)
SHORTEST = timedelta(days=60)
MOST = 200
NEWEST = (
    sa.select(LevelChange.on, LevelChange.to_level, LevelChange.from_level)
    .where(LevelChange.client_id == sa.bindparam("client_id"))
    .order_by(LevelChange.on.desc(), LevelChange.id.desc())
    .limit(MOST)
)


@dataclass(frozen=True)
class History:
    changes: tuple[tuple[date, ServiceLevel], ...]
    """Each change of the time shown, oldest first: the day and the new level."""
    since: date
    until: date
    before: ServiceLevel
    """The level at the beginning."""


def history_of(client: Client, today: date) -> History | None:
    """Gather the changes of a client's level; None where there has been none."""
    newest = db.session.execute(NEWEST, {"client_id": client.id}).all()
    if not newest:
        return None
    oldest_first = newest[::-1]
    since = max(today - LONGEST, min(oldest_first[0].on, today - SHORTEST))
    earlier = [row.to_level for row in oldest_first if row.on < since]
    return History(
        changes=tuple((row.on, row.to_level) for row in oldest_first if row.on >= since),
        since=since,
        until=today,
        before=earlier[-1] if earlier else oldest_first[0].from_level,
    )
