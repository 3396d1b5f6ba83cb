"""How the installation is: whether a worker is there, and whether what it sends arrives.

Adding a line is adding a function to LINES.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from wowcrm.backup.health import LATE, backup_health, sqlite_may_harm
from wowcrm.db import db
from wowcrm.digest.models import Digest
from wowcrm.enquiries.models import Enquiry
from wowcrm.outbox.models import AHEAD, Mail, State
from wowcrm.traders.models import Trader
from wowcrm.when import ago
from wowcrm.worker.jobs import BACKUP, PULSE
from wowcrm.worker.models import JobRun

ASLEEP_AFTER = timedelta(days=1)
GIVEN_UP_LATELY = timedelta(days=7)
LOOKED_AT = timedelta(days=7)
MOST_SPAM = 99


@dataclass(frozen=True, slots=True)
class Line:
    """Something about how it is, in a few words, and where to look closer."""

    words: str
    is_well: bool = True
    endpoint: str | None = None


def health_of(trader: Trader, now: datetime) -> list[Line]:
    lines = (line(trader, now) for line in LINES)
    return [line for line in lines if line is not None]


def last_run() -> datetime | None:
    """The last moment at which a worker was seen."""
    return db.session.scalar(sa.select(JobRun.ended_at).where(JobRun.name == PULSE.name))


def is_asleep(trader: Trader, now: datetime) -> bool:
    """Tell whether no worker was there for a day although there is work for one."""
    seen = last_run()
    if seen is not None:
        return now - seen > ASLEEP_AFTER
    if current_app.config["SMTP"] is None:
        return False
    waiting = Mail.of(trader).where(Mail.due_at <= now - ASLEEP_AFTER).with_only_columns(Mail.id)
    return db.session.scalar(waiting.limit(1)) is not None


def _worker(trader: Trader, now: datetime) -> Line | None:
    seen = last_run()
    if seen is None:
        return Line(_("No worker was at work yet."), is_well=not is_asleep(trader, now))
    minutes = max(int((now - seen).total_seconds() // 60), 0)
    if minutes < 2:
        words = _("A worker is at work.")
    elif minutes < 60:
        words = ngettext(
            "The worker was at work %(num)d minute ago.",
            "The worker was at work %(num)d minutes ago.",
            minutes,
        )
    elif minutes < 24 * 60:
        words = ngettext(
            "The worker was last at work %(num)d hour ago.",
            "The worker was last at work %(num)d hours ago.",
            minutes // 60,
        )
    else:
        when = ago(trader.day_of(seen), trader.day_of(now))
        words = _("The worker was last at work %(ago)s.", ago=when)
    return Line(words, is_well=now - seen <= ASLEEP_AFTER)


def _mail(trader: Trader, now: datetime) -> Line | None:
    lately = Mail.created_at > now - GIVEN_UP_LATELY
    waiting, given_up = db.session.execute(
        sa.select(
            sa.func.count().filter(Mail.state.in_(AHEAD)),
            sa.func.count().filter(Mail.state == State.GIVEN_UP, lately),
        ).where(Mail.trader_id == trader.id)
    ).one()
    parts = [
        ngettext("%(num)d mail waits.", "%(num)d mails wait.", waiting) if waiting else "",
        ngettext("%(num)d mail could not be sent.", "%(num)d mails could not be sent.", given_up)
        if given_up
        else "",
    ]
    words = " ".join(part for part in parts if part) or _("No mail waits.")
    return Line(words, is_well=not given_up, endpoint="outbox.index")


def _digest(trader: Trader, now: datetime) -> Line | None:
    digest = db.session.scalar(Digest.of(trader))
    if digest is None or not digest.is_wanted or digest.next_at is None:
        return None
    # An hour's grace: digests take their time when there are many.
    is_well = now - digest.next_at < timedelta(hours=1)
    if digest.sent_at is None:
        return Line(_("No digest was sent yet."), is_well, "digest.index")
    when = ago(trader.day_of(digest.sent_at), trader.day_of(now))
    return Line(_("The last digest was sent %(ago)s.", ago=when), is_well, "digest.index")


def _backup(trader: Trader, now: datetime) -> Line | None:
    health = backup_health(now)
    fault = db.session.scalar(sa.select(JobRun.fault).where(JobRun.name == BACKUP.name))
    if health.newest is None:
        is_well = fault is None and now - trader.created_at < LATE
        return Line(_("There is no backup yet."), is_well, "backup.index")
    when = ago(trader.day_of(health.newest.made_at), trader.day_of(now))
    words = _("The last backup was made %(ago)s.", ago=when)
    if fault is not None:
        words = _("%(words)s The newest could not be written.", words=words)
    return Line(words, fault is None and not health.is_late, "backup.index")


def _sqlite(_trader: Trader, _now: datetime) -> Line | None:
    version = sqlite_may_harm()
    if version is None:
        return None
    words = _(
        "Nothing is broken, but SQLite %(version)s, which keeps your data, has a rare fault that"
        " 3.51.3 has not: keep a backup elsewhere too.",
        version=version,
    )
    return Line(words, is_well=False, endpoint="backup.index")


def _spam(trader: Trader, now: datetime) -> Line | None:
    """Say that something looks like spam: somebody real may wait there for a reply."""
    lately = Enquiry.set_aside(trader).where(Enquiry.received_at > now - LOOKED_AT).order_by(None)
    number = len(db.session.scalars(lately.with_only_columns(Enquiry.id).limit(MOST_SPAM)).all())
    if not number:
        return None
    words = ngettext(
        "%(num)d enquiry of this week looks like spam. Does it?",
        "%(num)d enquiries of this week look like spam. Do they?",
        number,
    )
    return Line(words, endpoint="enquiries.suspects")


LINES: tuple[Callable[[Trader, datetime], Line | None], ...] = (
    _worker,
    _digest,
    _mail,
    _backup,
    _sqlite,
    _spam,
)
