"""A message to a client: ready words to change, ways to send them, and "I sent it"."""

from datetime import UTC, datetime

from flask import Blueprint, abort, current_app, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.clients.models import Client
from wowcrm.messages.drafts import Draft, draft_for, sent
from wowcrm.messages.forms import MessageForm
from wowcrm.messages.sending import send_words
from wowcrm.messages.ways import usual_kind, ways_to_send
from wowcrm.outbox.tidying import deliverable
from wowcrm.quiet.models import quiet_on
from wowcrm.timeline.models import Direction, InteractionKind
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import settle
from wowcrm.wordings.merging import left_blank

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
    quiet = quiet_on(client, today)
    form = MessageForm(
        quiet=quiet.words(today) if quiet else None,
        data={"subject": draft.subject, "text": draft.text, "kind": usual_kind(ways).value},
    )
    # Without scripts, the links follow changed words only when they are asked to.
    if form.validate_on_submit() and "ready" not in request.form and _is_complete(form):
        kind = InteractionKind(form.kind.data)
        if "send" in request.form and (to := mailable(client)):
            kind = InteractionKind.EMAIL
            _send(client, form, to)
        client.touch(kind, form.text.data or "", on=today, direction=Direction.OUT)
        sent(client, about, today)
        flash(_("Written down for %(client)s.", client=client.short_name))
        return settle(None, back=url_for("clients.show", client_id=client.id))
    if not form.is_submitted():
        _is_complete(form)
    page = render_template(
        "messages/write.html",
        client=client,
        about=about,
        form=form,
        ways=ways,
        mailable=mailable(client),
        words=Draft(form.subject.data or "", form.text.data or ""),
    )
    return page, 422 if form.is_submitted() and form.errors else 200


def mailable(client: Client) -> str | None:
    """Name the address at which the app can write to a client; none without a mail server."""
    if current_app.config["SMTP"] is None:
        return None
    return next((each.value for each in client.emails if deliverable(each.value)), None)


def _send(client: Client, form: MessageForm, to: str) -> None:
    send_words(
        current_trader,
        form.subject.data or "",
        form.text.data or "",
        to=to,
        to_name=client.name,
        at=datetime.now(UTC),
        client=client,
    )


def _is_complete(form: MessageForm) -> bool:
    """Let no words go out in which a field still stands; say it beside them."""
    blank = left_blank(f"{form.subject.data} {form.text.data}")
    if blank:
        named = ", ".join(f"{{{name}}}" for name in blank)
        form.text.errors = [
            _("Nothing is known to fill in for %(fields)s. Write it yourself.", fields=named)
        ]
    return not blank
