"""Proposals: written like a letter, sent by a link, answered by the client."""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

import wowcrm.work.agreeing  # noqa: F401  so that an answer brings its work about
from wowcrm.clients.listing import find_clients
from wowcrm.clients.models import Client
from wowcrm.clients.narrowing import row_number
from wowcrm.db import db
from wowcrm.documents.letters import link_to
from wowcrm.levels.upkeep import commit, standing_of
from wowcrm.proposals.forms import BeginForm, ProposalForm
from wowcrm.proposals.missing import lacks_of, slips_of
from wowcrm.proposals.models import Proposal
from wowcrm.proposals.reckoning import reckon as reckoning_of
from wowcrm.proposals.sending import agreed, begin, lacks, newest, preview, wait_for_answers
from wowcrm.proposals.sending import copy as copy_of
from wowcrm.proposals.sending import revert as revert_draft
from wowcrm.proposals.sending import send as send_draft
from wowcrm.proposals.sending import withdraw as withdraw_offer
from wowcrm.proposals.terms import Terms
from wowcrm.services.models import Service
from wowcrm.services.shelf import services_of
from wowcrm.trash.trashing import delete as delete_row
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import answer, saved_so_far, settle, wants_fragment
from wowcrm.work.capacity import capacity_of

bp = Blueprint("proposals", __name__)


@bp.route("/clients/<int:client_id>/proposals/new", methods=["GET", "POST"])
def new(client_id: int) -> ResponseReturnValue:
    """Begin a letter: it is kept from its first word on."""
    client = mine(Client, client_id)
    form = BeginForm()
    if form.validate_on_submit():
        proposal = begin(client, form.title.data or "")
        return settle(None, back=url_for(".edit", proposal_id=proposal.id))
    page = render_template(
        "proposals/new.html",
        form=form,
        client=client,
        standing=standing_of(client, current_trader.today()),
    )
    return page, 422 if form.is_submitted() else 200


@bp.get("/proposals/<int:proposal_id>")
def show(proposal_id: int) -> ResponseReturnValue:
    """As the client reads it, or would; and what can be done with it."""
    return _page(mine(Proposal, proposal_id))


def _page(proposal: Proposal, *, asked: bool = False) -> ResponseReturnValue:
    today = current_trader.today()
    last = newest(proposal)
    is_draft = last is None or not proposal.was_sent or proposal.revised_on is not None
    lapsed = last is not None and proposal.awaits_answer and not link_to(last.document, today)
    page = render_template(
        "proposals/show.html",
        proposal=proposal,
        client=proposal.client,
        last=last,
        is_draft=is_draft,
        paper=last.document.paper if last and not is_draft else preview(proposal, today),
        lapsed=lapsed,
        lacks=lacks(proposal, today) if is_draft or lapsed or not proposal.awaits_answer else [],
        room=capacity_of(current_trader, today),
        asked=asked,
    )
    return page, 422 if asked else 200


# Writing


@bp.route("/proposals/<int:proposal_id>/edit", methods=["GET", "POST"])
def edit(proposal_id: int) -> ResponseReturnValue:
    """The letter to write on; buttons for rows keep what stands in it and bring it back."""
    proposal = mine(Proposal, proposal_id)
    if request.method == "GET":
        return _letter(proposal, ProposalForm.showing(proposal.draft))
    form = ProposalForm()
    if _pressed(form):
        _keep(proposal, form)
        return _letter(proposal, form)
    if form.validate() and form.object(_objections(proposal, form)):
        _write(proposal, form)
        return settle(None, back=url_for(".show", proposal_id=proposal.id))
    return _letter(proposal, form)


@bp.post("/proposals/<int:proposal_id>/reckon")
def reckon(proposal_id: int) -> ResponseReturnValue:
    """Work out the sums of what stands in the letter now, and keep it."""
    proposal = mine(Proposal, proposal_id)
    form = ProposalForm()
    kept = _keep(proposal, form)
    if not wants_fragment():
        return _letter(proposal, form)
    return render_template(
        "proposals/_sums.html",
        proposal=proposal,
        reckoning=reckoning_of(_terms(form), proposal.currency),
        kept=kept,
    )


def _pressed(form: ProposalForm) -> bool:
    """Do what a button in the letter says: another row, one less, or a service taken over."""
    if number := row_number(request.form.get("take")):
        form.take(mine(Service, number))
        return True
    return any(
        form.press(what, request.form[what]) for what in ("add", "remove") if what in request.form
    )


def _objections(proposal: Proposal, form: ProposalForm) -> Any:
    """Before it is read over everything must be there; to be kept, it must not contradict itself."""
    terms = _terms(form)
    if "check" not in request.form:
        return slips_of(terms)
    before = agreed(proposal)
    return lacks_of(
        terms,
        current_trader.today(),
        currency=proposal.currency,
        agreed=before.agreed if before else None,
    )


def _keep(proposal: Proposal, form: ProposalForm) -> bool:
    """Save what can be read, so that nothing typed is lost with the page."""
    if not (form.validate() and form.object(slips_of(_terms(form)))):
        return False
    _write(proposal, form)
    commit(current_trader)
    saved_so_far()
    return True


def _write(proposal: Proposal, form: ProposalForm) -> None:
    terms, today = _terms(form), current_trader.today()
    if not proposal.was_sent:
        proposal.currency = current_trader.currency
    proposal.write(terms, on=today)
    used = [item.service_id for item in terms.items if item.service_id is not None]
    if used:
        for service in db.session.scalars(Service.of(current_trader).where(Service.id.in_(used))):
            service.use(on=today)


def _terms(form: ProposalForm) -> Terms:
    trader = current_trader
    tax = (trader.tax_name, trader.tax_rate) if trader.tax_name else None
    known = Service.of(trader).with_only_columns(Service.id)
    return form.terms(tax, set(db.session.scalars(known)))


def _letter(proposal: Proposal, form: ProposalForm) -> ResponseReturnValue:
    form.offer_rows()
    return answer(
        "proposals/edit.html",
        "proposals/_letter.html",
        form=form,
        proposal=proposal,
        client=proposal.client,
        services=services_of(current_trader),
        reckoning=reckoning_of(_terms(form), proposal.currency),
        kept=request.method == "POST" and not form.errors,
        fresh=_fresh(form),
    )


def _fresh(form: ProposalForm) -> str | None:
    """Name the field to go on with, after a button has added a row or taken one away."""
    pressed = request.form.get("add") or request.form.get("remove", "").partition("-")[0]
    name = "items" if "take" in request.form else pressed
    return f"{name}-{len(form.lists[name].entries) - 1}-what" if name in form.lists else None


# Sending


@bp.post("/proposals/<int:proposal_id>/send")
def send(proposal_id: int) -> ResponseReturnValue:
    """Send it, unless something is missing, or there is no room and nobody said it should be."""
    proposal = _to_follow_up(proposal_id)
    today = current_trader.today()
    if missing := lacks(proposal, today):
        form = ProposalForm.showing(proposal.draft)
        form.object(missing)
        page = render_template(
            "proposals/edit.html",
            form=form,
            proposal=proposal,
            client=proposal.client,
            services=services_of(current_trader),
            reckoning=reckoning_of(proposal.draft, proposal.currency),
        )
        return page, 422
    crowded = capacity_of(current_trader, today).is_full and not proposal.is_open
    if crowded and "anyway" not in request.form:
        return _page(proposal, asked=True)
    document = send_draft(proposal, on=today)
    flash(
        _(
            "%(number)s is ready for %(client)s. Give them the address.",
            number=document.paper.number,
            client=proposal.client.short_name,
        )
    )
    return _settle(proposal)


@bp.post("/proposals/<int:proposal_id>/withdraw")
def withdraw(proposal_id: int) -> ResponseReturnValue:
    proposal = _to_follow_up(proposal_id)
    withdraw_offer(proposal, on=current_trader.today())
    return _settle(proposal)


def _to_follow_up(proposal_id: int) -> Proposal:
    if proposal_id < 2**31:
        wait_for_answers(current_trader, proposal_id)
    return mine(Proposal, proposal_id)


@bp.post("/proposals/<int:proposal_id>/revert")
def revert(proposal_id: int) -> ResponseReturnValue:
    """Drop what was changed since it was sent."""
    proposal = mine(Proposal, proposal_id)
    revert_draft(proposal, on=current_trader.today())
    return _settle(proposal)


@bp.route("/proposals/<int:proposal_id>/copy", methods=["GET", "POST"])
def copy(proposal_id: int) -> ResponseReturnValue:
    """Write the same to another client, or once more to this one."""
    proposal = mine(Proposal, proposal_id)
    if request.method == "POST":
        client = mine(Client, row_number(request.form.get("client")) or 0)
        another = copy_of(proposal, client, on=current_trader.today())
        flash(_("Copied. Look over the greeting and the days."))
        return settle(None, back=url_for(".edit", proposal_id=another.id))
    words = " ".join(request.args.get("q", "").replace("\x00", "").split())[:100]
    return render_template(
        "proposals/copy.html",
        proposal=proposal,
        words=words,
        found=find_clients(current_trader, words) if words else [],
    )


@bp.post("/proposals/<int:proposal_id>/delete")
def delete(proposal_id: int) -> ResponseReturnValue:
    """Strike out a draft; what a client has read stays."""
    proposal = mine(Proposal, proposal_id)
    if proposal.was_sent:
        flash(_("It was sent, so it stays. You can withdraw it."), "warning")
        return _settle(proposal)
    back = url_for("promises.index", client_id=proposal.client_id)
    delete_row(
        proposal,
        said=_("“%(title)s” is deleted.", title=proposal.title),
        place=url_for(".edit", proposal_id=proposal.id),
    )
    return settle(None, back=back)


def _settle(proposal: Proposal) -> ResponseReturnValue:
    return settle(None, back=url_for(".show", proposal_id=proposal.id))
