"""How a proposal goes to the client: frozen as a paper, under a number, by a link."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import contains_eager

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.documents.issuing import Number, issue
from wowcrm.documents.models import Document, DocumentKind, Link
from wowcrm.documents.paper import Paper
from wowcrm.proposals.drawing import draw
from wowcrm.proposals.missing import Lack, lacks_of
from wowcrm.proposals.models import Offer, Proposal
from wowcrm.proposals.terms import Delivery, How, Part, Terms, When
from wowcrm.traders.models import Trader


def begin(client: Client, title: str) -> Proposal:
    """Begin a letter to a client: half when they accept, the rest with the first delivery."""
    trader = client.trader
    first = Delivery("")
    terms = Terms(
        title=title,
        opening=_("Dear %(name)s,", name=client.short_name),
        deliveries=(first,),
        parts=(
            Part(how=How.SHARE, figure=Decimal(50)),
            Part(when=When.MILESTONE, milestone=first.key),
        ),
        includes_tax=trader.prices_include_tax,
        tax_name=trader.tax_name,
    )
    return _new(client, terms)


def _new(client: Client, terms: Terms) -> Proposal:
    proposal = Proposal(trader_id=client.trader_id, currency=client.trader.currency)
    proposal.write(terms, on=client.trader.today())
    client.proposals.add(proposal)
    db.session.flush()
    return proposal


def newest(proposal: Proposal) -> Offer | None:
    """Find the version that was sent last."""
    return db.session.scalar(_offers(proposal).limit(1))


def agreed(proposal: Proposal) -> Offer | None:
    """Find the version that the client accepted last."""
    return db.session.scalar(_offers(proposal).where(Document.accepted_at.is_not(None)).limit(1))


def _offers(proposal: Proposal) -> sa.Select[Offer]:
    """Choose its versions, newest first."""
    return (
        sa.select(Offer)
        .join(Offer.document)
        .options(contains_eager(Offer.document))
        .where(Offer.proposal_id == proposal.id)
        .order_by(Offer.id.desc())
    )


def wait_for_answers(trader: Trader, proposal_id: int) -> None:
    """Let whoever answers to a version in this moment finish first, and whoever comes later wait.

    An answer takes the paper and then its proposal; whatever follows up a paper does the same.
    """
    db.session.execute(
        sa.select(Document.id)
        .join(Offer, Offer.document_id == Document.id)
        .where(Offer.proposal_id == proposal_id, Document.trader_id == trader.id)
        .order_by(Document.id)
        .with_for_update(of=Document)
    )


def lacks(proposal: Proposal, on: date) -> list[Lack]:
    """List what stands in the way of sending the draft."""
    before = agreed(proposal)
    return [
        *_other_tax(proposal),
        *lacks_of(
            proposal.draft,
            on,
            currency=proposal.currency,
            agreed=before.agreed if before else None,
        ),
    ]


def _other_tax(proposal: Proposal) -> list[Lack]:
    """A draft begun before the trader's tax was another: saving it once more puts it right."""
    if proposal.was_sent or proposal.draft.tax_name == proposal.client.trader.tax_name:
        return []
    words = _("Your tax is another than when you wrote this. Are the prices still right?")
    return [Lack("items-0-price", words)]


def preview(proposal: Proposal, on: date) -> Paper:
    """The draft as the client would read it today."""
    last = newest(proposal)
    number = ""
    if last:
        before = last.document
        number = Number(before.year, before.number, before.version + 1).words
    return draw(proposal, proposal.draft, on=on, number=number)


def send(proposal: Proposal, *, on: date) -> Document:
    """Freeze the draft as the next version; what lies with the client unchanged is not sent again."""
    last = newest(proposal)
    if last and proposal.awaits_answer and last.agreed == proposal.draft:
        return last.document
    terms = proposal.draft
    document = issue(
        proposal.client,
        DocumentKind.PROPOSAL,
        proposal.about,
        partial(_drawn, proposal, terms, on),
        on=on,
    )
    # What lapses unanswered opens no more; what was agreed before stays to be read.
    _lead(proposal, document, until=None if proposal.accepted_on else terms.valid_until)
    proposal.offers.append(Offer(document=document, terms=terms.kept()))
    proposal.send(on=on)
    words = _("Sent: %(title)s (%(number)s)", title=terms.title, number=document.paper.number)
    document.log(words, on=on)
    db.session.flush()
    return document


def _drawn(proposal: Proposal, terms: Terms, on: date, number: Number) -> Paper:
    return draw(proposal, terms, on=on, number=number.words)


def withdraw(proposal: Proposal, *, on: date) -> None:
    """Take back what lies with the client; what they accepted before is what they read again."""
    last = newest(proposal)
    if last is None or not proposal.awaits_answer:
        return
    last.document.supersede(at=datetime.now(UTC))
    proposal.withdraw(on=on)
    if before := agreed(proposal):
        _lead(proposal, before.document)
    last.document.log(_("Withdrawn: %(title)s", title=last.document.paper.title), on=on)


def _lead(proposal: Proposal, document: Document, until: date | None = None) -> None:
    """Let every link of the proposal lead to this version, up to a day."""
    for link in db.session.scalars(
        sa.select(Link).where(Link.client_id == proposal.client_id, Link.about == proposal.about)
    ):
        link.document, link.expires_on = document, until
    db.session.flush()


def copy(proposal: Proposal, client: Client, *, on: date) -> Proposal:
    """Write the same to another client, its days as far ahead as they were then."""
    since = proposal.sent_on or client.trader.day_of(proposal.created_at)
    terms = proposal.draft.moved(on - since)
    return _new(client, _addressed(terms, proposal.client, client))


def _addressed(terms: Terms, before: Client, now: Client) -> Terms:
    """Greet whom it is for now."""
    named = re.compile(rf"(?<!\w){re.escape(before.short_name)}(?!\w)")
    opening = named.sub(lambda _found: now.short_name, terms.opening or "")
    return replace(terms, opening=opening or None)


def revert(proposal: Proposal, *, on: date) -> None:
    """Make the draft again what was sent last."""
    last = newest(proposal)
    if last is not None:
        proposal.write(last.agreed, on=on)
        proposal.revised_on = None
