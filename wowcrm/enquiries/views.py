"""Enquiries: who waits, one as it came, and what looks like spam."""

from datetime import UTC, datetime

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from wowcrm.enquiries.figures import reply_time
from wowcrm.enquiries.fit import fit_of
from wowcrm.enquiries.models import Enquiry
from wowcrm.enquiries.shelves import passed_on_by, set_aside_of, shelf_of
from wowcrm.enquiries.words import reply_words, span_words
from wowcrm.front.keeping import front_of
from wowcrm.trash.trashing import delete as delete_row
from wowcrm.web.access import current_trader, mine
from wowcrm.web.htmx import answer, settle
from wowcrm.work.capacity import capacity_of

bp = Blueprint("enquiries", __name__)
bp.add_app_template_global(fit_of)
bp.add_app_template_global(passed_on_by)


@bp.app_template_global()
def promised_reply(enquiry: Enquiry) -> str:
    """Say by when a reply was promised: "Thursday 7 May, 17:00"."""
    return reply_words(enquiry.reply_by, current_trader.timezone)


@bp.app_template_global()
def replied_within(enquiry: Enquiry) -> str:
    """Say how long the reply took; nothing as long as there is none."""
    return span_words(enquiry.replied_at - enquiry.received_at) if enquiry.replied_at else ""


@bp.app_template_global()
def is_late(enquiry: Enquiry) -> bool:
    return enquiry.is_late(datetime.now(UTC))


@bp.get("/enquiries")
def index() -> ResponseReturnValue:
    """Who waits for an answer, most pressing first; how fast they get one; how much room there is."""
    today = current_trader.today()
    return render_template(
        "enquiries/index.html",
        shelf=shelf_of(current_trader, today),
        replies=reply_time(current_trader, datetime.now(UTC)),
        room=capacity_of(current_trader, today).words(today),
        front=front_of(current_trader),
    )


@bp.get("/enquiries/set-aside")
def suspects() -> ResponseReturnValue:
    """What looks like spam, and why; nothing is lost for thirty days."""
    return answer(
        "enquiries/suspects.html",
        "enquiries/_suspects.html",
        enquiries=set_aside_of(current_trader),
    )


@bp.get("/enquiries/<int:enquiry_id>")
def show(enquiry_id: int) -> ResponseReturnValue:
    enquiry = mine(Enquiry, enquiry_id)
    today = current_trader.today()
    room = capacity_of(current_trader, today).words(today)
    return render_template("enquiries/show.html", enquiry=enquiry, room=room)


@bp.post("/enquiries/<int:enquiry_id>/set-aside")
def set_aside(enquiry_id: int) -> ResponseReturnValue:
    """Put it where spam lies; it can be fetched back for thirty days."""
    enquiry = mine(Enquiry, enquiry_id)
    enquiry.suspect(_("You put it here."), on=current_trader.today())
    flash(_("Set aside with what looks like spam. For 30 days you can fetch it back."))
    return settle(None, back=url_for(".index"))


@bp.post("/enquiries/<int:enquiry_id>/restore")
def restore(enquiry_id: int) -> ResponseReturnValue:
    enquiry = mine(Enquiry, enquiry_id)
    enquiry.restore()
    flash(_("%(name)s is among your enquiries again.", name=enquiry.name))
    return settle(None, back=url_for(".show", enquiry_id=enquiry.id))


@bp.post("/enquiries/<int:enquiry_id>/reopen")
def reopen(enquiry_id: int) -> ResponseReturnValue:
    """Take back that it was declined or passed on."""
    enquiry = mine(Enquiry, enquiry_id)
    enquiry.reopen()
    return settle(None, back=url_for(".show", enquiry_id=enquiry.id))


@bp.post("/enquiries/<int:enquiry_id>/delete")
def delete(enquiry_id: int) -> ResponseReturnValue:
    enquiry = mine(Enquiry, enquiry_id)
    said = _("The enquiry of %(name)s is deleted.", name=enquiry.name)
    delete_row(enquiry, said=said, place=url_for(".index"))
    return settle(None, back=url_for(".index"))
