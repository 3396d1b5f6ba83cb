"""Send the digests whose hour has come: each once, however many workers there are.

The claim and the mail are one transaction: whoever moves `next_at` on has written the mail. A worker
that is killed before has done nothing, and one that is killed after has done everything.
"""

import logging
from datetime import datetime

import sqlalchemy as sa
from flask import current_app
from flask_babel import force_locale

from wowcrm.db import db, reading
from wowcrm.digest.content import Issue, Site, issue_of
from wowcrm.digest.models import TOO_LATE, Digest, Rhythm
from wowcrm.levels.upkeep import commit
from wowcrm.outbox.sending import send
from wowcrm.traders.models import Trader
from wowcrm.traders.turns import take_turn

log = logging.getLogger(__name__)


def send_digests(now: datetime) -> None:
    """Send what is due, and reckon anew for whoever set their clock by another city."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    with reading():
        ids = db.session.scalars(_due(now)).all()
        db.session.rollback()
    for id in ids:
        # Each in a world of its own: its trader's language, and rows that are forgotten after it.
        with app.app_context():
            _see_to(id, now)


def _due(now: datetime) -> sa.Select[int]:
    moved = Digest.zone != Trader.timezone
    return (
        sa.select(Digest.id)
        .join(Digest.trader)
        .where(Digest.rhythm != Rhythm.NEVER, sa.or_(Digest.next_at <= now, moved))
        .order_by(Digest.next_at, Digest.id)
    )


def _see_to(id: int, now: datetime) -> None:
    with reading():
        digest = db.session.get(Digest, id)
        if digest is None or digest.next_at is None:
            return
        trader_id, zone, planned = digest.trader_id, digest.trader.timezone, digest.next_at
        following = digest.next_after(now, zone)
        due = planned <= now and not _too_late(planned, following, now)
        issue = _issue(digest, now) if due else None
        db.session.rollback()
    take_turn(trader_id)
    _send(id, planned, following, zone, issue, now)


def _too_late(planned: datetime, following: datetime, now: datetime) -> bool:
    """Whether it was missed for so long that the next one comes soon after: one of them is enough."""
    return now - planned > TOO_LATE and following - now < TOO_LATE


def _issue(digest: Digest, now: datetime) -> Issue | None:
    if current_app.config["SMTP"] is None:
        return None
    trader = digest.trader
    with force_locale(trader.locale):
        return issue_of(trader, trader.day_of(now), Site(current_app.config["URL"] or digest.site))


def _send(
    id: int, planned: datetime, following: datetime, zone: str, issue: Issue | None, now: datetime
) -> None:
    """Move the digest on and write its mail, unless another worker has done so meanwhile."""
    claimed = db.session.execute(
        sa.update(Digest)
        .where(Digest.id == id, Digest.next_at == planned, Digest.rhythm != Rhythm.NEVER)
        .values(next_at=following, zone=zone, **({"sent_at": now} if issue else {}))
        .returning(Digest.id)
        .execution_options(synchronize_session=False)
    )
    if claimed.first() is None:
        db.session.rollback()
        return
    digest = db.session.get_one(Digest, id)
    if issue is not None:
        _write(digest, issue, now)
        log.info("the digest of trader %d is written", digest.trader_id)
    commit(digest.trader)


def _write(digest: Digest, issue: Issue, now: datetime) -> None:
    stop = Site(current_app.config["URL"] or digest.site).url("digest.stop", token=digest.token)
    headers = {"List-Unsubscribe": f"<{stop}>"}
    if stop.startswith("https:"):
        # RFC 8058: one press in the mail program, and nobody on the way can press it.
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    send(
        digest.trader,
        "digest",
        to=digest.address,
        to_name=digest.trader.name,
        at=now,
        headers=headers,
        issue=issue,
        stop=stop,
    )
