"""All standards at a glance, those first that need attention."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from wowcrm.db import db
from wowcrm.levels.facts import Consistency
from wowcrm.standards.consistency import by_standard, overall, owed_by_standard
from wowcrm.standards.models import Check, Checklist, Standard
from wowcrm.traders.models import Trader

PAGE = 20


@dataclass(frozen=True, slots=True)
class Kept:
    """A standard, how consistently it is kept, and for how many clients it is owed."""

    standard: Standard
    consistency: Consistency
    owed: int

    @property
    def attention(self) -> tuple[bool, bool, float, int]:
        """What sorts it: owed ones first, then the least kept; the unchecked come last."""
        steady = self.consistency
        share = steady.kept / steady.total if steady.total else 1.0
        return not self.owed, not steady.total, share, self.standard.id


@dataclass(frozen=True, slots=True)
class Overview:
    overall: Consistency
    standards: list[Kept]
    checklists: list[Checklist]
    retired: list[Checklist]


def overview_of(trader: Trader, on: date) -> Overview:
    """Gather the trader's standards and checklists; four queries."""
    checklists = db.session.scalars(
        Checklist.of(trader).options(selectinload(Checklist.standards))
    ).all()
    counts, owed = by_standard(trader, on), owed_by_standard(trader, on)
    unchecked = Consistency(0, 0, trader.consistency_bar)
    standards = [
        Kept(standard, counts.get(standard.id, unchecked), owed.get(standard.id, 0))
        for checklist in checklists
        for standard in checklist.standing
    ]
    return Overview(
        overall=overall(counts.values(), trader),
        standards=sorted(standards, key=lambda kept: kept.attention),
        checklists=[checklist for checklist in checklists if checklist.retired_on is None],
        retired=[checklist for checklist in checklists if checklist.retired_on is not None],
    )


@dataclass(frozen=True, slots=True)
class Misses:
    """Misses of a standard, newest first; `more` begins the next page."""

    checks: list[Check]
    more: str | None


def misses_of(standard: Standard, before: str | None = None) -> Misses:
    """List a page of misses that are older than the one called `before` ("2026-05-02-17")."""
    query = (
        sa.select(Check)
        .options(joinedload(Check.client))
        .where(Check.standard_id == standard.id, Check.kept.is_(False))
        .order_by(Check.checked_on.desc(), Check.id.desc())
        .limit(PAGE + 1)
    )
    if key := _key(before):
        query = query.where(
            sa.tuple_(Check.checked_on, Check.id)
            < sa.tuple_(sa.literal(key[0]), sa.literal(key[1]))
        )
    checks = list(db.session.scalars(query))
    last = checks[PAGE - 1] if len(checks) > PAGE else None
    return Misses(checks[:PAGE], f"{last.checked_on}-{last.id}" if last else None)


def _key(before: str | None) -> tuple[date, int] | None:
    """Read the place of a page; a spoilt one is the beginning."""
    day, _dash, id = (before or "").rpartition("-")
    try:
        return date.fromisoformat(day), min(int(id), 2**31 - 1)
    except ValueError:
        return None
