"""Asking a client how it went: the guess, the link, and what came back."""

from datetime import UTC, datetime

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.clients.models import Client
from wowcrm.feedback.asking import (
    Leave,
    Point,
    ask,
    leave_to_ask,
    surveys_of,
    touchpoints_named,
)
from wowcrm.feedback.code import code_of
from wowcrm.feedback.forms import AskForm
from wowcrm.feedback.letters import address_of, asking
from wowcrm.feedback.models import Survey
from wowcrm.feedback.opinion import opinion_of
from wowcrm.feedback.tally import tally_of
from wowcrm.levels.upkeep import standing_of
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import answer, settle, wants_fragment

bp = Blueprint("feedback", __name__)
# The region beside the story asks for it itself.
bp.add_app_template_global(opinion_of)


@bp.route("/clients/<int:client_id>/surveys", methods=["GET", "POST"])
def index(client_id: int) -> ResponseReturnValue:
    """What a client was asked and said beside what was guessed, and the form that asks again."""
    client = mine(Client, client_id)
    today = current_trader.today()
    leave = leave_to_ask(client, today)
    form = AskForm(name=client.short_name, data={"occasion": request.args.get("occasion")})
    # Whoever posts holds the client's row, so no other window asks in between.
    if form.validate_on_submit() and leave.is_given:
        return settle(None, back=url_for(".show", survey_id=_ask(client, form).id))
    if form.is_submitted() and not leave.is_given:
        form.form_errors.append(leave.because)
    return _list(client, form, leave)


def _ask(client: Client, form: AskForm) -> Survey:
    return ask(
        client,
        form.guess.data,
        on=current_trader.today(),
        occasion=form.occasion.data,
        points=[Point(*told) for told in form.told_points()],
    )


def _list(client: Client, form: AskForm, leave: Leave) -> ResponseReturnValue:
    surveys = surveys_of(client)
    return answer(
        "feedback/index.html",
        "feedback/_surveys.html",
        form=form,
        client=client,
        leave=leave,
        surveys=surveys,
        tally=tally_of(surveys),
        named=touchpoints_named(current_trader),
        standing=None if wants_fragment() else standing_of(client, current_trader.today()),
    )


@bp.get("/surveys/<int:survey_id>")
def show(survey_id: int) -> ResponseReturnValue:
    """One question: the words and ways to send it as long as it waits, and then the answer."""
    survey = mine(Survey, survey_id)
    return render_template(
        "feedback/show.html",
        survey=survey,
        client=survey.client,
        draft=asking(survey),
    )


@bp.get("/surveys/<int:survey_id>/code")
def code(survey_id: int) -> ResponseReturnValue:
    """The question as a code for a counter, to be held out or printed."""
    survey = mine(Survey, survey_id)
    return render_template(
        "feedback/code.html",
        survey=survey,
        address=address_of(survey),
        code=code_of(address_of(survey)),
    )


@bp.post("/surveys/<int:survey_id>/withdraw")
def withdraw(survey_id: int) -> ResponseReturnValue:
    """Rather not ask: the link opens nothing any more."""
    survey = mine(Survey, survey_id)
    if survey.answer is not None:
        flash(_("%(name)s has answered already.", name=survey.client.short_name), "warning")
    else:
        survey.withdraw(at=datetime.now(UTC), on=current_trader.today())
        flash(_("Withdrawn: the link opens nothing any more."))
    return settle(None, back=url_for(".index", client_id=survey.client_id))
