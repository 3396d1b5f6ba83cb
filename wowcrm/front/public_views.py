"""What strangers see: the page, what they write on it, and that it arrived. No script, no cookie."""

from datetime import UTC, datetime

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from wowcrm.db import db
from wowcrm.enquiries.guarding import Signs, TooMany, stamp
from wowcrm.enquiries.models import Enquiry
from wowcrm.enquiries.receiving import Told, promised_by, receive
from wowcrm.enquiries.words import reply_words, spoken_name
from wowcrm.front.forms import EnquiryForm, form_for
from wowcrm.front.keeping import questions_of, what_to_expect
from wowcrm.front.models import FrontPage
from wowcrm.hours.working import away_on
from wowcrm.levels.upkeep import commit
from wowcrm.traders.door import network
from wowcrm.traders.models import digest
from wowcrm.traders.turns import take_turn
from wowcrm.web.access import by_link
from wowcrm.web.forms import tidy

bp = Blueprint("front", __name__)
LARGEST = 64 * 1024
"""Bytes of an enquiry; words of five thousand letters take a third of it."""


@bp.route("/enquire/<address>", methods=["GET", "POST"])
@by_link
def write(address: str) -> ResponseReturnValue:
    """The page, and what is written on it, here or in a form on the trader's own site."""
    request.max_content_length = LARGEST
    front = db.session.scalar(FrontPage.at(address))
    if front is None:
        return _headed(render_template("documents/nothing.html"), 404)
    with force_locale(front.trader.locale):
        return _received(front) if request.method == "POST" else _page(front)


@bp.get("/enquire/<address>/received/<token>")
@by_link
def received(address: str, token: str) -> ResponseReturnValue:
    """Say to whoever wrote that it arrived, and by when they hear."""
    found = Enquiry.by_token(token).join(FrontPage, FrontPage.trader_id == Enquiry.trader_id)
    enquiry = db.session.scalar(found.where(FrontPage.address == address))
    if enquiry is None:
        return _headed(render_template("documents/nothing.html"), 404)
    trader = enquiry.trader
    with force_locale(trader.locale):
        page = render_template(
            "front/received.html",
            trader=trader,
            name=spoken_name(enquiry.name),
            by=reply_words(enquiry.reply_by, trader.timezone),
            replied=enquiry.replied_at is not None,
        )
    return _headed(page)


def _received(front: FrontPage) -> ResponseReturnValue:
    take_turn(front.trader_id)
    questions = questions_of(front.trader)
    form = form_for(questions)
    if not form.validate():
        return _page(front, form, 422)
    told = Told(
        name=form.name.data or "",
        message=form.message.data or "",
        email=form.email.data,
        phone=form.phone.data,
        answers=form.answers(),
    )
    try:
        enquiry = receive(front, told, _signs(form), at=datetime.now(UTC))
    except TooMany:
        db.session.rollback()
        return _too_many(address=front.address)
    db.session.flush()
    back = url_for(".received", address=front.address, token=enquiry.token)
    # The same words sent in the same moment are one enquiry: whoever was slower is led to the first.
    first = commit(
        front.trader, key=f"enquiry-{enquiry.print[:40]}-{enquiry.received_on}", back=back
    )
    return redirect(first or back, code=303)


def _signs(form: EnquiryForm) -> Signs:
    sender = digest(f"enquiry:{network(request.remote_addr)}")
    # A form on another site has no stamp at all; one that is there must be ours.
    shown = (form.shown.data or "") if "shown" in request.form else None
    return Signs(trap=tidy(form.website.data), shown=shown, sender=sender)


def _too_many(address: str) -> ResponseReturnValue:
    front = db.session.scalars(FrontPage.at(address)).one()
    form = form_for(questions_of(front.trader))
    form.form_errors.append(
        _(
            "So much came from where you are that I have to ask you to wait an hour. Nothing you"
            " typed is lost: it stands below."
        )
    )
    response = _page(front, form, 429)
    response.headers["Retry-After"] = "3600"
    return response


def _page(front: FrontPage, form: EnquiryForm | None = None, status: int = 200) -> Response:
    trader, now = front.trader, datetime.now(UTC)
    form = form or form_for(questions_of(trader), formdata=None)
    form.shown.data = form.shown.data or stamp(now)
    page = render_template(
        "front/write.html",
        front=front,
        trader=trader,
        form=form,
        blocks=what_to_expect(trader),
        by=reply_words(promised_by(trader, now), trader.timezone),
        away=away_on(trader, trader.day_of(now)),
        today=trader.day_of(now),
    )
    return _headed(page, status, found=front.may_be_found)


def _headed(page: str, status: int = 200, *, found: bool = False) -> Response:
    """Keep it out of search engines, unless the trader wishes to be found."""
    response = make_response(page, status)
    if not found:
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
