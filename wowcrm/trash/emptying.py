"""Let go for good of what lies in the trash."""

from datetime import datetime

import sqlalchemy as sa

from wowcrm.db import db
from wowcrm.reminders.models import Reminder
from wowcrm.trash.models import KEPT_FOR, Trashed


def empty_trash(now: datetime) -> int:
    """Let go of what has lain for thirty days, of all traders; return how much that was.

    Deleted reminders lie on a shelf of their own. The contents of files go with the next sweep.
    """
    old = sa.delete(Reminder).where(Reminder.deleted_on < (now - KEPT_FOR).date())
    with db.engine.begin() as connection:
        return sum(connection.execute(each).rowcount for each in (Trashed.ripe(now), old))
