"""What the app knows of each C in a quarter, and which level that speaks for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa

from wowcrm.clients.models import Client
from wowcrm.four_cs.models import C
from wowcrm.four_cs.replies import INWARD, Replies, replies_in
from wowcrm.insights.periods import Period
from wowcrm.insights.shares import Share, numbered, promises_kept, shares, standards_kept
from wowcrm.keeping import Keeper
from wowcrm.levels.level import ServiceLevel
from wowcrm.promises.kept import is_late, says_something
from wowcrm.promises.models import Promise
from wowcrm.proposals.models import Proposal
from wowcrm.referrals.models import GoodWord
from wowcrm.timeline.models import CONTACTS, Interaction
from wowcrm.traders.models import Trader
from wowcrm.work.models import Milestone

MANY_LATE = 5
"""One milestone of so many is late: the work does not fit."""
MANY_CHASES = 20
"""One contact of so many is a client who has to ask where it is."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The figures of one quarter; `bar` is the trader's own, in per cent."""

    bar: int
    standards: Share = field(default_factory=Share)
    promises: Share = field(default_factory=Share)
    good_words: int = 0
    taken: int = 0
    """Engagements that were under way at its end."""
    places: int | None = None
    milestones: Share = field(default_factory=Share)
    """Those of work that were reached in time, of those that were due."""
    chases: int = 0
    came: int = 0
    """Contacts that came from clients."""
    replies: Replies = field(default_factory=Replies)

    @property
    def high(self) -> int:
        """Half-way between the bar and everything: so much is more than a promise."""
        return (self.bar + 100) // 2

    def level_of(self, c: C) -> ServiceLevel | None:
        """The level for which the figures speak; None where there are none."""
        return {
            C.CULTURE: self._culture,
            C.CREDIBILITY: self._credibility,
            C.CAPACITY: self._capacity,
            C.COMMAND: self._command,
        }[c]()

    def _culture(self) -> ServiceLevel | None:
        if not self.standards.total:
            return None
        return _level(self.standards.reaches(self.bar), self.standards.reaches(self.high))

    def _credibility(self) -> ServiceLevel | None:
        if not self.promises.total:
            return ServiceLevel.MEETS if self.good_words else None
        high = self.promises.reaches(self.high) and self.good_words > 0
        return _level(self.promises.reaches(self.bar), high)

    def _capacity(self) -> ServiceLevel | None:
        if not self.milestones.total and self.places is None:
            return None
        beyond = self.places is not None and self.taken > self.places
        free = self.places is None or self.taken < self.places
        late = self.milestones.missed
        return _level(
            not beyond and late * MANY_LATE <= self.milestones.total,
            free and not late and self.milestones.total > 0,
        )

    def _command(self) -> ServiceLevel | None:
        if not self.came:
            return None
        replies = Share(self.replies.in_time, self.replies.came)
        return _level(
            self.chases * MANY_CHASES <= self.came and replies.reaches(self.bar),
            not self.chases and replies.reaches(self.high) and replies.total > 0,
        )


def _level(met: bool, exceeded: bool) -> ServiceLevel:
    if not met:
        return ServiceLevel.BELOW
    return ServiceLevel.EXCEEDS if exceeded else ServiceLevel.MEETS


_kept: Keeper[list[Evidence]] = Keeper()


def evidence_of(trader: Trader, quarters: Sequence[Period], on: date) -> list[Evidence]:
    """Gather the figures of some quarters; eight statements, once an edition."""
    return _kept.get(
        trader, on, quarters[0].first, work_out=lambda: _evidence(trader, quarters, on)
    )


def _evidence(trader: Trader, quarters: Sequence[Period], on: date) -> list[Evidence]:
    standards = standards_kept(trader, quarters)
    promises = promises_kept(trader, quarters, on)
    words = [row[0] for row in numbered(_good_words(trader, quarter) for quarter in quarters)]
    taken = [row[0] for row in numbered(_taken(trader, quarter, on) for quarter in quarters)]
    milestones = shares(_milestones(trader, quarter, on) for quarter in quarters)
    inward = list(numbered(_inward(trader, quarter) for quarter in quarters))
    replies = replies_in(trader, quarters, on)
    return [
        Evidence(
            bar=trader.consistency_bar,
            standards=standards[place],
            promises=promises[place],
            good_words=words[place],
            taken=taken[place],
            places=trader.capacity,
            milestones=milestones[place],
            chases=inward[place][0],
            came=inward[place][1],
            replies=replies[place],
        )
        for place in range(len(quarters))
    ]


def _good_words(trader: Trader, quarter: Period) -> sa.Select[int]:
    return sa.select(sa.func.count(GoodWord.id)).where(
        GoodWord.client.has(trader_id=trader.id),
        GoodWord.said_on.between(quarter.first, quarter.last),
    )


def _taken(trader: Trader, quarter: Period, on: date) -> sa.Select[int]:
    end = min(quarter.last, on)
    return sa.select(sa.func.count(Proposal.id)).where(
        Proposal.trader_id == trader.id,
        Proposal.accepted_on <= end,
        sa.or_(Proposal.closed_on.is_(None), Proposal.closed_on > end),
    )


def _milestones(trader: Trader, quarter: Period, on: date) -> sa.Select[int, int]:
    late = is_late(on)
    return (
        sa.select(sa.func.count(sa.case((sa.not_(late), 1))), sa.func.count(Milestone.id))
        .select_from(Milestone)
        .join(Milestone.promise)
        .join(Milestone.client)
        .where(
            Client.trader_id == trader.id,
            Promise.due_on.between(quarter.first, quarter.last),
            says_something(late),
        )
    )


def _inward(trader: Trader, quarter: Period) -> sa.Select[int, int]:
    return sa.select(
        sa.func.count(sa.case((Interaction.chased, 1))), sa.func.count(Interaction.id)
    ).where(
        Interaction.client.has(trader_id=trader.id),
        INWARD,
        Interaction.kind.in_(CONTACTS),
        Interaction.happened_on.between(quarter.first, quarter.last),
    )
