"""Whose turn it is: of all workers side by side, one does a piece of work at a time.

Each step is one statement, and the database decides who was first.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from wowcrm.db import db, reading
from wowcrm.worker.models import JobRun

if TYPE_CHECKING:
    from wowcrm.worker.jobs import Job

RETRY = timedelta(minutes=5)
"""After how long work that failed is tried again, unless its own time comes sooner."""


@dataclass(frozen=True, slots=True)
class Claim:
    job: "Job"
    token: str


def due(jobs: tuple["Job", ...], now: datetime) -> list["Job"]:
    """List the work whose time has come, without the write lock."""
    with reading(), db.engine.connect() as connection:
        rows = connection.execute(sa.select(JobRun.name, JobRun.due_at, JobRun.lease_until)).all()
    known = {row.name: row for row in rows}
    return [job for job in jobs if job.name not in known or _is_due(known[job.name], job, now)]


def _is_due(row: sa.Row[str, datetime, datetime | None], job: "Job", now: datetime) -> bool:
    if row.lease_until is not None and row.lease_until > now:
        return False
    # A day further ahead than it ever is planned: the clock was wrong then, or was set back since.
    return row.due_at <= now or row.due_at > job.next_after(now) + timedelta(hours=1)


def claim(job: "Job", now: datetime) -> Claim | None:
    """Take a piece of work for as long as it may last; none: somebody else was faster."""
    token = secrets.token_hex(8)
    free = sa.or_(JobRun.lease_until.is_(None), JobRun.lease_until <= now)
    ahead = job.next_after(now) + timedelta(hours=1)
    taken = (
        sa.update(JobRun)
        .where(JobRun.name == job.name, free, sa.or_(JobRun.due_at <= now, JobRun.due_at > ahead))
        .values(claim=token, lease_until=now + job.lease, began_at=now)
    )
    with db.engine.begin() as connection:
        if connection.execute(taken).rowcount == 1:
            return Claim(job, token)
    return Claim(job, token) if _first(job, token, now) else None


def _first(job: "Job", token: str, now: datetime) -> bool:
    """Claim what was never done before, which has no row yet."""
    row = {
        "name": job.name,
        "due_at": now,
        "claim": token,
        "lease_until": now + job.lease,
        "began_at": now,
        "created_at": now,
    }
    try:
        with db.engine.begin() as connection:
            connection.execute(sa.insert(JobRun), row)
    except IntegrityError:
        return False
    return True


def note_done(claim: Claim, now: datetime) -> None:
    _note(claim, ended_at=now, due_at=claim.job.next_after(now), fault=None)


def note_failed(claim: Claim, now: datetime, fault: str) -> None:
    _note(claim, due_at=min(claim.job.next_after(now), now + RETRY), fault=fault)


def _note(claim: Claim, **columns: object) -> None:
    with db.engine.begin() as connection:
        connection.execute(
            sa.update(JobRun)
            .where(JobRun.name == claim.job.name, JobRun.claim == claim.token)
            .values(claim=None, lease_until=None, **columns)
        )
