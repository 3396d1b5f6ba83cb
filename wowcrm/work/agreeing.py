"""What a client's answer to a proposal brings about: promises, stages and their days, once."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from flask_babel import gettext as _

from wowcrm.db import db
from wowcrm.documents.answering import ON_ACCEPT, ON_DECLINE
from wowcrm.documents.models import Document, DocumentKind
from wowcrm.promises.models import Promise, Source
from wowcrm.proposals.drawing import part_name
from wowcrm.proposals.models import Offer, Proposal
from wowcrm.proposals.pricing import price_of, split
from wowcrm.proposals.terms import Delivery, Part, Terms, When
from wowcrm.timeline.models import InteractionKind
from wowcrm.work.capacity import capacity_of
from wowcrm.work.models import Milestone, Stage, reckon


def agree(document: Document, on: date) -> None:
    """Turn what was accepted into work; what was agreed before is adjusted to it."""
    offer = _offer(document)
    if offer is None:
        return
    proposal = offer.proposal
    terms = offer.agreed
    proposal.accept(offer, on=on)
    for link in document.links:
        link.expires_on = None
    milestones = _milestones(proposal, terms, document.paper.number, on)
    _stages(proposal, terms, milestones, on)
    _mind_the_room(proposal, on)


def refuse(document: Document, on: date) -> None:
    if offer := _offer(document):
        offer.proposal.decline(offer, document.declined_because, on=on)


ON_ACCEPT[DocumentKind.PROPOSAL] = agree
ON_DECLINE[DocumentKind.PROPOSAL] = refuse


def _offer(document: Document) -> Offer | None:
    """Find the version that was answered to; a paper that is of no proposal has none."""
    offer = db.session.scalar(sa.select(Offer).where(Offer.document_id == document.id))
    if offer is None:
        return None
    # Whoever sends another version in this moment waits, and this answer sees what they did.
    db.session.refresh(offer.proposal, with_for_update=True)
    return offer


def _milestones(proposal: Proposal, terms: Terms, number: str, on: date) -> dict[str, Milestone]:
    """Make each delivery a promise, or agree anew on the one it was before."""
    before = {milestone.key: milestone for milestone in proposal.milestones}
    because = _("agreed anew in %(number)s", number=number)
    for place, delivery in enumerate(terms.deliveries):
        milestone = before.pop(delivery.key, None)
        if milestone is None:
            milestone = _promise(proposal, delivery, on)
        else:
            _promise_anew(milestone.promise, delivery, because, on)
        milestone.place = place
    for milestone in before.values():
        milestone.promise.let_go(on=on)
    db.session.flush()
    return {milestone.key: milestone for milestone in proposal.milestones}


def _promise(proposal: Proposal, delivery: Delivery, on: date) -> Milestone:
    promise = Promise(
        what=delivery.what,
        made_on=on,
        due_on=delivery.due_on or on,
        source=Source.MILESTONE,
    )
    proposal.client.promises.append(promise)
    milestone = Milestone(client_id=proposal.client_id, promise=promise, key=delivery.key, place=0)
    proposal.milestones.append(milestone)
    db.session.flush()
    promise.log_arrival()
    return milestone


def _promise_anew(promise: Promise, delivery: Delivery, because: str, on: date) -> None:
    promise.take_up_again()
    promise.what = delivery.what
    if delivery.due_on is not None:
        promise.renegotiate(delivery.due_on, because, on=on)


def _stages(proposal: Proposal, terms: Terms, milestones: dict[str, Milestone], on: date) -> None:
    """Make each part of the price a stage with its day; payments stay with what they paid."""
    before = {stage.key: stage for stage in proposal.stages}
    sizes = split(price_of(terms).total, terms.parts)
    for place, (part, size) in enumerate(zip(terms.parts, sizes, strict=True)):
        stage = before.pop(part.key, None)
        if stage is None:
            stage = Stage(client_id=proposal.client_id, key=part.key, owed=size, waived=Decimal(0))
            proposal.stages.append(stage)
        stage.place, stage.what, stage.amount = place, part_name(part, place + 1), size
        stage.waived = min(stage.waived, size)
        _due(stage, part, milestones, proposal.accepted_on or on)
    for stage in before.values():
        _drop(proposal, stage)
    reckon(proposal)


def _due(stage: Stage, part: Part, milestones: dict[str, Milestone], accepted_on: date) -> None:
    stage.milestone = milestones.get(part.milestone or "")
    if part.when is When.MILESTONE:
        stage.due_on = None
    else:
        stage.due_on = part.due_on if part.when is When.DAY else accepted_on


def _drop(proposal: Proposal, stage: Stage) -> None:
    for payment in proposal.payments:
        if payment.stage is stage:
            payment.stage = None
    proposal.stages.remove(stage)


def _mind_the_room(proposal: Proposal, on: date) -> None:
    """Say on the story when this is more than the trader can look after well."""
    db.session.flush()
    room = capacity_of(proposal.client.trader, on)
    if room.is_beyond:
        words = _(
            "Beyond your room: %(taken)d of %(places)d places are taken.",
            taken=room.taken,
            places=room.places,
        )
        proposal.client.log(InteractionKind.WORK, words, on=on)
