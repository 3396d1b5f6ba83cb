"""Workers that are in a hurry, die at the worst moments, and may have a planted defect.

`python -m tests.torture.worker DEFECT WORKERS KILLS TALLY`; started by tests.torture.mail.
"""

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import sqlalchemy as sa
from flask import Flask

from wowcrm import create_app
from wowcrm.db import db
from wowcrm.digest import sending
from wowcrm.digest.models import Digest
from wowcrm.levels.upkeep import commit
from wowcrm.outbox import delivery, message, server  # noqa: F401  loaded once, before the forks
from wowcrm.outbox.models import Mail
from wowcrm.worker.jobs import Job
from wowcrm.worker.loop import Worker

LEASE = timedelta(seconds=2)
DEADLY = 0.03
"""Chance to die at each of the worst moments."""

chance = random.Random()


def die_perhaps() -> None:
    if os.environ.get("TORTURE_DEADLY") and chance.random() < DEADLY:
        os.kill(os.getpid(), signal.SIGKILL)


def around(work: Callable[..., Any], *, before: bool = True) -> Callable[..., Any]:
    """Let a step of the work be the last one, before it or after it."""

    def risky(*known: Any, **named: Any) -> Any:
        if before:
            die_perhaps()
        done = work(*known, **named)
        die_perhaps()
        return done

    return risky


def plant(defect: str) -> None:
    """Make a mistake that the counts must show."""
    if defect == "unclaimed":
        delivery.claim = _look
    if defect == "unnoted":
        delivery.note_sent = lambda mail, now: None
    if defect == "noted-first":
        claim = delivery.claim

        def hasty(now: datetime) -> Any:
            mail = claim(now)
            if mail is not None:
                delivery.note(mail, state="sent", due_at=None)
                die_perhaps()
            return mail

        delivery.claim = hasty
    if defect == "two-digests":
        sending._send = _write_then_claim


def _look(now: datetime) -> Any:
    """Read what is due, and take it without asking whether somebody else has it."""
    with db.engine.begin() as connection:
        id = connection.scalar(
            sa.select(Mail.id).where(Mail.due_at <= now).order_by(sa.func.random()).limit(1)
        )
        if id is None:
            return None
        found = connection.execute(
            sa.select(Mail.__table__, sa.literal("T").label("name"), sa.null().label("business"))
            .add_columns(sa.literal("t@example.com").label("email"))
            .where(Mail.id == id)
        ).one()
        connection.execute(sa.update(Mail).where(Mail.id == id).values(tries=1))
        return found


def _write_then_claim(
    id: int, planned: Any, following: Any, zone: str, issue: Any, now: Any
) -> None:
    """Save the mail first and move the digest on after that, as two changes."""
    digest = db.session.get_one(Digest, id)
    if issue is not None:
        sending._write(digest, issue, now)
    commit(digest.trader)
    time.sleep(0.05)
    die_perhaps()
    digest.next_at = following
    commit(digest.trader)


def work(app: Flask, deadly: bool) -> None:
    """Be one worker, in a process of its own."""
    os.environ["TORTURE_DEADLY"] = "1" if deadly else ""
    chance.seed()
    jobs = (Job("digests", sending.send_digests, timedelta(seconds=0.2), lease=LEASE),)
    worker = Worker(app, pause=0.05, jobs=jobs)
    signal.signal(signal.SIGTERM, lambda *_: worker.stop())
    worker.run()
    worker.wait(10)


def begin(app: Flask, deadly: bool) -> int:
    """Begin a worker by a fork: all is loaded, and no connection is open yet."""
    pid = os.fork()
    if pid == 0:
        try:
            work(app, deadly)
        finally:
            os._exit(0)
    return pid


def nurse(defect: str, number: int, kills: int, tally: Path) -> None:
    """Keep so many workers at work, kill them at random, and write down how many died."""
    delivery.LEASE = LEASE
    plant(defect)
    delivery.claim = around(delivery.claim)
    delivery.note_sent = around(delivery.note_sent)
    sending._send = around(sending._send)
    app, over, dead = create_app({"SERVER_NAME": "localhost"}), Event(), 0
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    workers = {begin(app, dead < kills) for _ in range(number)}
    while not over.wait(chance.uniform(0.01, 0.3)):
        if dead < kills:
            os.kill(chance.choice(list(workers)), signal.SIGKILL)
        while (gone := os.waitpid(-1, os.WNOHANG))[0]:
            workers.remove(gone[0])
            dead += os.WIFSIGNALED(gone[1])
            tally.write_text(str(dead))
            workers.add(begin(app, dead < kills))
    for pid in workers:
        os.kill(pid, signal.SIGTERM)
    for pid in workers:
        dead += os.WIFSIGNALED(os.waitpid(pid, 0)[1])
    tally.write_text(str(dead))


if __name__ == "__main__":
    nurse(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
