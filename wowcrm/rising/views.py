"""The rising bar: which wows have become expected, and which will be next."""

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.db import db
from wowcrm.delights.models import Idea
from wowcrm.levels.upkeep import bring_due_up_to_date
from wowcrm.rising.bar import NEVER_GIVEN, Risen, bar_of, demote, given_by_idea, promote
from wowcrm.rising.forms import PromoteForm
from wowcrm.standards.models import Checklist
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import answer, settle

bp = Blueprint("rising", __name__)


@bp.get("/rising-bar")
def index() -> ResponseReturnValue:
    """What to promote, the yearly look back, and what comes next."""
    bar = bar_of(current_trader, current_trader.today())
    return answer("rising/index.html", "rising/_bar.html", bar=bar)


@bp.route("/ideas/<int:idea_id>/promote", methods=["GET", "POST"])
def raise_it(idea_id: int) -> ResponseReturnValue:
    """A wow becomes a standard: in which words, and on which checklist."""
    idea = mine(Idea, idea_id)
    form = PromoteForm(checklists=_checklists(), data={"promise": idea.text})
    if form.validate_on_submit():
        promote(
            idea,
            form.promise.data or "",
            mine(Checklist, form.checklist.data),
            on=current_trader.today(),
        )
        bring_due_up_to_date(current_trader, current_trader.today())
        flash(_("Promised to everyone from now on. It is no wow any more: find the next one."))
        return settle(None, back=url_for(".index"))
    one = Risen(idea, given_by_idea(current_trader).get(idea.id, NEVER_GIVEN))
    return answer("rising/promote.html", "rising/_form.html", form=form, one=one)


@bp.post("/ideas/<int:idea_id>/demote")
def lower(idea_id: int) -> ResponseReturnValue:
    """Rather no standard: it counts as a wow as before."""
    idea = mine(Idea, idea_id)
    demote(idea, on=current_trader.today())
    bring_due_up_to_date(current_trader, current_trader.today())
    flash(_("It counts as a wow again."))
    return settle(None, back=url_for(".index"))


@bp.post("/ideas/<int:idea_id>/seen-elsewhere")
def seen(idea_id: int) -> ResponseReturnValue:
    """Others in the trade do it too by now."""
    idea = mine(Idea, idea_id)
    idea.see_elsewhere(on=current_trader.today())
    return settle(None, back=url_for(".index"))


@bp.post("/ideas/<int:idea_id>/seen-nowhere")
def unseen(idea_id: int) -> ResponseReturnValue:
    idea = mine(Idea, idea_id)
    idea.see_nowhere()
    return settle(None, back=url_for(".index"))


def _checklists() -> list[tuple[int, str]]:
    return [(each.id, each.name) for each in db.session.scalars(Checklist.kept_up(current_trader))]
