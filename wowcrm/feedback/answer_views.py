"""The page behind a client's link: three faces, a few words, no sign-in and no script."""

import logging
from datetime import UTC, datetime

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from sqlalchemy.exc import OperationalError

from wowcrm.db import db, writing
from wowcrm.documents.turns import take_turn_by
from wowcrm.feedback.forms import AnswerForm
from wowcrm.feedback.models import Survey
from wowcrm.feedback.receiving import Told, receive
from wowcrm.levels.upkeep import commit, submitted_before
from wowcrm.web.access import by_link, current_trader
from wowcrm.web.forms import submitted_key

bp = Blueprint("answers", __name__)
log = logging.getLogger(__name__)


@bp.route("/answer/<token>", methods=["GET", "POST"])
@by_link
def give(token: str) -> ResponseReturnValue:
    """Ask, thank, and let the answer be bettered for a day; then close politely."""
    survey = _survey(token)
    if survey is None:
        return _private(render_template("documents/nothing.html"), 404)
    with force_locale(survey.client.trader.locale):
        return _received(survey, token) if request.method == "POST" else _shown(survey)


def _survey(token: str) -> Survey | None:
    """Find the question; one that is wrong, revoked or expired is not there, and nobody learns which."""
    found = Survey.by_token(token)
    if request.method == "POST":
        take_turn_by(token)
        # Whoever presses twice waits, then sees what became of it.
        found = found.with_for_update(of=Survey)
    survey = db.session.scalar(found)
    if survey is None or survey.is_withdrawn or survey.link.revoked_at is not None:
        return None
    # What was answered says thank you for ever.
    opens = survey.answer is not None or survey.link.opens(survey.client.trader.today())
    return survey if opens else None


def _received(survey: Survey, token: str) -> ResponseReturnValue:
    trader, now = survey.client.trader, datetime.now(UTC)
    back, key = url_for(".give", token=token), _key(survey)
    if key and submitted_before(trader, key):
        return redirect(back, code=303)
    if survey.answer is not None and not survey.answer.may_be_corrected(now):
        return _page(survey, status=410)
    form = AnswerForm(survey)
    if not form.validate():
        return _page(survey, form, status=422)
    receive(survey, Told(**form.told()), at=now, on=trader.today())
    commit(trader, key=key, back=back)
    return redirect(back, code=303)


def _key(survey: Survey) -> str | None:
    """Name this very form among all that this trader ever receives."""
    once = submitted_key()
    return f"{survey.about}-{once}" if once else None


def _shown(survey: Survey) -> Response:
    page = _page(survey)
    _see(survey)
    return page


def _page(survey: Survey, form: AnswerForm | None = None, status: int = 200) -> Response:
    given, now = survey.answer, datetime.now(UTC)
    page = render_template(
        "feedback/answer.html",
        survey=survey,
        given=given,
        is_open=given is None or given.may_be_corrected(now),
        form=form or AnswerForm(survey, formdata=None),
        refused=form is not None,
        client=survey.client,
        trader=survey.client.trader,
    )
    return _private(page, status)


def _private(page: str, status: int) -> Response:
    """Keep the address to whoever was given it: out of search engines and other sites' logs."""
    response = make_response(page, status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _see(survey: Survey) -> None:
    """Note in a transaction of its own that the client looked; the trader's own look is none."""
    if current_trader.is_authenticated:
        return
    try:
        with writing():
            db.session.rollback()
            survey.link.see(at=datetime.now(UTC))
            db.session.commit()
    except OperationalError as error:
        # On a full disk, the question can still be read.
        log.warning("a link in use could not be noted: %s", error.orig)
        db.session.rollback()
