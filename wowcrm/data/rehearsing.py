"""From a file to clients: rehearse it when it arrives, carry it out when that is confirmed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import gettext as _

from wowcrm.data.importing import Brought, Fate, Importing
from wowcrm.data.models import Import, ImportedRow, Outcome
from wowcrm.data.reading import UnreadableFile
from wowcrm.db import db
from wowcrm.search.index import refresh
from wowcrm.traders.models import Trader

FIRST_ROWS = 8
MOST_TROUBLES = 30
SAMPLES = 3
MOST_WAITING = 5
"""Files that a trader may leave unconfirmed; older ones are dropped."""


def rehearse(trader: Trader, file_name: str, content: bytes) -> Import:
    """Try an import, take everything back, and keep the file and what would happen.

    The same steps as the import itself, so that the preview cannot promise anything else.
    """
    rehearsed = Import(trader_id=trader.id, file_name=file_name[:200], content=content)
    _try(rehearsed, trader, Brought(content, trader))
    _drop_oldest(trader)
    db.session.add(rehearsed)
    db.session.flush()
    return rehearsed


def rehearse_again(rehearsed: Import, *, encoding: str | None, separator: str | None) -> None:
    """Read the file of a rehearsal another way, as the trader says, and try that."""
    trader = rehearsed.trader
    brought = Brought(kept(rehearsed), trader, encoding=encoding, separator=separator)
    _try(rehearsed, trader, brought)


def _try(rehearsed: Import, trader: Trader, brought: Brought) -> None:
    savepoint = db.session.begin_nested()
    importing = Importing(trader, brought, trader.today())
    rows: list[dict[str, Any]] = []
    troubles: list[dict[str, Any]] = []
    try:
        for fate in _fates(importing):
            if len(rows) < FIRST_ROWS:
                rows.append(_told(fate))
            if fate.troubled and len(troubles) < MOST_TROUBLES:
                troubles.append(_told(fate))
    finally:
        savepoint.rollback()
    rehearsed.encoding = brought.sheet.encoding
    rehearsed.separator = brought.sheet.separator
    rehearsed.source = brought.columns.source
    rehearsed.counts = _counts(importing)
    rehearsed.rehearsal = {"columns": columns_of(brought), "rows": rows, "troubles": troubles}


def kept(rehearsed: Import) -> bytes:
    """Return the file of a rehearsal."""
    if rehearsed.content is None:
        raise UnreadableFile(_("This file is not kept any more; please choose it again."))
    return rehearsed.content


def _counts(importing: Importing) -> dict[str, Any]:
    return {outcome.value: importing.counts[outcome] for outcome in Outcome}


def carry_out(rehearsed: Import, today: date) -> bool:
    """Import a rehearsed file; False when that was done before."""
    claimed = db.session.execute(
        sa.update(Import)
        .where(Import.id == rehearsed.id, Import.imported_at.is_(None))
        .values(imported_at=datetime.now(UTC))
    )
    if cast(sa.CursorResult[Any], claimed).rowcount != 1:
        return False
    brought = Brought(
        kept(rehearsed),
        rehearsed.trader,
        encoding=rehearsed.encoding,
        separator=rehearsed.separator,
    )
    importing = Importing(rehearsed.trader, brought, today)
    for fates in importing.chunks():
        _report(rehearsed, fates)
        _tell(importing, rehearsed, fates)
        refresh([fate.known.id for fate in fates if fate.known and fate.known.id is not None])
    rehearsed.counts = _counts(importing)
    rehearsed.content = None
    return True


def columns_of(brought: Brought) -> list[dict[str, Any]]:
    """Say of each column that holds something what it was taken for, with sample values."""
    columns = zip(brought.columns.header, brought.columns.meanings, strict=True)
    return [
        {"name": name, "field": meaning.field.value if meaning else None, "samples": samples}
        for index, (name, meaning) in enumerate(columns)
        if (samples := _samples(brought, index)) or index in brought.left_out
        # The level in our own export is for people; here it is worked out anew.
        if meaning or not brought.reader.own
    ]


def _samples(brought: Brought, index: int) -> list[str]:
    cells = (row[index].strip() for row in brought.sample if index < len(row))
    return [cell[:80] for cell in dict.fromkeys(cells) if cell][:SAMPLES]


def _fates(importing: Importing) -> Iterator[Fate]:
    for fates in importing.chunks():
        yield from fates


def _told(fate: Fate) -> dict[str, Any]:
    return {
        "line": fate.line,
        "outcome": fate.outcome.value,
        "name": fate.name,
        "words": fate.words,
    }


def _report(rehearsed: Import, fates: list[Fate]) -> None:
    db.session.execute(
        sa.insert(cast(sa.Table, ImportedRow.__table__)),
        [
            {
                "import_id": rehearsed.id,
                "line": fate.line,
                "outcome": fate.outcome,
                "name": fate.name,
                "words": fate.words,
                "client_id": fate.known.id if fate.known else None,
            }
            for fate in fates
        ],
    )


def _tell(importing: Importing, rehearsed: Import, fates: list[Fate]) -> None:
    """Write one line on the timeline of each client who came or gained something."""
    words = {
        Outcome.NEW: _("Imported from %(file)s", file=rehearsed.file_name),
        Outcome.UPDATED: _("Details taken over from %(file)s", file=rehearsed.file_name),
    }
    importing.writer.log(
        (
            (fate.known, words[fate.outcome])
            for fate in fates
            if fate.known and fate.outcome in words
        ),
        about=f"import-{rehearsed.id}",
    )


def _drop_oldest(trader: Trader) -> None:
    """Forget rehearsals that were left lying, so that their files do not pile up."""
    kept = sa.select(Import.id).where(Import.trader_id == trader.id, Import.imported_at.is_(None))
    old = db.session.scalars(kept.order_by(Import.id.desc()).offset(MOST_WAITING - 1)).all()
    if old:
        db.session.execute(sa.delete(Import).where(Import.id.in_(old)))
