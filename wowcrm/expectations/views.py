"""How we work together: the trader's ground rules, and each client's sheet."""

from typing import Any

from flask import Blueprint, abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.expectations.drawing import draw
from wowcrm.expectations.forms import TermsForm
from wowcrm.expectations.sharing import (
    Sheet,
    draft_of,
    ground_rules_of,
    keep,
    share,
    shared_with,
    sheet_of,
)
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import settle

bp = Blueprint("expectations", __name__)
bp.add_app_template_global(sheet_of)


@bp.route("/expectations", methods=["GET", "POST"])
def ground_rules() -> ResponseReturnValue:
    """The trader's own sheet, from which each client's begins."""
    rules = ground_rules_of(current_trader)
    form = TermsForm(terms=rules)
    if form.validate_on_submit():
        form.tell(rules)
        db.session.add(rules)
        flash(_("Saved. Sheets that you begin from now on start from this."))
        return settle(None, back=url_for(".ground_rules"))
    return _form("expectations/ground_rules.html", form)


@bp.get("/clients/<int:client_id>/expectations")
def show(client_id: int) -> ResponseReturnValue:
    """A client's sheet as they see it, where it stands, and what came before."""
    client = mine(Client, client_id)
    sheet = sheet_of(client)
    return render_template("expectations/show.html", **_shown(sheet))


def _shown(sheet: Sheet) -> dict[str, Any]:
    paper = sheet.document.paper if sheet.document else None
    if sheet.draft is not None:
        paper = draw(sheet.draft, sheet.shared, on=current_trader.today())
    return {
        "client": sheet.client,
        "sheet": sheet,
        "paper": paper,
        "versions": shared_with(sheet.client),
    }


@bp.route("/clients/<int:client_id>/expectations/edit", methods=["GET", "POST"])
def edit(client_id: int) -> ResponseReturnValue:
    """Write on the draft: of what was shared, the next version."""
    client = mine(Client, client_id)
    draft = draft_of(client)
    form = TermsForm(terms=draft)
    if form.validate_on_submit():
        form.tell(draft)
        if not keep(client, draft):
            flash(_("Nothing is different from what you agreed."))
        return settle(None, back=url_for(".show", client_id=client.id))
    return _form("expectations/edit.html", form, client=client, sheet=sheet_of(client))


@bp.post("/clients/<int:client_id>/expectations/share")
def share_it(client_id: int) -> ResponseReturnValue:
    """Put the draft in writing, and make the link by which the client reads and accepts it."""
    client = mine(Client, client_id)
    sheet = sheet_of(client)
    if sheet.draft is None or sheet.draft.is_blank:
        flash(_("Nothing stands on it yet: write down first how you work."), "warning")
        return settle(None, back=url_for(".show", client_id=client.id))
    share(sheet, on=current_trader.today())
    flash(_("It is in writing now. Send %(client)s the link.", client=client.short_name))
    return settle(None, back=url_for(".show", client_id=client.id))


@bp.post("/clients/<int:client_id>/expectations/drop")
def drop(client_id: int) -> ResponseReturnValue:
    """Throw the draft away; what was shared stays as it is."""
    client = mine(Client, client_id)
    draft = sheet_of(client).draft
    if draft is None:
        abort(404)
    client.sheets.remove(draft)
    flash(_("The draft is gone."))
    return settle(None, back=url_for("promises.index", client_id=client.id))


def _form(page: str, form: TermsForm, **context: Any) -> ResponseReturnValue:
    form.add_blank_lines()
    return render_template(page, form=form, **context), 422 if form.errors else 200
