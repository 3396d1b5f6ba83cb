"""The tab of what a client came for, and of the standards that are kept for everyone."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.levels.upkeep import standing_of
from wowcrm.needs.forms import JudgeForm, NeedForm
from wowcrm.needs.models import Need
from wowcrm.trash.trashing import trashing
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import answer, settle, wants_fragment

bp = Blueprint("needs", __name__)


@bp.route("/clients/<int:client_id>/needs", methods=["GET", "POST"])
def index(client_id: int) -> ResponseReturnValue:
    """A client's needs, the form that adds one, and how the standards were kept for them."""
    client = mine(Client, client_id)
    today = current_trader.today()
    # What was heard elsewhere may come along as the words of a need.
    heard = request.args.get("summary", "")[:200] or None
    form = NeedForm(today=today, data={"summary": heard})
    if form.validate_on_submit():
        _add(client, form)
        return settle(
            "needs/_needs.html",
            back=_place(client, "needs"),
            trigger="client-changed",
            client=client,
            form=NeedForm(formdata=None, today=today),
            adding=True,
        )
    return answer(
        "needs/index.html",
        "needs/_needs.html",
        form=form,
        client=client,
        standing=standing_of(client, today),
        adding="add" in request.args,
    )


def _add(client: Client, form: NeedForm) -> None:
    need = Need()
    client.needs.append(need)
    need.describe(**form.describes())
    db.session.flush()
    need.log_arrival(on=form.today)
    if form.level.data is not None:
        need.judge(form.level.data, on=form.day)


@bp.get("/needs/<int:need_id>")
def show(need_id: int) -> ResponseReturnValue:
    """One need, where it stands on its client's page."""
    need = mine(Need, need_id)
    if not wants_fragment():
        return redirect(_place(need.client, f"need-{need.id}"), code=303)
    return answer("needs/_need.html", "needs/_need.html", need=need)


@bp.route("/needs/<int:need_id>/edit", methods=["GET", "POST"])
def edit(need_id: int) -> ResponseReturnValue:
    need = mine(Need, need_id)
    today = current_trader.today()
    form = NeedForm(obj=need, today=today)
    if form.validate_on_submit():
        need.describe(**form.describes())
        _judge_again(need, form)
        return _settled(need)
    return _shown(need, form)


def _shown(need: Need, form: NeedForm) -> ResponseReturnValue:
    return answer(
        "needs/edit.html",
        "needs/_form.html",
        form=form,
        need=need,
        client=need.client,
        standing=None if wants_fragment() else standing_of(need.client, form.today),
    )


def _judge_again(need: Need, form: NeedForm) -> None:
    level, on = form.level.data, form.day
    if level is None:
        need.unjudge()
        return
    # A new level beside the old day means that the day was overlooked.
    if level is not need.level and on == need.judged_on:
        on = form.today
    need.judge(level, on=on)


@bp.post("/needs/<int:need_id>/judge")
def judge(need_id: int) -> ResponseReturnValue:
    need = mine(Need, need_id)
    form = JudgeForm(today=current_trader.today())
    if not form.validate_on_submit():
        return _refused(need, form)
    need.judge(form.level.data, on=form.day)
    return _settled(need)


def _refused(need: Need, judgement: JudgeForm) -> ResponseReturnValue:
    """Show the whole form of the need, with what was wrong about the judgement."""
    form = NeedForm(formdata=None, obj=need, today=judgement.today)
    for name in ("level", "judged_on"):
        form[name].data = judgement[name].data or form[name].data
        form[name].errors = judgement[name].errors
    return _shown(need, form)


@bp.post("/needs/<int:need_id>/delete")
def delete(need_id: int) -> ResponseReturnValue:
    need = mine(Need, need_id)
    client, today = need.client, current_trader.today()
    said = _("Taken off the list: %(need)s", need=need.summary)
    with trashing(need, said=said, place=_place(client, f"need-{need.id}")):
        need.remove(on=today)
    return settle(
        "needs/_needs.html",
        back=_place(client, "needs"),
        trigger="client-changed",
        client=client,
        form=NeedForm(formdata=None, today=today),
        adding=False,
    )


def _settled(need: Need) -> ResponseReturnValue:
    return settle(
        "needs/_need.html",
        back=_place(need.client, f"need-{need.id}"),
        trigger="client-changed",
        need=need,
    )


def _place(client: Client, part: str) -> str:
    return url_for("needs.index", client_id=client.id, _anchor=part)
