"""Working hours and days off: what a promised reply is reckoned by."""

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.db import db
from wowcrm.hours.forms import DaysOffForm, WeekForm
from wowcrm.hours.models import DaysOff, WorkingHours
from wowcrm.hours.working import week_of
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import settle

bp = Blueprint("hours", __name__)


@bp.route("/hours", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    form = WeekForm(week_of(current_trader))
    if form.validate_on_submit():
        kept = db.session.scalar(WorkingHours.of(current_trader))
        kept = kept or WorkingHours(trader_id=current_trader.id)
        kept.days = form.week.frozen()
        db.session.add(kept)
        flash(_("Saved. Replies are promised by these hours from now on."))
        return settle(None, back=url_for(".index"))
    return _page(form, DaysOffForm(formdata=None, today=current_trader.today()))


@bp.post("/days-off")
def take_off() -> ResponseReturnValue:
    form = DaysOffForm(today=current_trader.today())
    if not form.validate():
        return _page(WeekForm(week_of(current_trader), formdata=None), form)
    first = form.from_on.data or current_trader.today()
    last = form.until_on.data or first
    db.session.add(
        DaysOff(trader_id=current_trader.id, from_on=first, until_on=last, why=form.why.data)
    )
    flash(_("Enjoy them. No reply is promised for these days."))
    return settle(None, back=url_for(".index", _anchor="off"))


@bp.post("/days-off/<int:days_off_id>/cancel")
def cancel(days_off_id: int) -> ResponseReturnValue:
    db.session.delete(mine(DaysOff, days_off_id))
    flash(_("Those are working days again."))
    return settle(None, back=url_for(".index", _anchor="off"))


def _page(form: WeekForm, off: DaysOffForm) -> ResponseReturnValue:
    today = current_trader.today()
    ahead = db.session.scalars(DaysOff.ahead(current_trader, today)).all()
    page = render_template("hours/index.html", form=form, off=off, ahead=ahead)
    return page, 422 if form.errors or off.errors else 200
