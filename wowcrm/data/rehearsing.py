"""From a file to clients: rehearse it when it arrives, carry it out when that is confirmed."""

from contextlib import closing
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any, BinaryIO, cast

import sqlalchemy as sa
from flask_babel import gettext as _

from wowcrm.data.brought import Brought
from wowcrm.data.bulk import unswept
from wowcrm.data.contents import Content
from wowcrm.data.earlier import Unwritten, Written
from wowcrm.data.importing import Importing
from wowcrm.data.judging import Fate
from wowcrm.data.lookup import Lookup
from wowcrm.data.models import Import, Outcome
from wowcrm.data.reading import UnreadableFile
from wowcrm.data.writing import Writer
from wowcrm.db import db
from wowcrm.search.index import many
from wowcrm.traders.models import Trader

FIRST_ROWS = 8
MOST_TROUBLES = 30
SAMPLES = 3
MOST_WAITING = 5
"""Files that a trader may leave unconfirmed; older ones are dropped."""


def rehearse(trader: Trader, file_name: str, file: bytes | BinaryIO) -> Import:
    """Judge every row of a file and write nothing but what would happen, beside the file itself."""
    content = Content.pack(BytesIO(file) if isinstance(file, bytes) else file)
    rehearsed = Import(trader_id=trader.id, file_name=file_name[:200], content=content.held)
    _try(rehearsed, trader, Brought(content, trader))
    _drop_oldest(trader)
    db.session.add(rehearsed)
    db.session.flush()
    return rehearsed


def rehearse_again(rehearsed: Import, *, encoding: str | None, separator: str | None) -> None:
    """Read the file of a rehearsal another way, as the trader says, and try that."""
    trader = rehearsed.trader
    brought = Brought(_kept(rehearsed.content), trader, encoding=encoding, separator=separator)
    _try(rehearsed, trader, brought)


def _try(rehearsed: Import, trader: Trader, brought: Brought) -> None:
    rows: list[dict[str, Any]] = []
    troubles: list[dict[str, Any]] = []
    with unswept(), closing(Unwritten(Lookup(trader))) as earlier:
        importing = Importing(brought, earlier)
        for fates in importing.chunks():
            rows += map(_told, fates[: FIRST_ROWS - len(rows)])
            for fate in fates:
                if fate.troubled and len(troubles) < MOST_TROUBLES:
                    troubles.append(_told(fate))
    rehearsed.encoding = brought.sheet.encoding
    rehearsed.separator = brought.sheet.separator
    rehearsed.source = brought.columns.source
    rehearsed.counts = _counts(importing)
    rehearsed.rehearsal = {"columns": columns_of(brought), "rows": rows, "troubles": troubles}


def _kept(held: bytes | None) -> Content:
    if held is None:
        raise UnreadableFile(_("This file is not kept any more; please choose it again."))
    return Content.kept(held)


def _counts(importing: Importing) -> dict[str, Any]:
    return {outcome.value: importing.counts[outcome] for outcome in Outcome}


def carry_out(rehearsed: Import, today: date) -> bool:
    """Import a rehearsed file; False when that was done before."""
    held = rehearsed.content
    claimed = db.session.execute(
        sa.update(Import)
        .where(Import.id == rehearsed.id, Import.imported_at.is_(None))
        # The file goes first: to change a row beside a large file, SQLite writes the file anew.
        .values(imported_at=datetime.now(UTC), content=None)
    )
    if cast(sa.CursorResult[Any], claimed).rowcount != 1:
        return False
    trader = rehearsed.trader
    brought = Brought(
        _kept(held), trader, encoding=rehearsed.encoding, separator=rehearsed.separator
    )
    importing = Importing(brought, Written(Lookup(trader)))
    writer = Writer(rehearsed, today)
    with unswept(), many():
        for fates in importing.chunks():
            writer.write(fates)
    rehearsed.counts = _counts(importing)
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


def _told(fate: Fate) -> dict[str, Any]:
    return {
        "line": fate.line,
        "outcome": fate.outcome.value,
        "name": fate.name,
        "words": fate.words,
    }


def _drop_oldest(trader: Trader) -> None:
    """Forget rehearsals that were left lying, so that their files do not pile up."""
    kept = sa.select(Import.id).where(Import.trader_id == trader.id, Import.imported_at.is_(None))
    old = db.session.scalars(kept.order_by(Import.id.desc()).offset(MOST_WAITING - 1)).all()
    if old:
        db.session.execute(sa.delete(Import).where(Import.id.in_(old)))
