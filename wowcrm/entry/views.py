"""The "+": write something down with a thumb, about a client, somebody new or still to choose."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm import when
from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.delights.models import Delight
from wowcrm.entry.forms import (
    ComplaintEntry,
    DelightEntry,
    NeedEntry,
    PromiseEntry,
    ReminderEntry,
    TouchEntry,
)
from wowcrm.entry.ways import ways
from wowcrm.entry.whom import Whom, missing, settled, stand_in, whom
from wowcrm.needs.models import Need
from wowcrm.promises.models import Promise, Source
from wowcrm.recoveries.raising import raise_complaint
from wowcrm.reminders.models import Reminder
from wowcrm.timeline.models import TOUCHES
from wowcrm.timeline.words import ICONS
from wowcrm.web.access import current_trader, mine
from wowcrm.web.forms import Form
from wowcrm.web.htmx import answer, settle, wants_fragment

bp = Blueprint("entry", __name__)

Write = Callable[[Client], str]
"""Writes the entry into a client's book and returns the page on which it stands."""


@bp.get("/add")
def index() -> ResponseReturnValue:
    """What can be written down; about a client if the address names one."""
    client = _named(request.args.get("client"))
    return render_template(
        "entry/index.html", client=client, ways=ways(client), touches=TOUCHES, icons=ICONS
    )


@bp.route("/add/touch", methods=["GET", "POST"])
def touch() -> ResponseReturnValue:
    form = TouchEntry(today=current_trader.today(), kind=request.args.get("kind"))

    def write(client: Client) -> str:
        client.touch(
            form.kind.data,
            form.summary.data or "",
            on=form.on,
            direction=form.direction.data,
            chased=form.chased.data,
        )
        if form.promised.data:
            said = form.promised.data
            Promise.make(client, said, due_on=form.due_day, on=form.on, source=Source.TOUCH)
        flash(_("Written down for %(client)s.", client=client.short_name))
        return url_for("clients.show", client_id=client.id)

    return _entry("touch", _whom(), form, write)


@bp.route("/add/promise", methods=["GET", "POST"])
def promise() -> ResponseReturnValue:
    form = PromiseEntry(today=current_trader.today())

    def write(client: Client) -> str:
        made = Promise.make(client, form.what.data or "", due_on=form.due_day, on=form.today)
        flash(_("Promised for %(day)s. I will remind you.", day=when.day(made.due_on, form.today)))
        return url_for("promises.index", client_id=client.id, _anchor=made.about)

    return _entry("promise", _whom(), form, write)


@bp.route("/add/need", methods=["GET", "POST"])
def need() -> ResponseReturnValue:
    form = NeedEntry(today=current_trader.today())

    def write(client: Client) -> str:
        need = Need()
        client.needs.append(need)
        need.describe(**form.describes())
        db.session.flush()
        need.log_arrival(on=form.today)
        if form.level.data is not None:
            need.judge(form.level.data, on=form.day)
        flash(_("Written down for %(client)s.", client=client.short_name))
        return url_for("needs.index", client_id=client.id, _anchor=f"need-{need.id}")

    return _entry("need", _whom(), form, write)


@bp.route("/add/delight", methods=["GET", "POST"])
def delight() -> ResponseReturnValue:
    chosen = _whom()
    form = DelightEntry(client=stand_in(chosen, current_trader), today=current_trader.today())

    def write(client: Client) -> str:
        delight = Delight(planned_for=form.day)
        delight.what, delight.occasion = form.what.data or "", form.occasion.data
        delight.cost = form.cost.data
        client.delights.append(delight)
        db.session.flush()
        delight.log_plan(on=form.today)
        day = when.day(delight.planned_for, form.today)
        flash(_("Planned for %(day)s. I will remind you.", day=day))
        return url_for("delights.index", client_id=client.id)

    return _entry("delight", chosen, form, write)


@bp.route("/add/complaint", methods=["GET", "POST"])
def complaint() -> ResponseReturnValue:
    form = ComplaintEntry(today=current_trader.today())

    def write(client: Client) -> str:
        raised = raise_complaint(client, form.complaint.data or "", on=form.day)
        return url_for("recoveries.index", client_id=client.id, _anchor=f"recovery-{raised.id}")

    return _entry("complaint", _whom(), form, write)


@bp.route("/add/reminder", methods=["GET", "POST"])
def reminder() -> ResponseReturnValue:
    """Something not to forget; it need not be about anybody."""
    form = ReminderEntry(today=current_trader.today())
    return _entry("reminder", _whom(), form, partial(_remind, form), alone=partial(_remind, form))


def _remind(form: ReminderEntry, client: Client | None = None) -> str:
    reminder = Reminder(trader_id=current_trader.id, client=client, begins_on=form.day)
    reminder.change(form.what.data or "", **form.describes())
    db.session.add(reminder)
    db.session.flush()
    reminder.log_arrival(on=form.today)
    flash(_("I will remind you on %(day)s.", day=when.day(form.day, form.today)))
    if client is not None:
        return url_for("clients.show", client_id=client.id)
    return url_for("reminders.index", _anchor=reminder.about)


@bp.get("/add/referral")
def referral() -> ResponseReturnValue:
    """Choose who sent somebody; the rest stands on their page."""
    chosen = _whom()
    if chosen.client is not None:
        place = url_for("referrals.index", client_id=chosen.client.id, _anchor="new-referral")
        return redirect(place, code=303)
    if chosen.is_new:
        return redirect(url_for("clients.new", q=chosen.words), code=303)
    return answer("entry/referral.html", "entry/_offered.html", whom=chosen, name="referral")


def _entry(
    name: str, chosen: Whom, form: Form, write: Write, alone: Callable[[], str] | None = None
) -> ResponseReturnValue:
    """Show a form, offer clients to it while their name is typed, or write down what it says.

    `alone` writes down what is about nobody, where that makes sense.
    """
    context: dict[str, Any] = {
        "whom": chosen,
        "form": form,
        "name": name,
        "icons": ICONS,
        "client": chosen.client if "client" in request.args else None,
    }
    if request.method == "GET":
        return answer(f"entry/{name}.html", "entry/_offered.html", **context)
    fits, searching = form.validate(), "find" in request.form
    nobody = alone is not None and not (chosen.words or chosen.is_chosen)
    if searching or not (fits and (chosen.is_chosen or nobody)):
        return _ask(context, searching=searching, nobody=nobody)
    if alone is not None and nobody:
        return settle(None, back=alone())
    client = settled(chosen, current_trader, on=current_trader.today())
    back = write(client)
    return settle(None, back=back)


def _ask(context: dict[str, Any], *, searching: bool, nobody: bool) -> ResponseReturnValue:
    """Show the form again with all that was typed: what is missing, or who was found."""
    name, form, chosen = context["name"], context["form"], context["whom"]
    if searching:
        for field in form:
            field.errors = []
    elif not (chosen.is_chosen or nobody):
        context["whom"] = missing(chosen)
    template = f"entry/_{name}.html" if wants_fragment() else f"entry/{name}.html"
    return render_template(template, **context), 200 if searching else 422


def _whom() -> Whom:
    """Read whom the entry is about; somebody else's client is not found."""
    said = request.args if request.method == "GET" else {**request.args.to_dict(), **request.form}
    return whom(current_trader, said, _named(said.get("client")))


def _named(number: str | None) -> Client | None:
    return mine(Client, int(number)) if number and re.fullmatch(r"[0-9]{1,10}", number) else None
