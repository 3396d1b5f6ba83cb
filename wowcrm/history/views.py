"""What was changed, how it was before, and the way back."""

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.belonging import about, meant
from wowcrm.clients.models import Client
from wowcrm.clients.narrowing import row_number
from wowcrm.db import db
from wowcrm.history.models import Change
from wowcrm.history.reading import history_of
from wowcrm.history.restoring import restore, restore_row
from wowcrm.naming import kind_word
from wowcrm.trash.returning import CannotReturn
from wowcrm.web.access import current_trader, mine, safe_next
from wowcrm.web.htmx import settle

bp = Blueprint("history", __name__)


@bp.app_template_global()
def history_here() -> str | None:
    """Lead from a page that edits something to how that stood before, whatever it is."""
    endpoint, here = request.endpoint or "", request.path
    if endpoint == "settings.index":
        return url_for("history.index", of=about("traders", current_trader.id), back=here)
    numbers = {k: v for k, v in (request.view_args or {}).items() if k.endswith("_id")}
    if "edit" not in endpoint.rpartition(".")[2] or len(numbers) != 1:
        return None
    [(name, number)] = numbers.items()
    if name == "client_id":
        return url_for("history.of_client", client_id=number)
    named = f"{name.removesuffix('_id').replace('_', '-')}-{number}"
    return url_for("history.index", of=named, back=here) if meant(named) else None


@bp.get("/history")
def index() -> ResponseReturnValue:
    """All that was changed lately; `of` narrows it to one thing, such as "standard-3"."""
    named = meant(request.args.get("of"))
    of = about(*named) if named else None
    history = history_of(current_trader, of=of, before=_before())
    return render_template(
        "history/index.html",
        history=history,
        of=of,
        kind=kind_word(named[0]) if named else None,
        back=safe_next(request.args.get("back"), url_for("traders.me")),
    )


@bp.get("/clients/<int:client_id>/history")
def of_client(client_id: int) -> ResponseReturnValue:
    """All that was changed about a client, and about what is theirs."""
    client = mine(Client, client_id)
    history = history_of(current_trader, client=client, before=_before())
    return render_template("history/of_client.html", history=history, client=client)


def _before() -> int | None:
    return row_number(request.args.get("before") or "")


@bp.post("/changes/<int:change_id>/restore")
def put_back(change_id: int) -> ResponseReturnValue:
    """Put back what stood in a column before, or what was removed."""
    change = mine(Change, change_id)
    place = url_for(".index", of=change.about)
    if change.client_id is not None:
        place = url_for(".of_client", client_id=change.client_id)
    left: list[str] = []
    try:
        if change.removed:
            left = restore_row(change)
        else:
            restore(change, request.form.get("column", ""), current_trader)
    except CannotReturn as refusal:
        db.session.rollback()
        flash(str(refusal), "error")
        return settle(None, back=place)
    flash(_("As it was before."))
    if left:
        flash(_("Gone meanwhile, so left out: %(what)s.", what=", ".join(left)), "warning")
    return settle(None, back=place)
