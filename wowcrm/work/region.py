"""What stands on pages about work: one client's, and all of a trader's, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import defer, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.documents.models import Document
from wowcrm.proposals.models import Offer, Proposal, State
from wowcrm.traders.models import Trader
from wowcrm.work.models import Milestone, Stage

MOST = 50
"""A client's newest proposals; whoever has more finds the earlier ones in the story."""
PAGE = 20


@dataclass(frozen=True)
class Work:
    """A client's proposals and what came of them, newest first."""

    client: Client
    proposals: Sequence[Proposal]

    @cached_property
    def open(self) -> list[Proposal]:
        return [each for each in self.proposals if each.is_open]

    @cached_property
    def waiting(self) -> list[Proposal]:
        """What is written or lies with the client, and is no work yet."""
        states = (State.DRAFT, State.SENT)
        return [each for each in self.proposals if each.state in states]

    @cached_property
    def past(self) -> list[Proposal]:
        states = (State.DECLINED, State.WITHDRAWN, State.CLOSED)
        return [each for each in self.proposals if each.state in states]


def work_of(client: Client) -> Work:
    """Read what a client's page shows of their work; seven statements at most, whatever its size."""
    chosen = (
        sa.select(Proposal)
        .where(Proposal.client_id == client.id)
        .order_by(Proposal.id.desc())
        .limit(MOST)
        .options(
            defer(Proposal.terms),
            *whole(),
            selectinload(Proposal.payments),
            selectinload(Proposal.offers).options(
                defer(Offer.terms),
                joinedload(Offer.document).options(
                    defer(Document.content), selectinload(Document.links)
                ),
            ),
        )
    )
    return Work(client, db.session.scalars(chosen).all())


def whole() -> tuple[ORMOption, ...]:
    """Bring milestones and stages along with each proposal."""
    return (
        selectinload(Proposal.milestones).joinedload(Milestone.promise),
        selectinload(Proposal.stages).options(
            joinedload(Stage.milestone).joinedload(Milestone.promise)
        ),
    )


# Questions that rows ask of a proposal


def next_milestone(proposal: Proposal) -> Milestone | None:
    """The open milestone that is due soonest."""
    due = [each for each in proposal.milestones if each.is_open]
    return min(due, key=lambda each: (each.due_on, each.place), default=None)


def owed_by(proposal: Proposal, on: date) -> Decimal:
    """What may be asked for by now and has not come."""
    return sum((each.owed for each in proposal.stages if each.is_due(on)), Decimal(0))


def price_of(proposal: Proposal) -> Decimal:
    """What was agreed; before that, what the draft comes to."""
    return sum((each.amount for each in proposal.stages), Decimal(0)) or proposal.price


# All of a trader's


@dataclass(frozen=True)
class Page:
    """Some proposals, and the key after which the next page begins, if there is one."""

    proposals: Sequence[Proposal]
    after: str | None


def open_page(trader: Trader, after: str | None = None) -> Page:
    return _page(Proposal.open(trader), Proposal.accepted_on, after)


def sent_page(trader: Trader, after: str | None = None) -> Page:
    """What lies with clients and is no work yet."""
    chosen = Proposal.of(trader).where(
        Proposal.sent_on.is_not(None),
        Proposal.accepted_on.is_(None),
        Proposal.answered_on.is_(None),
        Proposal.withdrawn_on.is_(None),
    )
    return _page(chosen, Proposal.sent_on, after)


def draft_page(trader: Trader, after: str | None = None) -> Page:
    return _page(Proposal.of(trader).where(Proposal.sent_on.is_(None)), None, after)


def past_page(trader: Trader, after: str | None = None) -> Page:
    """What was closed, declined or withdrawn."""
    chosen = Proposal.of(trader).where(
        Proposal.sent_on.is_not(None),
        sa.or_(
            Proposal.closed_on.is_not(None),
            sa.and_(
                Proposal.accepted_on.is_(None),
                sa.or_(Proposal.answered_on.is_not(None), Proposal.withdrawn_on.is_not(None)),
            ),
        ),
    )
    return _page(chosen, Proposal.sent_on, after)


def _page(chosen: sa.Select[Proposal], day: Any, after: str | None) -> Page:
    """Newest first by a day; what has none goes by its number."""
    order = [Proposal.id] if day is None else [day, Proposal.id]
    if key := _read(after, with_day=day is not None):
        chosen = chosen.where(sa.tuple_(*order) < sa.tuple_(*map(sa.literal, key)))
    rows = db.session.scalars(
        chosen.order_by(*(column.desc() for column in order))
        .limit(PAGE + 1)
        .options(defer(Proposal.terms), joinedload(Proposal.client), *whole())
    ).all()
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Page(rows[:PAGE], _key(last, day) if last else None)


def _key(proposal: Proposal, day: Any) -> str:
    return str(proposal.id) if day is None else f"{getattr(proposal, day.key)}.{proposal.id}"


def _read(after: str | None, *, with_day: bool) -> tuple[Any, ...] | None:
    """Read the key "2026-05-03.12", or "12"; nonsense begins at the beginning."""
    day, _, id = (after or "").rpartition(".")
    try:
        number = int(id) if id.isascii() and len(id) < 11 else 0
        key = (date.fromisoformat(day), number) if with_day else (number,)
    except ValueError:
        return None
    return key if 0 < number < 2**31 else None
