"""The rule that a word on how the work stands is due, even when all goes well."""

from datetime import date, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import contains_eager, defer

from wowcrm.clients.who import Who
from wowcrm.db import db
from wowcrm.expectations.models import Expectations
from wowcrm.progress.models import ProgressNote
from wowcrm.proposals.models import Proposal
from wowcrm.timeline.words import sentence
from wowcrm.today.nudge import Act, Nudge, Rule, awake, subject
from wowcrm.today.rules.clients import active
from wowcrm.traders.models import Trader
from wowcrm.when import ago


def progress_due(trader: Trader, on: date, most: int) -> list[Nudge]:
    """Work is under way, and nothing was told of it for as long as was agreed; two queries."""
    rhythms = _rhythms(trader)
    if not rhythms:
        return []
    told_on = _told_on()
    every = sa.func.coalesce(_agreed(), trader.progress_every)
    # Each rhythm has its own last day: databases do not agree on how days are added.
    due = sa.or_(*(sa.and_(every == n, told_on <= on - timedelta(days=n)) for n in rhythms))
    rows = db.session.execute(
        sa.select(Proposal, told_on, every)
        .join(Proposal.client)
        .options(contains_eager(Proposal.client), defer(Proposal.terms))
        .where(
            *active(trader),
            Proposal.trader_id == trader.id,
            Proposal.accepted_on.is_not(None),
            Proposal.closed_on.is_(None),
            due,
            awake(Rule.PROGRESS_DUE, subject("progress", Proposal.id), on),
        )
        .order_by(told_on, Proposal.id)
        .limit(most)
    )
    return [_nudge(proposal, told, every or 0, on) for proposal, told, every in rows]


def _nudge(proposal: Proposal, told_on: date, every: int, on: date) -> Nudge:
    heard = _("Last told how it stands %(ago)s.", ago=ago(told_on, on))
    begun = _("Begun %(ago)s, and not a word yet.", ago=ago(told_on, on))
    agreed = ngettext(
        "A word every day, even when all goes well.",
        "A word every %(num)d days, even when all goes well.",
        every,
    )
    said = begun if told_on == proposal.accepted_on else heard
    return Nudge(
        Rule.PROGRESS_DUE,
        Who.of(proposal.client),
        f"progress-{proposal.id}",
        sentence(proposal.title),
        f"{said} {agreed}",
        Act(_("Tell them"), "progress.index", {"proposal_id": proposal.id}, fragment="new-note"),
    )


def _rhythms(trader: Trader) -> list[int]:
    """List after how many days a word may be due: as agreed with anybody, or as the trader does."""
    agreed = db.session.scalars(
        sa.select(Expectations.progress_every)
        .join(Proposal, Proposal.client_id == Expectations.client_id)
        .where(
            Proposal.trader_id == trader.id,
            Proposal.accepted_on.is_not(None),
            Proposal.closed_on.is_(None),
            Expectations.shared_on.is_not(None),
            Expectations.ended_on.is_(None),
        )
        .distinct()
    )
    return sorted({every for every in (*agreed, trader.progress_every) if every})


def _agreed() -> sa.ScalarSelect[int | None]:
    """What the client's sheet says, while it holds."""
    return (
        sa.select(sa.func.min(Expectations.progress_every))
        .where(
            Expectations.client_id == Proposal.client_id,
            Expectations.shared_on.is_not(None),
            Expectations.ended_on.is_(None),
        )
        .correlate(Proposal)
        .scalar_subquery()
    )


def _told_on() -> sa.ColumnElement[date]:
    """The day of the newest word, or on which the work began."""
    newest = (
        sa.select(sa.func.max(ProgressNote.written_on))
        .where(
            ProgressNote.client_id == Proposal.client_id,
            sa.or_(ProgressNote.proposal_id == Proposal.id, ProgressNote.proposal_id.is_(None)),
        )
        .correlate(Proposal)
        .scalar_subquery()
    )
    began_on = Proposal.accepted_on
    return sa.case((newest > began_on, newest), else_=began_on)
