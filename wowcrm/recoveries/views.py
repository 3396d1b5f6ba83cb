"""Complaints of a client, and the steps by which each is put right; every step can be undone."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import selectinload

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.levels.upkeep import standing_of
from wowcrm.recoveries.forms import (
    AcknowledgeForm,
    CheckBackForm,
    ComplaintForm,
    ExplainForm,
    LessonForm,
    OfferForm,
    ResolveForm,
)
from wowcrm.recoveries.lessons import (
    make_standard,
    plan_gesture,
    take_back_gesture,
    unmake_standard,
)
from wowcrm.recoveries.letters import letter_of
from wowcrm.recoveries.models import Recovery, Stage
from wowcrm.recoveries.raising import raise_complaint, strike_out, take_up, to_make_up_for
from wowcrm.recoveries.words import causes_known, clock_words
from wowcrm.referrals.models import BadWord
from wowcrm.standards.models import Checklist
from wowcrm.trash.trashing import trashing
from wowcrm.web.access import current_trader, mine
from wowcrm.web.forms import Form
from wowcrm.web.htmx import answer, settle, wants_fragment

bp = Blueprint("recoveries", __name__)
bp.add_app_template_global(clock_words)
bp.add_app_template_global(letter_of)

STEPS = {
    Stage.ACKNOWLEDGE: AcknowledgeForm,
    Stage.RESOLVE: ResolveForm,
    Stage.OFFER: OfferForm,
    Stage.CHECK_BACK: CheckBackForm,
}


@bp.app_template_global()
def step_form(recovery: Recovery, stage: Stage) -> Form:
    """Offer the blank form of a step."""
    today = current_trader.today()
    if stage is Stage.EXPLAIN:
        return ExplainForm(
            recovery,
            formdata=None,
            today=today,
            causes=_causes(),
            data={"lesson": recovery.lesson},
        )
    return STEPS[stage](recovery, formdata=None, today=today)


@bp.app_template_global()
def lesson_form(recovery: Recovery) -> LessonForm:
    return LessonForm(formdata=None, checklists=_checklists(), data={"promise": recovery.lesson})


def _causes() -> list[str]:
    """Read the causes once a page, however many complaints are on it."""
    if "causes" not in g:
        g.causes = causes_known(current_trader)
    return list(g.causes)


def _checklists() -> list[tuple[int, str]]:
    if "checklists" not in g:
        kept_up = db.session.scalars(Checklist.kept_up(current_trader))
        g.checklists = [(each.id, each.name) for each in kept_up]
    return list(g.checklists)


# One client's


@bp.route("/clients/<int:client_id>/recoveries", methods=["GET", "POST"])
def index(client_id: int) -> ResponseReturnValue:
    """What went wrong for a client and how it was put right, and the form that writes down more."""
    client = mine(Client, client_id)
    today = current_trader.today()
    form = ComplaintForm(today=today)
    covers = to_make_up_for(client, today)
    if form.validate_on_submit():
        raised = raise_complaint(client, form.complaint.data or "", on=form.day, answer=covers)
        return settle(None, back=_place(raised))
    if covers is not None and not form.is_submitted():
        form.complaint.data = covers.because
    return answer(
        "recoveries/index.html",
        "recoveries/_recoveries.html",
        form=form,
        client=client,
        covers=covers,
        recoveries=_of(client),
        standing=None if wants_fragment() else standing_of(client, today),
    )


def _of(client: Client) -> Sequence[Recovery]:
    """List a client's complaints, those first about which something is still to be done."""
    done = sa.and_(sa.not_(Recovery.unresolved()), Recovery.checked_back_on.is_not(None))
    return db.session.scalars(
        sa.select(Recovery)
        .where(Recovery.client_id == client.id)
        .options(selectinload(Recovery.standard), selectinload(Recovery.delight))
        .order_by(sa.case((done, 1), else_=0), Recovery.raised_on.desc(), Recovery.id.desc())
    ).all()


@bp.post("/bad-words/<int:bad_word_id>/make-good")
def make_good(bad_word_id: int) -> ResponseReturnValue:
    """Treat what was heard as a complaint."""
    recovery = take_up(mine(BadWord, bad_word_id), on=current_trader.today())
    return settle(None, back=_place(recovery))


# One


@bp.get("/recoveries/<int:recovery_id>")
def show(recovery_id: int) -> ResponseReturnValue:
    """One by itself, as when a step was refused."""
    return _card(mine(Recovery, recovery_id))


@bp.route("/recoveries/<int:recovery_id>/edit", methods=["GET", "POST"])
def edit(recovery_id: int) -> ResponseReturnValue:
    recovery = mine(Recovery, recovery_id)
    form = ComplaintForm(obj=recovery, today=current_trader.today())
    if form.validate_on_submit():
        recovery.reword(form.complaint.data or "", on=form.day)
        return settle(None, back=_place(recovery))
    page = render_template("recoveries/edit.html", form=form, recovery=recovery)
    return page, 422 if form.is_submitted() else 200


@bp.post("/recoveries/<int:recovery_id>/delete")
def delete(recovery_id: int) -> ResponseReturnValue:
    """Strike it out: it was no complaint."""
    recovery = mine(Recovery, recovery_id)
    back = url_for(".index", client_id=recovery.client_id)
    heard = [recovery.bad_word] if recovery.bad_word else []
    with trashing(recovery, said=_("That is deleted."), place=back, beside=heard):
        strike_out(recovery)
    return settle(None, back=back)


# Its steps, each with its way back


@bp.post("/recoveries/<int:recovery_id>/acknowledge")
def acknowledge(recovery_id: int) -> ResponseReturnValue:
    recovery = mine(Recovery, recovery_id)
    form = AcknowledgeForm(recovery, today=current_trader.today())
    if not form.validate():
        return _refused(recovery, Stage.ACKNOWLEDGE, form)
    recovery.acknowledge(on=form.day, resolve_by=form.resolve_by.data)
    return _settle(recovery)


@bp.post("/recoveries/<int:recovery_id>/unacknowledge")
def unacknowledge(recovery_id: int) -> ResponseReturnValue:
    recovery = mine(Recovery, recovery_id)
    recovery.unacknowledge()
    return _settle(recovery)


@bp.post("/recoveries/<int:recovery_id>/explain")
def explain(recovery_id: int) -> ResponseReturnValue:
    recovery = mine(Recovery, recovery_id)
    form = ExplainForm(recovery, today=current_trader.today(), causes=_causes())
    if not form.validate():
        return _refused(recovery, Stage.EXPLAIN, form)
    recovery.explain(form.told or "", on=form.day, lesson=form.lesson.data)
    return _settle(recovery)


@bp.post("/recoveries/<int:recovery_id>/unexplain")
def unexplain(recovery_id: int) -> ResponseReturnValue:
    recovery = mine(Recovery, recovery_id)
    recovery.unexplain()
    return _settle(recovery)


@bp.post("/recoveries/<int:recovery_id>/resolve")
def resolve(recovery_id: int) -> ResponseReturnValue:
    recovery = mine(Recovery, recovery_id)
    form = ResolveForm(recovery, today=current_trader.today())
    if not form.validate():
        return _refused(recovery, Stage.RESOLVE, form)
    recovery.resolve(form.remedy.data or "", on=form.day, check_back_on=form.check_back_on.data)
    return _settle(recovery)


@bp.post("/recoveries/<int:recovery_id>/unresolve")
def unresolve(recovery_id: int) -> ResponseReturnValue:
    recovery = mine(Recovery, recovery_id)
    recovery.unresolve()
    return _settle(recovery)


@bp.post("/recoveries/<int:recovery_id>/offer")
def offer(recovery_id: int) -> ResponseReturnValue:
    """A gesture was made, or is planned as a delight."""
    recovery = mine(Recovery, recovery_id)
    form = OfferForm(recovery, today=current_trader.today())
    if not form.validate():
        return _refused(recovery, Stage.OFFER, form)
    gesture = form.gesture.data or ""
    if "plan" in request.form:
        day = form.planned_for.data or form.usual_day
        plan_gesture(recovery, gesture, on=form.today, planned_for=day)
    else:
        recovery.offer(gesture, on=form.day)
    return _settle(recovery)


@bp.post("/recoveries/<int:recovery_id>/unoffer")
def unoffer(recovery_id: int) -> ResponseReturnValue:
    recovery = mine(Recovery, recovery_id)
    take_back_gesture(recovery, on=current_trader.today())
    return _settle(recovery)


@bp.post("/recoveries/<int:recovery_id>/check-back")
def check_back(recovery_id: int) -> ResponseReturnValue:
    recovery = mine(Recovery, recovery_id)
    form = CheckBackForm(recovery, today=current_trader.today())
    if not form.validate():
        return _refused(recovery, Stage.CHECK_BACK, form)
    recovery.check_back(form.level.data, on=form.day, happier=form.happier.data)
    return _settle(recovery)


@bp.post("/recoveries/<int:recovery_id>/uncheck")
def uncheck(recovery_id: int) -> ResponseReturnValue:
    recovery = mine(Recovery, recovery_id)
    recovery.uncheck()
    return _settle(recovery)


# What is learnt from it


@bp.post("/recoveries/<int:recovery_id>/learn")
def learn(recovery_id: int) -> ResponseReturnValue:
    """The lesson becomes a standard: one tap, on the checklist that is chosen."""
    recovery = mine(Recovery, recovery_id)
    form = LessonForm(checklists=_checklists())
    if not form.validate():
        return _card(recovery, form=form, lesson=form)
    checklist = mine(Checklist, form.checklist.data)
    make_standard(recovery, form.promise.data or "", checklist, on=current_trader.today())
    return _settle(recovery)


@bp.post("/recoveries/<int:recovery_id>/unlearn")
def unlearn(recovery_id: int) -> ResponseReturnValue:
    recovery = mine(Recovery, recovery_id)
    unmake_standard(recovery, on=current_trader.today())
    return _settle(recovery)


def _card(recovery: Recovery, **context: object) -> ResponseReturnValue:
    return answer(
        "recoveries/show.html",
        "recoveries/_recovery.html",
        recovery=recovery,
        client=recovery.client,
        **context,  # type: ignore[arg-type]  # a form among them is the one that was refused
    )


def _refused(recovery: Recovery, stage: Stage, form: Form) -> ResponseReturnValue:
    return _card(recovery, form=form, refused=form, refused_at=stage)


def _settle(recovery: Recovery) -> ResponseReturnValue:
    return settle(
        "recoveries/_recovery.html",
        back=_place(recovery),
        trigger="client-changed",
        recovery=recovery,
        client=recovery.client,
    )


def _place(recovery: Recovery) -> str:
    return url_for(".index", client_id=recovery.client_id, _anchor=f"recovery-{recovery.id}")
