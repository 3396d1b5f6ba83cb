"""Yesterday's wow is today's standard: what has become expected, and what will be next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.delights.models import Delight, Idea
from wowcrm.keeping import Keeper
from wowcrm.levels.facts import Consistency
from wowcrm.standards.consistency import by_standard
from wowcrm.standards.models import Check, Checklist, Standard
from wowcrm.traders.models import Trader

OFTEN = 5
"""Delivered so often, an idea has become expected."""
TWICE = 2
"""So often to one client, and this client expects it."""
NEXT = 8


@dataclass(frozen=True, slots=True)
class Given:
    """How often an idea was delivered, to how many clients, and how often to one of them at most."""

    times: int = 0
    clients: int = 0
    most: int = 0
    last_on: date | None = None

    @property
    def is_often(self) -> bool:
        return self.times >= OFTEN

    @property
    def is_repeated(self) -> bool:
        return self.most >= TWICE


NEVER_GIVEN = Given()


@dataclass(frozen=True, slots=True)
class Risen:
    """An idea, how often it was given, and how the standard it became is kept."""

    idea: Idea
    given: Given
    kept: Consistency | None = None

    @property
    def is_due(self) -> bool:
        """Whether it has become expected, though it is not promised yet."""
        return self.given.is_often or self.given.is_repeated or self.idea.usual_since is not None


@dataclass(frozen=True, slots=True)
class Bar:
    due: Sequence[Risen]
    """Those to be promoted, the most delivered first."""
    next: Sequence[Risen]
    """Those that are on their way there."""
    years: Sequence[tuple[int, Sequence[Risen]]]
    """The standards that were once wows, by the year in which they rose; the newest first."""

    @property
    def risen(self) -> int:
        return sum(len(ideas) for _year, ideas in self.years)


_kept: Keeper[dict[int, Given]] = Keeper()


def given_by_idea(trader: Trader) -> dict[int, Given]:
    """Count the deliveries of each idea; one query, once an edition."""
    return _kept.get(trader, work_out=lambda: _given(trader))


def _given(trader: Trader) -> dict[int, Given]:
    each = (
        sa.select(
            Delight.idea_id,
            sa.func.count().label("times"),
            sa.func.max(Delight.delivered_on).label("last_on"),
        )
        .join(Delight.client)
        .where(
            Client.trader_id == trader.id,
            Delight.idea_id.is_not(None),
            Delight.delivered_on.is_not(None),
        )
        .group_by(Delight.idea_id, Delight.client_id)
        .subquery()
    )
    rows = db.session.execute(
        sa.select(
            each.c.idea_id,
            sa.func.sum(each.c.times),
            sa.func.count(),
            sa.func.max(each.c.times),
            sa.func.max(each.c.last_on),
        ).group_by(each.c.idea_id)
    )
    return {id: Given(int(times), clients, most, last) for id, times, clients, most, last in rows}


def bar_of(trader: Trader, on: date) -> Bar:
    """Sort the trader's ideas by how near they are to being expected."""
    given, kept = given_by_idea(trader), by_standard(trader, on)
    unchecked = Consistency(0, 0, trader.consistency_bar)
    ideas = [
        Risen(
            idea,
            given.get(idea.id, NEVER_GIVEN),
            None if idea.standard_id is None else kept.get(idea.standard_id, unchecked),
        )
        for idea in db.session.scalars(Idea.of(trader).options(joinedload(Idea.standard)))
    ]
    fresh = [one for one in ideas if not one.idea.is_expected and one.idea.retired_on is None]
    fresh.sort(key=lambda one: (-one.given.times, one.idea.id))
    return Bar(
        due=[one for one in fresh if one.is_due],
        next=[one for one in fresh if not one.is_due and one.given.times][:NEXT],
        years=_by_year([one for one in ideas if one.idea.is_expected]),
    )


def _by_year(risen: list[Risen]) -> list[tuple[int, list[Risen]]]:
    years: dict[int, list[Risen]] = {}
    for one in sorted(risen, key=lambda one: one.idea.became_standard_on or date.min, reverse=True):
        if one.idea.became_standard_on is not None:
            years.setdefault(one.idea.became_standard_on.year, []).append(one)
    return list(years.items())


def promote(idea: Idea, promise: str, checklist: Checklist, *, on: date) -> None:
    """Promise everyone from now on what was a wow; an idea that is promised already stays so."""
    if idea.is_expected:
        return
    standard = Standard(promise=promise)
    checklist.standards.append(standard)
    db.session.flush()
    idea.become_expected(standard, on=on)


def demote(idea: Idea, *, on: date) -> None:
    """Take that back; a standard that was checked meanwhile is only promised no more."""
    standard = idea.standard
    idea.surprise_again()
    if standard is None:
        return
    checked = sa.select(Check.id).where(Check.standard_id == standard.id).limit(1)
    if db.session.scalar(checked) is None:
        standard.checklist.standards.remove(standard)
    else:
        standard.retire(on=on)
