"""Touches: what a trader writes down by hand about a client, and corrects."""

from datetime import date
from functools import lru_cache

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from wowcrm.clients.models import Client
from wowcrm.db import db
from wowcrm.levels.history import history_of
from wowcrm.levels.upkeep import standing_of
from wowcrm.promises.models import Promise, Source
from wowcrm.timeline.forms import TouchForm
from wowcrm.timeline.models import Direction, Interaction, InteractionKind
from wowcrm.timeline.story import story_of
from wowcrm.timeline.words import line_words
from wowcrm.trash.trashing import trashing
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import answer, settle, wants_fragment

bp = Blueprint("timeline", __name__)
bp.add_app_template_global(line_words)


@bp.app_template_global()
def touch_form() -> TouchForm:
    """Offer a blank form for a touch to whatever page has room for one."""
    return _blank(current_trader.today())


def _blank(today: date) -> TouchForm:
    return TouchForm(formdata=None, today=today, data={"happened_on": today})


@bp.app_template_global()
def blank_touch_fields() -> Markup:
    """Draw the fields of a blank form: on one day they are the same for all who read a language."""
    draw = _drawn.__wrapped__ if current_app.debug else _drawn
    return draw(current_trader.today(), str(get_locale()), request.root_path)


@lru_cache(maxsize=32)
def _drawn(today: date, _locale: str, _root: str) -> Markup:
    return Markup(render_template("timeline/_touch_fields.html", form=_blank(today)))


@bp.get("/clients/<int:client_id>/story")
def index(client_id: int) -> ResponseReturnValue:
    """One kind of a story to htmx, or its next page; the story itself is on the client's page."""
    client = mine(Client, client_id)
    kind, before = request.args.get("kind"), request.args.get("before")
    if not wants_fragment():
        return redirect(url_for("clients.show", client_id=client.id, kind=kind, before=before))
    story = story_of(client, kind, before)
    fragment = "timeline/_lines.html" if story.before else "timeline/_reading.html"
    return render_template(fragment, client=client, story=story)


@bp.post("/clients/<int:client_id>/heard")
def heard(client_id: int) -> ResponseReturnValue:
    """They were in touch by themselves: one tap; how, and what about, can be written to it."""
    client = mine(Client, client_id)
    words = _("They were in touch")
    client.touch(InteractionKind.MESSAGE, words, on=current_trader.today(), direction=Direction.IN)
    flash(_("Written down. Add what it was about in the story, if it matters."))
    return settle(None, back=url_for("clients.show", client_id=client.id))


@bp.post("/clients/<int:client_id>/touches")
def write(client_id: int) -> ResponseReturnValue:
    client = mine(Client, client_id)
    form = TouchForm(today=current_trader.today())
    if not form.validate():
        return answer(
            "clients/show.html",
            "timeline/_story.html",
            form=form,
            client=client,
            standing=standing_of(client, current_trader.today()),
            story=story_of(client),
            history=history_of(client, current_trader.today()),
        )
    client.touch(
        form.kind.data,
        form.summary.data or "",
        on=form.happened_on.data or form.today,
        direction=form.direction.data,
        chased=form.chased.data,
    )
    if form.promised.data:
        on = form.happened_on.data or form.today
        Promise.make(client, form.promised.data, due_on=form.due_day, on=on, source=Source.TOUCH)
    db.session.flush()
    return settle(
        "timeline/_story.html",
        back=url_for("clients.show", client_id=client.id),
        trigger="client-changed",
        client=client,
        story=story_of(client),
    )


@bp.get("/touches/<int:interaction_id>")
def show(interaction_id: int) -> ResponseReturnValue:
    """One line again, when it was left as it is."""
    line = _touch(interaction_id)
    if not wants_fragment():
        return redirect(_back(line))
    return render_template("timeline/_line.html", line=line)


@bp.route("/touches/<int:interaction_id>/edit", methods=["GET", "POST"])
def edit(interaction_id: int) -> ResponseReturnValue:
    line = _touch(interaction_id)
    form = TouchForm(obj=line, today=current_trader.today())
    if request.method == "GET" or not form.validate():
        return answer("timeline/edit.html", "timeline/_edit.html", form=form, line=line)
    line.client.correct(
        line,
        form.kind.data,
        form.summary.data or "",
        on=form.happened_on.data or form.today,
        direction=form.direction.data,
        chased=form.chased.data,
    )
    return settle("timeline/_line.html", back=_back(line), trigger="client-changed", line=line)


@bp.post("/touches/<int:interaction_id>/delete")
def delete(interaction_id: int) -> ResponseReturnValue:
    line = _touch(interaction_id)
    back = _back(line)
    with trashing(line, said=_("That line is deleted."), place=back):
        line.client.forget(line)
    return settle("timeline/_gone.html", back=back, trigger="client-changed")


def _touch(id: int) -> Interaction:
    """Find a line that the trader wrote by hand; acts are not to be rewritten."""
    line = mine(Interaction, id)
    if not line.is_touch:
        abort(404)
    return line


def _back(line: Interaction) -> str:
    return url_for("clients.show", client_id=line.client_id)
