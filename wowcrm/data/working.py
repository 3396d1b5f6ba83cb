"""Large files worked on beside everything else: by a thread of the server, or by a worker.

Whoever works on a file claims it, and renews that with each part that is done. If they are killed,
the claim lapses, and whoever comes next goes on where they ended: the worker, or the page on which
the trader waits.
"""

import logging
import secrets
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from threading import Thread
from typing import Any, cast

import sqlalchemy as sa
from flask import Flask, current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from wowcrm import heap
from wowcrm.data.carrying import carried
from wowcrm.data.models import Import, Task
from wowcrm.data.pace import Beside, give_way, has_begun, holding, short_spells
from wowcrm.data.reading import UnreadableFile
from wowcrm.data.rehearsing import LEASE, note, opened, tried
from wowcrm.data.returning import returned
from wowcrm.data.undoing import undone
from wowcrm.db import db, reading, writing
from wowcrm.levels.upkeep import commit
from wowcrm.sqlite import checkpoint, checkpointing_beside
from wowcrm.traders.turns import take_turn

log = logging.getLogger(__name__)

TELL_EVERY = 0.4
"""Seconds between two words on how far a rehearsal came."""
BETWEEN = 0.02
"""Seconds after each part in which others may write, those too who are not seen from here."""


class Elsewhere(Exception):
    """Somebody else works on it by now."""


def begin_beside(import_id: int) -> None:
    """Work on a file in a thread of its own, once what was said of it is saved."""
    has_begun()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    Thread(target=_beside, args=(app, import_id), name=f"import-{import_id}", daemon=True).start()


def _beside(app: Flask, import_id: int) -> None:
    try:
        with app.app_context():
            work_on(import_id)
    except Exception:
        log.exception("import %d was broken off; it goes on later", import_id)


def work_on_all(_now: datetime) -> None:
    """Go on with whatever nobody works on: the job of a worker."""
    with reading():
        ids = list(db.session.scalars(sa.select(Import.id).where(*_free(datetime.now(UTC)))))
        db.session.rollback()
    for import_id in ids:
        work_on(import_id)
        db.session.remove()


def work_on(import_id: int) -> None:
    """Claim a file and do what is to be done with it, as far as it comes."""
    token = secrets.token_hex(8)
    now = datetime.now(UTC)
    claim = sa.update(Import).where(Import.id == import_id, *_free(now))
    with db.engine.begin() as connection:
        taken = connection.execute(claim.values(claim=token, lease_until=now + LEASE))
    if taken.rowcount != 1:
        return
    with reading():
        file = db.session.get_one(Import, import_id)
        task, locale = cast(Task, file.task), file.trader.locale
        db.session.rollback()
    with ExitStack() as how:
        how.enter_context(force_locale(locale))
        how.enter_context(short_spells())
        if task is not Task.REHEARSE:
            how.enter_context(holding())
            how.enter_context(checkpointing_beside())
        try:
            WORK[task](import_id, token)
            checkpoint()
            heap.give_back()
        except Elsewhere:
            db.session.rollback()
        except UnreadableFile as refusal:
            db.session.rollback()
            _give_up(import_id, str(refusal))
        except Exception:
            db.session.rollback()
            _stumble(import_id, task)
            raise


def is_left_alone(file: Import, now: datetime) -> bool:
    """Whether nobody works on what is to be done."""
    return file.task is not None and (file.lease_until is None or file.lease_until <= now)


def _free(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    lapsed = sa.or_(Import.lease_until.is_(None), Import.lease_until <= now)
    return Import.task.is_not(None), lapsed


def _rehearse(import_id: int, token: str) -> None:
    told_at = time.monotonic()

    def progress(rows: int) -> None:
        nonlocal told_at
        if time.monotonic() - told_at >= TELL_EVERY:
            told_at = time.monotonic()
            with writing(), db.engine.begin() as connection:
                _renew(connection, import_id, token, rows)

    with reading():
        file = db.session.get_one(Import, import_id)
        told = tried(file.trader, opened(file), Beside(), progress)
        db.session.rollback()
    take_turn(file.trader_id)
    _renew(db.session.connection(), import_id, token, 0)
    note(file, told)
    file.claim = file.lease_until = None
    commit(file.trader)


def _bring(import_id: int, token: str) -> None:
    file = _taken_up(import_id)
    for rows in carried(file, file.trader.today(), Beside()):
        _save(file, token, rows)
    commit(file.trader)


def _undo(import_id: int, token: str) -> None:
    file = _taken_up(import_id)
    for rows in undone(file):
        _save(file, token, rows)
    commit(file.trader)


def _return(import_id: int, token: str) -> None:
    file = _taken_up(import_id)
    for clients in returned(file):
        _save(file, token, clients)
    commit(file.trader)


def _save(file: Import, token: str, rows: int) -> None:
    """Save a part that is done, and let others write for a moment."""
    _renew(db.session.connection(), file.id, token, rows)
    commit(file.trader)
    give_way(BETWEEN, tidy=checkpoint)
    take_turn(file.trader_id)


def _taken_up(import_id: int) -> Import:
    """Find the file, while no other change of its trader is under way."""
    file = db.session.get_one(Import, import_id)
    take_turn(file.trader_id)
    return file


WORK = {Task.REHEARSE: _rehearse, Task.BRING: _bring, Task.UNDO: _undo, Task.RETURN: _return}


def _renew(connection: sa.Connection, import_id: int, token: str, rows: int) -> None:
    """Say how far it came, within what is saved; whoever lost their claim saves nothing."""
    renewed = connection.execute(
        sa.update(Import)
        .where(Import.id == import_id, Import.claim == token)
        .values(rows_done=rows, lease_until=datetime.now(UTC) + LEASE)
    )
    if cast(sa.CursorResult[Any], renewed).rowcount != 1:
        raise Elsewhere


def _give_up(import_id: int, why: str) -> None:
    """Say why a file cannot be read to its end."""
    file = _taken_up(import_id)
    file.fault = why or _("This file cannot be read.")
    file.task = file.claim = file.lease_until = None
    commit(file.trader)


def _stumble(import_id: int, task: Task) -> None:
    """Say that something went wrong that is no fault of the file; what was begun is tried again."""
    file = _taken_up(import_id)
    if task is Task.REHEARSE:
        file.task = None
        file.fault = _("Something went wrong while I read this file. Nothing was changed.")
    else:
        file.fault = _("Something went wrong. What is done is saved; I try again in a moment.")
    commit(file.trader)
