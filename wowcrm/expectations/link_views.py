"""The link by which a client reads their sheet: closed, made anew, or given a last day."""

from datetime import UTC, datetime

from flask import Blueprint, abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.clients.models import Client
from wowcrm.documents.letters import link_to
from wowcrm.documents.models import Document, Link
from wowcrm.expectations.forms import LinkForm
from wowcrm.expectations.sharing import renew_link, sheet_of
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import settle

bp = Blueprint("sheet_links", __name__, url_prefix="/clients/<int:client_id>/expectations/link")
bp.add_app_template_global(link_to)


@bp.app_template_global()
def link_form(link: Link) -> LinkForm:
    return LinkForm(formdata=None, obj=link, today=current_trader.today())


@bp.post("/close")
def close(client_id: int) -> ResponseReturnValue:
    """Close the address; whoever opens it is told no more than if it had never been."""
    _link(client_id).revoke(at=datetime.now(UTC))
    flash(_("That link opens nothing any more."))
    return _settle(client_id)


@bp.post("/expire")
def expire(client_id: int) -> ResponseReturnValue:
    """Give the address its last day, or none."""
    link = _link(client_id)
    form = LinkForm(today=current_trader.today())
    if not form.validate():
        document = link.document
        return render_template("expectations/link.html", document=document, expiring=form), 422
    link.expires_on = form.expires_on.data
    return _settle(client_id)


@bp.post("/renew")
def renew(client_id: int) -> ResponseReturnValue:
    """Make a new address; the ones before it open nothing any more."""
    renew_link(_paper(client_id), at=datetime.now(UTC))
    flash(_("There is a new link; the one before it opens nothing any more."))
    return _settle(client_id)


def _paper(client_id: int) -> Document:
    document = sheet_of(mine(Client, client_id)).document
    return document if document is not None else abort(404)


def _link(client_id: int) -> Link:
    link = link_to(_paper(client_id), current_trader.today())
    return link if link is not None else abort(404)


def _settle(client_id: int) -> ResponseReturnValue:
    return settle(None, back=url_for("expectations.show", client_id=client_id))
