"""How fast enquiries are answered: the median and the share in time, over thirty days."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

import sqlalchemy as sa

from wowcrm.db import db
from wowcrm.enquiries.models import Enquiry
from wowcrm.enquiries.words import span_words
from wowcrm.traders.models import Trader

WINDOW = timedelta(days=30)
MOST = 2000


@dataclass(frozen=True, slots=True)
class ReplyTime:
    """What is still to be answered in time counts neither way."""

    median: timedelta | None
    in_time: int
    total: int

    @property
    def percent(self) -> int | None:
        """Whole per cent, rounded down so that it never flatters."""
        return self.in_time * 100 // self.total if self.total else None

    @property
    def words(self) -> str:
        return span_words(self.median) if self.median else ""


def reply_time(trader: Trader, at: datetime) -> ReplyTime:
    rows = db.session.execute(
        sa.select(Enquiry.received_at, Enquiry.replied_at, Enquiry.reply_by)
        .where(
            Enquiry.trader_id == trader.id,
            Enquiry.set_aside_on.is_(None),
            Enquiry.received_at > at - WINDOW,
            Enquiry.received_at <= at,
        )
        .order_by(Enquiry.received_at.desc())
        .limit(MOST)
    ).all()
    took = [(replied - received).total_seconds() for received, replied, _by in rows if replied]
    counted = [(replied, by) for _received, replied, by in rows if replied or by < at]
    in_time = sum(replied is not None and replied <= by for replied, by in counted)
    middle = timedelta(seconds=median(took)) if took else None
    return ReplyTime(middle, in_time, len(counted))
