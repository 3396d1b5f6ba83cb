"""What can be taken apart no more is forgotten: its record holds all that was known of somebody."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from wowcrm.db import db
from wowcrm.duplicates.models import UNDONE_WITHIN, Merger


def forget_mergers(now: datetime) -> None:
    """Drop records whose thirty days are over, wherever on the globe it is still the last of them."""
    over = now.date() - UNDONE_WITHIN - timedelta(days=1)
    with db.engine.begin() as connection:
        connection.execute(sa.delete(Merger).where(Merger.merged_on < over))
