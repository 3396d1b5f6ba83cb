"""The page on which the trader sees how well they know what clients think."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from wowcrm.feedback.gap import gap_of
from wowcrm.feedback.voices import voices_page
from wowcrm.web.access import current_trader
from wowcrm.web.htmx import answer, wants_fragment

bp = Blueprint("gap", __name__)


@bp.get("/gap")
def index() -> ResponseReturnValue:
    """What I think that clients think, beside what they say; or the next page of clients."""
    return answer(
        "feedback/gap.html",
        "feedback/_voices.html",
        gap=None if wants_fragment() else gap_of(current_trader, current_trader.today()),
        voices=voices_page(current_trader, request.args.get("after")),
        first="after" not in request.args,
    )
