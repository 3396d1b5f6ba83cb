"""Clients: the list, a client's page, and how they come and go."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.clients import meanwhile
from wowcrm.clients.contact import contact_of
from wowcrm.clients.forms import ClientForm, NewClientForm, form_of, tag_names
from wowcrm.clients.listing import list_clients, marks_in_use, tags_worn, tell_levels, views_of
from wowcrm.clients.models import Client, DetailKind
from wowcrm.clients.narrowing import Narrowing
from wowcrm.clients.neighbours import keep_list, neighbours_of
from wowcrm.clients.reach import ways_to
from wowcrm.clients.selection import just_put_away
from wowcrm.clients.steps import act_of, open_tab, tabs_of
from wowcrm.clients.telling import lookalikes, tell_dates, tell_details, tell_tags
from wowcrm.custom_fields.telling import OwnFields
from wowcrm.db import db
from wowcrm.enquiries.finding import find_enquiries
from wowcrm.levels.history import history_of
from wowcrm.levels.upkeep import standing_of
from wowcrm.timeline.story import story_of
from wowcrm.trash import trashing as trash
from wowcrm.trash.words import along, hanging_on
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import answer, settle, wants_fragment

bp = Blueprint("clients", __name__)
# The header of a client's page says these by itself, so that each tab brings only its own.
bp.add_app_template_global(contact_of)
bp.add_app_template_global(ways_to)
bp.add_app_template_global(act_of)
bp.add_app_template_global(tabs_of)
bp.add_app_template_global(open_tab)
bp.add_app_template_global(neighbours_of)
bp.after_app_request(keep_list)


@bp.get("/clients")
def index() -> ResponseReturnValue:
    """All clients by name, narrowed by the address; htmx gets the list, or its next page."""
    narrowing = Narrowing.read(request.args)
    listing = list_clients(current_trader, narrowing)
    worn = tags_worn(listing.clients)
    tags, groups = marks_in_use(current_trader)
    if narrowing.after and wants_fragment():
        return render_template("clients/_rows.html", listing=listing, worn=worn)
    return answer(
        "clients/index.html",
        "clients/_list.html",
        listing=listing,
        worn=worn,
        levels=tell_levels(current_trader),
        tags=tags,
        groups=groups,
        views=views_of(current_trader),
        away=just_put_away(current_trader, request.args.get("away")),
        enquiries=find_enquiries(current_trader, narrowing.q),
    )


@bp.get("/clients/<int:client_id>")
def show(client_id: int) -> ResponseReturnValue:
    """The client's page, open at their story."""
    client = mine(Client, client_id)
    return answer(
        "clients/show.html",
        "timeline/_story.html",
        client=client,
        standing=standing_of(client, current_trader.today()),
        story=story_of(client, request.args.get("kind"), request.args.get("before")),
        history=history_of(client, current_trader.today()),
    )


@bp.route("/add/client", methods=["GET", "POST"])
@bp.route("/clients/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    form = NewClientForm(data={"client_since": current_trader.today()})
    if not form.is_submitted():
        form.name.data = Narrowing.read(request.args).q or None
    alike: Sequence[Client] = ()
    own = OwnFields(current_trader, sent=request.form)
    if form.validate_on_submit() and own.is_valid:
        if "anyway" not in request.form:
            alike = lookalikes(
                current_trader, form.name.data or "", some(form.email.data), some(form.phone.data)
            )
        if not alike:
            client = _make(form)
            own.tell(client)
            return settle(None, back=url_for(".show", client_id=client.id))
    page = render_template("clients/new.html", form=form, alike=alike, own=own)
    return page, 422 if form.is_submitted() else 200


def _make(form: NewClientForm) -> Client:
    """Make the client whom the form tells of, and begin their story."""
    today = current_trader.today()
    client = Client(
        trader_id=current_trader.id,
        name=form.name.data,
        given=form.given.data,
        organisation=form.organisation.data,
        found_us_by=form.found_us_by.data,
        client_since=form.client_since.data or today,
        notes=form.notes.data,
    )
    for kind, field in ((DetailKind.PHONE, form.phone), (DetailKind.EMAIL, form.email)):
        tell_details(client, kind, [(value, None) for value in some(field.data)], current_trader)
    tell_tags(client, tag_names(form.tags.data), current_trader)
    db.session.add(client)
    db.session.flush()
    client.begin(on=today)
    return client


def some(text: str | None) -> list[str]:
    return [text] if text else []


@bp.route("/clients/<int:client_id>/edit", methods=["GET", "POST"])
def edit(client_id: int) -> ResponseReturnValue:
    client = mine(Client, client_id)
    if request.method == "POST":
        # Of two who save at once, the second sees what the first has saved.
        db.session.refresh(client, with_for_update=True)
    form, now = form_of(client), meanwhile.parts_of(form_of(client, formdata=None))
    own = OwnFields(current_trader, client, request.form)
    is_sound = form.validate_on_submit() and own.is_valid
    if not form.is_submitted():
        meanwhile.remember(form, now)
    elif not meanwhile.clashes(form, now) and is_sound:
        _tell(client, form, but=meanwhile.left_alone(form, now))
        own.tell(client)
        flash(_("Saved."))
        return settle(None, back=url_for(".show", client_id=client.id))
    form.add_blank_rows()
    page = render_template("clients/edit.html", form=form, client=client, own=own)
    return page, 422 if form.is_submitted() else 200


def _tell(client: Client, form: ClientForm, *, but: set[str]) -> None:
    for name in form.COLUMNS:
        if name not in but:
            setattr(client, name, form[name].data)
    for name, kind in form.DETAILS:
        if name not in but:
            tell_details(client, kind, form.told(kind), current_trader)
    if "dates" not in but:
        tell_dates(client, form.told_dates())
    if "tags" not in but:
        tell_tags(client, tag_names(form.tags.data), current_trader)
    if "group" not in but:
        client.group_id = form.group.data
    client.plan_contact()
    client.mark()


@bp.post("/clients/<int:client_id>/archive")
def archive(client_id: int) -> ResponseReturnValue:
    client = mine(Client, client_id)
    client.archive(on=current_trader.today())
    flash(_("%(client)s is put away. Nothing is lost.", client=client.name))
    return settle(None, back=url_for(".show", client_id=client.id))


@bp.post("/clients/<int:client_id>/bring-back")
def bring_back(client_id: int) -> ResponseReturnValue:
    client = mine(Client, client_id)
    client.bring_back(on=current_trader.today())
    flash(_("%(client)s is back.", client=client.name))
    return settle(None, back=url_for(".show", client_id=client.id))


@bp.route("/clients/<int:client_id>/delete", methods=["GET", "POST"])
def delete(client_id: int) -> ResponseReturnValue:
    """Ask once more, then delete a client with all that hangs on them."""
    client = mine(Client, client_id)
    if request.method == "GET":
        counts = hanging_on(client)
        goes = along("clients", counts)
        return render_template("clients/delete.html", client=client, goes=goes, counts=counts)
    place = url_for(".show", client_id=client.id)
    trash.delete(client, said=_("%(client)s is deleted.", client=client.name), place=place)
    return settle(None, back=url_for(".index"))


@bp.get("/clients/<int:client_id>/standing")
def standing(client_id: int) -> ResponseReturnValue:
    """How the client stands, as the head of each of their pages shows it."""
    client = mine(Client, client_id)
    if not wants_fragment():
        return redirect(url_for(".show", client_id=client.id))
    return render_template(
        "clients/_standing.html",
        client=client,
        step_is_quiet="quiet" in request.args,
        standing=standing_of(client, current_trader.today()),
    )
