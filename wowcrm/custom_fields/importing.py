"""The trader's own fields and wishes for contact, as columns of files that are brought in."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import gettext as _

from wowcrm.clients.models import Client, fold
from wowcrm.custom_fields.models import CustomField, CustomValue, FieldKind
from wowcrm.custom_fields.reading import LONGEST, NotThat, read
from wowcrm.data import cells
from wowcrm.data.columns import is_known
from wowcrm.data.exporting import WISHES, own_of
from wowcrm.data.habits import Habits
from wowcrm.data.targets import EXTRAS, FROM_HEADERS, Extra
from wowcrm.db import db, many, one_of
from wowcrm.traders.models import Trader

VALUES = cast(sa.Table, CustomValue.__table__)
CLIENTS = cast(sa.Table, Client.__table__)
MOST_NEW = 30
"""Columns of one file that may become fields."""


def key_for(name: str) -> str:
    """Name a field in forms and in what is kept of an import, whether it is there yet or not."""
    return f"own:{fold(name)}"


class OwnColumn:
    """A column that holds one of the trader's own fields."""

    def __init__(self, field: CustomField, habits: Habits) -> None:
        self.field: CustomField | None = field
        self.kind, self.habits = field.kind, habits
        self.key, self.word = key_for(field.name), field.name
        self._told: set[str] | None = None

    def judge(self, text: str) -> str | None:
        assert self.field is not None
        try:
            return read(self.field, text, self.habits)
        except NotThat:
            pass
        text = cells.line(text)
        return text if text in self._told_before() else None

    def _told_before(self) -> set[str]:
        """What was told once stays sayable, though the field may have become choosier since."""
        if self._told is None:
            assert self.field is not None
            told = sa.select(VALUES.c.text).where(VALUES.c.field_id == self.field.id).distinct()
            self._told = set(db.session.scalars(told))
        return self._told

    def known(self, client_ids: Sequence[int]) -> Mapping[int, str]:
        if self.field is None:
            return {}
        told = sa.select(VALUES.c.client_id, VALUES.c.text).where(
            VALUES.c.field_id == self.field.id, one_of(VALUES.c.client_id, "ids")
        )
        rows = db.session.connection().execute(told, {"ids": many(client_ids)})
        return {row.client_id: row.text for row in rows}

    def keep(self, values: Mapping[int, str | None]) -> None:
        assert self.field is not None
        gone = sa.delete(VALUES).where(
            VALUES.c.field_id == self.field.id, one_of(VALUES.c.client_id, "ids")
        )
        db.session.connection().execute(gone, {"ids": many(values)})
        rows = [
            CustomValue(client_id=id, field_id=self.field.id, text=text)
            for id, text in values.items()
            if text is not None
        ]
        db.session.add_all(rows)
        db.session.flush()


class NewColumn(OwnColumn):
    """A column for which there is no field yet: it is made as soon as something is told in it."""

    def __init__(self, trader: Trader, name: str, kind: FieldKind, word: str) -> None:
        self.field = None
        self.trader, self.name, self.kind = trader, name, kind
        self.probe = CustomField(name=name, kind=kind)
        self.habits = Habits.of(trader.timezone, trader.today())
        self.key, self.word = key_for(name), word

    def judge(self, text: str) -> str | None:
        if self.kind is FieldKind.CHOICE:
            return cells.line(text)[:LONGEST] or None
        try:
            return read(self.probe, text, self.habits)
        except NotThat:
            return None

    def known(self, client_ids: Sequence[int]) -> Mapping[int, str]:
        self._find()
        return super().known(client_ids)

    def keep(self, values: Mapping[int, str | None]) -> None:
        if self._find() is None:
            self.field = CustomField(trader_id=self.trader.id, name=self.name, kind=self.kind)
            self.field.choices = []
            db.session.add(self.field)
            db.session.flush()
        if self.kind is FieldKind.CHOICE and self.field is not None:
            told = [*self.field.choices, *(text for text in values.values() if text)]
            self.field.choices = list(dict.fromkeys(told))
        super().keep(values)

    def _find(self) -> CustomField | None:
        """Look whether an earlier row of the file has made it."""
        if self.field is None:
            self.field = db.session.scalar(CustomField.called(self.trader, self.name))
        return self.field


class Wish:
    """A column that says how often a client wants to hear from the trader."""

    def __init__(self, trader: Trader, column: str, word: str) -> None:
        self.trader, self.column = trader, CLIENTS.c[column]
        self.key, self.word = f"wish:{column}", word

    def judge(self, text: str) -> str | None:
        text = text.strip()
        return str(int(text)) if text.isascii() and text.isdecimal() and len(text) < 5 else None

    def known(self, client_ids: Sequence[int]) -> Mapping[int, str]:
        told = sa.select(CLIENTS.c.id, self.column).where(
            self.column.is_not(None), one_of(CLIENTS.c.id, "ids")
        )
        rows = db.session.connection().execute(told, {"ids": many(client_ids)})
        return {row[0]: str(row[1]) for row in rows}

    def keep(self, values: Mapping[int, str | None]) -> None:
        connection = db.session.connection()
        for id, text in values.items():
            wish = {self.column.name: None if text is None else int(text)}
            connection.execute(sa.update(CLIENTS).where(CLIENTS.c.id == id).values(wish))
        if self.column.name == "contact_every":
            self._plan(list(values))

    def _plan(self, ids: list[int]) -> None:
        """Work out when keeping in touch is due, as `Client.plan_contact` does."""
        columns = ("id", "contact_every", "last_contact_on", "client_since", "created_at")
        chosen = sa.select(*(CLIENTS.c[name] for name in columns))
        connection = db.session.connection()
        rows = connection.execute(chosen.where(one_of(CLIENTS.c.id, "ids")), {"ids": many(ids)})
        for row in rows.all():
            every = row.contact_every or self.trader.contact_every
            since = row.last_contact_on or row.client_since or self.trader.day_of(row.created_at)
            due = since + timedelta(days=every) if every else None
            connection.execute(
                sa.update(CLIENTS).where(CLIENTS.c.id == row.id).values(contact_due_on=due)
            )


def own_columns(trader: Trader) -> Iterable[Extra]:
    habits = Habits.of(trader.timezone, trader.today())
    yield from (OwnColumn(field, habits) for field in db.session.scalars(CustomField.of(trader)))
    columns = ("contact_every", "contacts_at_most", "contacts_within")
    yield from (Wish(trader, *pair) for pair in zip(columns, WISHES, strict=True))


def new_columns(trader: Trader, header: Sequence[str]) -> Iterable[Extra]:
    """Offer to make a field of every column that means nothing here, and of those of our own files."""
    there = {field.key for field in db.session.scalars(CustomField.of(trader))}
    new: dict[str, Any] = {}
    for title in header:
        own = own_of(title)
        name = cells.line(own[0] if own else title)[:60]
        if not name or fold(name) in there | set(new) or (own is None and is_known(title)):
            continue
        kind = own[1] if own else FieldKind.TEXT
        word = name if own else _("A new field: %(name)s", name=name)
        new[fold(name)] = NewColumn(trader, name, kind, word)
    return list(new.values())[:MOST_NEW]


EXTRAS.append(own_columns)
FROM_HEADERS.append(new_columns)
