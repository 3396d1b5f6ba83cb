"""The trash: what was deleted, until when it is kept, and the ways out of it."""

from collections.abc import Sequence

from flask import Blueprint, after_this_request, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.clients.narrowing import row_number
from wowcrm.db import db
from wowcrm.files.sweeping import forget_after
from wowcrm.naming import kind_word
from wowcrm.privacy.erasing import erase_from_trash
from wowcrm.trash import returning
from wowcrm.trash.models import Trashed
from wowcrm.trash.returning import CannotReturn
from wowcrm.trash.words import along
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import settle

bp = Blueprint("trash", __name__)

A_PAGE = 50


@bp.get("/trash")
def index() -> ResponseReturnValue:
    """What was deleted in the last thirty days, newest first."""
    query = Trashed.newest(current_trader)
    if before := row_number(request.args.get("before") or ""):
        query = query.where(Trashed.id < before)
    found: Sequence[Trashed] = db.session.scalars(query.limit(A_PAGE + 1)).all()
    return render_template(
        "trash/index.html",
        entries=found[:A_PAGE],
        older=found[A_PAGE - 1].id if len(found) > A_PAGE else None,
        kind_word=kind_word,
        hanging=hanging,
    )


def hanging(trashed: Trashed) -> str:
    """Say what went along, most of all: "12 lines of the story, 3 needs"."""
    return along(trashed.kind, trashed.counts)


@bp.post("/trash/<int:trashed_id>/bring-back")
def bring_back(trashed_id: int) -> ResponseReturnValue:
    """Undo what was deleted, as if it had never gone."""
    trashed = mine(Trashed, trashed_id)
    name, place = trashed.name, trashed.place or url_for(".index")
    try:
        left = returning.bring_back(trashed)
    except CannotReturn as refusal:
        db.session.rollback()
        flash(_("“%(name)s” could not come back.", name=name) + f" {refusal}", "error")
        return settle(None, back=url_for(".index"))
    flash(_("“%(name)s” is back.", name=name))
    if left:
        flash(_("Gone meanwhile, so left out: %(what)s.", what=", ".join(left)), "warning")
    return settle(None, back=place)


@bp.post("/trash/<int:trashed_id>/erase")
def erase(trashed_id: int) -> ResponseReturnValue:
    """Let go of one thing for good; of a person, with a receipt."""
    trashed = mine(Trashed, trashed_id)
    flash(_("“%(name)s” is erased for good.", name=trashed.name))
    receipt, digests = erase_from_trash(trashed, on=current_trader.today())
    after_this_request(forget_after(digests))
    place = url_for("privacy.receipt", receipt_id=receipt.id) if receipt else url_for(".index")
    return settle(None, back=place)
