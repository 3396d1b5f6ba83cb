"""Several clients chosen from a list: tagged, grouped, put away, brought back or taken along as a file."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from wowcrm.clients.forms import SelectionForm, group_choices, tag_names
from wowcrm.clients.listing import list_clients
from wowcrm.clients.models import Client
from wowcrm.clients.narrowing import Narrowing
from wowcrm.clients.selection import MOST, numbers, pack, select_clients, unpack
from wowcrm.clients.telling import tags_called
from wowcrm.data.formats import FORMATS
from wowcrm.web.access import current_trader
from wowcrm.web.htmx import settle

bp = Blueprint("selection", __name__)


@bp.get("/clients/select")
def index() -> ResponseReturnValue:
    """A list to tick clients in; `all=1` ticks everybody shown."""
    narrowing = Narrowing.read(request.args)
    return _page(narrowing, SelectionForm(), everybody=request.args.get("all") == "1")


def _page(
    narrowing: Narrowing,
    form: SelectionForm,
    ticked: Sequence[int] = (),
    everybody: bool = False,
) -> ResponseReturnValue:
    form.list.data, form.those.data = narrowing.query()[1:], None
    form.group.choices = group_choices(current_trader.groups, _("No group"))
    page = render_template(
        "selection/index.html",
        listing=list_clients(current_trader, narrowing, MOST),
        form=form,
        ticked=frozenset(ticked),
        everybody=everybody,
    )
    return page, 422 if form.errors else 200


@bp.post("/clients/select/tag")
def tag() -> ResponseReturnValue:
    told = _told(tagging=True)
    if told.form.errors:
        return _page(told.narrowing, told.form, told.ids)
    for tag in tags_called(told.tags, current_trader):
        for client in told.clients:
            client.put_on(tag)
    number = len(told.clients)
    flash(ngettext("%(num)d client is tagged.", "%(num)d clients are tagged.", number))
    return settle(None, back=_list(told.narrowing))


@bp.post("/clients/select/untag")
def untag() -> ResponseReturnValue:
    told = _told(tagging=True)
    if told.form.errors:
        return _page(told.narrowing, told.form, told.ids)
    for tag in tags_called(told.tags, current_trader, make=False):
        for client in told.clients:
            client.take_off(tag)
    number = len(told.clients)
    flash(ngettext("The tag is off %(num)d client.", "The tag is off %(num)d clients.", number))
    return settle(None, back=_list(told.narrowing))


@bp.post("/clients/select/group")
def group() -> ResponseReturnValue:
    """Put the chosen clients into a group, or out of any."""
    told = _told()
    if told.form.errors:
        return _page(told.narrowing, told.form, told.ids)
    group = current_trader.group(told.form.group.data)
    if told.form.group.data and group is None:
        told.form.form_errors.append(_("That group is not there any more. Choose another one."))
        return _page(told.narrowing, told.form, told.ids)
    for client in told.clients:
        client.join(group)
    number = len(told.clients)
    flash(
        ngettext(
            "%(num)d client is in “%(group)s” now.",
            "%(num)d clients are in “%(group)s” now.",
            number,
            group=group.name,
        )
        if group
        else ngettext("%(num)d client is in no group.", "%(num)d clients are in no group.", number)
    )
    return settle(None, back=_list(told.narrowing))


@bp.post("/clients/select/archive")
def archive() -> ResponseReturnValue:
    """Put the chosen clients away; the list then offers to bring them back."""
    told = _told()
    if told.form.errors:
        return _page(told.narrowing, told.form, told.ids)
    going = [client for client in told.clients if not client.is_archived]
    for client in going:
        client.archive(on=current_trader.today())
    away = pack(client.id for client in going)
    return settle(None, back=_list(told.narrowing, away=away or None))


@bp.post("/clients/select/bring-back")
def bring_back() -> ResponseReturnValue:
    """Bring the chosen clients back, or those who were put away a moment ago."""
    told = _told()
    if told.form.errors:
        return _page(told.narrowing, told.form, told.ids)
    for client in told.clients:
        client.bring_back(on=current_trader.today())
    number = len(told.clients)
    flash(ngettext("%(num)d client is back.", "%(num)d clients are back.", number))
    return settle(None, back=_list(told.narrowing))


@bp.post("/clients/select/export")
def export() -> ResponseReturnValue:
    told = _told()
    if told.form.errors:
        return _page(told.narrowing, told.form, told.ids)
    format = FORMATS.get(request.form.get("as", "")) or FORMATS["csv"]
    # At once, not piece by piece: meanwhile this request would keep others from saving.
    return Response(
        "".join(format.write(current_trader, [client.id for client in told.clients])),
        mimetype=format.mimetype,
        headers={
            "Content-Disposition": f'attachment; filename="{format.file_name(current_trader)}"'
        },
    )


@dataclass(frozen=True)
class Told:
    """What was sent: which clients, from which list, and the form with whatever is wrong in it."""

    form: SelectionForm
    narrowing: Narrowing
    ids: Sequence[int]
    clients: Sequence[Client]

    @property
    def tags(self) -> list[str]:
        return tag_names(self.form.tags.data)


def _told(*, tagging: bool = False) -> Told:
    form = SelectionForm()
    form.validate()
    narrowing = Narrowing.of_trail(form.list.data) or Narrowing()
    ids = unpack(form.those.data) if form.those.data else numbers(request.form.getlist("client"))
    told = Told(form, narrowing, ids, select_clients(current_trader, ids))
    if not told.clients:
        form.form_errors.append(_("Tick the clients whom you mean first."))
    elif tagging and not told.tags:
        form.tags.errors = [_("Which tag? A word is enough.")]
    return told


def _list(narrowing: Narrowing, **more: object) -> str:
    return f"{url_for('clients.index')}{narrowing.query(**more)}"
