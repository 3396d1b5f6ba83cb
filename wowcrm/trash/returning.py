"""Bring back what is in the trash: the very same rows, under the same numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from wowcrm.belonging import models, owned_by
from wowcrm.clients.folds import refold
from wowcrm.clients.models import Tag
from wowcrm.clients.planning import plan_contacts
from wowcrm.db import Base, db
from wowcrm.naming import counted, kind_word, title_of
from wowcrm.plain import reader_of
from wowcrm.traders.models import Trader
from wowcrm.trash.models import Trashed

CHUNK = 500

Values = dict[str, Any]


class CannotReturn(Exception):
    """It cannot come back as things are; the message says why, and nothing was changed."""


@dataclass
class Returning:
    """The rows on their way back, table by table, parents first."""

    trader_id: int
    kind: str
    """The table of what is to come back; what hangs on it may be missing, this not."""
    content: dict[str, Any]
    rows: dict[str, list[Values]] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    """What is gone meanwhile, in words."""
    tags: dict[int, int] = field(default_factory=dict)
    """Tags that were made anew meanwhile, by the numbers that they had."""

    def numbers(self, table: str) -> set[Any]:
        return {row["id"] for row in self.rows.get(table, ()) if "id" in row}


def bring_back(trashed: Trashed) -> list[str]:
    """Undo what was deleted; say in words what could not come along, because it is gone.

    Raise CannotReturn where it has nowhere to return to.
    """
    left = put_back(trashed.trader_id, trashed.kind, trashed.content)
    db.session.delete(trashed)
    return left


def put_back(trader_id: int, kind: str, content: dict[str, Any]) -> list[str]:
    """Insert rows that were kept, as `bring_back` does."""
    returning = Returning(trader_id, kind, content)
    try:
        with db.session.begin_nested():
            _insert(returning)
            _see_whose(returning)
            _point_again(returning)
            _change_back(returning)
            _take_back(returning)
    except IntegrityError as error:
        raise CannotReturn(_("There is one like it already.")) from error
    except (ValueError, TypeError, KeyError, AttributeError, sa.exc.StatementError) as error:
        raise CannotReturn(_("What was kept of it cannot be read any more.")) from error
    people = _people(returning)
    db.session.expire_all()
    _reckon(returning)
    refold(people)
    return returning.left


def _insert(returning: Returning) -> None:
    kept = returning.content.get("rows", {})
    for table in Base.metadata.sorted_tables:
        rows = [_typed(table, row) for row in kept.get(table.name, ())]
        if table.name == "tags" != returning.kind:
            rows = _missing_tags(returning, rows)
        if table.name == "client_tags":
            rows = [
                {**row, "tag_id": returning.tags.get(row["tag_id"], row["tag_id"])} for row in rows
            ]
        rows = _rooted(returning, table, rows)
        if rows:
            returning.rows[table.name] = rows
            db.session.execute(sa.insert(table), rows)
    if not any(returning.rows.values()):
        raise CannotReturn(_("Nothing was kept of it."))


def _missing_tags(returning: Returning, rows: list[Values]) -> list[Values]:
    """Choose the tags that nobody has made anew since: others may wear them, so they do not matter."""
    here = sa.select(Tag.key, Tag.id).where(
        Tag.trader_id == returning.trader_id, Tag.key.in_([row["key"] for row in rows])
    )
    found = {row.key: row.id for row in db.session.execute(here)}
    returning.tags = {row["id"]: found[row["key"]] for row in rows if row["key"] in found}
    return [row for row in rows if row["key"] not in found]


def _typed(table: sa.Table, row: Values) -> Values:
    """Read a row that was kept; a column that came later has its usual value."""
    return {
        column.name: reader_of(column.type)(row[column.name])
        for column in table.columns
        if column.name in row
    }


def _rooted(returning: Returning, table: sa.Table, rows: list[Values]) -> list[Values]:
    """See that what rows point at is there; what points at nothing stays behind, and is told."""
    for key in table.foreign_keys:
        name = key.parent.name
        wanted = {row[name] for row in rows if row.get(name) is not None}
        lost = wanted - returning.numbers(key.column.table.name)
        if key.column.table is table:
            lost -= {row["id"] for row in rows}
        lost -= _there(key.column, lost)
        hurt = [row for row in rows if row.get(name) in lost]
        if not hurt:
            continue
        if key.parent.nullable:
            for row in hurt:
                row[name] = None
            returning.left.append(counted(key.column.table.name, len(lost)))
            continue
        rows = [row for row in rows if row.get(name) not in lost]
        if table.name == returning.kind:
            raise CannotReturn(_nowhere(returning.trader_id, key.column.table.name, lost))
        returning.left.append(counted(table.name, len(hurt)))
    return rows


def _there(
    column: "sa.Column[Any]",
    values: Iterable[Any],
    whose: sa.ColumnElement[bool] | None = None,
) -> set[Any]:
    wanted = sorted(values)
    found: set[Any] = set()
    for start in range(0, len(wanted), CHUNK):
        some = sa.select(column).where(column.in_(wanted[start : start + CHUNK]))
        found.update(db.session.scalars(some if whose is None else some.where(whose)))
    return found


def _nowhere(trader_id: int, table: str, ids: set[Any]) -> str:
    """Say that what it belonged to is gone: in the trash too, or for good."""
    parents = sa.select(Trashed).where(Trashed.trader_id == trader_id)
    for parent in db.session.scalars(parents):
        rows = parent.rows.get(table, ()) if table in parent.counts else ()
        if found := next((row for row in rows if row.get("id") in ids), None):
            return _(
                "It belonged to “%(name)s”, which is in the trash too: bring that back first.",
                name=title_of(table, found),
            )
    return _("What it belonged to (%(kind)s) is gone for good.", kind=kind_word(table))


def _see_whose(returning: Returning) -> None:
    """Make sure that what comes back belongs to the trader, whatever the trash may say."""
    for name, rows in returning.rows.items():
        for key in Base.metadata.tables[name].foreign_keys:
            values = {row[key.parent.name] for row in rows if row.get(key.parent.name) is not None}
            of = key.column.table
            if values - _there(key.column, values, owned_by(of, returning.trader_id)):
                raise CannotReturn(_("That is not yours."))


def _point_again(returning: Returning) -> None:
    """Fill the keys that were emptied, where nothing else was put in since."""
    places: dict[tuple[str, str], list[tuple[Sequence[Any], Any]]] = {}
    for name, key, column, value in returning.content.get("emptied", ()):
        places.setdefault((name, column), []).append((key, value))
    for (name, column), pairs in places.items():
        table = Base.metadata.tables.get(name)
        if table is None or column not in table.c:
            continue
        target = next(iter(table.c[column].foreign_keys)).column
        there = returning.numbers(target.table.name)
        there |= _there(target, {value for _key, value in pairs} - there)
        _fill(returning, table.c[column], [pair for pair in pairs if pair[1] in there])


def _fill(
    returning: Returning, column: "sa.Column[Any]", pairs: list[tuple[Sequence[Any], Any]]
) -> None:
    """Fill a column of rows, told by their keys, where it is empty."""
    keys = list(column.table.primary_key.columns)
    named = [sa.bindparam(f"told_by_{place}", type_=key.type) for place, key in enumerate(keys)]
    empty = sa.and_(_own(returning, column.table, named), column.is_(None))
    rows = [
        {"put_in": v, **{f"told_by_{n}": part for n, part in enumerate(key)}} for key, v in pairs
    ]
    if rows:
        filled = sa.update(column.table).where(empty)
        db.session.connection().execute(filled.values({column: sa.bindparam("put_in")}), rows)


def _change_back(returning: Returning) -> None:
    """Have rows that stayed say what they said before, where nobody has changed them since."""
    for name, key, column, before, after in returning.content.get("altered", ()):
        table = Base.metadata.tables.get(name)
        if table is None or column not in table.c:
            continue
        held = table.c[column]
        read = reader_of(held.type)
        as_left = sa.and_(_own(returning, table, key), held.is_not_distinct_from(read(after)))
        db.session.execute(sa.update(table).where(as_left).values({column: read(before)}))


def _take_back(returning: Returning) -> None:
    """Strike out what the deleting wrote, such as a line of the story that told of it."""
    for name, *key in returning.content.get("made", ()):
        table = Base.metadata.tables.get(name)
        if table is not None:
            db.session.execute(sa.delete(table).where(_own(returning, table, key)))


def _own(returning: Returning, table: sa.Table, key: Sequence[Any]) -> sa.ColumnElement[bool]:
    """Choose one row, if it is the trader's own."""
    whose = owned_by(table, returning.trader_id)
    parts = zip(table.primary_key.columns, key, strict=True)
    mine = sa.false() if whose is None else whose
    return sa.and_(mine, *(column == part for column, part in parts))


def _reckon(returning: Returning) -> None:
    """Let others take into account what is back: what is owed, after a payment, say."""
    if returning.kind == "groups":
        plan_contacts(db.session.get_one(Trader, returning.trader_id))
    model: Any = models()[returning.kind]
    if hasattr(model, "come_back"):
        ids = returning.numbers(returning.kind)
        for row in db.session.scalars(sa.select(model).where(model.id.in_(ids))):
            row.come_back()


def _people(returning: Returning) -> set[int]:
    """Return the clients whose rows say something of what came back."""
    found = returning.numbers("clients")
    for name, rows in returning.rows.items():
        for key in Base.metadata.tables[name].foreign_keys:
            if key.column.table.name == "clients":
                found |= {row[key.parent.name] for row in rows if row.get(key.parent.name)}
    return found
