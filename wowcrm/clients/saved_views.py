"""Views of the list that the trader has named: kept, renamed and given up."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.clients.forms import SavedViewForm
from wowcrm.clients.listing import tag_name
from wowcrm.clients.models import SavedView
from wowcrm.clients.narrowing import Narrowing
from wowcrm.db import db
from wowcrm.trash import trashing as trash
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import settle

bp = Blueprint("saved_views", __name__)


@bp.route("/saved-views/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Name the list that the address tells of; the same name again takes over the old one."""
    form = SavedViewForm()
    told = form.list.data if form.is_submitted() else request.args.get("list")
    narrowing = (Narrowing.of_trail(told) or Narrowing()).plain()
    if form.validate_on_submit():
        view = db.session.scalar(SavedView.named(current_trader, form.name.data or ""))
        view = view or SavedView(trader_id=current_trader.id)
        view.name, view.query = form.name.data or "", narrowing.query()[1:]
        db.session.add(view)
        return settle(None, back=_list(view))
    form.list.data = narrowing.query()[1:]
    if not form.is_submitted():
        group = current_trader.group(narrowing.group)
        tag = tag_name(current_trader, narrowing.tag)
        form.name.data = narrowing.name(tag, group.name if group else None)
    page = render_template("saved_views/new.html", form=form, narrowing=narrowing)
    return page, 422 if form.errors else 200


@bp.route("/saved-views/<int:saved_view_id>/edit", methods=["GET", "POST"])
def edit(saved_view_id: int) -> ResponseReturnValue:
    view = mine(SavedView, saved_view_id)
    form = SavedViewForm(name=view.name)
    if form.validate_on_submit():
        other = db.session.scalar(SavedView.named(current_trader, form.name.data or ""))
        if other is not None and other is not view:
            db.session.delete(other)
            db.session.flush()
        view.name = form.name.data or ""
        return settle(None, back=_list(view))
    page = render_template("saved_views/edit.html", form=form, view=view)
    return page, 422 if form.errors else 200


@bp.post("/saved-views/<int:saved_view_id>/delete")
def delete(saved_view_id: int) -> ResponseReturnValue:
    view = mine(SavedView, saved_view_id)
    back = _list(view)
    said = _("The view “%(name)s” is deleted; your clients are all there.", name=view.name)
    trash.delete(view, said=said, place=back)
    return settle(None, back=back)


def _list(view: SavedView) -> str:
    narrowing = Narrowing.of_trail(view.query) or Narrowing()
    return f"{url_for('clients.index')}{narrowing.query()}"
