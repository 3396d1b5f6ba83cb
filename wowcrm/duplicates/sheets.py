"""How two sheets of expectations, each with its versions and papers, become the sheets of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

import sqlalchemy as sa

from wowcrm.db import db
from wowcrm.documents.models import Document, Link
from wowcrm.duplicates.record import Record
from wowcrm.expectations.models import Delivery, Expectations, about

SHEETS = cast(sa.Table, Expectations.__table__)
PAPERS = cast(sa.Table, Document.__table__)
LINKS = cast(sa.Table, Link.__table__)
DELIVERIES = cast(sa.Table, Delivery.__table__)


@dataclass(frozen=True)
class Sheets:
    """The versions of one client, oldest first."""

    client_id: int
    versions: Sequence[sa.Row[int, int, date | None, date | None]]

    @property
    def shared_on(self) -> date | None:
        return max((row[2] for row in self.versions if row[2]), default=None)


def sheets_of(client_id: int) -> Sheets:
    columns = SHEETS.c.id, SHEETS.c.version, SHEETS.c.shared_on, SHEETS.c.ended_on
    chosen = sa.select(*columns).where(SHEETS.c.client_id == client_id)
    return Sheets(client_id, db.session.execute(chosen.order_by(SHEETS.c.version)).all())


def join_sheets(kept: int, gone: int, record: Record, *, on: date, at: datetime) -> None:
    """Let the sheet that was shared last hold; those of the other client come before it."""
    one, other = sheets_of(kept), sheets_of(gone)
    begin = date.min
    holds, yields = (
        (other, one) if (other.shared_on or begin) > (one.shared_on or begin) else (one, other)
    )
    if one.versions and other.versions:
        if holds.shared_on is not None:
            _end(yields, record, on=on, at=at)
        # From far above, so that no two have one number on the way.
        top = max(row[1] for sheets in (one, other) for row in sheets.versions)
        _renumber(holds, top + len(yields.versions), record)
        _renumber(yields, top, record)
    record.move(SHEETS.c.client_id, gone, kept)


def _renumber(sheets: Sheets, base: int, record: Record) -> None:
    """Give the versions of one client other numbers, the newest first; their papers follow."""
    for place, row in reversed(list(enumerate(sheets.versions, base + 1))):
        record.change(SHEETS, row[0], version=place)
        record.move(PAPERS.c.version, row[1], place, only=PAPERS.c.about == about(sheets.client_id))


def _end(sheets: Sheets, record: Record, *, on: date, at: datetime) -> None:
    """Let the sheet of one client, its paper and what comes round by it hold no longer."""
    mine = DELIVERIES.c.client_id == sheets.client_id
    record.move(DELIVERIES.c.ended_on, None, on, only=mine)
    record.move(
        SHEETS.c.ended_on,
        None,
        on,
        only=sa.and_(SHEETS.c.client_id == sheets.client_id, SHEETS.c.shared_on.is_not(None)),
    )
    record.move(PAPERS.c.superseded_at, None, at, only=PAPERS.c.about == about(sheets.client_id))
    record.move(LINKS.c.revoked_at, None, at, only=LINKS.c.about == about(sheets.client_id))
