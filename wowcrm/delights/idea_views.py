"""The library of ideas: what could surprise somebody, and when it fits."""

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.db import db
from wowcrm.delights.forms import IdeaForm
from wowcrm.delights.library import Wish, library_of, times_delivered
from wowcrm.delights.models import Idea
from wowcrm.delights.words import FIT_WORDS
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import answer, settle

bp = Blueprint("ideas", __name__)


@bp.app_template_global()
def fit_words() -> dict[str, str]:
    """Say what an idea may suit, by the names of its facts."""
    return {fit: str(words) for fit, words in FIT_WORDS.items()}


@bp.app_template_global()
def fits_of(idea: Idea) -> str:
    """Say what an idea suits in one line; a fact nobody knows any more is left out."""
    return ", ".join(str(words) for fit, words in FIT_WORDS.items() if fit in idea.fits)


@bp.route("/wow/ideas", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    """All ideas, narrowed by the address, and the form that adds one."""
    form = IdeaForm() if request.method == "POST" else IdeaForm(formdata=None)
    if request.method == "POST" and form.validate():
        idea = Idea(trader_id=current_trader.id)
        form.populate_obj(idea)
        db.session.add(idea)
        db.session.flush()
        flash(_("That is in your library now."))
        return settle(
            "delights/_ideas.html",
            back=url_for(".index"),
            form=IdeaForm(formdata=None),
            shelf=library_of(current_trader, Wish()),
            fresh=idea,
        )
    wish = Wish.read(request.args)
    return answer(
        "delights/ideas.html",
        "delights/_more_ideas.html" if wish.after else "delights/_ideas.html",
        form=form,
        shelf=library_of(current_trader, wish),
    )


@bp.get("/ideas/<int:idea_id>")
def show(idea_id: int) -> ResponseReturnValue:
    """One idea by itself; to htmx as it was, after an edit was given up."""
    idea = mine(Idea, idea_id)
    return answer("delights/idea.html", "delights/_idea.html", idea=idea, times=_times(idea))


@bp.route("/ideas/<int:idea_id>/edit", methods=["GET", "POST"])
def edit(idea_id: int) -> ResponseReturnValue:
    idea = mine(Idea, idea_id)
    form = IdeaForm(obj=idea)
    if request.method == "GET" or not form.validate():
        return answer("delights/idea_edit.html", "delights/_idea_edit.html", form=form, idea=idea)
    form.populate_obj(idea)
    return _settle(idea)


@bp.post("/ideas/<int:idea_id>/retire")
def retire(idea_id: int) -> ResponseReturnValue:
    idea = mine(Idea, idea_id)
    idea.retire(on=current_trader.today())
    return _settle(idea)


@bp.post("/ideas/<int:idea_id>/take-up-again")
def take_up_again(idea_id: int) -> ResponseReturnValue:
    idea = mine(Idea, idea_id)
    idea.take_up_again()
    return _settle(idea)


def _settle(idea: Idea) -> ResponseReturnValue:
    return settle(
        "delights/_idea.html", back=url_for(".index"), idea=idea, times=_times(idea), tell=True
    )


def _times(idea: Idea) -> int:
    return times_delivered(current_trader, [idea]).get(idea.id, 0)
