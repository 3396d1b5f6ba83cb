"""How work stands, as the client may see it: what is done, what is next, what was paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.progress.models import ProgressNote, ScopeChange
from wowcrm.promises.models import Promise
from wowcrm.proposals.models import Proposal
from wowcrm.work.models import Milestone, Stage

NOTES = 50
"""The newest words that are shown."""


@dataclass(frozen=True)
class Progress:
    """Nothing in here is for the trader alone."""

    proposal: Proposal
    notes: Sequence[ProgressNote]
    """Newest first."""
    changes: Sequence[ScopeChange]

    @cached_property
    def milestones(self) -> list[Milestone]:
        """What was agreed and is still wanted, soonest first."""
        wanted = (each for each in self.proposal.milestones if not each.is_dropped)
        return sorted(wanted, key=lambda each: (each.reached_on or each.due_on, each.place))

    @property
    def done(self) -> list[Milestone]:
        return [each for each in self.milestones if each.is_reached]

    @property
    def ahead(self) -> list[Milestone]:
        return [each for each in self.milestones if not each.is_reached]

    @property
    def next(self) -> Milestone | None:
        return self.ahead[0] if self.ahead else None

    @property
    def stages(self) -> list[Stage]:
        return list(self.proposal.stages)

    @property
    def price(self) -> Decimal:
        return sum((stage.asked for stage in self.stages), Decimal(0))

    @property
    def paid(self) -> Decimal:
        return sum((payment.amount for payment in self.proposal.payments), Decimal(0))

    @property
    def told_on(self) -> date | None:
        """When the client heard last how it stands."""
        return max((note.written_on for note in self.notes), default=None)


def progress_of(proposal: Proposal) -> Progress:
    """Read how work stands, in a handful of statements."""
    found = db.session.scalars(
        sa.select(Proposal)
        .where(Proposal.id == proposal.id)
        .options(
            selectinload(Proposal.milestones)
            .joinedload(Milestone.promise)
            .selectinload(Promise.renegotiations),
            selectinload(Proposal.stages).joinedload(Stage.milestone).joinedload(Milestone.promise),
            selectinload(Proposal.payments),
        )
    ).one()
    return Progress(found, _notes(found), _changes(found))


def words_to(client: Client) -> Sequence[ProgressNote]:
    """List what was told a client of all that is done for them, newest first."""
    own = ProgressNote.client_id == client.id, ProgressNote.proposal_id.is_(None)
    return _newest(*own)


def _notes(proposal: Proposal) -> Sequence[ProgressNote]:
    """List what was told of this work, and of all since it began."""
    about = ProgressNote.proposal_id == proposal.id
    if began_on := proposal.accepted_on:
        of_all = ProgressNote.proposal_id.is_(None), ProgressNote.written_on >= began_on
        about = sa.or_(about, sa.and_(*of_all))
    return _newest(ProgressNote.client_id == proposal.client_id, about)


def _newest(*which: sa.ColumnElement[bool]) -> Sequence[ProgressNote]:
    return db.session.scalars(
        sa.select(ProgressNote)
        .where(*which)
        .order_by(ProgressNote.written_on.desc(), ProgressNote.id.desc())
        .limit(NOTES)
    ).all()


def _changes(proposal: Proposal) -> Sequence[ScopeChange]:
    return db.session.scalars(
        sa.select(ScopeChange)
        .where(ScopeChange.proposal_id == proposal.id)
        .order_by(ScopeChange.asked_on, ScopeChange.id)
    ).all()
