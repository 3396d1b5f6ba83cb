"""The page that a client reads by a private link, and the answer they give on it."""

import logging
from datetime import UTC, date, datetime

from flask import Blueprint, Response, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from sqlalchemy.exc import OperationalError
from werkzeug.utils import redirect

from wowcrm.db import db, writing
from wowcrm.documents.answering import accepted, declined
from wowcrm.documents.forms import AcceptForm, DeclineForm
from wowcrm.documents.handing_over import hand_over
from wowcrm.documents.models import Document, Link
from wowcrm.documents.pages import page_of
from wowcrm.documents.standing import answer_of
from wowcrm.documents.turns import take_turn_by
from wowcrm.levels.upkeep import commit
from wowcrm.web.access import by_link, current_trader

bp = Blueprint("documents", __name__)
log = logging.getLogger(__name__)


@bp.get("/for-you/<token>")
@by_link
def show(token: str) -> ResponseReturnValue:
    """A paper as it was sent, or another page; the trader's own look at it is not counted."""
    link = _opened(token)
    if link is None:
        return _nothing()
    _see(link)
    if link.document is not None:
        return _page(link.document, token)
    page = page_of(link)
    return _private(make_response(page)) if page is not None else _nothing()


@bp.get("/for-you/<token>/paper.pdf")
@by_link
def pdf(token: str) -> ResponseReturnValue:
    link = _opened(token)
    if link is None or link.document is None:
        return _nothing()
    _see(link)
    return _private(hand_over(link.document))


@bp.post("/for-you/<token>/accept")
@by_link
def accept(token: str) -> ResponseReturnValue:
    form = AcceptForm()
    document = _document(token)
    if document is None:
        return _nothing()
    if not form.validate() or not form.is_of(document):
        return _page(document, token, accepting=form)
    today = _day(document)
    if document.accept(form.name.data or "", at=datetime.now(UTC), on=today):
        accepted(document, today)
    return _settled(document, token)


@bp.post("/for-you/<token>/decline")
@by_link
def decline(token: str) -> ResponseReturnValue:
    form = DeclineForm()
    document = _document(token)
    if document is None:
        return _nothing()
    if not form.validate() or not form.is_of(document):
        return _page(document, token, declining=form)
    today = _day(document)
    if document.decline(form.because.data, at=datetime.now(UTC), on=today):
        declined(document, today)
    return _settled(document, token)


def _opened(token: str) -> Link | None:
    """Find the link; one that is wrong, revoked or expired is not there, and nobody learns which."""
    link = db.session.scalar(Link.by_token(token))
    if link is None or not link.opens(link.client.trader.today()):
        return None
    return link


def _document(token: str) -> Document | None:
    """Find the paper that is to be answered."""
    take_turn_by(token)
    link = _opened(token)
    return link.document if link else None


def _day(document: Document) -> date:
    return document.client.trader.today()


def _settled(document: Document, token: str) -> ResponseReturnValue:
    commit(document.client.trader)
    return redirect(url_for(".show", token=token, _anchor="answer"), code=303)


def _page(
    document: Document,
    token: str,
    *,
    accepting: AcceptForm | None = None,
    declining: DeclineForm | None = None,
) -> Response:
    refused, paper = accepting or declining, document.paper
    # The words around a paper are in its language, whoever reads it.
    with force_locale(paper.locale):
        page = render_template(
            "documents/show.html",
            document=document,
            paper=paper,
            answer=answer_of(document),
            token=token,
            refused=refused,
            accepting=accepting or AcceptForm(formdata=None, data={"version": document.version}),
            declining=declining or DeclineForm(formdata=None, data={"version": document.version}),
        )
    return _private(make_response(page, 422 if refused else 200))


def _nothing() -> Response:
    return _private(make_response(render_template("documents/nothing.html"), 404))


def _private(response: Response) -> Response:
    """Keep the address to whoever was given it: out of search engines and other sites' logs."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _see(link: Link) -> None:
    """Note in a transaction of its own that the client looked."""
    if current_trader.is_authenticated:
        return
    try:
        with writing():
            db.session.rollback()
            link.see(at=datetime.now(UTC))
            db.session.commit()
    except OperationalError as error:
        # On a full disk, what was sent can still be read.
        log.warning("a link in use could not be noted: %s", error.orig)
        db.session.rollback()
