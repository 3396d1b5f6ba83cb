"""The outbox under Me: what waits, what went out, what did not and why; and a mail to try it."""

from datetime import UTC, datetime

from flask import Blueprint, current_app, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.db import db
from wowcrm.outbox.models import Mail
from wowcrm.outbox.sending import send
from wowcrm.outbox.shelves import mailto, page_of
from wowcrm.outbox.words import fault_words
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import answer, settle, wants_fragment

bp = Blueprint("outbox", __name__)
bp.add_app_template_global(mailto)
bp.add_app_template_global(fault_words)


@bp.app_template_global()
def has_mail_server() -> bool:
    return current_app.config["SMTP"] is not None


@bp.get("/outbox")
def index() -> ResponseReturnValue:
    page = page_of(current_trader, request.args.get("before", type=int))
    if wants_fragment():
        return render_template("outbox/_page.html", page=page)
    return render_template("outbox/index.html", page=page, server=current_app.config["SMTP"])


@bp.post("/outbox/try")
def try_out() -> ResponseReturnValue:
    """Send the trader a mail, to see whether mail can be sent; it is tried once."""
    mail = send(
        current_trader,
        "trial",
        to=current_trader.email,
        to_name=current_trader.name,
        at=datetime.now(UTC),
        most_tries=1,
    )
    db.session.flush()
    return settle(None, back=url_for(".show", mail_id=mail.id))


@bp.get("/outbox/<int:mail_id>")
def show(mail_id: int) -> ResponseReturnValue:
    """One mail, and what became of it; to htmx, which asks again and again, its card alone."""
    return _card(mine(Mail, mail_id))


@bp.post("/outbox/<int:mail_id>/retry")
def retry(mail_id: int) -> ResponseReturnValue:
    mail = mine(Mail, mail_id)
    mail.retry(at=datetime.now(UTC))
    return _settle(mail)


@bp.post("/outbox/<int:mail_id>/cancel")
def cancel(mail_id: int) -> ResponseReturnValue:
    mail = mine(Mail, mail_id)
    if mail.is_ahead and not mail.can_be_stopped:
        flash(_("It is on its way already."), "warning")
    mail.cancel()
    return _settle(mail)


@bp.post("/outbox/<int:mail_id>/hand-over")
def hand_over(mail_id: int) -> ResponseReturnValue:
    """The trader sent it with their own mail program."""
    mail = mine(Mail, mail_id)
    mail.hand_over(at=datetime.now(UTC))
    return _settle(mail)


def _card(mail: Mail) -> ResponseReturnValue:
    return answer("outbox/show.html", "outbox/_mail.html", mail=mail, whole=True)


def _settle(mail: Mail) -> ResponseReturnValue:
    return settle(
        "outbox/_mail.html", back=url_for(".show", mail_id=mail.id), mail=mail, whole=True
    )
