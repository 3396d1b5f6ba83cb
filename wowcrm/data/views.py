"""Clients in and out: bring a file, see what will happen, import it, read the report; export."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

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

from wowcrm.data.carrying import carry_out, confirm, is_large
from wowcrm.data.exporting import Dialect
from wowcrm.data.exporting import export as exported
from wowcrm.data.forms import (
    BETWEEN_WORDS,
    DAY_WORDS,
    ENCODING_WORDS,
    ReadingForm,
    UploadForm,
    reading_form,
    told_cells,
    told_choices,
)
from wowcrm.data.models import Choice, Import, Outcome, Task
from wowcrm.data.reading import UnreadableFile
from wowcrm.data.rehearsing import bring, rehearse_again
from wowcrm.data.report import report_of, written_report
from wowcrm.data.returning import begin_return, in_trash, returned, waiting_in_trash
from wowcrm.data.synonyms import Field
from wowcrm.data.targets import OUT, Extra, extras_of, targets, word_of
from wowcrm.data.undoing import begin_undo, undo
from wowcrm.data.wishes import Wishes
from wowcrm.data.working import begin_beside, is_left_alone
from wowcrm.db import db
from wowcrm.trash.models import Trashed
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import lead, settle, wants_fragment

bp = Blueprint("data", __name__)
bp.add_app_template_global(Outcome, "outcome_of")

SHOWN = 10
"""Earlier imports on the page that brings a new one."""
UNDONE_AT_ONCE = 1000
"""Rows up to which an import is undone while the trader waits."""


@bp.route("/import", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    """Ask for a file, or for rows, and rehearse it."""
    form = UploadForm()
    if request.method == "POST" and form.validate():
        try:
            rehearsed = bring(current_trader, *_brought(form), at_once=False)
        except UnreadableFile as refusal:
            wrong = form.file if form.file.data else form.rows
            wrong.errors = [str(refusal)]
        else:
            return _settle(rehearsed, ".columns" if rehearsed.asks_for_columns else ".show")
    status = 422 if form.errors or form.file.errors or form.rows.errors else 200
    return render_template("data/index.html", form=form, **_earlier()), status


def _brought(form: UploadForm) -> tuple[str, Any]:
    if form.file.data:
        return _file_name(form), form.file.data.stream
    return _("Pasted rows"), io.BytesIO(str(form.rows.data).encode())


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


def _settle(file: Import, endpoint: str = ".show") -> ResponseReturnValue:
    """Save what was said of a file, and begin with what is left to be done beside everything."""
    at_work, import_id = file.is_at_work, file.id
    answer = settle(None, back=url_for(".show" if at_work else endpoint, import_id=import_id))
    if at_work:
        begin_beside(import_id)
    return answer


@bp.get("/imports/<int:import_id>")
def show(import_id: int) -> ResponseReturnValue:
    """What will happen, while that can still be changed; afterwards what became of each row."""
    file = mine(Import, import_id)
    if file.is_at_work:
        _go_on(file)
        return render_template("data/at_work.html", file=file)
    if file.is_done:
        report = report_of(file, request.args.get("outcome"), request.args.get("after"))
        return render_template(
            "data/report.html",
            brought=file,
            report=report,
            outcomes=list(Outcome),
            columns=_columns(file),
            can_undo=file.can_be_undone(datetime.now(UTC)),
            waiting=waiting_in_trash(file),
        )
    return _preview(file)


@bp.get("/imports/<int:import_id>/progress")
def progress(import_id: int) -> ResponseReturnValue:
    """How far the work on a large file came."""
    file = mine(Import, import_id)
    here = url_for(".show", import_id=file.id)
    if not file.is_at_work or not wants_fragment():
        return lead(here)
    _go_on(file)
    return render_template("data/_progress.html", file=file)


def _go_on(file: Import) -> None:
    """Go on with what was broken off, by a restart perhaps."""
    if is_left_alone(file, datetime.now(UTC)):
        begin_beside(file.id)


def _preview(file: Import, refusal: str | None = None) -> ResponseReturnValue:
    wishes = Wishes.of(file.wishes)
    page = render_template(
        "data/preview.html",
        brought=file,
        refusal=refusal or file.fault,
        wishes=wishes,
        choices=list(Choice),
        outcomes=list(Outcome),
        columns=_columns(file),
        reading=_reading(file),
    )
    return page, 422 if refusal else 200


def _extras(file: Import) -> dict[str, Extra]:
    """List the places of other concepts, and those that the columns of this file could become."""
    names = [column["name"] for column in file.rehearsal.get("columns", [])]
    return extras_of(current_trader, names)


def _columns(file: Import) -> list[dict[str, Any]]:
    """List the columns that hold something, with what each is taken for in words."""
    extras = _extras(file)
    return [
        {**column, "word": word_of(column["target"], extras), "out": column["target"] == OUT}
        for column in file.rehearsal.get("columns", [])
        # The label of a value goes with it.
        if column["target"] != Field.LABEL
    ]


def _reading(file: Import) -> list[str]:
    """Say how the file was read."""
    day_first = file.rehearsal.get("day_first")
    said = [str(ENCODING_WORDS.get(file.encoding, file.encoding)).partition(":")[0]]
    if file.separator in BETWEEN_WORDS:
        said.append(str(BETWEEN_WORDS[file.separator]))
    if day_first is not None:
        said.append(str(DAY_WORDS["day" if day_first else "month"]))
    return said


@bp.route("/imports/<int:import_id>/columns", methods=["GET", "POST"])
def columns(import_id: int) -> ResponseReturnValue:
    """How the file is read and what its columns hold, to be changed."""
    file = mine(Import, import_id)
    if file.is_done or file.is_at_work:
        return redirect(url_for(".show", import_id=file.id), code=303)
    form = reading_form(file, _columns(file), targets(_extras(file)))
    if form.is_submitted() and form.validate():
        try:
            _read_as(file, form)
        except UnreadableFile as refusal:
            form.encoding.errors = [str(refusal)]
        else:
            return _settle(file)
    status = 422 if form.errors or form.encoding.errors else 200
    return render_template("data/columns.html", brought=file, form=form), status


def _read_as(file: Import, form: ReadingForm) -> None:
    wishes = Wishes.of(file.wishes)
    if (form.encoding.data, form.chosen_separator) != (file.encoding, file.separator):
        wishes.forget_columns()
    else:
        wishes.columns |= form.chosen_columns
    if form.chosen_days is not None and form.chosen_days != file.rehearsal.get("day_first"):
        wishes.day_first = form.chosen_days
    _again(file, wishes, encoding=form.encoding.data, separator=form.chosen_separator or None)


def _again(file: Import, wishes: Wishes, **reading: str | None) -> None:
    """Rehearse anew; what cannot be read leaves the rehearsal as it was."""
    rehearse_again(file, wishes, at_once=False, **reading)


@bp.post("/imports/<int:import_id>/decide")
def decide(import_id: int) -> ResponseReturnValue:
    """Say of possible duplicates whether they are."""
    file = mine(Import, import_id)
    wishes = Wishes.of(file.wishes)
    said = request.form.get("alike", "")
    if said in set(Choice):
        wishes.alike = Choice(said)
        wishes.rows.clear()
    for line, choice in told_choices(request.form):
        if said not in set(Choice):
            wishes.decide(line, choice)
    return _look_again(file, wishes)


@bp.post("/imports/<int:import_id>/mend")
def mend(import_id: int) -> ResponseReturnValue:
    """Put cells right that could not be used."""
    file = mine(Import, import_id)
    wishes = Wishes.of(file.wishes)
    for line, place, text in told_cells(request.form):
        wishes.put_right(line, place, text)
    return _look_again(file, wishes)


def _look_again(file: Import, wishes: Wishes) -> ResponseReturnValue:
    if file.is_done or file.is_at_work:
        return redirect(url_for(".show", import_id=file.id), code=303)
    try:
        _again(file, wishes)
    except UnreadableFile as refusal:
        db.session.rollback()
        return _preview(mine(Import, file.id), str(refusal))
    return _settle(file)


@bp.post("/imports/<int:import_id>/confirm")
def confirm_it(import_id: int) -> ResponseReturnValue:
    """Import the file; a second time changes nothing."""
    file = mine(Import, import_id)
    back = url_for(".show", import_id=file.id)
    try:
        if not file.is_done and is_large(file):
            confirm(file)
            return _settle(file)
        first = carry_out(file, current_trader.today())
    except UnreadableFile as refusal:
        db.session.rollback()
        flash(str(refusal), "error")
        return redirect(url_for(".index"), code=303)
    if first:
        words = ngettext("%(num)d client came in.", "%(num)d clients came in.", file.coming)
        flash(words, "success")
    return settle(None, back=back)


@bp.post("/imports/<int:import_id>/drop")
def drop(import_id: int) -> ResponseReturnValue:
    """Forget a file that was only rehearsed."""
    file = mine(Import, import_id)
    if not file.is_done and file.task is not Task.BRING:
        db.session.delete(file)
        flash(_("%(file)s was put aside; nothing was changed.", file=file.file_name), "success")
    return settle(None, back=url_for(".index"))


@bp.route("/imports/<int:import_id>/undo", methods=["GET", "POST"])
def take_back(import_id: int) -> ResponseReturnValue:
    """Undo the whole import; what was changed since stays."""
    file = mine(Import, import_id)
    if not file.can_be_undone(datetime.now(UTC)) or file.is_at_work:
        return redirect(url_for(".show", import_id=file.id), code=303)
    if request.method == "GET":
        return render_template("data/undo.html", brought=file)
    if file.coming + file.count(Outcome.UPDATED) > UNDONE_AT_ONCE:
        begin_undo(file)
        db.session.refresh(file)
        return _settle(file)
    if undo(file):
        flash(_("The import was undone."), _with_undo(file))
    return settle(None, back=url_for(".show", import_id=file.id))


def _with_undo(file: Import) -> str:
    """Offer to undo that at once; where it went in several parts, the report does."""
    parts = db.session.scalars(in_trash(file).with_only_columns(Trashed.id)).all()
    return f"undo-{parts[0]}" if len(parts) == 1 else "success"


@bp.post("/imports/<int:import_id>/bring-back")
def bring_back(import_id: int) -> ResponseReturnValue:
    """Have the clients back who went when the import was undone."""
    file = mine(Import, import_id)
    if begin_return(file):
        db.session.refresh(file)
        if file.rows_all > UNDONE_AT_ONCE:
            return _settle(file)
        back = max(returned(file), default=0)
        words = ngettext("%(num)d client is back.", "%(num)d clients are back.", back)
        flash(words, "success" if back else "warning")
    return settle(None, back=url_for(".show", import_id=file.id))


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
