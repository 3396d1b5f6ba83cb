"""What a merger did, act by act, so that it can be taken back: written down as it is done."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from wowcrm.clients.models import client_tags
from wowcrm.db import Base, db
from wowcrm.plain import Plain, freeze, plain, rich, thaw


class Record:
    """Changes rows and writes down how to change them back."""

    def __init__(self) -> None:
        self.acts: list[list[Any]] = []

    def change(self, table: sa.Table, id: int, **values: Any) -> None:
        """Change some cells of a row."""
        row = _row(table, id)
        differing = {name: value for name, value in values.items() if row[name] != value}
        if differing:
            cells = {name: [plain(row[name]), plain(new)] for name, new in differing.items()}
            self.acts.append(["cells", table.name, [id], cells])
            db.session.execute(sa.update(table).where(table.c.id == id).values(differing))

    def move(
        self, column: sa.Column[Any], old: Any, new: Any, only: sa.ColumnElement[bool] | None = None
    ) -> None:
        """Put one value in the place of another, wherever it stands in a column."""
        table = column.table
        assert isinstance(table, sa.Table)
        holding = column == old if only is None else sa.and_(column == old, only)
        ids = db.session.scalars(sa.select(table.c.id).where(holding)).all()
        if ids:
            cells = {column.name: [plain(old), plain(new)]}
            self.acts.append(["cells", table.name, list(ids), cells])
            db.session.execute(sa.update(table).where(holding).values({column.name: new}))

    def delete(self, table: sa.Table, id: int) -> None:
        """Take a row away, and keep it here."""
        self.acts.append(["row", table.name, freeze(_row(table, id))])
        db.session.execute(sa.delete(table).where(table.c.id == id))

    def made(self, table: sa.Table, ids: Sequence[int]) -> None:
        """Remember rows that were written on the way."""
        if ids:
            self.acts.append(["new", table.name, list(ids)])

    def tag(self, client_id: int, tag_id: int, *, on: bool) -> None:
        """Put a tag on a client, or take it off."""
        self.acts.append(["tag", client_id, tag_id, on])
        _tag(client_id, tag_id, on=on)


def _row(table: sa.Table, id: int) -> dict[str, Any]:
    return dict(db.session.execute(sa.select(table).where(table.c.id == id)).mappings().one())


def _tag(client_id: int, tag_id: int, *, on: bool) -> None:
    worn = sa.and_(client_tags.c.client_id == client_id, client_tags.c.tag_id == tag_id)
    db.session.execute(sa.delete(client_tags).where(worn))
    if on:
        db.session.execute(sa.insert(client_tags).values(client_id=client_id, tag_id=tag_id))


Rename = Callable[[Any], Any]


class Undoing:
    """Takes acts back, the last first; what was changed since stays as it is, and is counted."""

    def __init__(self, acts: Iterable[Sequence[Any]]) -> None:
        self.acts = list(acts)
        self.names: dict[Any, Any] = {}
        """What a client and their papers are called now, where their number was taken."""
        self.left = 0
        """Cells that were changed since."""

    def undo(self) -> None:
        for kind, *told in reversed(self.acts):
            getattr(self, f"_{kind}")(*told)

    def _new(self, name: str, ids: list[int]) -> None:
        table = Base.metadata.tables[name]
        db.session.execute(sa.delete(table).where(table.c.id.in_(ids)))

    def _row(self, name: str, frozen: Plain) -> None:
        table = Base.metadata.tables[name]
        row = {
            column: self._renamed(table.c[column], value)
            for column, value in thaw(table, frozen).items()
        }
        if db.session.scalar(sa.select(table.c.id).where(table.c.id == row["id"])) is not None:
            old = row.pop("id")
            new = self._insert(table, row)
            if name == "clients":
                self._rename(old, new)
        else:
            self._insert(table, row)

    def _insert(self, table: sa.Table, row: dict[str, Any]) -> int | None:
        try:
            with db.session.begin_nested():
                return db.session.scalar(sa.insert(table).values(row).returning(table.c.id))
        except IntegrityError:
            # What it hung on is gone, or something else took its place.
            self.left += 1
            return None

    def _rename(self, old: int, new: int | None) -> None:
        self.names = {old: new} | {
            f"{what}-{old}": f"{what}-{new}" for what in ("client", "expectations")
        }

    def _renamed(self, column: sa.ColumnElement[Any], value: Any) -> Any:
        points = any(key.column.table.name == "clients" for key in column.foreign_keys)
        return self.names.get(value, value) if points or column.key == "about" else value

    def _cells(self, name: str, ids: list[int], cells: dict[str, list[Any]]) -> None:
        table = Base.metadata.tables[name]
        for column, (before, after) in cells.items():
            if column in table.columns:
                self._change_back(table.c[column], ids, before, after)

    def _change_back(self, column: sa.Column[Any], ids: list[int], before: Any, after: Any) -> None:
        table, now = column.table, rich(column, after)
        assert isinstance(table, sa.Table)
        those = table.c.id.in_(ids)
        there = db.session.scalar(sa.select(sa.func.count()).where(those)) or 0
        same = column.is_(None) if now is None else column == now
        value = self._renamed(column, rich(column, before))
        changed = db.session.execute(
            sa.update(table).where(those, same).values({column.name: value}).returning(table.c.id)
        ).all()
        self.left += there - len(changed)

    def _tag(self, client_id: int, tag_id: int, on: bool) -> None:
        tags = Base.metadata.tables["tags"]
        if db.session.scalar(sa.select(tags.c.id).where(tags.c.id == tag_id)) is not None:
            _tag(self.names.get(client_id, client_id), tag_id, on=not on)
