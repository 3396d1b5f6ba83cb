"""Workers killed at random while mails and digests are due (T14): what arrived, and how often.

Each worker also kills itself at the four worst moments: before and after it claims a mail, and
between sending it and noting that. The counts must add up: a kill may cost one second copy of the
mail that was just sent, with the same Message-ID, and nothing else.
"""

import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from tests.outbox.sink import HOST, Sink, mail_server
from wowcrm import create_app
from wowcrm.db import db
from wowcrm.digest.models import Digest, Rhythm
from wowcrm.outbox.models import Mail, State
from wowcrm.reminders.models import Reminder
from wowcrm.traders.models import Trader

WORKERS = 4
DEFECTS = ("unclaimed", "unnoted", "noted-first", "two-digests")


@dataclass
class Outcome:
    """What is left when all workers are done."""

    mails: int
    digests: int
    kills: int = 0
    seconds: float = 0
    unsent: int = 0
    lost: int = 0
    """Noted as sent, and never seen by the server."""
    copies: int = 0
    """Copies beyond the first."""
    retries: int = 0
    """Claims beyond the first."""
    strange: int = 0
    """Copies of mails that were claimed once: no kill explains these."""
    traders_without: int = 0
    traders_with_two: int = 0
    faults: list[str] = field(default_factory=list)

    def judge(self) -> "Outcome":
        """Say what does not add up."""
        wrong = {
            "were never sent": self.unsent,
            "were noted as sent and lost": self.lost,
            "came twice without a kill": self.strange,
            "more second copies than kills": max(self.copies - self.kills, 0),
            "more second tries than kills": max(self.retries - self.kills, 0),
            "traders got no digest": self.traders_without,
            "traders got two digests": self.traders_with_two,
        }
        self.faults = [f"{number} {what}" for what, number in wrong.items() if number]
        return self

    def __str__(self) -> str:
        return (
            f"{self.mails} mails and {self.digests} digests, {WORKERS} workers, {self.kills} kills,"
            f" {self.seconds:.0f} s: {self.unsent} unsent, {self.lost} lost, {self.copies} second"
            f" copies after {self.retries} second claims, {self.traders_without} traders without"
            f" and {self.traders_with_two} with two digests"
        )


def torture(
    folder: Path, *, mails: int, traders: int, kills: int, seconds: float, defect: str = ""
) -> Outcome:
    """Set up an installation in a folder, let workers loose on it, and count."""
    outcome = Outcome(mails, traders)
    sink, began = Sink(), time.monotonic()
    with mail_server(sink) as port:
        environ = settings(folder, port)
        with installation(environ) as app:
            fill(app, mails, traders)
            outcome.kills = let_loose(app, environ, kills, began + seconds, defect)
            count(app, sink, outcome)
    outcome.seconds = time.monotonic() - began
    return outcome.judge()


def settings(folder: Path, port: int) -> dict[str, str]:
    return {
        "WOWCRM_DATA": str(folder),
        "WOWCRM_URL": "https://crm.example.com",
        "WOWCRM_SMTP_HOST": HOST,
        "WOWCRM_SMTP_PORT": str(port),
        "WOWCRM_SMTP_SECURITY": "none",
        "WOWCRM_SMTP_FROM": "crm@example.com",
    }


class installation:
    """An app on these settings, its database built."""

    def __init__(self, environ: dict[str, str]) -> None:
        os.environ.update(environ)
        self.app = create_app({"SERVER_NAME": "localhost"})

    def __enter__(self) -> Flask:
        with self.app.app_context():
            upgrade()
        return self.app

    def __exit__(self, *_: object) -> None:
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


def fill(app: Flask, mails: int, traders: int) -> None:
    now = datetime.now(UTC)
    due = now - timedelta(minutes=1)
    with app.app_context():
        for number in range(traders):
            trader = Trader(
                name=f"Trader {number}", email=f"t{number}@example.com", password_hash="none"
            )
            db.session.add(trader)
            db.session.flush()
            today = trader.today()
            reminder = {"trader_id": trader.id, "what": "Tax", "due_on": today, "begins_on": today}
            digest = {"trader_id": trader.id, "rhythm": Rhythm.DAILY, "address": trader.email}
            db.session.add(Reminder(**reminder))
            db.session.add(
                Digest(**digest, site="https://crm.example.com/", zone=trader.timezone, next_at=due)
            )
        row = {
            "trader_id": 1,
            "kind": "trial",
            "subject": "Hello",
            "text": "Hello\n",
            "due_at": due,
        }
        row |= {
            "state": State.WAITING,
            "tries": 0,
            "most_tries": 8,
            "headers": {},
            "created_at": now,
        }
        db.session.execute(
            sa.insert(Mail),
            [
                {**row, "to_address": f"c{n}@example.com", "message_id": f"<{n}@torture>"}
                for n in range(mails)
            ],
        )
        db.session.commit()


def let_loose(app: Flask, environ: dict[str, str], kills: int, until: float, defect: str) -> int:
    """Have workers killed at random until all is sent; return how many died."""
    tally = Path(environ["WOWCRM_DATA"]) / "kills"
    tally.write_text("0")
    numbers = (str(WORKERS), str(kills), str(tally))
    nurse = subprocess.Popen(
        [sys.executable, "-m", "tests.torture.worker", defect or "none", *numbers],
        env={**os.environ, **environ},
        stderr=subprocess.DEVNULL,
    )
    try:
        while time.monotonic() < until and (int(tally.read_text() or 0) < kills or left(app)):
            time.sleep(0.2)
    finally:
        nurse.terminate()
        nurse.wait(timeout=60)
    return int(tally.read_text())


def left(app: Flask) -> int:
    """Count what is still to be sent, digests that are not written yet included."""
    with app.app_context():
        mails = db.session.scalar(sa.select(sa.func.count(Mail.id)).where(Mail.due_at.is_not(None)))
        now = datetime.now(UTC)
        due = sa.select(sa.func.count(Digest.id)).where(Digest.next_at <= now)
        digests = db.session.scalar(due)
        db.session.rollback()
    return (mails or 0) + (digests or 0)


def count(app: Flask, sink: Sink, outcome: Outcome) -> None:
    seen = Counter(str(mail["Message-ID"]) for mail in sink.mails)
    with app.app_context():
        for mail in db.session.scalars(sa.select(Mail)):
            copies = seen[mail.message_id]
            outcome.unsent += mail.state is not State.SENT
            outcome.lost += mail.state is State.SENT and not copies
            outcome.copies += max(copies - 1, 0)
            outcome.retries += max(mail.tries - 1, 0)
            outcome.strange += copies > max(mail.tries, 1)
        written = Counter(
            db.session.scalars(sa.select(Mail.trader_id).where(Mail.kind == "digest")).all()
        )
        for trader_id in db.session.scalars(sa.select(Trader.id)):
            outcome.traders_without += not written[trader_id]
            outcome.traders_with_two += written[trader_id] > 1
        db.session.rollback()
