"""Clients: the list, a client's page, and how they come and go."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wowcrm.clients.contact import contact_of
from wowcrm.clients.listing import Narrowing, count_levels, list_clients
from wowcrm.clients.models import Client, Tag
from wowcrm.clients.reach import ways_to
from wowcrm.clients.steps import act_of, tabs_of
from wowcrm.db import db
from wowcrm.levels.upkeep import standing_of
from wowcrm.timeline.story import story_of
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import answer, wants_fragment

bp = Blueprint("clients", __name__)
# The header of a client's page says these by itself, so that each tab brings only its own.
bp.add_app_template_global(contact_of)
bp.add_app_template_global(ways_to)
bp.add_app_template_global(act_of)
bp.add_app_template_global(tabs_of)


@bp.get("/clients")
def index() -> ResponseReturnValue:
    """All clients by name, narrowed by the address; htmx gets the list, or its next page."""
    narrowing = Narrowing.read(request.args)
    return answer(
        "clients/index.html",
        "clients/_rows.html" if narrowing.after else "clients/_list.html",
        listing=list_clients(current_trader, narrowing),
        levels=count_levels(current_trader),
        tags=db.session.scalars(Tag.of(current_trader)).all(),
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
    )


@bp.get("/clients/<int:client_id>/standing")
def standing(client_id: int) -> ResponseReturnValue:
    """How the client stands, as the head of each of their pages shows it."""
    client = mine(Client, client_id)
    if not wants_fragment():
        return redirect(url_for(".show", client_id=client.id))
    return render_template(
        "clients/_standing.html",
        client=client,
        standing=standing_of(client, current_trader.today()),
    )
