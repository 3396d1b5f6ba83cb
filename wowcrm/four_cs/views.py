"""The four Cs, each quarter: what I think of them beside what the figures say."""

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.four_cs.forms import ReviewForm
from wowcrm.four_cs.look import look_of, rate
from wowcrm.four_cs.models import C
from wowcrm.web.access import current_trader
from wowcrm.web.htmx import answer, settle

bp = Blueprint("four_cs", __name__)


@bp.get("/four-cs")
def index() -> ResponseReturnValue:
    """This quarter from both sides, and the last four side by side."""
    look = look_of(current_trader, current_trader.today())
    return answer("four_cs/index.html", "four_cs/_now.html", look=look, cs=list(C))


@bp.route("/four-cs/look", methods=["GET", "POST"])
def look() -> ResponseReturnValue:
    """Rate the quarter, with the figures beside each C."""
    today = current_trader.today()
    found = look_of(current_trader, today)
    form = ReviewForm.about(found.now.review)
    if form.validate_on_submit():
        if form.ratings:
            rate(current_trader, found.now, form.ratings, on=today)
            flash(_("Kept. Where you and the figures differ, there is something to find out."))
            return settle(None, back=url_for(".index"))
        form.refuse_nothing()
    return answer("four_cs/look.html", "four_cs/_look.html", form=form, look=found, cs=list(C))
