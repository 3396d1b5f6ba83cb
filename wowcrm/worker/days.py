"""Begin each trader's new day at their own midnight, so that the first page of the morning is quick."""

import logging
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from wowcrm.db import db, reading
from wowcrm.levels.upkeep import begin_day
from wowcrm.traders.models import Trader

log = logging.getLogger(__name__)


def begin_days(now: datetime) -> None:
    with reading():
        rows = db.session.execute(sa.select(Trader.id, Trader.timezone, Trader.assessed_on)).all()
        db.session.rollback()
    for id, zone, assessed_on in rows:
        if assessed_on is None or assessed_on < now.astimezone(ZoneInfo(zone)).date():
            if trader := db.session.get(Trader, id):
                begin_day(trader)
                log.info("trader %d has a new day", id)
            db.session.remove()
