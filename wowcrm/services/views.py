"""Services: what the trader offers again and again, and what it costs."""

from typing import Any

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.db import db
from wowcrm.services.forms import UNITS, ServiceForm
from wowcrm.services.models import Service
from wowcrm.services.shelf import archived_of, services_of
from wowcrm.trash.trashing import delete as delete_row
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import answer, settle

bp = Blueprint("services", __name__)


@bp.app_template_global()
def units() -> list[str]:
    """Name units that a price may be for."""
    return [str(unit) for unit in UNITS]


@bp.route("/services", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    """All services, and the form that adds one."""
    form = ServiceForm()
    if form.validate_on_submit():
        service = Service(trader_id=current_trader.id)
        form.populate_obj(service)
        db.session.add(service)
        db.session.flush()
        flash(_("From now on “%(name)s” goes into a proposal by one tap.", name=service.name))
        return settle(
            "services/_services.html",
            back=url_for(".index"),
            form=ServiceForm(formdata=None),
            **_shelf(),
        )
    return answer("services/index.html", "services/_services.html", form=form, **_shelf())


def _shelf() -> dict[str, Any]:
    return {"services": services_of(current_trader), "archived": archived_of(current_trader)}


@bp.get("/services/<int:service_id>")
def show(service_id: int) -> ResponseReturnValue:
    """One service by itself; to htmx as it was, after an edit was given up."""
    service = mine(Service, service_id)
    return answer("services/show.html", "services/_service.html", service=service)


@bp.route("/services/<int:service_id>/edit", methods=["GET", "POST"])
def edit(service_id: int) -> ResponseReturnValue:
    service = mine(Service, service_id)
    form = ServiceForm(obj=service)
    if not form.validate_on_submit():
        return answer("services/edit.html", "services/_edit.html", form=form, service=service)
    form.populate_obj(service)
    return settle("services/_service.html", back=url_for(".index"), service=service)


@bp.post("/services/<int:service_id>/archive")
def archive(service_id: int) -> ResponseReturnValue:
    mine(Service, service_id).archive(on=current_trader.today())
    return _settle()


@bp.post("/services/<int:service_id>/bring-back")
def bring_back(service_id: int) -> ResponseReturnValue:
    mine(Service, service_id).bring_back()
    return _settle()


@bp.post("/services/<int:service_id>/delete")
def delete(service_id: int) -> ResponseReturnValue:
    """Strike it out; one that a proposal was made with is put away instead."""
    service = mine(Service, service_id)
    if service.is_used:
        service.archive(on=current_trader.today())
        flash(_("“%(name)s” stands in proposals, so it is put away.", name=service.name))
    else:
        delete_row(
            service, said=_("“%(name)s” is deleted.", name=service.name), place=url_for(".index")
        )
    return _settle()


def _settle() -> ResponseReturnValue:
    db.session.flush()
    return settle(
        "services/_services.html",
        back=url_for(".index"),
        form=ServiceForm(formdata=None),
        **_shelf(),
    )
