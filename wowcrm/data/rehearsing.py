"""A file rehearsed: every row judged, and nothing written but what would happen."""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import BinaryIO

import sqlalchemy as sa
from flask_babel import gettext as _

from wowcrm.data import plans
from wowcrm.data.brought import Brought
from wowcrm.data.bulk import unswept
from wowcrm.data.contents import Content
from wowcrm.data.earlier import Unwritten
from wowcrm.data.importing import Importing
from wowcrm.data.lookup import Lookup
from wowcrm.data.models import BroughtFile, Import, Outcome, Task
from wowcrm.data.pace import AtEase
from wowcrm.data.reading import UnreadableFile
from wowcrm.data.seen import Seen, Told, read_as
from wowcrm.data.wishes import Wishes
from wowcrm.db import db
from wowcrm.traders.models import Trader

MOST_WAITING = 5
"""Files that a trader may leave unconfirmed; older ones are dropped."""
LARGE = 400_000
"""Bytes from which on a file is worked on beside everything else, not while somebody waits."""


def bring(
    trader: Trader,
    file_name: str,
    file: bytes | BinaryIO,
    *,
    at_once: bool = True,
    insists: bool = False,
) -> Import:
    """Take a file in; a large one is rehearsed later, unless it is wanted `at_once`.

    `insists` where nobody can be asked which column tells clients apart.
    """
    content = Content.pack(BytesIO(file) if isinstance(file, bytes) else file)
    rehearsed = Import(trader_id=trader.id, file_name=file_name[:200], rehearsal={}, counts={})
    brought = Brought(content, trader)
    if insists:
        brought.insist()
    _note_reading(rehearsed, brought)
    _drop_oldest(trader)
    if at_once or content.size < LARGE:
        _try(rehearsed, trader, brought)
    else:
        begin(rehearsed, Task.REHEARSE, content.size // brought.bytes_a_row)
    db.session.add(rehearsed)
    db.session.flush()
    db.session.add(BroughtFile(import_id=rehearsed.id, content=content.held))
    db.session.flush()
    return rehearsed


def rehearse(trader: Trader, file_name: str, file: bytes | BinaryIO) -> Import:
    """Judge every row of a file and write nothing but what would happen, beside the file itself."""
    return bring(trader, file_name, file, insists=True)


def rehearse_again(
    rehearsed: Import,
    wishes: Wishes | None = None,
    *,
    encoding: str | None = None,
    separator: str | None = None,
    at_once: bool = True,
) -> None:
    """Read the file of a rehearsal another way, as the trader says, and try that."""
    content = kept(rehearsed)
    brought = Brought(
        content,
        rehearsed.trader,
        encoding=encoding or rehearsed.encoding,
        separator=separator or rehearsed.separator,
        wishes=wishes or Wishes.of(rehearsed.wishes),
    )
    rehearsed.wishes = brought.wishes.kept()
    if brought.wishes.columns:
        told = {**brought.recalled, **brought.wishes.columns}
        plans.remember(rehearsed.trader, brought.sheet.header, told)
    _note_reading(rehearsed, brought)
    if at_once or content.size < LARGE:
        _try(rehearsed, rehearsed.trader, brought)
    else:
        begin(rehearsed, Task.REHEARSE, content.size // brought.bytes_a_row)


def begin(rehearsed: Import, task: Task, rows: int) -> None:
    """Leave something to be done beside everything else."""
    rehearsed.task, rehearsed.rows_done, rehearsed.fault = task, 0, None
    rehearsed.claim = rehearsed.lease_until = None
    rehearsed.rows_all = rehearsed.rows or rows


def opened(rehearsed: Import) -> Brought:
    """Open the file of a rehearsal as it was read last."""
    return Brought(
        kept(rehearsed),
        rehearsed.trader,
        encoding=rehearsed.encoding,
        separator=rehearsed.separator,
        wishes=Wishes.of(rehearsed.wishes),
    )


def kept(rehearsed: Import) -> Content:
    held = db.session.scalar(
        sa.select(BroughtFile.content).where(BroughtFile.import_id == rehearsed.id)
    )
    if held is None:
        raise UnreadableFile(_("This file is not kept any more; please choose it again."))
    return Content.kept(held)


def _note_reading(rehearsed: Import, brought: Brought) -> None:
    rehearsed.encoding = brought.sheet.encoding
    rehearsed.separator = brought.sheet.separator
    rehearsed.source = brought.columns.source


def _try(rehearsed: Import, trader: Trader, brought: Brought) -> None:
    note(rehearsed, tried(trader, brought))


def note(rehearsed: Import, told: Told) -> None:
    """Keep what a rehearsal came to."""
    rehearsed.counts, rehearsed.rehearsal = told["counts"], told["rehearsal"]
    rehearsed.rows_all, rehearsed.task = rehearsed.rows, None


def tried(
    trader: Trader,
    brought: Brought,
    pace: AtEase | None = None,
    progress: Callable[[int], None] = lambda _rows: None,
) -> Told:
    """Judge all rows; `progress` is told how many were, now and then."""
    if not brought.columns.can_find_clients:
        return {"counts": {}, "rehearsal": read_as(brought)}
    seen = Seen(brought)
    lookup = Lookup(trader, list(brought.reader.used_extras))
    with unswept(), closing(Unwritten(lookup)) as earlier:
        importing = Importing(brought, earlier, pace=pace)
        for fates in importing.chunks():
            seen.look(fates)
            progress(seen.rows)
    counts = {outcome.value: importing.counts[outcome] for outcome in Outcome}
    return {"counts": counts, "rehearsal": {**read_as(brought), **seen.told()}}


def _drop_oldest(trader: Trader) -> None:
    """Forget rehearsals that were left lying, so that their files do not pile up."""
    waiting = sa.select(Import.id).where(
        Import.trader_id == trader.id, Import.imported_at.is_(None), Import.rows_done == 0
    )
    old = db.session.scalars(waiting.order_by(Import.id.desc()).offset(MOST_WAITING - 1)).all()
    if old:
        db.session.execute(sa.delete(Import).where(Import.id.in_(old)))


LEASE = timedelta(seconds=20)


def until(now: datetime | None = None) -> datetime:
    """Say until when whoever works on a file is believed to be there."""
    return (now or datetime.now(UTC)) + LEASE
