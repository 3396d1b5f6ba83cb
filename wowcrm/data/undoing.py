"""An import taken back: who came with it goes, what it changed is put back, what changed since stays.

Part by part, each whole; what is done is not found again, so what was broken off simply goes on.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import selectinload

from wowcrm.clients.models import Client, ContactDetail, DetailKind, ImportantDate, Tag, client_tags
from wowcrm.data.changes import plain
from wowcrm.data.lookup import Lookup
from wowcrm.data.marks import mark_of
from wowcrm.data.models import BroughtFile, Earlier, Import, ImportedRow, Outcome, Task
from wowcrm.data.synonyms import Field
from wowcrm.data.targets import Extra, extras_of
from wowcrm.db import Base, db
from wowcrm.search.index import refresh
from wowcrm.timeline.models import Interaction

AT_ONCE = 200
CAME = (Outcome.NEW, Outcome.ALIKE)
OWN_TABLES = {
    *("contact_details", "important_dates", "client_tags", "interactions"),
    *("imported_rows", "imported_changes"),
}
"""What an import itself writes of a client."""


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
    trader, rows = done.trader, 0
    lookup = Lookup(trader)
    while part := _came(done.id):
        _let_go(done, lookup, part)
        rows += len(part)
        yield rows
    extras = extras_of(trader)
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
        .limit(AT_ONCE)
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
        db.session.execute(sa.delete(Client).where(Client.id.in_(gone)))
        refresh(gone)


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


class Before:
    """Puts a client back to what was before, wherever nothing has changed since."""

    def __init__(self, done: Import, client: Client, extras: dict[str, Extra]) -> None:
        self.done = done
        self.client = client
        self.extras = extras
        self.kept: list[str] = []
        """What was changed since, in words."""

    def put_back(self, changes: dict[str, Any]) -> list[str]:
        for column, (before, after) in changes.get("texts", {}).items():
            self._text(column, before, after)
        for id, before, after in changes.get("details", ()):
            self._detail(id, before, after)
        for kind, key, value, label in changes.get("new_details", ()):
            self._new_detail(DetailKind(kind), key, value, label)
        for id, before, after in changes.get("dates", ()):
            self._date(id, before, after)
        for label, month, day, year in changes.get("new_dates", ()):
            self._new_date(label, month, day, year)
        self._tags(changes.get("tagged", ()), changes.get("untagged", ()))
        for key, (before, after) in changes.get("extras", {}).items():
            self._extra(key, before, after)
        return self.kept

    def _text(self, column: str, before: Any, after: Any) -> None:
        if plain(getattr(self.client, column)) == after:
            setattr(self.client, column, _value(column, before))
        else:
            self.kept.append(Field(column).word)

    def _detail(self, id: int, before: Sequence[Any], after: Sequence[Any]) -> None:
        found = next((each for each in self.client.details if each.id == id), None)
        if found is not None and [found.key, found.value, found.label] == list(after):
            found.key, found.value, found.label = before
        else:
            self.kept.append(_("a way to reach them"))

    def _new_detail(self, kind: DetailKind, key: str, value: str, label: str | None) -> None:
        def same(each: ContactDetail) -> bool:
            return (each.kind, each.key) == (kind, key)

        found = next(filter(same, self.client.details), None)
        if found is None:
            return  # It is gone already.
        if (found.value, found.label) == (value, label):
            self.client.details.remove(found)
        else:
            self.kept.append(value)

    def _date(self, id: int, before: Sequence[Any], after: Sequence[Any]) -> None:
        found = next((each for each in self.client.dates if each.id == id), None)
        if found is not None and [found.label, found.month, found.day, found.year] == list(after):
            found.label, found.month, found.day, found.year = before
        else:
            self.kept.append(str(after[0]))

    def _new_date(self, label: str, month: int, day: int, year: int | None) -> None:
        def same(each: ImportantDate) -> bool:
            return (each.label, each.month, each.day, each.year) == (label, month, day, year)

        if (found := next(filter(same, self.client.dates), None)) is not None:
            self.client.dates.remove(found)

    def _tags(self, tagged: Sequence[str], untagged: Sequence[str]) -> None:
        for tag in [tag for tag in self.client.tags if tag.key in tagged]:
            self.client.tags.remove(tag)
        if untagged:
            mine = Tag.of(self.done.trader).where(Tag.key.in_(untagged))
            for tag in db.session.scalars(mine):
                self.client.put_on(tag)

    def _extra(self, key: str, before: str | None, after: str | None) -> None:
        if (extra := self.extras.get(key)) is None:
            return
        if extra.known([self.client.id]).get(self.client.id) == after:
            extra.keep({self.client.id: before})
        else:
            self.kept.append(extra.word)


def _value(column: str, kept: Any) -> Any:
    """Read a value of a column as it was kept."""
    if kept is None:
        return None
    if column == "value":
        return Decimal(kept)
    return date.fromisoformat(kept) if column in {"client_since", "archived_on"} else kept


def _drop_tags(done: Import) -> None:
    """Drop the tags that were made for the file and that nobody wears any more."""
    worn = sa.exists().where(client_tags.c.tag_id == Tag.id)
    made = Tag.created_at.between(done.created_at, done.imported_at)
    db.session.execute(sa.delete(Tag).where(Tag.trader_id == done.trader_id, made, ~worn))
