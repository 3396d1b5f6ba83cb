"""What clients said of each touchpoint; counted by the database."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import sqlalchemy as sa

from wowcrm.db import db
from wowcrm.feedback.models import Rating, Survey
from wowcrm.feedback.tally import FEW
from wowcrm.keeping import Keeper
from wowcrm.levels.level import JUDGED, ServiceLevel
from wowcrm.touchpoints.models import Touchpoint
from wowcrm.traders.models import Trader

A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Said:
    """How often clients said each of the three, of one touchpoint in one year."""

    counts: Mapping[ServiceLevel, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def is_few(self) -> bool:
        return self.total <= FEW

    @property
    def mean(self) -> float | None:
        """Between 0, not met, and 2, exceeded."""
        if not self.total:
            return None
        return sum(JUDGED.index(level) * n for level, n in self.counts.items()) / self.total

    @property
    def level(self) -> ServiceLevel | None:
        """What they said on the whole; nothing is read out of a few."""
        return None if self.mean is None or self.is_few else JUDGED[round(self.mean)]


NOTHING = Said()
Voices = Mapping[str, Said]
"""What was said, by the folded name of the touchpoint."""

_kept: Keeper[tuple[Voices, Voices]] = Keeper()


def voices_of(trader: Trader, on: date) -> tuple[Voices, Voices]:
    """Return what was said in the last year, and in the year before it."""
    return _kept.get(trader, on, work_out=lambda: _voices(trader, on))


def _voices(trader: Trader, on: date) -> tuple[Voices, Voices]:
    return _said(trader, on - A_YEAR, on), _said(trader, on - 2 * A_YEAR, on - A_YEAR)


def _said(trader: Trader, after: date, until: date) -> Voices:
    rows = db.session.execute(
        Survey.of(trader)
        .join(Survey.ratings)
        .where(
            Survey.asked_on > after,
            Survey.asked_on <= until,
            Survey.withdrawn_on.is_(None),
            Rating.level.is_not(None),
        )
        .with_only_columns(Rating.key, Rating.level, sa.func.count())
        .group_by(Rating.key, Rating.level)
    )
    found: dict[str, Counter[ServiceLevel]] = defaultdict(Counter)
    for key, level, number in rows:
        if level is not None:
            found[key][level] = number
    return {key: Said(counts) for key, counts in found.items()}


def take_along(touchpoint: Touchpoint, before: str) -> None:
    """Let what clients said of a touchpoint follow it to its new name."""
    shared = (
        sa.select(Touchpoint.id)
        .where(
            Touchpoint.trader_id == touchpoint.trader_id,
            Touchpoint.key == before,
            Touchpoint.id != touchpoint.id,
        )
        .limit(1)
    )
    if touchpoint.key == before or db.session.scalar(shared) is not None:
        return
    asked = sa.select(Survey.id).where(Survey.trader_id == touchpoint.trader_id)
    db.session.execute(
        sa.update(Rating)
        .where(Rating.key == before, Rating.survey_id.in_(asked))
        .values(key=touchpoint.key)
    )
