"""All complaints at a glance: what is next, why they happen, and what came of it."""

from flask import Blueprint, render_template

from wowcrm.recoveries.figures import figures_of, pending
from wowcrm.web.access import current_trader

bp = Blueprint("complaints", __name__)


@bp.get("/complaints")
def index() -> str:
    today = current_trader.today()
    return render_template(
        "recoveries/complaints.html",
        figures=figures_of(current_trader, today),
        pending=pending(current_trader),
    )
