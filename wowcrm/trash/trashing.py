"""Delete so that it can be undone."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from flask import flash

from wowcrm.belonging import about, models, owner_of, telling_tables
from wowcrm.db import Base, Owned, db
from wowcrm.history.recording import unrecorded
from wowcrm.naming import title_of
from wowcrm.search.index import refresh
from wowcrm.trash.models import Trashed
from wowcrm.trash.watching import Standing, again, difference, stand_of, stand_of_numbers


@contextmanager
def trashing(
    *roots: Owned,
    said: str,
    name: str | None = None,
    place: str | None = None,
    beside: Sequence[Owned] = (),
) -> Iterator[None]:
    """Keep what the act within takes away with these rows; say so, with a way to undo it.

    `place` is where they stood, to return there; `name` what to call them, if not by the first;
    `beside` are rows that stay, and that the act changes by the way.
    """
    db.session.flush()
    before = stand_of(roots, beside)
    first = before.rows[roots[0].__tablename__][(roots[0].id,)]
    with unrecorded():
        yield
        db.session.flush()
        after = again(before)
        if _let_files_go(before, after):
            after = again(before)
    content = difference(before, after)
    refresh([row["id"] for row in content["rows"].get("clients", ())])
    if not content["rows"]:
        flash(said)
        return
    trashed = _kept(roots[0].__tablename__, first, content)
    trashed.name, trashed.place = name or trashed.name, place
    db.session.flush()
    flash(said, f"undo-{trashed.id}")


def delete(*roots: Owned, said: str, name: str | None = None, place: str | None = None) -> None:
    """Delete rows with all that hangs on them, into the trash."""
    with trashing(*roots, said=said, name=name, place=place):
        for row in roots:
            db.session.delete(row)


def put_away(
    model: type[Owned],
    ids: Sequence[int],
    *,
    name: str,
    place: str,
    along: Mapping[str, list[dict[str, Any]]],
) -> Trashed:
    """Delete many rows of one kind in a few statements, into one entry of the trash.

    Rows that may go later, such as tags that nobody else wears, lie there `along` with them.
    """
    table = Base.metadata.tables[model.__tablename__]
    before = stand_of_numbers({table: ids})
    with unrecorded():
        db.session.execute(sa.delete(table).where(table.c.id.in_(ids)))
        after = again(before)
        if _let_files_go(before, after):
            after = again(before)
    content = difference(before, after)
    content["rows"] |= along
    trashed = _kept(table.name, next(iter(before.rows[table.name].values())), content)
    trashed.name, trashed.place = name, place
    if table.name == "clients":
        refresh(ids)
    return trashed


def _let_files_go(before: Standing, after: Standing) -> bool:
    """Let what belongs to something by name go with it, such as the files of a proposal."""
    gone = [
        about(table, row["id"])
        for table, rows in before.rows.items()
        for key, row in rows.items()
        if "id" in row and key not in after.rows.get(table, {})
    ]
    found = False
    for table in telling_tables():
        if getattr(models()[table.name], "goes_with_what_it_is_about", False):
            rows = db.session.execute(
                sa.delete(table).where(table.c.about.in_(gone)).returning(table.c.id)
            )
            found = bool(rows.all()) or found
    return found


def _kept(table: str, first: Mapping[str, Any], content: dict[str, Any]) -> Trashed:
    at = datetime.now(UTC)
    of = Base.metadata.tables[table]
    trader_id = owner_of(of, first, "traders", found)
    assert trader_id is not None, "what is deleted belongs to somebody"
    # Where nobody works at night, the trash is emptied whenever something is added to it.
    db.session.execute(Trashed.ripe(at).where(Trashed.trader_id == trader_id))
    trashed = Trashed(
        trader_id=trader_id,
        client_id=owner_of(of, first, "clients", found),
        kind=table,
        name=title_of(table, first),
        counts={name: len(rows) for name, rows in content["rows"].items()},
        content=content,
    )
    db.session.add(trashed)
    return trashed


def found(table: sa.Table, id: int) -> Mapping[str, Any] | None:
    """Find a row by its number."""
    row = db.session.execute(sa.select(table).where(table.c.id == id)).one_or_none()
    return None if row is None else row._asdict()
