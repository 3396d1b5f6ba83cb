"""Work under way: milestones reached, payments recorded, and what is still to come."""

from typing import Any, TypeVar

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.proposals.models import Proposal
from wowcrm.trash.trashing import trashing
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import answer, settle, wants_fragment
from wowcrm.web.markup import dom_id
from wowcrm.work.capacity import capacity_of
from wowcrm.work.forms import PayForm
from wowcrm.work.letters import reminder
from wowcrm.work.models import Milestone, Payment, Stage
from wowcrm.work.region import (
    draft_page,
    next_milestone,
    open_page,
    owed_by,
    past_page,
    price_of,
    sent_page,
    work_of,
)

bp = Blueprint("work", __name__)

Part = TypeVar("Part", Milestone, Stage, Payment)

for question in (work_of, next_milestone, owed_by, price_of, reminder):
    bp.add_app_template_global(question)

PAGES = {"open": open_page, "sent": sent_page, "drafts": draft_page, "past": past_page}


@bp.app_template_global()
def pay_form(stage: Stage) -> PayForm:
    return PayForm(formdata=None, stage=stage, today=current_trader.today())


# Everybody's


@bp.get("/work")
def overview() -> ResponseReturnValue:
    """What is under way, sent and written; or the next page of one of these."""
    shelf, after = request.args.get("list", ""), request.args.get("after")
    shelves = {
        name: page(current_trader, after if name == shelf else None)
        for name, page in PAGES.items()
        if shelf not in PAGES or name == shelf
    }
    return answer(
        "work/overview.html",
        "work/_more.html",
        shelves=shelves,
        shelf=shelf if shelf in PAGES else None,
        room=capacity_of(current_trader, current_trader.today()),
    )


# One client's


@bp.get("/clients/<int:client_id>/work")
def index(client_id: int) -> ResponseReturnValue:
    """A client's proposals, and the work that came of them; they stand beside the promises."""
    client = mine(Client, client_id)
    if not wants_fragment():
        return redirect(url_for("promises.index", client_id=client.id), code=303)
    return render_template("work/_work.html", client=client)


@bp.post("/milestones/<int:milestone_id>/reach")
def reach(milestone_id: int) -> ResponseReturnValue:
    milestone = _mine(Milestone, milestone_id)
    milestone.reach(on=current_trader.today())
    return _settle(milestone.proposal)


@bp.post("/milestones/<int:milestone_id>/unreach")
def unreach(milestone_id: int) -> ResponseReturnValue:
    milestone = _mine(Milestone, milestone_id)
    milestone.unreach()
    return _settle(milestone.proposal)


@bp.post("/proposals/<int:proposal_id>/close")
def close(proposal_id: int) -> ResponseReturnValue:
    """The work is done: its place is free for somebody else."""
    proposal = mine(Proposal, proposal_id)
    proposal.close(on=current_trader.today())
    return _settle(proposal)


@bp.post("/proposals/<int:proposal_id>/reopen")
def reopen(proposal_id: int) -> ResponseReturnValue:
    proposal = mine(Proposal, proposal_id)
    proposal.reopen()
    return _settle(proposal)


# Payments


@bp.get("/stages/<int:stage_id>")
def stage(stage_id: int) -> ResponseReturnValue:
    """One part of the price: what came of it, and a kind word for when it is late."""
    return _stage(mine(Stage, stage_id))


@bp.post("/stages/<int:stage_id>/pay")
def pay(stage_id: int) -> ResponseReturnValue:
    """Record that money came: all of what is owed, unless another amount is said."""
    stage = _mine(Stage, stage_id)
    form = PayForm(stage=stage, today=current_trader.today())
    if not form.validate():
        return _stage(stage, form=form, paying=form)
    amount = form.amount.data or stage.owed
    if not amount:
        flash(_("That is paid already."), "warning")
        return _settle(stage.proposal)
    payment = stage.pay(amount, form.means.data, on=form.on.data or form.today, today=form.today)
    db.session.flush()
    payment.log_arrival()
    return _settle(stage.proposal)


@bp.post("/payments/<int:payment_id>/undo")
def undo_payment(payment_id: int) -> ResponseReturnValue:
    payment = _mine(Payment, payment_id)
    proposal = payment.proposal
    said = _("Struck out, as if it had never come: %(what)s", what=payment.words)
    place = url_for("promises.index", client_id=proposal.client_id, _anchor=dom_id(proposal))
    with trashing(payment, said=said, name=payment.words, place=place):
        payment.undo()
    return _settle(proposal)


@bp.post("/stages/<int:stage_id>/waive")
def waive(stage_id: int) -> ResponseReturnValue:
    """Ask no more for what is still owed."""
    stage = _mine(Stage, stage_id)
    stage.waive(on=current_trader.today())
    return _settle(stage.proposal)


@bp.post("/stages/<int:stage_id>/unwaive")
def unwaive(stage_id: int) -> ResponseReturnValue:
    stage = _mine(Stage, stage_id)
    stage.unwaive()
    return _settle(stage.proposal)


def _mine(model: type[Part], id: int) -> Part:
    """Find a part of an engagement, the whole before it: so does an answer to a new version."""
    whole = sa.select(model.proposal_id).where(model.id == id)
    proposal_id = db.session.scalar(whole) if id < 2**31 else None
    mine(Proposal, proposal_id or 0)
    return mine(model, id)


def _stage(stage: Stage, **context: Any) -> ResponseReturnValue:
    return answer(
        "work/stage.html", "work/_engagement.html", stage=stage, proposal=stage.proposal, **context
    )


def _settle(proposal: Proposal) -> ResponseReturnValue:
    db.session.flush()
    return settle(
        "work/_engagement.html",
        back=url_for("promises.index", client_id=proposal.client_id, _anchor=dom_id(proposal)),
        trigger="client-changed",
        proposal=proposal,
    )
