"""What stands on the pages of reminders: what is due, what is to come a page at a time, what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, selectinload

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.reminders.models import Reminder, Turn
from wowcrm.traders.models import Trader

PAGE = 20
LATELY = 30
"""Days for which what was done or deleted can be taken back on the page."""
BESIDE = 5
"""Reminders shown beside a client's story."""


@dataclass(frozen=True)
class Page:
    reminders: Sequence[Reminder]
    after: str | None
    """Where the next page begins; none: this is the last."""


@dataclass(frozen=True)
class Shelf:
    due: Page
    coming: Page
    done: Sequence[Turn]
    deleted: Sequence[Reminder]

    @property
    def is_bare(self) -> bool:
        return not (self.due.reminders or self.coming.reminders or self.done or self.deleted)


def shelf_of(trader: Trader, today: date) -> Shelf:
    return Shelf(
        due_page(trader, today),
        coming_page(trader, today),
        done(trader, today),
        deleted(trader, today),
    )


def due_page(trader: Trader, today: date, after: str | None = None) -> Page:
    return _page(Reminder.open(trader).where(Reminder.due_on <= today), after)


def coming_page(trader: Trader, today: date, after: str | None = None) -> Page:
    return _page(Reminder.open(trader).where(Reminder.due_on > today), after)


def done(trader: Trader, today: date) -> Sequence[Turn]:
    """List what was done of late, newest first; of what repeats, the time that can be taken back."""
    later = aliased(Turn)
    return db.session.scalars(
        Turn.of(trader)
        .where(
            Turn.done_on > today - timedelta(days=LATELY),
            Reminder.deleted_on.is_(None),
            ~sa.exists().where(later.reminder_id == Turn.reminder_id, later.id > Turn.id),
        )
        .options(contains_eager(Turn.reminder).selectinload(Reminder.client))
        .order_by(Turn.done_on.desc(), Turn.id.desc())
        .limit(PAGE)
    ).all()


def deleted(trader: Trader, today: date) -> Sequence[Reminder]:
    return db.session.scalars(
        Reminder.of(trader)
        .where(Reminder.deleted_on > today - timedelta(days=LATELY))
        .options(selectinload(Reminder.client))
        .order_by(Reminder.deleted_on.desc(), Reminder.id.desc())
        .limit(PAGE)
    ).all()


def beside(client: Client) -> Sequence[Reminder]:
    """List a client's next reminders."""
    return db.session.scalars(_next_of_a_client(), {"client_id": client.id}).all()


@cache
def _next_of_a_client() -> sa.Select[Reminder]:
    return (
        sa.select(Reminder)
        .where(
            Reminder.client_id == sa.bindparam("client_id"),
            Reminder.due_on.is_not(None),
            Reminder.deleted_on.is_(None),
        )
        .order_by(Reminder.due_on, Reminder.id)
        .limit(BESIDE)
    )


def _page(chosen: sa.Select[Reminder], after: str | None) -> Page:
    # By day and number alone: a page may begin anywhere within a day.
    chosen = chosen.order_by(None).order_by(Reminder.due_on, Reminder.id)
    if key := _read(after):
        place = sa.tuple_(Reminder.due_on, Reminder.id)
        chosen = chosen.where(place > sa.tuple_(*map(sa.literal, key)))
    rows = db.session.scalars(chosen.options(contains_eager(Reminder.client)).limit(PAGE + 1)).all()
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Page(rows[:PAGE], f"{last.due_on}.{last.id}" if last else None)


def _read(after: str | None) -> tuple[Any, Any] | None:
    """Read the key "2026-05-03.12"; nonsense begins at the beginning."""
    day, _, id = (after or "").partition(".")
    try:
        number = int(id)
        return (date.fromisoformat(day), number) if 0 < number < 2**31 else None
    except ValueError:
        return None
