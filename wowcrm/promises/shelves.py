"""What stands on the pages: one client's promises, and the open ones of all, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.promises.kept import Kept, kept_rate
from wowcrm.promises.models import Promise
from wowcrm.traders.models import Trader

PAGE = 20
PAST = 5
"""Concluded promises that are shown before one asks for more."""

CONCLUDED_ON = sa.func.coalesce(Promise.kept_on, Promise.released_on)


@dataclass(frozen=True)
class Page:
    """Some promises, and the key after which the next page begins, if there is one."""

    promises: Sequence[Promise]
    after: str | None


@dataclass(frozen=True)
class ClientShelf:
    """The promises to one client: what is open, and what was kept or let go, newest first."""

    client: Client
    today: date
    after: str | None = None
    """Where the page of what is concluded begins."""

    @property
    def open(self) -> list[Promise]:
        opened = [promise for promise in self._rows if promise.is_open]
        return sorted(opened, key=lambda promise: (promise.due_on, promise.id))

    @property
    def past(self) -> Page:
        past = [promise for promise in self._rows if not promise.is_open]
        past.sort(key=lambda promise: (promise.concluded_on, promise.id), reverse=True)
        return _page(past, PAGE if _read(self.after) else PAST, "concluded_on")

    @cached_property
    def kept(self) -> Kept:
        return kept_rate(self.client.trader, self.today, self.client)

    @cached_property
    def _rows(self) -> Sequence[Promise]:
        """All that is open, and a page of the past, in one statement."""
        past = sa.select(Promise.id).where(self._own, CONCLUDED_ON.is_not(None))
        size = PAST
        if key := _read(self.after):
            past, size = past.where(sa.tuple_(CONCLUDED_ON, Promise.id) < _literal(key)), PAGE
        past = past.order_by(CONCLUDED_ON.desc(), Promise.id.desc()).limit(size + 1)
        chosen = sa.select(Promise).where(
            self._own, sa.or_(CONCLUDED_ON.is_(None), Promise.id.in_(past))
        )
        with_changes = chosen.options(joinedload(Promise.renegotiations))
        return db.session.scalars(with_changes).unique().all()

    @property
    def _own(self) -> sa.ColumnElement[bool]:
        return Promise.client_id == self.client.id


def late_page(trader: Trader, today: date, after: str | None = None) -> Page:
    """Return what should have been kept by now, the longest late first."""
    return _open(trader, Promise.due_on < today, after)


def ahead_page(trader: Trader, today: date, after: str | None = None) -> Page:
    """Return what is to be kept, soonest first."""
    return _open(trader, Promise.due_on >= today, after)


def _open(trader: Trader, which: sa.ColumnElement[bool], after: str | None) -> Page:
    chosen = Promise.open(trader).where(Client.archived_on.is_(None), which)
    if key := _read(after):
        chosen = chosen.where(sa.tuple_(Promise.due_on, Promise.id) > _literal(key))
    whole = chosen.options(contains_eager(Promise.client), selectinload(Promise.renegotiations))
    return _page(db.session.scalars(whole.limit(PAGE + 1)).all(), PAGE, "due_on")


def _page(rows: Sequence[Promise], size: int, day: str) -> Page:
    last = rows[size - 1] if len(rows) > size else None
    return Page(rows[:size], f"{getattr(last, day)}.{last.id}" if last else None)


def _literal(key: tuple[date, int]) -> Any:
    return sa.tuple_(*map(sa.literal, key))


def _read(after: str | None) -> tuple[date, int] | None:
    """Read the key "2026-05-03.12"; nonsense begins at the beginning."""
    day, _, id = (after or "").partition(".")
    try:
        number = int(id)
        return (date.fromisoformat(day), number) if 0 < number < 2**31 else None
    except ValueError:
        return None
