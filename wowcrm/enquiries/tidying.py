"""What is forgotten: spam after thirty days, and after a day from where anything came."""

from datetime import UTC, datetime, time, timedelta

import sqlalchemy as sa

from wowcrm.db import db
from wowcrm.enquiries.models import SUSPECTS_KEPT, Enquiry

SENDERS_KEPT = timedelta(days=1)


def sweep(now: datetime) -> None:
    # A day longer than promised: somewhere on the globe it is still yesterday.
    last = datetime.combine(now.date(), time(0), UTC) - SUSPECTS_KEPT - timedelta(days=1)
    with db.engine.begin() as connection:
        connection.execute(sa.delete(Enquiry).where(Enquiry.set_aside_on < last.date()))
        connection.execute(
            sa.update(Enquiry)
            .where(Enquiry.sender.is_not(None), Enquiry.received_at < now - SENDERS_KEPT)
            .values(sender=None)
        )
