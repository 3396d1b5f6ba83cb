"""Letterhead and prices: what stands on papers, and how what they say is reckoned."""

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.letterhead.forms import LetterheadForm
from wowcrm.letterhead.heading import foot_of, sender_of
from wowcrm.web.access import current_trader
from wowcrm.web.htmx import answer, settle

bp = Blueprint("letterhead", __name__)


@bp.route("/letterhead", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    form = LetterheadForm(obj=current_trader)
    if form.validate_on_submit():
        form.populate_obj(current_trader)
        flash(_("Saved. Your next paper looks like this."))
        return settle(None, back=url_for(".index"))
    return answer(
        "letterhead/index.html",
        "letterhead/_form.html",
        form=form,
        sender=sender_of(current_trader),
        foot=foot_of(current_trader),
    )
