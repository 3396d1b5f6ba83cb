"""The client's way: a map of it, one touchpoint of it, and the yearly look."""

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from wowcrm.actions.models import Action
from wowcrm.db import db
from wowcrm.touchpoints.forms import LookForm, RateForm, TouchpointForm
from wowcrm.touchpoints.models import Touchpoint
from wowcrm.touchpoints.said import take_along
from wowcrm.touchpoints.seeds import lay_out
from wowcrm.touchpoints.way import last_place, move, stop_of, way_of
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import answer, settle

bp = Blueprint("touchpoints", __name__)


@bp.get("/touchpoints")
def index() -> ResponseReturnValue:
    """The way that clients go, drawn; what of it is worst; and all of it in order."""
    today = current_trader.today()
    return answer(
        "touchpoints/index.html", "touchpoints/_way.html", way=way_of(current_trader, today)
    )


@bp.post("/touchpoints/lay-out")
def lay() -> ResponseReturnValue:
    """Begin with the way that is usual in the trade; a way that is there already stays."""
    if db.session.scalar(Touchpoint.in_use(current_trader).limit(1)) is None:
        lay_out(current_trader)
    return settle(None, back=url_for(".index"))


@bp.route("/touchpoints/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    form = TouchpointForm()
    if form.validate_on_submit():
        touchpoint = Touchpoint(trader_id=current_trader.id)
        form.populate_obj(touchpoint)
        touchpoint.place = last_place(current_trader, touchpoint.phase) + 1
        db.session.add(touchpoint)
        db.session.flush()
        return settle(None, back=url_for(".show", touchpoint_id=touchpoint.id))
    return answer("touchpoints/new.html", "touchpoints/_form.html", form=form, touchpoint=None)


@bp.get("/touchpoints/<int:touchpoint_id>")
def show(touchpoint_id: int) -> ResponseReturnValue:
    """One touchpoint: what is usual, what I do, what would be a wow, and how it is rated."""
    touchpoint = mine(Touchpoint, touchpoint_id)
    return _shown(touchpoint, RateForm(formdata=None, obj=touchpoint))


def _shown(touchpoint: Touchpoint, form: RateForm) -> ResponseReturnValue:
    taken = db.session.scalars(Action.on_subject(current_trader, touchpoint.about)).all()
    return answer(
        "touchpoints/show.html",
        "touchpoints/_rate.html",
        form=form,
        touchpoint=touchpoint,
        stop=stop_of(touchpoint, current_trader, current_trader.today()),
        taken=taken,
    )


@bp.route("/touchpoints/<int:touchpoint_id>/edit", methods=["GET", "POST"])
def edit(touchpoint_id: int) -> ResponseReturnValue:
    touchpoint = mine(Touchpoint, touchpoint_id)
    form = TouchpointForm(obj=touchpoint)
    if form.validate_on_submit():
        moved, before = form.phase.data is not touchpoint.phase, touchpoint.key
        form.populate_obj(touchpoint)
        take_along(touchpoint, before)
        if moved:
            touchpoint.place = last_place(current_trader, touchpoint.phase) + 1
        return settle(None, back=url_for(".show", touchpoint_id=touchpoint.id))
    return answer(
        "touchpoints/edit.html", "touchpoints/_form.html", form=form, touchpoint=touchpoint
    )


@bp.post("/touchpoints/<int:touchpoint_id>/rate")
def rate(touchpoint_id: int) -> ResponseReturnValue:
    """Say how it is, today."""
    touchpoint = mine(Touchpoint, touchpoint_id)
    form = RateForm()
    if not form.validate():
        return _shown(touchpoint, form)
    touchpoint.rate(form.level.data, on=current_trader.today())
    flash(_("Noted."))
    return settle(None, back=url_for(".show", touchpoint_id=touchpoint.id))


@bp.post("/touchpoints/<int:touchpoint_id>/earlier")
def earlier(touchpoint_id: int) -> ResponseReturnValue:
    return _move(touchpoint_id, later=False)


@bp.post("/touchpoints/<int:touchpoint_id>/later")
def later(touchpoint_id: int) -> ResponseReturnValue:
    return _move(touchpoint_id, later=True)


def _move(touchpoint_id: int, *, later: bool) -> ResponseReturnValue:
    touchpoint = mine(Touchpoint, touchpoint_id)
    move(touchpoint, current_trader, later=later)
    return settle(None, back=url_for(".show", touchpoint_id=touchpoint.id))


@bp.post("/touchpoints/<int:touchpoint_id>/retire")
def retire(touchpoint_id: int) -> ResponseReturnValue:
    touchpoint = mine(Touchpoint, touchpoint_id)
    touchpoint.retire(on=current_trader.today())
    return settle(None, back=url_for(".show", touchpoint_id=touchpoint.id))


@bp.post("/touchpoints/<int:touchpoint_id>/take-up-again")
def take_up_again(touchpoint_id: int) -> ResponseReturnValue:
    touchpoint = mine(Touchpoint, touchpoint_id)
    touchpoint.take_up_again()
    return settle(None, back=url_for(".show", touchpoint_id=touchpoint.id))


@bp.route("/touchpoints/look", methods=["GET", "POST"])
def look() -> ResponseReturnValue:
    """The yearly look: each touchpoint anew, with last year beside it."""
    today = current_trader.today()
    way = way_of(current_trader, today)
    form = LookForm.over(stop.touchpoint for stop in way.stops)
    if form.validate_on_submit():
        ratings = list(form.ratings)
        for touchpoint, level in ratings:
            touchpoint.rate(level, on=today)
        if ratings:
            flash(ngettext("%(num)d touchpoint rated.", "%(num)d touchpoints rated.", len(ratings)))
            return settle(None, back=url_for(".index"))
        form.refuse_nothing()
    return answer("touchpoints/look.html", "touchpoints/_look.html", form=form, way=way)
