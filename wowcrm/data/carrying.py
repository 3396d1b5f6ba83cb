"""A rehearsed file carried out: a thousand rows at a time, each time from where the last one ended.

Each chunk is written whole, with how far it came. So it may be saved chunk by chunk while progress is
told, or all at once; and whatever was broken off goes on, or never was.
"""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, cast

import sqlalchemy as sa

from wowcrm.data.bulk import roomy, unswept
from wowcrm.data.earlier import Written
from wowcrm.data.importing import Importing
from wowcrm.data.judging import Fate
from wowcrm.data.lookup import Lookup
from wowcrm.data.models import BroughtFile, Import, ImportedRow, Outcome, Task
from wowcrm.data.pace import AtEase
from wowcrm.data.rehearsing import LARGE, begin, kept, opened
from wowcrm.data.writing import Writer
from wowcrm.db import db
from wowcrm.search.index import many


def confirm(rehearsed: Import) -> bool:
    """Say yes to a rehearsed file; False when that was done before."""
    claimed = db.session.execute(
        sa.update(Import)
        .where(Import.id == rehearsed.id, Import.imported_at.is_(None), Import.task.is_(None))
        .values(task=Task.BRING)
    )
    if cast(sa.CursorResult[Any], claimed).rowcount != 1:
        return False
    begin(rehearsed, Task.BRING, rehearsed.rows)
    return True


def is_large(rehearsed: Import) -> bool:
    return kept(rehearsed).size >= LARGE


def carry_out(rehearsed: Import, today: date) -> bool:
    """Import a rehearsed file as a whole; False when that was done before."""
    if not confirm(rehearsed):
        return False
    for _rows in carried(rehearsed, today):
        pass
    return True


def carried(rehearsed: Import, today: date, pace: AtEase | None = None) -> Iterator[int]:
    """Import the rows that are left, and say after each part how many are done.

    It is worth something to write much at once: what is saved often is written often.
    """
    with unswept():
        brought = opened(rehearsed)
        brought.insist()
        extras = brought.reader.used_extras
        earlier = Written(Lookup(rehearsed.trader, extras))
        rows = rehearsed.rows_done
        importing = Importing(brought, earlier, skip=rows, pace=pace)
        if rows:
            earlier.recall(_lines_of(rehearsed.id))
        writer = Writer(rehearsed, today, {extra.key: extra for extra in extras})
        chunks = importing.chunks()
        while more := _written(chunks, writer, importing.pace):
            rows += more
            yield rows
        finish(rehearsed)


def _written(chunks: Iterator[list[Fate]], writer: Writer, pace: AtEase) -> int:
    """Judge and write for some time, and say how many rows that were.

    What is judged is written before it is saved: meanwhile nobody else can change whom it is about.
    """
    until, rows = time.monotonic() + pace.spell, 0
    with roomy(), many():
        for fates in chunks:
            rows += len(fates)
            writer.write(fates)
            if pace.is_awaited or time.monotonic() >= until:
                break
    return rows


def finish(rehearsed: Import) -> None:
    """Count what came of it, from what was written; the file has done its duty."""
    told = sa.select(ImportedRow.outcome, sa.func.count()).where(
        ImportedRow.import_id == rehearsed.id
    )
    told = told.group_by(ImportedRow.outcome)
    counted = {row[0]: row[1] for row in db.session.execute(told)}
    rehearsed.counts = {outcome.value: counted.get(outcome, 0) for outcome in Outcome}
    rehearsed.imported_at, rehearsed.fault = datetime.now(UTC), None
    rehearsed.task, rehearsed.claim, rehearsed.lease_until = None, None, None
    rehearsed.rows_done = rehearsed.rows_all = rehearsed.rows
    db.session.execute(sa.delete(BroughtFile).where(BroughtFile.import_id == rehearsed.id))


def _lines_of(import_id: int) -> list[tuple[int, int]]:
    """Say on which line the file first told of each client, those who came with it in their order."""
    first = sa.func.min(ImportedRow.line)
    rows = db.session.execute(
        sa.select(ImportedRow.client_id, first)
        .where(ImportedRow.import_id == import_id, ImportedRow.client_id.is_not(None))
        .group_by(ImportedRow.client_id)
        .order_by(ImportedRow.client_id)
    )
    return [(id, line) for id, line in rows if id is not None]
