"""The report of an import: what became of each row, a page at a time or as a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import gettext as _

from wowcrm.data.formulas import guard
from wowcrm.data.lines import Lines
from wowcrm.data.models import Import, ImportedRow, Outcome
from wowcrm.db import db, reading

A_PAGE = 50
AT_ONCE = 1000

ROWS = cast(sa.Table, ImportedRow.__table__)


@dataclass(frozen=True)
class Report:
    """A page of rows, all or those of one outcome."""

    outcome: Outcome | None
    rows: list[ImportedRow]
    after: int | None
    """Where the next page begins, if there is one."""


def report_of(done: Import, outcome: str | None, after: str | None) -> Report:
    """Read a page of the report; what an address cannot mean is left out."""
    chosen = Outcome(outcome) if outcome in set(Outcome) else None
    query = sa.select(ImportedRow).where(ImportedRow.import_id == done.id)
    if chosen:
        query = query.where(ImportedRow.outcome == chosen)
    if after and after.isascii() and after.isdigit() and len(after) < 10:
        query = query.where(ImportedRow.id > int(after))
    found = list(db.session.scalars(query.order_by(ImportedRow.id).limit(A_PAGE + 1)))
    rows = found[:A_PAGE]
    return Report(chosen, rows, rows[-1].id if len(found) > A_PAGE else None)


def written_report(import_id: int) -> Iterator[str]:
    """Write the whole report as CSV, piece by piece."""
    yield _written([[_("Line"), _("Outcome"), _("Name"), _("Words"), _("Undone")]])
    last = 0
    while rows := _rows(import_id, last):
        last = rows[-1].id
        yield _written(
            [
                [str(row.line), row.outcome.word, row.name, row.words, row.undone or ""]
                for row in rows
            ]
        )


def _rows(import_id: int, last: int) -> list[Any]:
    query = sa.select(ROWS).where(ROWS.c.import_id == import_id, ROWS.c.id > last)
    with reading(), db.engine.connect() as connection:
        return list(connection.execute(query.order_by(ROWS.c.id).limit(AT_ONCE)))


def _written(rows: list[list[str]]) -> str:
    return Lines().written([guard(cell) for cell in row] for row in rows)
