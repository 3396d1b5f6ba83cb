"""How much room there is: open engagements against what the trader can look after well."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _

from wowcrm import when
from wowcrm.db import db
from wowcrm.promises.models import Promise
from wowcrm.proposals.models import Proposal
from wowcrm.traders.models import Trader
from wowcrm.work.models import Milestone


@dataclass(frozen=True, slots=True)
class Capacity:
    taken: int
    places: int | None
    """None: the trader set no limit."""
    free_on: date | None
    """When nothing is free: the day by which something should be."""

    @property
    def is_full(self) -> bool:
        return self.places is not None and self.taken >= self.places

    @property
    def is_beyond(self) -> bool:
        return self.places is not None and self.taken > self.places

    def words(self, on: date) -> str:
        """Say it in a sentence: "5 of 6 places are taken."."""
        if self.places is None and not self.taken:
            return _("Nothing is under way.")
        if self.places is None:
            return _("%(taken)d under way.", taken=self.taken)
        said = _("%(taken)d of %(places)d places are taken.", taken=self.taken, places=self.places)
        if self.free_on is None:
            return said
        if self.free_on <= on:
            return f"{said} {_('One is free as soon as you close what is done.')}"
        day = when.day(self.free_on, on)
        return f"{said} {_('The next should be free on %(day)s.', day=day)}"


def capacity_of(trader: Trader, on: date) -> Capacity:
    """Count what is under way, and find when there should be room again; one query."""
    ends = sorted(_ends(trader))
    places = trader.capacity
    beyond = 0 if places is None else len(ends) - places
    full = places is not None and beyond >= 0
    free_on = max(ends[beyond], on) if full and beyond < len(ends) else None
    return Capacity(len(ends), places, free_on)


def _ends(trader: Trader) -> list[date]:
    """List the last open milestone of each engagement; where none is open, it is done."""
    rows = db.session.execute(
        sa.select(Proposal.id, sa.func.max(Promise.due_on))
        .outerjoin(Milestone, Milestone.proposal_id == Proposal.id)
        .outerjoin(
            Promise,
            sa.and_(
                Promise.id == Milestone.promise_id,
                Promise.kept_on.is_(None),
                Promise.released_on.is_(None),
            ),
        )
        .where(
            Proposal.trader_id == trader.id,
            Proposal.accepted_on.is_not(None),
            Proposal.closed_on.is_(None),
        )
        .group_by(Proposal.id)
    )
    return [end or date.min for _id, end in rows]
