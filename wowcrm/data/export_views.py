"""Taking along: clients in the file that another program reads, each list, and everything."""

from collections.abc import Iterator

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue

from wowcrm.clients.listing import ids_of
from wowcrm.clients.models import Client
from wowcrm.clients.narrowing import Narrowing
from wowcrm.data.everything import everything
from wowcrm.data.exporting import Dialect
from wowcrm.data.formats import FORMATS, Format
from wowcrm.data.forms import WholeForm
from wowcrm.data.lists import LISTS, List, list_as_csv, lists
from wowcrm.data.moving_in import move_in, told
from wowcrm.data.whole import NotOurs, read_whole
from wowcrm.db import db
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import settle

bp = Blueprint("exports", __name__)


@bp.app_template_global()
def export_formats() -> list[Format]:
    """List the files in which clients can be taken along."""
    return list(FORMATS.values())


@bp.app_template_global()
def export_lists() -> list[List]:
    return lists()


@bp.get("/export/clients/<name>")
def clients(name: str) -> ResponseReturnValue:
    """All clients, or those whom the address narrows the list to."""
    format = FORMATS.get(name) or abort(404)
    narrowing = Narrowing.read(request.args)
    only = ids_of(current_trader, narrowing) if narrowing.narrows else None
    return download(
        format.write(current_trader, only), format.mimetype, format.file_name(current_trader)
    )


@bp.get("/clients/<int:client_id>/card")
def card(client_id: int) -> ResponseReturnValue:
    """One client, as a card for a phone; `version=4` writes the newer one."""
    client = mine(Client, client_id)
    format = FORMATS["vcard4" if request.args.get("version") == "4" else "vcard"]
    pieces = format.write(current_trader, [client.id])
    return download(pieces, format.mimetype, f"client-{client.id}.vcf")


@bp.get("/export/lists/<name>")
def one_list(name: str) -> ResponseReturnValue:
    """One list as CSV; `for=excel` writes what a double-click opens well."""
    if name not in LISTS:
        abort(404)
    excel = request.args.get("for") == "excel"
    dialect = Dialect.for_excel(current_trader) if excel else Dialect()
    called = f"{name.replace('_', '-')}-{current_trader.today().isoformat()}.csv"
    return download(list_as_csv(current_trader, name, dialect), "text/csv", called)


@bp.get("/export/everything")
def all_of_it() -> ResponseReturnValue:
    """Everything that is kept of this trader, as one JSON file."""
    name = f"wowcrm-{current_trader.today().isoformat()}.json"
    return download(everything(current_trader), "application/json", name)


@bp.route("/import/everything", methods=["GET", "POST"])
def move_everything_in() -> ResponseReturnValue:
    """Bring everything from another WowCRM into this one, as long as it is empty."""
    form = WholeForm()
    if request.method == "POST" and form.validate():
        try:
            moved = move_in(current_trader, read_whole(form.file.data.read()))
        except NotOurs as refusal:
            db.session.rollback()
            form.file.errors = [str(refusal)]
        else:
            for words in told(moved):
                flash(words, "success")
            return settle(None, back=url_for("clients.index"))
    return render_template("data/moving_in.html", form=form), 422 if form.file.errors else 200


def download(pieces: Iterator[str], mimetype: str, name: str) -> Response:
    return Response(
        stream_with_context(pieces),
        mimetype=mimetype,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
