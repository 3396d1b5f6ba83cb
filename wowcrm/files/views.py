"""Files that belong to a client: put there, given out again, taken off."""

from collections.abc import Callable, Sequence

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    g,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from wowcrm.belonging import meant, models, owner_of
from wowcrm.clients.models import Client
from wowcrm.db import Base, Owned, db
from wowcrm.files import store
from wowcrm.files.attaching import Unwelcome, attach_all
from wowcrm.files.forms import FilesForm
from wowcrm.files.kinds import mime_of
from wowcrm.files.models import Attachment
from wowcrm.files.room import NoRoom
from wowcrm.naming import title_of
from wowcrm.trash.trashing import found, trashing
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import settle

bp = Blueprint("files", __name__)

PLACES: dict[str, Callable[[int], str]] = {
    "proposals": lambda number: url_for("proposals.show", proposal_id=number),
    "recoveries": lambda number: url_for("recoveries.show", recovery_id=number),
}
"""Where things stand that files can be attached to."""


@bp.app_template_global()
def files_of(client: Client, about: str | None = None) -> Sequence[Attachment]:
    """List what is attached, to whatever page shows it."""
    return db.session.scalars(Attachment.attached(client.id, about)).all()


@bp.app_template_global()
def files_about(client: Client, about: str) -> Sequence[Attachment]:
    """List what is attached to one thing; asked once for all things of a client on a page."""
    found: dict[int, dict[str, list[Attachment]]] = g.setdefault("files_about", {})
    if client.id not in found:
        found[client.id] = {}
        for each in db.session.scalars(Attachment.attached_to_things(client.id)):
            found[client.id].setdefault(str(each.about), []).append(each)
    return found[client.id].get(about, [])


@bp.app_template_global()
def files_form(about: str | None = None) -> FilesForm:
    return FilesForm(formdata=None, data={"about": about})


@bp.app_template_global()
def most_megabytes() -> int:
    return int(current_app.config["MAX_CONTENT_LENGTH"]) // 1024**2


@bp.route("/clients/<int:client_id>/files", methods=["GET", "POST"])
def index(client_id: int) -> ResponseReturnValue:
    """A client's files, and the form that adds some."""
    client = mine(Client, client_id)
    form = FilesForm()
    about = _about(client, form.about.data if form.is_submitted() else request.args.get("about"))
    if form.validate_on_submit():
        try:
            with db.session.begin_nested():
                brought = [(file.stream, str(file.filename)) for file in form.files.data]
                attach_all(client, brought, on=current_trader.today(), about=about)
        except (Unwelcome, NoRoom) as refusal:
            form.files.errors = [str(refusal)]
        else:
            number = len(form.files.data)
            flash(ngettext("The file is here.", "%(num)d files are here.", number), "success")
            return settle(None, back=url_for(".index", client_id=client.id, about=about))
    form.about.data = about
    thing, back = _thing(client, about)
    page = render_template(
        "files/index.html", client=client, form=form, about=about, thing=thing, back=back
    )
    return page, 422 if form.errors or form.files.errors else 200


def _about(client: Client, told: str | None) -> str | None:
    """Read what files are attached to: something of this client's, or the client."""
    named = meant(told)
    if named is None:
        return None
    table, number = named
    model = models()[table]
    if not issubclass(model, Owned):
        abort(404)
    row = mine(model, number)
    whose = owner_of(model.__table__, vars(row), "clients", found)  # type: ignore[arg-type]
    return told if whose == client.id and model is not Client else None


def _thing(client: Client, about: str | None) -> tuple[str, str]:
    """Say what files are attached to, and where that stands; the client has no other name."""
    if named := meant(about):
        table, number = named
        row = found(Base.metadata.tables[table], number)
        if row and table in PLACES:
            return title_of(table, row), PLACES[table](number)
    return "", url_for("clients.show", client_id=client.id)


@bp.get("/attachments/<int:attachment_id>")
def show(attachment_id: int) -> ResponseReturnValue:
    """Give a file out, to be saved: never to be run here, whatever is in it."""
    attachment = mine(Attachment, attachment_id)
    path = store.find(attachment.digest)
    if path is None:
        abort(404)
    response: Response = send_file(
        path,
        mimetype=mime_of(attachment.kind, store.head_of(path)),
        as_attachment=True,
        download_name=attachment.name,
        etag=attachment.digest,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.post("/attachments/<int:attachment_id>/delete")
def delete(attachment_id: int) -> ResponseReturnValue:
    attachment = mine(Attachment, attachment_id)
    back = url_for(".index", client_id=attachment.client_id, about=attachment.about)
    said = _("“%(name)s” is deleted.", name=attachment.name)
    with trashing(attachment, said=said, place=back):
        attachment.remove()
    return settle(None, back=back)
