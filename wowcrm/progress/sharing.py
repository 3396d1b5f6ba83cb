"""The client's own page of the work, behind a private link."""

import sqlalchemy as sa
from flask import render_template
from flask_babel import force_locale

from wowcrm.db import db
from wowcrm.documents.models import Link
from wowcrm.documents.pages import PAGES
from wowcrm.expectations.drawing import sender
from wowcrm.progress.standing import progress_of
from wowcrm.proposals.models import Proposal


def about_work(proposal: Proposal) -> str:
    return f"work-{proposal.id}"


def link_of(proposal: Proposal) -> Link | None:
    """Find the newest link to the page of some work, whether it opens or not."""
    return db.session.scalar(
        sa.select(Link)
        .where(Link.client_id == proposal.client_id, Link.about == about_work(proposal))
        .order_by(Link.id.desc())
        .limit(1)
    )


def share(proposal: Proposal) -> Link:
    """Make the page's address, unless it has one; one that was stopped stays so."""
    link = link_of(proposal)
    if link is None:
        link = Link(
            trader_id=proposal.trader_id, client_id=proposal.client_id, about=about_work(proposal)
        )
        db.session.add(link)
        db.session.flush()
    return link


def draw(link: Link, proposal_id: int) -> str | None:
    proposal = db.session.get(Proposal, proposal_id)
    # What was never agreed is no work yet.
    if proposal is None or proposal.client_id != link.client_id or not proposal.accepted_on:
        return None
    progress, trader = progress_of(proposal), link.client.trader
    with force_locale(trader.locale):
        return render_template(
            "progress/page.html",
            progress=progress,
            proposal=proposal,
            sender=sender(trader),
            trader=trader,
            on=trader.today(),
        )


PAGES["work"] = draw
