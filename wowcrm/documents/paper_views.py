"""The trader's view of a paper: how it looks, what became of it, and the links that lead to it."""

from datetime import UTC, datetime

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.clients.models import Client
from wowcrm.documents.forms import LimitForm
from wowcrm.documents.handing_over import hand_over
from wowcrm.documents.models import Document, Link
from wowcrm.documents.shelf import Shelf, shelf_of
from wowcrm.documents.standing import answer_of, state_of
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import answer, settle

bp = Blueprint("papers", __name__)


@bp.app_template_global()
def papers_of(client: Client) -> Shelf:
    return shelf_of(client)


@bp.app_template_global()
def limit_form(link: Link) -> LimitForm:
    return LimitForm(formdata=None, obj=link, today=current_trader.today())


@bp.get("/documents/<int:document_id>")
def show(document_id: int) -> ResponseReturnValue:
    document = mine(Document, document_id)
    return answer(
        "documents/paper.html",
        "documents/_paper.html",
        document=document,
        paper=document.paper,
        answer=answer_of(document),
        state=state_of(document),
    )


@bp.get("/documents/<int:document_id>/paper.pdf")
def pdf(document_id: int) -> ResponseReturnValue:
    return hand_over(mine(Document, document_id))


@bp.post("/links/<int:link_id>/revoke")
def revoke(link_id: int) -> ResponseReturnValue:
    """Let an address open nothing any more."""
    link = mine(Link, link_id)
    link.revoke(at=datetime.now(UTC))
    return _settle(link)


@bp.post("/links/<int:link_id>/renew")
def renew(link_id: int) -> ResponseReturnValue:
    """Make another address for the same thing; the old one opens nothing any more."""
    link = mine(Link, link_id)
    renewed = link.renew(at=datetime.now(UTC))
    flash(_("Here is another address. The one before opens nothing any more."))
    return _settle(renewed)


@bp.post("/links/<int:link_id>/limit")
def limit(link_id: int) -> ResponseReturnValue:
    """Say until which day an address opens."""
    link = mine(Link, link_id)
    form = LimitForm(obj=link, today=current_trader.today())
    if not form.validate():
        return answer(
            "documents/link.html", "documents/_link.html", form=form, limiting=form, link=link
        )
    link.expires_on = form.expires_on.data
    return _settle(link)


def _settle(link: Link) -> ResponseReturnValue:
    back = (
        url_for(".show", document_id=link.document_id, _anchor="links")
        if link.document_id
        else url_for("promises.index", client_id=link.client_id)
    )
    return settle("documents/_link.html", back=back, link=link)
