"""Let go for good of what lies in the trash."""

from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa

from wowcrm.db import db
from wowcrm.trash.models import Trashed


def empty_trash(at: datetime) -> int:
    """Let go of what has lain for thirty days, of all traders; return how much that was.

    Whoever calls this saves it; the contents of its files go with the next sweep.
    """
    done = cast(sa.CursorResult[Any], db.session.execute(Trashed.ripe(at)))
    return done.rowcount
