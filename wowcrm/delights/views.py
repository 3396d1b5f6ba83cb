"""Surprises: those of one client, and all of them on the page called Wow."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm import when
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.delights.budget import budget_of
from wowcrm.delights.forms import (
    CorrectForm,
    DelightForm,
    DeliverForm,
    PostponeForm,
    ReactionForm,
    repeated,
)
from wowcrm.delights.joy import first_wow
from wowcrm.delights.models import Delight, Idea, given_before
from wowcrm.delights.shelves import ClientShelf, landed_page, planned_page, waiting_page
from wowcrm.levels.upkeep import standing_of
from wowcrm.needs.models import Need
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import answer, settle

bp = Blueprint("delights", __name__)

PAGES = {"planned": planned_page, "waiting": waiting_page, "landed": landed_page}


@bp.app_template_global()
def deliver_form(delight: Delight) -> DeliverForm:
    return DeliverForm(formdata=None, obj=delight, today=current_trader.today())


@bp.app_template_global()
def reaction_form(delight: Delight) -> ReactionForm:
    return ReactionForm(formdata=None, obj=delight, client=delight.client)


@bp.app_template_global()
def postpone_form(delight: Delight) -> PostponeForm:
    return PostponeForm(
        formdata=None, planned_for=delight.planned_for, today=current_trader.today()
    )


# One client's


@bp.route("/clients/<int:client_id>/delights", methods=["GET", "POST"])
def index(client_id: int) -> ResponseReturnValue:
    """A client's surprises, what would suit them next, and the form that plans one."""
    client = mine(Client, client_id)
    form = _blank(client) if request.method == "GET" else DelightForm(**_of(client))
    if request.method == "POST":
        _known_idea(form)
        if form.validate():
            return _plan(client, form)
    return answer("delights/index.html", "delights/_delights.html", form=form, **_tab(client))


@bp.get("/clients/<int:client_id>/delights/new")
def new(client_id: int) -> ResponseReturnValue:
    """The form, filled in from an idea or from a thought beside a need."""
    client = mine(Client, client_id)
    form = DelightForm(**_of(client), data=_chosen(client))
    return answer("delights/new.html", "delights/_plan.html", form=form, **_tab(client))


@bp.get("/clients/<int:client_id>/delights/ideas")
def ideas(client_id: int) -> ResponseReturnValue:
    """The whole library as it suits this client: what fits first, and why."""
    client = mine(Client, client_id)
    return answer(
        "delights/suggestions.html",
        "delights/_suggestions.html",
        form=_blank(client),
        whole=True,
        **_tab(client),
    )


def _plan(client: Client, form: DelightForm) -> ResponseReturnValue:
    delight = Delight(planned_for=form.day)
    delight.what, delight.occasion = form.what.data or "", form.occasion.data
    delight.cost, delight.idea_id = form.cost.data, form.chosen_idea
    client.delights.append(delight)
    db.session.flush()
    delight.log_plan(on=form.today)
    joy = "done" in request.form and _deliver(delight, min(form.day, form.today))
    if delight.is_planned:
        day = when.day(delight.planned_for, form.today)
        flash(_("Planned for %(day)s. I will remind you.", day=day))
    return settle(
        "delights/_delights.html",
        back=url_for(".index", client_id=client.id),
        trigger="client-changed",
        form=_blank(client),
        joy=joy,
        **_tab(client),
    )


def _of(client: Client) -> dict[str, Any]:
    return {"client": client, "today": current_trader.today()}


def _tab(client: Client) -> dict[str, Any]:
    today = current_trader.today()
    return {
        "client": client,
        "standing": standing_of(client, today),
        "shelf": ClientShelf(client, today),
    }


def _blank(client: Client) -> DelightForm:
    return DelightForm(formdata=None, **_of(client))


def _known_idea(form: DelightForm) -> None:
    """Let only an idea of the trader's own be named."""
    if form.chosen_idea is not None:
        mine(Idea, form.chosen_idea)


def _chosen(client: Client) -> dict[str, Any]:
    """Read from the address which suggestion, idea, need or occasion was chosen."""
    idea_id = request.args.get("idea", type=int)
    need_id = request.args.get("need", type=int)
    for one in ClientShelf(client, current_trader.today()).fitting:
        if idea_id == one.idea_id is not None or need_id == one.need_id is not None:
            return {
                "what": one.what,
                "planned_for": one.planned_for,
                "occasion": one.occasion,
                "cost": one.cost,
                "idea_id": one.idea_id,
            }
    if idea_id is not None:
        idea = mine(Idea, idea_id)
        return {"what": idea.text, "cost": idea.cost, "idea_id": idea.id}
    if need_id is not None:
        return {"what": mine(Need, need_id).could_exceed_by}
    occasion = (request.args.get("occasion") or "").strip()[:200]
    return {"occasion": occasion} if occasion else {}


# One


@bp.get("/delights/<int:delight_id>")
def show(delight_id: int) -> ResponseReturnValue:
    """One by itself; to htmx as it was, after an edit was given up."""
    return _card(mine(Delight, delight_id))


@bp.route("/delights/<int:delight_id>/edit", methods=["GET", "POST"])
def edit(delight_id: int) -> ResponseReturnValue:
    delight = mine(Delight, delight_id)
    kind = CorrectForm if delight.is_delivered else DelightForm
    form = kind(delight=delight, **_of(delight.client))
    if request.method == "GET" or not form.validate():
        return answer("delights/edit.html", "delights/_edit.html", form=form, delight=delight)
    delight.occasion, delight.cost = form.occasion.data, form.cost.data
    if delight.is_delivered:
        delight.correct(what=form.what.data or "", on=form.day)
    else:
        delight.reword(form.what.data or "", on=form.today)
        delight.postpone(form.day, on=form.today)
    return _settle(delight)


@bp.post("/delights/<int:delight_id>/deliver")
def deliver(delight_id: int) -> ResponseReturnValue:
    delight = mine(Delight, delight_id)
    form = DeliverForm(obj=delight, today=current_trader.today())
    if not form.validate():
        return _card(delight, form=form, delivering=form)
    if delight.is_delivered:
        return _settle(delight)
    delight.cost = form.cost.data
    return _settle(delight, joy=_deliver(delight, form.day))


@bp.post("/delights/<int:delight_id>/undeliver")
def undeliver(delight_id: int) -> ResponseReturnValue:
    delight = mine(Delight, delight_id)
    delight.undeliver()
    return _settle(delight)


@bp.route("/delights/<int:delight_id>/react", methods=["GET", "POST"])
def react(delight_id: int) -> ResponseReturnValue:
    """Ask how they took it, and keep what they said."""
    delight = mine(Delight, delight_id)
    form = ReactionForm(obj=delight, client=delight.client)
    if request.method == "GET" or not form.validate():
        return _card(delight, form=form, reacting=form)
    today = current_trader.today()
    delight.react(form.reaction.data, on=today, words=form.reaction_words.data)
    return _settle(delight, joy=_cheer(delight))


@bp.post("/delights/<int:delight_id>/unreact")
def unreact(delight_id: int) -> ResponseReturnValue:
    delight = mine(Delight, delight_id)
    delight.unreact()
    return _settle(delight)


@bp.post("/delights/<int:delight_id>/postpone")
def postpone(delight_id: int) -> ResponseReturnValue:
    delight = mine(Delight, delight_id)
    today = current_trader.today()
    form = PostponeForm(planned_for=delight.planned_for, today=today)
    if not form.validate():
        return _card(delight, form=form, postponing=form)
    delight.postpone(form.day, on=today)
    return _settle(delight)


@bp.post("/delights/<int:delight_id>/drop")
def drop(delight_id: int) -> ResponseReturnValue:
    delight = mine(Delight, delight_id)
    delight.drop(on=current_trader.today())
    return _settle(delight)


@bp.post("/delights/<int:delight_id>/pick-up-again")
def pick_up_again(delight_id: int) -> ResponseReturnValue:
    """Plan a dropped one again, unless the same was planned or given meanwhile."""
    delight = mine(Delight, delight_id)
    today = current_trader.today()
    before = given_before(delight.client.delights, delight, on=today)
    if before is not None:
        flash(repeated(before, today), "warning")
    else:
        delight.pick_up_again(on=today)
    return _settle(delight)


def _deliver(delight: Delight, on: date) -> bool:
    delight.deliver(on=on)
    return _cheer(delight)


def _cheer(delight: Delight) -> bool:
    """Say so when the client's needs are exceeded for the first time."""
    joy = first_wow(delight.client, current_trader.today())
    if joy:
        name = delight.client.short_name
        flash(_("Wow! For the first time, %(name)s’s needs are exceeded.", name=name), "joy")
    return joy


def _card(delight: Delight, **context: Any) -> ResponseReturnValue:
    return answer("delights/show.html", "delights/_delight.html", delight=delight, **context)


def _settle(delight: Delight, *, joy: bool = False) -> ResponseReturnValue:
    return settle(
        "delights/_delight.html",
        back=url_for(".index", client_id=delight.client_id),
        trigger="client-changed",
        delight=delight,
        joy=joy,
        tell=True,
    )


# Everybody's


@bp.get("/wow")
def wow() -> ResponseReturnValue:
    """What is planned, what waits for a word, what landed; or the next page of one of these."""
    shelf, after = request.args.get("list", ""), request.args.get("after")
    shelves = {
        name: page(current_trader, after if name == shelf else None)
        for name, page in PAGES.items()
        if shelf not in PAGES or name == shelf
    }
    return answer(
        "delights/wow.html",
        "delights/_more.html",
        shelves=shelves,
        shelf=shelf if shelf in PAGES else None,
        budget=budget_of(current_trader, current_trader.today()),
    )


@bp.get("/wow/budget")
def budget() -> ResponseReturnValue:
    """What this year's surprises have cost, and what is left."""
    spent = budget_of(current_trader, current_trader.today())
    return answer("delights/budget.html", "delights/_budget.html", budget=spent)
