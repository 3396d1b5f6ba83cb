"""What stands on the pages: one client's surprises, and all of a trader's, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.delights.budget import Budget, budget_of
from wowcrm.delights.choosing import Suggestion, affordable, other_ideas, suggestions_for
from wowcrm.delights.models import Delight
from wowcrm.traders.models import Trader

FIRST = 3
"""So many ideas are shown before one asks for more."""

PAGE = 20


@dataclass(frozen=True)
class ClientShelf:
    """The surprises of one client."""

    client: Client
    today: date

    @cached_property
    def planned(self) -> list[Delight]:
        planned = [one for one in self.client.delights if one.is_planned]
        return sorted(planned, key=lambda one: (one.planned_for, one.id))

    @cached_property
    def delivered(self) -> list[Delight]:
        delivered = [one for one in self.client.delights if one.delivered_on is not None]
        return sorted(delivered, key=lambda one: (one.delivered_on, one.id), reverse=True)

    @cached_property
    def dropped(self) -> list[Delight]:
        return [one for one in self.client.delights if one.dropped_on is not None]

    @cached_property
    def fitting(self) -> list[Suggestion]:
        return suggestions_for(self.client.trader, [self.client], self.today)[self.client.id]

    @property
    def first(self) -> list[Suggestion]:
        return self.fitting[:FIRST]

    @cached_property
    def others(self) -> list[Suggestion]:
        """Everything else in the library that this client has not had."""
        return other_ideas(self.client, self.fitting, self.today)

    @cached_property
    def budget(self) -> Budget:
        return budget_of(self.client.trader, self.today)

    def too_dear(self, one: Suggestion) -> bool:
        return not affordable(one, self.budget.left)


@dataclass(frozen=True)
class Page:
    """Some delights, and the key after which the next page begins, if there is one."""

    delights: Sequence[Delight]
    after: str | None


def planned_page(trader: Trader, after: str | None = None) -> Page:
    """Return what is planned, soonest first."""
    chosen = Delight.planned(trader).where(Client.archived_on.is_(None))
    if key := _read(after):
        chosen = chosen.where(
            sa.tuple_(Delight.planned_for, Delight.id) > sa.tuple_(*map(sa.literal, key))
        )
    return _page(chosen, "planned_for")


def waiting_page(trader: Trader, after: str | None = None) -> Page:
    """Return what was delivered and whose reaction is not known yet, newest first."""
    return _delivered(trader, Delight.reaction.is_(None), after)


def landed_page(trader: Trader, after: str | None = None) -> Page:
    """Return how deliveries were taken, newest first."""
    return _delivered(trader, Delight.reaction.is_not(None), after)


def _delivered(trader: Trader, which: sa.ColumnElement[bool], after: str | None) -> Page:
    chosen = (
        Delight.by_day(trader)
        .where(Delight.delivered_on.is_not(None), which)
        .order_by(Delight.delivered_on.desc(), Delight.id.desc())
    )
    if key := _read(after):
        chosen = chosen.where(
            sa.tuple_(Delight.delivered_on, Delight.id) < sa.tuple_(*map(sa.literal, key))
        )
    return _page(chosen, "delivered_on")


def _page(chosen: sa.Select[Delight], day: str) -> Page:
    rows = db.session.scalars(chosen.options(selectinload(Delight.client)).limit(PAGE + 1)).all()
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Page(rows[:PAGE], f"{getattr(last, day)}.{last.id}" if last else None)


def _read(after: str | None) -> tuple[Any, Any] | None:
    """Read the key "2026-05-03.12"; nonsense begins at the beginning."""
    day, _, id = (after or "").partition(".")
    try:
        number = int(id)
        return (date.fromisoformat(day), number) if 0 < number < 2**31 else None
    except ValueError:
        return None
