"""Groups: clients with whom the trader wishes to be in touch equally often."""

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.clients.models import Client
from wowcrm.clients.planning import plan_contacts
from wowcrm.db import db
from wowcrm.groups import importing  # noqa: F401  so that files may name them
from wowcrm.groups.forms import GroupForm
from wowcrm.groups.models import Group
from wowcrm.trash.trashing import trashing
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import answer, settle

bp = Blueprint("groups", __name__)

READY = ((14, 3, 7), (30, 2, 14), (90, 1, 30))
"""At least every N days, at most M times in K: to begin with in one tap."""


@bp.route("/groups", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    """All groups with how many are in each, and the form that makes another."""
    form = GroupForm()
    if form.validate_on_submit() and _is_free(form):
        group = Group()
        form.populate_obj(group)
        current_trader.groups.append(group)
        db.session.flush()
        flash(_("Made. Put clients in from the list, or one by one."))
        return settle(None, back=url_for(".index"))
    return answer("groups/index.html", "groups/_groups.html", form=form, **_shelf())


def _shelf() -> dict[str, Any]:
    counted = sa.select(Client.group_id, sa.func.count()).where(
        Client.trader_id == current_trader.id,
        Client.group_id.is_not(None),
        Client.archived_on.is_(None),
    )
    sizes = db.session.execute(counted.group_by(Client.group_id)).all()
    return {
        "groups": current_trader.groups,
        "sizes": {row[0]: row[1] for row in sizes},
        "ready": READY,
    }


@bp.route("/groups/<int:group_id>/edit", methods=["GET", "POST"])
def edit(group_id: int) -> ResponseReturnValue:
    group = mine(Group, group_id)
    form = GroupForm(obj=group)
    if not form.validate_on_submit() or not _is_free(form, group):
        return answer("groups/edit.html", "groups/_edit.html", form=form, group=group)
    floor = group.contact_every
    form.populate_obj(group)
    if group.contact_every != floor:
        plan_contacts(current_trader, only=group)
    return settle(None, back=url_for(".index"))


@bp.post("/groups/<int:group_id>/delete")
def delete(group_id: int) -> ResponseReturnValue:
    """Delete a group; whoever was in it is treated as everyone again."""
    group = mine(Group, group_id)
    trader = group.trader
    said = _("“%(name)s” is deleted. Whoever was in it is treated as everyone.", name=group.name)
    with trashing(group, said=said, place=url_for(".index")):
        # Named here, because the database would empty the keys behind our back.
        inside = sa.update(Client).where(Client.group_id == group.id)
        db.session.execute(inside.values(group_id=None))
        db.session.delete(group)
        db.session.flush()
    db.session.expire(trader, ["groups"])
    plan_contacts(trader)
    return settle(None, back=url_for(".index"))


def _is_free(form: GroupForm, group: Group | None = None) -> bool:
    """Tell whether no other group is called so; say it beside the name if one is."""
    other = db.session.scalar(Group.named(current_trader, form.name.data or ""))
    if other is None or other is group:
        return True
    form.name.errors = [_("You have a group of that name.")]
    return False
