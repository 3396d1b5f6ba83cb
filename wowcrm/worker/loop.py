"""The loop of a worker: a thread inside `wowcrm serve`, or the whole of `wowcrm worker`.

Any number of them may run side by side. Mail goes out in a thread of its own while there is any, so
that a mail server that hangs holds up nothing else.
"""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event, Thread

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from wowcrm.outbox import delivery
from wowcrm.worker import claiming
from wowcrm.worker.jobs import JOBS, Job

log = logging.getLogger(__name__)

PAUSE = 5.0
"""Seconds between two looks at whether there is anything to do."""
REST = 60.0
"""Seconds for which a mail server that takes no mail is left in peace."""


class Worker:
    def __init__(self, app: Flask, *, pause: float = PAUSE, jobs: tuple[Job, ...] = JOBS) -> None:
        self._app, self._pause, self._jobs = app, pause, jobs
        self._stopping = Event()
        self._post_rests_until = 0.0
        self._post: Thread | None = None
        self._thread = Thread(target=self.run, name="worker", daemon=True)
        self._stopped = 0.0

    def start(self) -> None:
        self._thread.start()

    def run(self) -> None:
        """Work until told to stop."""
        while not self._stopping.is_set():
            self._calmly(self._turn)
            self._stopping.wait(self._pause)

    def stop(self) -> None:
        """Begin nothing new; what is at work is finished."""
        self._stopped = time.monotonic()
        self._stopping.set()

    def wait(self, patience: float) -> bool:
        """Wait for what is at work, so long after it was told to stop; False when that was in vain.

        What is not finished by then has a claim that lapses, and is begun again.
        """
        until = max(self._stopped + patience, time.monotonic() + 1)
        for thread in (self._thread, self._post):
            if thread is not None and thread.is_alive():
                thread.join(max(until - time.monotonic(), 0))
        return not (self._post and self._post.is_alive())

    def _turn(self) -> None:
        self._see_to_mail()
        for job in claiming.due(self._jobs, datetime.now(UTC)):
            if self._stopping.is_set():
                return
            if claim := claiming.claim(job, datetime.now(UTC)):
                self._do(claim)

    def _do(self, claim: claiming.Claim) -> None:
        """Do a piece of work and note how it ended; one that fails keeps no other from its turn."""
        try:
            with self._app.app_context():
                claim.job.work(datetime.now(UTC))
        except Exception as error:
            log.exception("%s failed", claim.job.name)
            claiming.note_failed(claim, datetime.now(UTC), type(error).__name__)
        else:
            claiming.note_done(claim, datetime.now(UTC))

    def _see_to_mail(self) -> None:
        """Begin to send, unless that is under way or the server is to be left in peace."""
        if self._post is not None and self._post.is_alive():
            return
        if self._app.config["SMTP"] is None or time.monotonic() < self._post_rests_until:
            return
        if delivery.is_due(datetime.now(UTC)):
            self._post = Thread(target=lambda: self._calmly(self._send), name="post", daemon=True)
            self._post.start()

    def _send(self) -> None:
        if not delivery.deliver(self._app.config, self._stopping.is_set):
            self._post_rests_until = time.monotonic() + REST

    def _calmly(self, work: Callable[[], None]) -> None:
        """Survive a database that is away for a while; the next turn tries again."""
        try:
            with self._app.app_context():
                work()
        except SQLAlchemyError as error:
            log.warning("the database could not be used: %s", getattr(error, "orig", None) or error)
        except Exception:
            log.exception("a turn failed")
