"""Checklists: which standards are gone through together, and when."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from wowcrm.db import db
from wowcrm.levels.upkeep import bring_due_up_to_date
from wowcrm.standards.forms import ChecklistForm, NewChecklistForm, StandardForm
from wowcrm.standards.models import Checklist, Standard
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import answer, settle

bp = Blueprint("checklists", __name__)


@bp.get("/checklists/<int:checklist_id>")
def show(checklist_id: int) -> ResponseReturnValue:
    """A checklist with its standards, and the form that adds one."""
    return answer(
        "checklists/show.html",
        "checklists/_checklist.html",
        checklist=mine(Checklist, checklist_id),
        form=StandardForm(),
    )


@bp.route("/checklists/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    form = NewChecklistForm()
    if form.validate_on_submit():
        checklist = Checklist(
            trader_id=current_trader.id,
            name=form.name.data,
            rhythm=form.rhythm.data,
            standards=[Standard(promise=promise) for promise in form.lines],
        )
        db.session.add(checklist)
        db.session.flush()
        return settle(None, back=url_for(".show", checklist_id=checklist.id))
    return answer("checklists/new.html", "checklists/_form.html", form=form, checklist=None)


@bp.route("/checklists/<int:checklist_id>/edit", methods=["GET", "POST"])
def edit(checklist_id: int) -> ResponseReturnValue:
    checklist = mine(Checklist, checklist_id)
    form = ChecklistForm(obj=checklist)
    if form.validate_on_submit():
        checklist.describe(str(form.name.data), form.rhythm.data)
        return settle(None, back=url_for(".show", checklist_id=checklist.id))
    return answer("checklists/edit.html", "checklists/_form.html", form=form, checklist=checklist)


@bp.post("/checklists/<int:checklist_id>/retire")
def retire(checklist_id: int) -> ResponseReturnValue:
    checklist = mine(Checklist, checklist_id)
    checklist.retire(on=current_trader.today())
    return _settled(checklist)


@bp.post("/checklists/<int:checklist_id>/take-up-again")
def take_up_again(checklist_id: int) -> ResponseReturnValue:
    checklist = mine(Checklist, checklist_id)
    checklist.take_up_again()
    return _settled(checklist)


def _settled(checklist: Checklist) -> ResponseReturnValue:
    bring_due_up_to_date(current_trader, current_trader.today())
    return settle(None, back=url_for(".show", checklist_id=checklist.id))
