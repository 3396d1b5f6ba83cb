"""From a figure to an act: a reminder, a standard, or an idea."""

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.actions.forms import ActionForm
from wowcrm.actions.models import Action, ActionKind
from wowcrm.actions.taking import note_idea, promise, remind, take_back
from wowcrm.db import db
from wowcrm.standards.models import Checklist
from wowcrm.web.access import current_trader, mine, safe_next
from wowcrm.web.htmx import answer, settle

bp = Blueprint("actions", __name__)


@bp.route("/actions/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Do something about what was found; `about` says what, `back` leads there again."""
    back = safe_next(request.values.get("back"), url_for("traders.me"))
    given = {"about": request.args.get("about"), "what": request.args.get("what")}
    form = ActionForm(today=current_trader.today(), checklists=_checklists(), data=given)
    if form.validate_on_submit():
        _take(form)
        return settle(None, back=back)
    return answer("actions/new.html", "actions/_form.html", form=form, back=back)


def _take(form: ActionForm) -> Action:
    about, what, today = form.about.data or "", form.what.data or "", current_trader.today()
    if form.kind.data is ActionKind.STANDARD:
        flash(_("That is a standard now: it is asked for on its checklist."))
        checklist = mine(Checklist, form.checklist.data)
        return promise(current_trader, about, what, checklist, on=today)
    if form.kind.data is ActionKind.IDEA:
        flash(_("That is in your library of ideas now."))
        return note_idea(current_trader, about, what, on=today)
    flash(_("You will be reminded."))
    return remind(current_trader, about, what, due_on=form.day, on=today)


@bp.post("/actions/<int:action_id>/take-back")
def back(action_id: int) -> ResponseReturnValue:
    """Rather not: what it made goes too, unless it was used meanwhile."""
    take_back(mine(Action, action_id), on=current_trader.today())
    flash(_("Taken back."))
    return settle(None, back=url_for("traders.me"))


def _checklists() -> list[tuple[int, str]]:
    return [(each.id, each.name) for each in db.session.scalars(Checklist.kept_up(current_trader))]
