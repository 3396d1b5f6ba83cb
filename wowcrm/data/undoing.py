"""An import taken back: who came with it goes into the trash, what it changed is put back, what changed since stays.

Part by part, each whole; what is done is not found again, so what was broken off simply goes on.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import selectinload

from wowcrm.clients.models import Client, Tag, client_tags
from wowcrm.data.before import Before
from wowcrm.data.lookup import Lookup
from wowcrm.data.marks import mark_of
from wowcrm.data.models import BroughtFile, Earlier, Import, ImportedRow, Outcome, Task
from wowcrm.data.targets import Extra, extras_of
from wowcrm.db import Base, db
from wowcrm.plain import plain
from wowcrm.timeline.models import Interaction
from wowcrm.trash.trashing import put_away

AT_ONCE = 200
TOGETHER = 500
"""Clients who go into the trash as one entry."""
CAME = (Outcome.NEW, Outcome.ALIKE)
TAGS = cast(sa.Table, Tag.__table__)
OWN_TABLES = {
    *("contact_details", "important_dates", "client_tags", "custom_values", "interactions"),
    *("imported_rows", "imported_changes", "changes"),
}
"""What an import itself writes of a client, and how they stood before."""


def begin_undo(done: Import) -> bool:
    """Ask for an import to be taken back; False when that was done before."""
    asked = db.session.execute(
        sa.update(Import)
        .where(
            Import.id == done.id,
            Import.imported_at.is_not(None),
            Import.undone_at.is_(None),
            Import.task.is_(None),
        )
        .values(task=Task.UNDO, rows_done=0, claim=None, lease_until=None)
    )
    return cast(sa.CursorResult[Any], asked).rowcount == 1


def undo(done: Import) -> bool:
    """Take an import back as a whole; False when that was done before."""
    if not begin_undo(done):
        return False
    for _rows in undone(done):
        pass
    return True


def undone(done: Import) -> Iterator[int]:
    """Take back what is left; says after each part how many rows are done."""
    rows, extras = 0, extras_of(done.trader)
    lookup = Lookup(done.trader, list(extras.values()))
    while part := _came(done.id):
        _let_go(done, lookup, part)
        rows += len(part)
        yield rows
    while changes := _changed(done.id):
        _put_back(done, changes, extras)
        rows += len(changes)
        yield rows
    _drop_tags(done)
    done.undone_at = datetime.now(UTC)
    done.task, done.claim, done.lease_until = None, None, None
    db.session.execute(sa.delete(BroughtFile).where(BroughtFile.import_id == done.id))


# Who came with the file


def _came(import_id: int) -> dict[int, int]:
    """List some of those who came and were not seen to yet: the client and their row."""
    rows = db.session.execute(
        sa.select(ImportedRow.client_id, ImportedRow.id)
        .where(
            ImportedRow.import_id == import_id,
            ImportedRow.outcome.in_(CAME),
            ImportedRow.client_id.is_not(None),
            ImportedRow.undone.is_(None),
        )
        .order_by(ImportedRow.id.desc())
        .limit(TOGETHER)
    )
    return {id: row for id, row in rows if id is not None}


def _let_go(done: Import, lookup: Lookup, part: dict[int, int]) -> None:
    written, marks = _told_more(done, list(part)), _marks(done.id, list(part))
    gone: list[int] = []
    for known in lookup.load(part):
        id = cast(int, known.id)
        if id in written:
            _keep(part[id], _("Stays: you have written more about them since."))
        elif marks.get(id, mark_of(known)) != mark_of(known):
            _keep(part[id], _("Stays: you have changed their details since."))
        else:
            gone.append(id)
    if gone:
        _put_away(done, gone)


def _put_away(done: Import, ids: Sequence[int]) -> None:
    """Let clients go into the trash, and the tags along that were made for the file: they may be dropped."""
    worn = sa.select(client_tags.c.tag_id).where(client_tags.c.client_id.in_(ids))
    tags = db.session.execute(sa.select(TAGS).where(TAGS.c.id.in_(worn), _made_for(done)))
    made = [{name: plain(value) for name, value in row._asdict().items()} for row in tags]
    who = ngettext("%(num)d client", "%(num)d clients", len(ids))
    along = {"tags": made} if made else {}
    put_away(Client, ids, name=f"{done.file_name}: {who}", place=done.place, along=along)


def _keep(row_id: int, why: str) -> None:
    db.session.execute(sa.update(ImportedRow).where(ImportedRow.id == row_id).values(undone=why))


def _marks(import_id: int, ids: Sequence[int]) -> dict[int, int]:
    """Recall what the file left of each: the last row that changed them says it."""
    rows = db.session.execute(
        sa.select(ImportedRow.client_id, ImportedRow.mark)
        .where(
            ImportedRow.import_id == import_id,
            ImportedRow.client_id.in_(ids),
            ImportedRow.mark.is_not(None),
        )
        .order_by(ImportedRow.id)
    )
    return {id: mark for id, mark in rows if id is not None and mark is not None}


def _told_more(done: Import, ids: Sequence[int]) -> set[int]:
    """Find those about whom there is more than this file said: a story, needs, anything at all."""
    lines = sa.select(Interaction.client_id).where(
        Interaction.client_id.in_(ids),
        sa.or_(Interaction.about.is_(None), Interaction.about != done.about),
    )
    more = [
        sa.select(column).where(column.in_(ids))
        for table in Base.metadata.sorted_tables
        if table.name not in OWN_TABLES
        for column in table.columns
        if any(key.column.table.name == "clients" for key in column.foreign_keys)
    ]
    return set(db.session.scalars(sa.union(lines, *more)))


# Who was here before


def _changed(import_id: int) -> Sequence[Earlier]:
    """List some of the changes, the newest first."""
    found = sa.select(Earlier).where(Earlier.import_id == import_id)
    return db.session.scalars(found.order_by(Earlier.id.desc()).limit(AT_ONCE)).all()


def _put_back(done: Import, changes: Sequence[Earlier], extras: dict[str, Extra]) -> None:
    ids = {change.client_id for change in changes}
    everything = (
        selectinload(Client.details),
        selectinload(Client.dates),
        selectinload(Client.tags),
    )
    clients = {
        client.id: client
        for client in db.session.scalars(
            sa.select(Client).where(Client.id.in_(ids)).options(*everything)
        )
    }
    came = set(
        db.session.scalars(
            sa.select(ImportedRow.client_id).where(
                ImportedRow.import_id == done.id,
                ImportedRow.outcome.in_(CAME),
                ImportedRow.client_id.in_(ids),
            )
        )
    )
    for change in changes:
        # Who came with the file and stays, stays with all it said.
        if change.client_id not in came:
            client = clients[change.client_id]
            kept = Before(done, client, extras).put_back(change.changes)
            if kept:
                what = ", ".join(dict.fromkeys(kept))
                _note(
                    done.id, change.line, _("Stays as you changed it since: %(what)s.", what=what)
                )
            client.plan_contact()
            client.mark()
        db.session.delete(change)
    db.session.execute(
        sa.delete(Interaction).where(
            Interaction.client_id.in_(ids - came), Interaction.about == done.about
        )
    )
    db.session.flush()


def _note(import_id: int, line: int, words: str) -> None:
    db.session.execute(
        sa.update(ImportedRow)
        .where(ImportedRow.import_id == import_id, ImportedRow.line == line)
        .values(undone=words)
    )


def _drop_tags(done: Import) -> None:
    """Drop the tags that were made for the file and that nobody wears any more."""
    worn = sa.exists().where(client_tags.c.tag_id == Tag.id)
    db.session.execute(sa.delete(Tag).where(_made_for(done), ~worn))


def _made_for(done: Import) -> sa.ColumnElement[bool]:
    made = Tag.created_at.between(done.created_at, done.imported_at)
    return sa.and_(Tag.trader_id == done.trader_id, made)
