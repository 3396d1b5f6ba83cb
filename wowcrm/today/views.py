"""Today: the motto, the queue, the strip of levels, and this week's three move-ups."""

import logging
from datetime import UTC, datetime

from babel.dates import format_date
from flask import Blueprint, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError

from wowcrm import when
from wowcrm.clients.models import Client
from wowcrm.db import db, writing
from wowcrm.levels.upkeep import begin_day, new_day
from wowcrm.today.forms import NEVER_AGAIN, LaterForm, MoveUpForm
from wowcrm.today.models import Answer, NudgeAnswer
from wowcrm.today.morning import morning_of
from wowcrm.today.moveup import proposal_of, take_back
from wowcrm.today.nudge import Rule
from wowcrm.today.queue import nudge_of, rest_until
from wowcrm.web.access import current_trader, mine
from wowcrm.web.assets import is_asset
from wowcrm.web.htmx import settle
from wowcrm.worker.health import is_asleep

bp = Blueprint("today", __name__)
log = logging.getLogger(__name__)


@bp.before_app_request
def begin_new_day() -> None:
    """Bring levels up to date when the first page of the trader's new day is opened."""
    if request.endpoint is None or is_asset() or not current_trader.is_authenticated:
        return
    if request.method == "GET" and new_day(current_trader):
        # What was read so far was read without the write lock.
        db.session.rollback()
        try:
            with writing():
                begin_day(current_trader)
        except OperationalError as error:
            # On a full disk the page is shown with yesterday's levels; the next one tries again.
            log.warning("the new day could not begin: %s", error.orig)
            db.session.rollback()


@bp.get("/")
def index() -> ResponseReturnValue:
    today = current_trader.today()
    morning = morning_of(current_trader, today, whole=request.args.get("all") == "1")
    return render_template(
        "today/index.html",
        greeting=greeting(current_trader.now(), current_trader.first_name),
        date_words=format_date(today, "EEEE d MMMM", locale=get_locale() or "en_GB"),
        counts=morning.counts,
        queue=morning.queue,
        move_ups=morning.move_ups,
        done=morning.done,
        coming=morning.coming,
        asleep=is_asleep(current_trader, datetime.now(UTC)),
    )


@bp.post("/nudges/later")
def later() -> ResponseReturnValue:
    """Let a nudge rest for some days, or for ever for this client."""
    form = LaterForm()
    if not form.validate_on_submit():
        abort(400)
    client = mine(Client, form.client.data or 0)
    today = current_trader.today()
    rule, subject = form.rule.data or "", form.subject.data or ""
    words = _words_of(rule, client, subject)
    never = form.days.data == NEVER_AGAIN
    if words is not None:
        answer = NudgeAnswer(
            client=client,
            rule=rule,
            subject=subject,
            answer=Answer.NEVER if never else Answer.LATER,
            answered_on=today,
            until=rest_until(today, form.days.data or None),
            words=words,
        )
        db.session.add(answer)
    return settle(None, back=url_for(".index"))


def _words_of(rule: str, client: Client, subject: str) -> str | None:
    """What the card said; None when its fact is gone, so that there is nothing left to answer."""
    today = current_trader.today()
    if rule == Rule.MOVE_UP:
        proposal = proposal_of(current_trader, today, client.id)
        return proposal.what if proposal else None
    nudge = nudge_of(current_trader, today, rule, client.id, subject)
    return nudge.words if nudge else None


@bp.post("/nudge-answers/<int:answer_id>/undo")
def undo(answer_id: int) -> ResponseReturnValue:
    """Take back an answer: the nudge is there again."""
    take_back(mine(NudgeAnswer, answer_id), on=current_trader.today())
    return settle(None, back=url_for(".index"))


@bp.post("/clients/<int:client_id>/move-up/accept")
def accept(client_id: int) -> ResponseReturnValue:
    """Plan the delight that was proposed."""
    return _answer_move_up(client_id, Answer.TAKEN)


@bp.post("/clients/<int:client_id>/move-up/swap")
def swap(client_id: int) -> ResponseReturnValue:
    """Ask for another idea for the same client."""
    return _answer_move_up(client_id, Answer.SWAPPED)


def _answer_move_up(client_id: int, answer: Answer) -> ResponseReturnValue:
    client = mine(Client, client_id)
    form = MoveUpForm()
    if not form.validate_on_submit():
        abort(400)
    today = current_trader.today()
    proposal = proposal_of(current_trader, today, client.id)
    # An idea that is not proposed any more was answered already, perhaps in another tab.
    if proposal is not None and proposal.key == form.key.data:
        proposal.answer(answer, client, on=today)
        if answer is Answer.TAKEN:
            day = when.day(proposal.suggestion.planned_for, today)
            flash(_("Planned for %(day)s. I will remind you.", day=day))
    return settle(None, back=url_for(".index"))


def greeting(now: datetime, name: str) -> str:
    if now.hour < 12:
        return _("Good morning, %(name)s", name=name)
    if now.hour < 18:
        return _("Good afternoon, %(name)s", name=name)
    return _("Good evening, %(name)s", name=name)
