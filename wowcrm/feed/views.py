"""The calendar feed: chosen under Me, and read by calendar programs at its secret address."""

import hashlib
import logging
from datetime import UTC, datetime

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError, OperationalError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from wowcrm.db import db, writing
from wowcrm.feed.forms import FeedForm
from wowcrm.feed.ics import calendar
from wowcrm.feed.keeping import Picture, keep, names_of, picture_of
from wowcrm.feed.models import Feed
from wowcrm.feed.sources import SOURCES
from wowcrm.web.access import by_link, current_trader
from wowcrm.web.htmx import answer, settle

bp = Blueprint("feed", __name__)
log = logging.getLogger(__name__)


@bp.route("/calendar", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    """What it shows, and where a calendar finds it."""
    feed = db.session.scalar(Feed.of(current_trader))
    form = FeedForm(data={"kinds": feed.kinds if feed else list(SOURCES)})
    form.kinds.choices = [SelectChoice(name, source.label) for name, source in SOURCES.items()]
    if form.validate_on_submit():
        feed = feed or Feed(trader_id=current_trader.id)
        feed.kinds = names_of(form.kinds.data or [])
        if not feed.is_open:
            feed.renew()
        db.session.add(feed)
        flash(_("Kept. Calendars ask every few hours, so give them a while."))
        return settle(None, back=url_for(".index"))
    return answer(
        "feed/index.html", "feed/_feed.html", form=form, feed=feed, address=_address(feed)
    )


@bp.post("/calendar/renew")
def renew() -> ResponseReturnValue:
    """Open it at another address; whoever has the old one sees nothing any more."""
    feed = db.session.scalar(Feed.of(current_trader).with_for_update())
    if feed is not None:
        feed.renew()
        flash(_("The old address shows nothing any more. Give your calendar the new one."))
    return settle(None, back=url_for(".index"))


@bp.post("/calendar/revoke")
def revoke() -> ResponseReturnValue:
    feed = db.session.scalar(Feed.of(current_trader).with_for_update())
    if feed is not None:
        feed.revoke(at=datetime.now(UTC))
        flash(_("Nobody reads it any more."))
    return settle(None, back=url_for(".index"))


@bp.get("/calendar/<token>.ics")
@by_link
def show(token: str) -> ResponseReturnValue:
    """The calendar itself; a wrong address and a revoked one answer the same."""
    feed = db.session.scalar(Feed.by_token(token))
    if feed is None:
        return _private(make_response(render_template("documents/nothing.html"), 404))
    with force_locale(feed.trader.locale):
        picture = _picture(feed)
        name = _("WowCRM: %(name)s", name=feed.trader.business or feed.trader.name)
    response = make_response(calendar(name, picture.events))
    response.content_type = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = 'inline; filename="wowcrm.ics"'
    response.cache_control.private = True
    response.cache_control.no_cache = True
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
    response.make_conditional(request)
    return _private(response)


def _picture(feed: Feed) -> Picture:
    """Work out what to show, and remember it where it changed, in a transaction that writes."""
    now = datetime.now(UTC)
    with db.session.no_autoflush:
        picture = picture_of(feed, now, _root())
    seen_lately = feed.read_at is not None and (now - feed.read_at).total_seconds() < 3600
    if not picture.changed and seen_lately:
        return picture
    id = feed.id
    try:
        with writing():
            # What was read so far was read without the write lock, so it is read again.
            db.session.rollback()
            feed = db.session.get_one(Feed, id)
            picture = picture_of(feed, now, _root())
            feed.read_at = now
            keep(picture)
            db.session.commit()
    except (IntegrityError, OperationalError) as error:
        # Another calendar asked in the same moment, or the disk is full: it is shown all the same.
        log.warning("what a calendar showed could not be noted: %s", error.orig)
        db.session.rollback()
    return picture


def _root() -> str:
    return str(current_app.config["URL"] or request.url_root).rstrip("/")


def _address(feed: Feed | None) -> str | None:
    if feed is None or not feed.is_open:
        return None
    return f"{_root()}{url_for('.show', token=feed.token)}"


def _private(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
