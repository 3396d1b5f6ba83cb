"""Duplicates: who may be one person, what comes of two, and the way back."""

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.clients.models import Client
from wowcrm.clients.narrowing import row_number
from wowcrm.custom_fields.models import CustomField
from wowcrm.db import db
from wowcrm.duplicates.forms import ApartForm, MergeForm
from wowcrm.duplicates.joining import join, questions
from wowcrm.duplicates.knowing import person_of
from wowcrm.duplicates.merging import merge as merged
from wowcrm.duplicates.merging import take_apart
from wowcrm.duplicates.models import Merger, NotTheSame
from wowcrm.duplicates.shelf import alike, mergers_of, newer_than, page_of, whom_else
from wowcrm.duplicates.words import Speaker, choices_in, counted
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import answer, settle, wants_fragment

bp = Blueprint("duplicates", __name__)

LONGEST = 200


@bp.get("/duplicates")
def index() -> ResponseReturnValue:
    """Pairs who may be one person, and what was taken together lately."""
    page = page_of(current_trader, row_number(request.args.get("from")) or 0)
    if page.begin and wants_fragment():
        return render_template("duplicates/_pairs.html", page=page)
    return render_template(
        "duplicates/index.html",
        page=page,
        mergers=mergers_of(current_trader, current_trader.today()),
    )


@bp.get("/duplicates/alike")
def typing() -> ResponseReturnValue:
    """Whom a client looks like who is being written down."""
    name, email, phone = (
        " ".join(request.args.get(part, "").replace("\x00", "").split())[:LONGEST]
        for part in ("name", "email", "phone")
    )
    found = alike(current_trader, name, [email] if email else [], [phone] if phone else [])
    return answer("duplicates/alike.html", "clients/_alike.html", alike=found)


@bp.post("/duplicates/apart")
def apart() -> ResponseReturnValue:
    """Remember that two who look alike are two."""
    one, other = _pair(ApartForm())
    if db.session.scalar(NotTheSame.between(current_trader, one.id, other.id)) is None:
        db.session.add(NotTheSame(client_id=one.id, other_id=other.id))
    return settle("duplicates/_apart.html", back=url_for(".index"), one=one, other=other)


@bp.post("/duplicates/look-again")
def look_again() -> ResponseReturnValue:
    """Forget that two who look alike are two."""
    one, other = _pair(ApartForm())
    said = db.session.scalar(NotTheSame.between(current_trader, one.id, other.id))
    if said is not None:
        db.session.delete(said)
    return settle(None, back=url_for(".index"))


def _pair(form: ApartForm) -> tuple[Client, Client]:
    """Find the two clients whom a form names, the lower number first."""
    low, high = sorted(row_number(field.data) or 0 for field in (form.one, form.other))
    if low == high:
        abort(404)
    return mine(Client, low), mine(Client, high)


@bp.route("/clients/<int:client_id>/merge", methods=["GET", "POST"])
def merge(client_id: int) -> ResponseReturnValue:
    """Choose the other client; look at what comes of the two; make them one."""
    form = MergeForm(request.values)
    other_id = row_number(form.other.data)
    if other_id is None or other_id == client_id:
        return _choose(mine(Client, client_id))
    # In the order of their numbers, so that two windows wait for each other and not for ever.
    both = {id: mine(Client, id) for id in sorted((client_id, other_id))}
    client, other = both[client_id], both[other_id]
    choices = choices_in(request.values)
    if form.validate_on_submit():
        merger = merged(client, other, choices, on=current_trader.today())
        return settle(None, back=url_for(".show", merger_id=merger.id))
    one, two = person_of(client), person_of(other)
    speaker = Speaker(current_trader, db.session.scalars(CustomField.of(current_trader)))
    joined = join(one, two, choices)
    return answer(
        "duplicates/merge.html",
        "duplicates/_joined.html",
        form=form,
        client=client,
        other=other,
        asked=[speaker.asked(question, choices) for question in questions(one, two)],
        name=joined.columns["name"],
        facts=speaker.facts(joined),
        counted=counted(joined),
    )


def _choose(client: Client) -> ResponseReturnValue:
    words = " ".join(request.args.get("q", "").replace("\x00", "").split())[:100]
    found = whom_else(current_trader, client, words)
    return render_template("duplicates/choose.html", client=client, found=found, words=words)


@bp.get("/mergers/<int:merger_id>")
def show(merger_id: int) -> ResponseReturnValue:
    """What was taken together, and the way back."""
    merger = mine(Merger, merger_id)
    return render_template(
        "duplicates/show.html",
        merger=merger,
        is_open=merger.is_open(current_trader.today()),
        newer=newer_than(merger),
    )


@bp.post("/mergers/<int:merger_id>/undo")
def undo(merger_id: int) -> ResponseReturnValue:
    merger = mine(Merger, merger_id)
    back = url_for(".show", merger_id=merger.id)
    if not merger.is_open(current_trader.today()) or newer_than(merger) is not None:
        flash(_("That cannot be taken apart any more."), "error")
        return settle(None, back=back)
    other, left = take_apart(merger, on=current_trader.today())
    if other is None:
        db.session.rollback()
        flash(_("That cannot be taken apart any more."), "error")
        return settle(None, back=back)
    flash(_("%(name)s is a client of their own again.", name=other.name))
    if left:
        flash(
            _(
                "What was changed since they were taken together stays as it is: %(num)d details.",
                num=left,
            )
        )
    return settle(None, back=url_for("clients.show", client_id=other.id))
