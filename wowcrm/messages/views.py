"""A message to a client: ready words to change, ways to send them, and "I sent it"."""

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.clients.models import Client
from wowcrm.messages.drafts import Draft, draft_for, sent
from wowcrm.messages.forms import MessageForm
from wowcrm.messages.ways import usual_kind, ways_to_send
from wowcrm.timeline.models import Direction, InteractionKind
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import settle

bp = Blueprint("messages", __name__)
bp.add_app_template_global(ways_to_send)


@bp.route("/clients/<int:client_id>/message", methods=["GET", "POST"])
def write(client_id: int) -> ResponseReturnValue:
    client = mine(Client, client_id)
    today = current_trader.today()
    about = request.args.get("about", "")
    draft = draft_for(client, about, today)
    if draft is None:
        abort(404)
    ways = ways_to_send(client)
    form = MessageForm(
        data={"subject": draft.subject, "text": draft.text, "kind": usual_kind(ways).value}
    )
    # Without scripts, the links follow changed words only when they are asked to.
    if form.validate_on_submit() and "ready" not in request.form:
        kind = InteractionKind(form.kind.data)
        client.touch(kind, form.text.data or "", on=today, direction=Direction.OUT)
        sent(client, about, today)
        flash(_("Written down for %(client)s.", client=client.short_name))
        return settle(None, back=url_for("clients.show", client_id=client.id))
    page = render_template(
        "messages/write.html",
        client=client,
        about=about,
        form=form,
        ways=ways,
        words=Draft(form.subject.data or "", form.text.data or ""),
    )
    return page, 422 if form.errors else 200
