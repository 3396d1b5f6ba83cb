"""The account of some work: written, given, and followed by what comes next."""

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.db import db
from wowcrm.documents.standing import state_of
from wowcrm.progress.standing import progress_of
from wowcrm.proposals.models import Proposal
from wowcrm.reports.after import ways_on
from wowcrm.reports.drafting import draft
from wowcrm.reports.drawing import draw
from wowcrm.reports.forms import ReportForm
from wowcrm.reports.giving import give as give_report
from wowcrm.reports.giving import given, is_news, report_of
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import answer, settle

bp = Blueprint("reports", __name__)
bp.add_app_template_global(ways_on)


@bp.get("/proposals/<int:proposal_id>/report")
def show(proposal_id: int) -> ResponseReturnValue:
    """As the client would read it, and what became of it."""
    proposal = mine(Proposal, proposal_id)
    progress = progress_of(proposal)
    last = given(proposal)
    paper = draw(report_of(progress), progress, on=current_trader.today())
    news = is_news(paper, last)
    return answer(
        "reports/show.html",
        "documents/_paper.html",
        proposal=proposal,
        client=proposal.client,
        progress=progress,
        last=last,
        state=state_of(last) if last else None,
        news=news,
        paper=last.paper if last and not news else paper,
    )


@bp.route("/proposals/<int:proposal_id>/report/edit", methods=["GET", "POST"])
def edit(proposal_id: int) -> ResponseReturnValue:
    """The trader's words; drafted anew from the facts when that is asked for."""
    proposal = mine(Proposal, proposal_id)
    progress = progress_of(proposal)
    report = report_of(progress)
    form = ReportForm(obj=draft(progress) if "anew" in request.args else report)
    if not form.validate_on_submit():
        return answer(
            "reports/edit.html",
            "reports/_edit.html",
            form=form,
            proposal=proposal,
            client=proposal.client,
            notes=progress.notes,
        )
    form.populate_obj(report)
    db.session.add(report)
    return settle(None, back=url_for(".show", proposal_id=proposal.id))


@bp.post("/proposals/<int:proposal_id>/report/give")
def give(proposal_id: int) -> ResponseReturnValue:
    """Put it in writing, under a number, with a link."""
    proposal = mine(Proposal, proposal_id)
    progress = progress_of(proposal)
    give_report(report_of(progress), progress, on=current_trader.today())
    flash(_("Here is the link. It is yours to send."))
    return settle(None, back=url_for(".show", proposal_id=proposal.id, _anchor="given"))
