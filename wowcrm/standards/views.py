"""Standards: what I do the same way for everyone, and how it was kept for one client."""

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.clients.models import Client
from wowcrm.levels.upkeep import bring_due_up_to_date
from wowcrm.standards.care import care_for
from wowcrm.standards.consistency import by_month, of_standard
from wowcrm.standards.forms import RunForm, StandardForm
from wowcrm.standards.models import Check, Checklist, Run, Standard
from wowcrm.standards.overview import misses_of, overview_of
from wowcrm.timeline.words import sentence
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import answer, settle

bp = Blueprint("standards", __name__)
# The region asks for it itself, so that what it shows is read after the change was saved.
bp.add_app_template_global(care_for)


@bp.get("/standards")
def index() -> ResponseReturnValue:
    """What I promise everyone, and how consistently I keep it."""
    overview = overview_of(current_trader, current_trader.today())
    return answer("standards/index.html", "standards/_overview.html", overview=overview)


@bp.get("/standards/<int:standard_id>")
def show(standard_id: int) -> ResponseReturnValue:
    """How one standard is kept: over the months, and where it was missed."""
    standard = mine(Standard, standard_id)
    today = current_trader.today()
    return answer(
        "standards/show.html",
        "standards/_misses.html",
        standard=standard,
        misses=misses_of(standard, request.args.get("before")),
        kept=of_standard(standard, current_trader, today),
        months=by_month(standard, today),
    )


@bp.post("/checklists/<int:checklist_id>/standards")
def add(checklist_id: int) -> ResponseReturnValue:
    """Promise one more thing to everyone."""
    checklist = mine(Checklist, checklist_id)
    form = StandardForm()
    if not form.validate_on_submit():
        return answer(
            "checklists/show.html", "checklists/_checklist.html", form=form, checklist=checklist
        )
    checklist.standards.append(Standard(promise=form.promise.data))
    return _settled(checklist)


@bp.route("/standards/<int:standard_id>/edit", methods=["GET", "POST"])
def edit(standard_id: int) -> ResponseReturnValue:
    standard = mine(Standard, standard_id)
    form = StandardForm(obj=standard)
    if form.validate_on_submit():
        standard.promise = str(form.promise.data)
        return settle(None, back=url_for(".show", standard_id=standard.id))
    return answer("standards/edit.html", "standards/_form.html", form=form, standard=standard)


@bp.post("/standards/<int:standard_id>/retire")
def retire(standard_id: int) -> ResponseReturnValue:
    standard = mine(Standard, standard_id)
    standard.retire(on=current_trader.today())
    bring_due_up_to_date(current_trader, current_trader.today())
    return _settled(standard.checklist)


@bp.post("/standards/<int:standard_id>/take-up-again")
def take_up_again(standard_id: int) -> ResponseReturnValue:
    standard = mine(Standard, standard_id)
    standard.take_up_again()
    bring_due_up_to_date(current_trader, current_trader.today())
    return _settled(standard.checklist)


def _settled(checklist: Checklist) -> ResponseReturnValue:
    return settle(
        "checklists/_checklist.html",
        back=url_for("checklists.show", checklist_id=checklist.id),
        checklist=checklist,
        form=StandardForm(formdata=None),
    )


@bp.route("/clients/<int:client_id>/checklists/<int:checklist_id>/run", methods=["GET", "POST"])
def run(client_id: int, checklist_id: int) -> ResponseReturnValue:
    """Go through a checklist for a client, standard by standard."""
    client, checklist = mine(Client, client_id), mine(Checklist, checklist_id)
    form = RunForm.over(checklist.standing, today=current_trader.today())
    if form.validate_on_submit():
        outcomes = form.outcomes(rest_kept="rest" in request.form)
        if outcomes:
            done = checklist.run(client, outcomes, on=form.day)
            flash(sentence(f"{checklist.name}: {done.words}"))
            return settle(None, back=_place(client, "standards"))
        form.refuse_nothing()
    return answer(
        "standards/run.html",
        "standards/_run_form.html",
        form=form,
        client=client,
        checklist=checklist,
    )


@bp.post("/runs/<int:run_id>/undo")
def undo_run(run_id: int) -> ResponseReturnValue:
    """Take a run back on the day it was made."""
    run = mine(Run, run_id)
    client = run.client
    if run.may_be_undone(current_trader.today()):
        run.undo()
    else:
        flash(_("That run is not of today any more, so it stays."), "warning")
    return _cared(client, "standards")


@bp.post("/checks/<int:check_id>/put-right")
def put_right(check_id: int) -> ResponseReturnValue:
    check = mine(Check, check_id)
    check.put_right(on=current_trader.today())
    return _cared(check.client, f"check-{check.id}")


@bp.post("/checks/<int:check_id>/undo-put-right")
def undo_put_right(check_id: int) -> ResponseReturnValue:
    check = mine(Check, check_id)
    check.undo_put_right()
    return _cared(check.client, f"check-{check.id}")


def _cared(client: Client, part: str) -> ResponseReturnValue:
    return settle(
        "standards/_care.html",
        back=_place(client, part),
        trigger="client-changed",
        client=client,
    )


def _place(client: Client, part: str) -> str:
    return url_for("needs.index", client_id=client.id, _anchor=part)
