"""Insights: how it all goes, and the monthly review on one page."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from wowcrm.insights.overview import overview_kept
from wowcrm.insights.review import review_of
from wowcrm.web.access import current_trader

bp = Blueprint("insights", __name__)


@bp.get("/insights")
def index() -> ResponseReturnValue:
    """A year of levels, consistency, promises, opinions and word of mouth."""
    overview = overview_kept(current_trader, current_trader.today())
    return render_template("insights/index.html", overview=overview)


@bp.get("/insights/review")
def review() -> ResponseReturnValue:
    """One month on one sheet, with the three things most worth doing next."""
    found = review_of(current_trader, request.args.get("month"), current_trader.today())
    if found is None:
        abort(404)
    return render_template("insights/review.html", review=found, month=found.month)
