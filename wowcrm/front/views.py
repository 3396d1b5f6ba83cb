"""The page for strangers under Me: its words, its questions, and the form for one's own site."""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from wowcrm.db import db
from wowcrm.front.forms import FitQuestionForm, FrontForm, written
from wowcrm.front.keeping import front_of, is_taken, questions_of
from wowcrm.front.models import FitQuestion, FrontPage
from wowcrm.trash.trashing import delete as delete_row
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import answer, settle

bp = Blueprint("front_page", __name__)
MOST_QUESTIONS = 6
"""A short form brings more people, and better ones."""


@bp.route("/front-page", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    front = front_of(current_trader)
    form = FrontForm(obj=front)
    if form.validate_on_submit():
        if not is_taken(form.address.data or "", front):
            form.populate_obj(front)
            if "open" in request.form:
                front.open(on=current_trader.today())
            db.session.add(front)
            if _is_saved():
                flash(_("Saved. This is what people find."))
                return settle(None, back=url_for(".index"))
            front = front_of(current_trader)
        form.address.errors = [_("That address is taken. Another word in it helps.")]
    page = render_template("front/index.html", form=form, **_shown(front))
    return page, 422 if form.errors else 200


def _is_saved() -> bool:
    """Tell whether the address was still free: somebody else may have been a moment faster."""
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        return False
    return True


@bp.post("/front-page/close")
def close() -> ResponseReturnValue:
    front_of(current_trader).close()
    flash(_("Your page is closed: nobody finds anything there."))
    return settle(None, back=url_for(".index"))


@bp.post("/fit-questions")
def ask() -> ResponseReturnValue:
    """Ask strangers one more thing."""
    form = FitQuestionForm()
    questions = questions_of(current_trader)
    if form.validate_on_submit() and len(questions) >= MOST_QUESTIONS:
        form.ask.errors = [_("Six questions are enough: whoever has to fill in more goes away.")]
    elif form.validate_on_submit():
        question = FitQuestion(trader_id=current_trader.id)
        question.ask, question.options = form.ask.data or "", form.options
        db.session.add(question)
        return settle(None, back=url_for(".index", _anchor="questions"))
    front = front_of(current_trader)
    shown = _shown(front, asking=form)
    return render_template(
        "front/index.html", form=FrontForm(formdata=None, obj=front), **shown
    ), 422


@bp.route("/fit-questions/<int:fit_question_id>/edit", methods=["GET", "POST"])
def edit(fit_question_id: int) -> ResponseReturnValue:
    question = mine(FitQuestion, fit_question_id)
    form = FitQuestionForm(data={"ask": question.ask, "answers": written(question.options)})
    if form.validate_on_submit():
        question.ask, question.options = form.ask.data or "", form.options
        return settle(None, back=url_for(".index", _anchor="questions"))
    return answer(
        "front/edit_question.html", "front/_question_form.html", form=form, question=question
    )


@bp.post("/fit-questions/<int:fit_question_id>/delete")
def delete(fit_question_id: int) -> ResponseReturnValue:
    """Ask it no more; what was answered to it stays with the enquiries."""
    question = mine(FitQuestion, fit_question_id)
    back = url_for(".index", _anchor="questions")
    delete_row(question, said=_("“%(ask)s” is asked no more.", ask=question.ask), place=back)
    return settle(None, back=back)


def _shown(front: FrontPage, asking: FitQuestionForm | None = None) -> dict[str, Any]:
    return {
        "front": front,
        "questions": questions_of(current_trader),
        "asking": asking or FitQuestionForm(formdata=None),
        "url": url_for("front.write", address=front.address, _external=True),
    }
