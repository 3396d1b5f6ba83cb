"""Clients in and out: bring a file, see what will happen, import it, read the report; export."""

from collections.abc import Iterator
from pathlib import PurePath

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from wowcrm.data.exporting import Dialect
from wowcrm.data.exporting import export as exported
from wowcrm.data.forms import UploadForm, WritingForm
from wowcrm.data.models import Import, Outcome
from wowcrm.data.reading import UnreadableFile
from wowcrm.data.rehearsing import carry_out, rehearse, rehearse_again
from wowcrm.data.report import report_of, written_report
from wowcrm.data.synonyms import Field
from wowcrm.db import db
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import settle

bp = Blueprint("data", __name__)
bp.add_app_template_global(Outcome, "outcome_of")

SHOWN = 10
"""Earlier imports on the page that brings a new one."""


@bp.route("/import", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    """Ask for a file and rehearse it."""
    form = UploadForm()
    if request.method == "POST" and form.validate():
        try:
            rehearsed = rehearse(current_trader, _file_name(form), form.file.data.stream)
        except UnreadableFile as refusal:
            form.file.errors = [str(refusal)]
        else:
            return settle(None, back=url_for(".show", import_id=rehearsed.id))
    status = 422 if form.errors or form.file.errors else 200
    return render_template("data/index.html", form=form, **_earlier()), status


def _earlier() -> dict[str, object]:
    return {
        "most": current_app.config["MAX_CONTENT_LENGTH"] // 1024**2,
        "waiting": db.session.scalars(Import.waiting(current_trader).limit(SHOWN)).all(),
        "done": db.session.scalars(Import.done(current_trader).limit(SHOWN)).all(),
    }


def _file_name(form: UploadForm) -> str:
    """Take the bare name; some browsers send the folders on the trader's machine along."""
    name = PurePath(str(form.file.data.filename).replace("\\", "/")).name
    printable = "".join(letter for letter in name if letter.isprintable())
    return printable[:100] or _("a file")


@bp.get("/imports/<int:import_id>")
def show(import_id: int) -> ResponseReturnValue:
    """What will happen, while that can still be changed; afterwards what became of each row."""
    brought = mine(Import, import_id)
    if brought.is_done:
        report = report_of(brought, request.args.get("outcome"), request.args.get("after"))
        return render_template(
            "data/report.html", brought=brought, report=report, outcomes=list(Outcome)
        )
    return _preview(brought, WritingForm(brought.encoding, brought.separator))


def _preview(brought: Import, form: WritingForm) -> ResponseReturnValue:
    page = render_template(
        "data/preview.html",
        brought=brought,
        form=form,
        outcomes=list(Outcome),
        words={field.value: field.word for field in Field},
    )
    return page, 422 if form.errors else 200


@bp.post("/imports/<int:import_id>/rehearse")
def rehearse_anew(import_id: int) -> ResponseReturnValue:
    """Read the file another way."""
    brought = mine(Import, import_id)
    back = url_for(".show", import_id=brought.id)
    if brought.is_done:
        return redirect(back, code=303)
    form = WritingForm()
    if form.validate():
        try:
            rehearse_again(brought, encoding=form.encoding.data, separator=form.chosen_separator)
        except UnreadableFile as refusal:
            form.encoding.errors = [str(refusal)]
        else:
            return settle(None, back=back)
    return _preview(brought, form)


@bp.post("/imports/<int:import_id>/confirm")
def confirm(import_id: int) -> ResponseReturnValue:
    """Import what was rehearsed; pressed twice, it happens once."""
    brought = mine(Import, import_id)
    back = url_for(".show", import_id=brought.id)
    try:
        first = carry_out(brought, current_trader.today())
    except UnreadableFile as refusal:
        db.session.rollback()
        flash(str(refusal), "error")
        return redirect(url_for(".index"), code=303)
    if first:
        count = brought.count(Outcome.NEW)
        flash(ngettext("%(num)d client came in.", "%(num)d clients came in.", count), "success")
    return settle(None, back=back)


@bp.post("/imports/<int:import_id>/drop")
def drop(import_id: int) -> ResponseReturnValue:
    """Forget a file that was only rehearsed."""
    brought = mine(Import, import_id)
    if not brought.is_done:
        db.session.delete(brought)
        flash(_("%(file)s was put aside; nothing was changed.", file=brought.file_name), "success")
    return settle(None, back=url_for(".index"))


@bp.get("/imports/<int:import_id>/report.csv")
def report(import_id: int) -> ResponseReturnValue:
    brought = mine(Import, import_id)
    return _download(written_report(brought.id), f"import-{brought.id}.csv")


@bp.get("/export")
def export() -> ResponseReturnValue:
    """Offer all clients as a file."""
    return render_template("data/export.html")


@bp.get("/export/clients.csv")
def clients() -> ResponseReturnValue:
    """All clients; `for=excel` writes what a double-click opens well."""
    excel = request.args.get("for") == "excel"
    dialect = Dialect.for_excel(current_trader) if excel else Dialect()
    name = f"clients-{current_trader.today().isoformat()}.csv"
    return _download(exported(current_trader, dialect), name)


def _download(pieces: Iterator[str], name: str) -> Response:
    return Response(
        stream_with_context(pieces),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
