"""Texts the trader sends again and again."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.db import db
from wowcrm.trash.trashing import delete as delete_row
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import answer, settle
from wowcrm.wordings.forms import WordingForm
from wowcrm.wordings.merging import FIELDS, unknown
from wowcrm.wordings.models import Wording
from wowcrm.wordings.ready import begin_with_some

bp = Blueprint("wordings", __name__)


@bp.app_template_global()
def wordings() -> Sequence[Wording]:
    return db.session.scalars(Wording.of(current_trader)).all()


@bp.app_template_global()
def merge_fields() -> dict[str, str]:
    """Say which fields there are, and what each stands for."""
    return {name: str(words) for name, (_value, words) in FIELDS.items()}


@bp.route("/wordings", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    """All of them, and the form that writes another."""
    form = WordingForm()
    if form.validate_on_submit() and _is_fine(form):
        wording = Wording(trader_id=current_trader.id)
        form.populate_obj(wording)
        db.session.add(wording)
        flash(_("Kept. It is one tap away when you write to a client."))
        return settle(None, back=url_for(".index"))
    return _page(form)


def _page(form: WordingForm, **context: Any) -> ResponseReturnValue:
    return answer("wordings/index.html", "wordings/_wordings.html", form=form, **context)


@bp.post("/wordings/begin")
def begin() -> ResponseReturnValue:
    """Begin with a few usual ones."""
    begin_with_some(current_trader)
    return settle(None, back=url_for(".index"))


@bp.route("/wordings/<int:wording_id>/edit", methods=["GET", "POST"])
def edit(wording_id: int) -> ResponseReturnValue:
    wording = mine(Wording, wording_id)
    form = WordingForm(obj=wording)
    if form.validate_on_submit() and _is_fine(form, wording):
        form.populate_obj(wording)
        return settle(None, back=url_for(".index"))
    return answer("wordings/edit.html", "wordings/_edit.html", form=form, wording=wording)


@bp.post("/wordings/<int:wording_id>/delete")
def delete(wording_id: int) -> ResponseReturnValue:
    wording = mine(Wording, wording_id)
    said = _("“%(name)s” is deleted.", name=wording.name)
    delete_row(wording, said=said, place=url_for(".index"))
    return settle(None, back=url_for(".index"))


def _is_fine(form: WordingForm, wording: Wording | None = None) -> bool:
    """Refuse fields that mean nothing, and a name that is taken; say it beside the field."""
    other = db.session.scalar(Wording.named(current_trader, form.name.data or ""))
    if other is not None and other is not wording:
        form.name.errors = [_("You have a text of that name.")]
    if strange := unknown(f"{form.subject.data} {form.text.data}"):
        named = ", ".join(f"{{{name}}}" for name in strange)
        form.text.errors = [_("I do not know what to fill in for %(fields)s.", fields=named)]
    return not form.errors
