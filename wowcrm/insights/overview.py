"""All figures at a glance: a year of levels, consistency, promises, opinions and word of mouth."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from wowcrm.delights.budget import Budget, budget_of
from wowcrm.feedback.gap import Gap, gap_kept
from wowcrm.insights.month import Mouth, Wows, mouth_in, wows_in
from wowcrm.insights.periods import Period, month_of, months_until
from wowcrm.insights.shares import Share, promises_kept, standards_kept
from wowcrm.insights.standing import Movement, Standing, movement_in, standings
from wowcrm.keeping import Keeper
from wowcrm.promises.kept import Kept, kept_rate
from wowcrm.referrals.figures import Figures, figures_of
from wowcrm.standards.consistency import by_standard, overall
from wowcrm.traders.models import Trader


@dataclass(frozen=True, slots=True)
class Overview:
    months: Sequence[Period]
    """The last twelve, the oldest first."""
    standings: Sequence[Standing]
    movement: Movement
    """In this month."""
    window: Share
    """Consistency in the days that bear on levels."""
    standards: Sequence[Share]
    promises: Sequence[Share]
    kept: Kept
    gap: Gap
    mouth: Mouth
    """In the twelve months."""
    ever: Figures
    """What word of mouth brought from the beginning."""
    wows: Wows
    budget: Budget

    @property
    def standards_by_month(self) -> list[tuple[str, int, int]]:
        return self._by_month(self.standards)

    @property
    def promises_by_month(self) -> list[tuple[str, int, int]]:
        return self._by_month(self.promises)

    def _by_month(self, shares: Sequence[Share]) -> list[tuple[str, int, int]]:
        pairs = zip(self.months, shares, strict=True)
        return [(month.words, share.kept, share.total) for month, share in pairs]


_kept: Keeper[Overview] = Keeper()


def overview_kept(trader: Trader, on: date) -> Overview:
    """Return all figures, worked out once an edition."""
    return _kept.get(trader, on, work_out=lambda: _overview(trader, on))


def _overview(trader: Trader, on: date) -> Overview:
    months = months_until(on)
    year = Period(months[0].first, months[-1].last)
    window = overall(by_standard(trader, on).values(), trader)
    return Overview(
        months=months,
        standings=standings(trader, months, on),
        movement=movement_in(trader, month_of(on)),
        window=Share(window.kept, window.total),
        standards=standards_kept(trader, months),
        promises=promises_kept(trader, months, on),
        kept=kept_rate(trader, on),
        gap=gap_kept(trader, on),
        mouth=mouth_in(trader, year),
        ever=figures_of(trader),
        wows=wows_in(trader, year),
        budget=budget_of(trader, on),
    )
