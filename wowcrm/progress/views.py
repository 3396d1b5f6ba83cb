"""What the trader tells along the way, and what the client asks for besides."""

from typing import Any

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

import wowcrm.progress.letters  # noqa: F401  so that a note can be sent as a message
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.delights.models import Delight, given_before
from wowcrm.progress.forms import NoteForm, PriceForm, ScopeForm
from wowcrm.progress.models import ProgressNote, ScopeChange
from wowcrm.progress.sharing import link_of, share
from wowcrm.progress.standing import progress_of, words_to
from wowcrm.proposals.models import Proposal
from wowcrm.trash.trashing import trashing
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import answer, settle

bp = Blueprint("progress", __name__)


@bp.app_template_global()
def price_form() -> PriceForm:
    return PriceForm(formdata=None)


# How it stands


@bp.route("/proposals/<int:proposal_id>/progress", methods=["GET", "POST"])
def index(proposal_id: int) -> ResponseReturnValue:
    """What was told of some work, what was asked for besides, and the client's page of it."""
    proposal = mine(Proposal, proposal_id)
    form = NoteForm()
    if form.validate_on_submit():
        share(proposal)
        return _tell(_write(proposal.client, form, proposal), _here(proposal))
    return _page(proposal, noting=form)


@bp.route("/clients/<int:client_id>/progress", methods=["GET", "POST"])
def client(client_id: int) -> ResponseReturnValue:
    """What was told a client of all that is done for them."""
    client = mine(Client, client_id)
    form = NoteForm()
    if form.validate_on_submit():
        return _tell(_write(client, form), url_for(".client", client_id=client.id))
    notes = words_to(client)
    return answer(
        "progress/client.html", "progress/_notes.html", form=form, client=client, notes=notes
    )


def _write(client: Client, form: NoteForm, proposal: Proposal | None = None) -> ProgressNote:
    note = ProgressNote(
        client=client,
        proposal=proposal,
        text=form.text.data or "",
        written_on=current_trader.today(),
    )
    db.session.add(note)
    db.session.flush()
    note.log_arrival()
    return note


def _tell(note: ProgressNote, here: str) -> ResponseReturnValue:
    """Go on to the message that carries it, unless it is only to stand on their page."""
    if "only" in request.form:
        flash(_("It stands on their page."))
        return settle(None, back=here)
    message = url_for("messages.write", client_id=note.client_id, about=note.about, back=here)
    return settle(None, back=message)


@bp.route("/progress-notes/<int:progress_note_id>/edit", methods=["GET", "POST"])
def edit_note(progress_note_id: int) -> ResponseReturnValue:
    note = mine(ProgressNote, progress_note_id)
    form = NoteForm(obj=note)
    if not form.validate_on_submit():
        return answer("progress/edit.html", "progress/_edit.html", form=form, note=note)
    note.reword(form.text.data or "")
    return settle("progress/_note.html", back=_notes_of(note), note=note)


@bp.get("/progress-notes/<int:progress_note_id>")
def note(progress_note_id: int) -> ResponseReturnValue:
    """One by itself; to htmx as it was, after an edit was given up."""
    note = mine(ProgressNote, progress_note_id)
    return answer("progress/note.html", "progress/_note.html", note=note)


@bp.post("/progress-notes/<int:progress_note_id>/remove")
def remove_note(progress_note_id: int) -> ResponseReturnValue:
    note = mine(ProgressNote, progress_note_id)
    back = _notes_of(note)
    with trashing(note, said=_("That is not told any more."), place=back):
        note.remove()
    return settle(None, back=back)


def _notes_of(note: ProgressNote) -> str:
    if note.proposal_id is None:
        return url_for(".client", client_id=note.client_id)
    return url_for(".index", proposal_id=note.proposal_id, _anchor="notes")


# The client's page


@bp.post("/proposals/<int:proposal_id>/progress/share")
def share_page(proposal_id: int) -> ResponseReturnValue:
    """Make the address by which the client sees how it stands."""
    proposal = mine(Proposal, proposal_id)
    share(proposal)
    return settle(None, back=_here(proposal, "page"))


# What was asked for besides


@bp.post("/proposals/<int:proposal_id>/scope-changes")
def ask(proposal_id: int) -> ResponseReturnValue:
    """Write down that more was asked for."""
    proposal = mine(Proposal, proposal_id)
    form = ScopeForm(today=current_trader.today())
    if not form.validate():
        return _page(proposal, asking=form)
    change = ScopeChange(
        client=proposal.client, proposal=proposal, what=form.what.data or "", asked_on=form.day
    )
    db.session.add(change)
    db.session.flush()
    change.log_arrival()
    return settle(None, back=_here(proposal, "scope-changes"))


@bp.post("/scope-changes/<int:scope_change_id>/agree")
def agree(scope_change_id: int) -> ResponseReturnValue:
    """Do it for nothing."""
    change = mine(ScopeChange, scope_change_id)
    change.agree(on=current_trader.today())
    return _settle(change)


@bp.post("/scope-changes/<int:scope_change_id>/decline")
def decline(scope_change_id: int) -> ResponseReturnValue:
    change = mine(ScopeChange, scope_change_id)
    change.decline(on=current_trader.today())
    return _settle(change)


@bp.post("/scope-changes/<int:scope_change_id>/price")
def price(scope_change_id: int) -> ResponseReturnValue:
    change = mine(ScopeChange, scope_change_id)
    form = PriceForm()
    if not form.validate():
        return answer(
            "progress/change.html", "progress/_change.html", form=form, change=change, pricing=form
        )
    change.price_at(form.price, on=current_trader.today())
    return _settle(change)


@bp.post("/scope-changes/<int:scope_change_id>/reopen")
def reopen(scope_change_id: int) -> ResponseReturnValue:
    """Take back what was said to it."""
    change = mine(ScopeChange, scope_change_id)
    change.reopen()
    return _settle(change)


@bp.post("/scope-changes/<int:scope_change_id>/delight")
def delight(scope_change_id: int) -> ResponseReturnValue:
    """Write down what was given for nothing as the surprise that it is."""
    change = mine(ScopeChange, scope_change_id)
    today = current_trader.today()
    if change.may_delight:
        delight = Delight(what=change.what, occasion=_("asked for more"), planned_for=today)
        if given_before(change.client.delights, delight, on=today):
            flash(_("You have given them this before."), "warning")
        else:
            change.client.delights.append(delight)
            db.session.flush()
            delight.deliver(on=today)
            change.delight_with(delight)
    return _settle(change)


@bp.post("/scope-changes/<int:scope_change_id>/remove")
def remove(scope_change_id: int) -> ResponseReturnValue:
    change = mine(ScopeChange, scope_change_id)
    back = _here(change.proposal, "scope-changes")
    said = _("Struck out: %(what)s", what=change.what)
    with trashing(change, said=said, place=back):
        change.remove()
    return settle(None, back=back)


def _settle(change: ScopeChange) -> ResponseReturnValue:
    return settle(
        "progress/_change.html", back=_here(change.proposal, "scope-changes"), change=change
    )


def _here(proposal: Proposal, part: str | None = None) -> str:
    return url_for(".index", proposal_id=proposal.id, _anchor=part)


def _page(
    proposal: Proposal, *, noting: NoteForm | None = None, asking: ScopeForm | None = None
) -> ResponseReturnValue:
    progress = progress_of(proposal)
    shown: dict[str, Any] = {
        "client": proposal.client,
        "proposal": proposal,
        "progress": progress,
        "notes": progress.notes,
        "link": link_of(proposal),
        "noting": noting or NoteForm(formdata=None),
        "asking": asking or ScopeForm(formdata=None, today=current_trader.today()),
    }
    form = asking or noting
    return answer("progress/index.html", "progress/_progress.html", form=form, **shown)
