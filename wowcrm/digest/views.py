"""The digest: chosen and looked at under Me, acted on and stopped by its links without signing in."""

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
from werkzeug.utils import redirect

from wowcrm.db import db
from wowcrm.digest.content import Site, issue_of
from wowcrm.digest.forms import DigestForm
from wowcrm.digest.models import Digest
from wowcrm.digest.tapping import Tap, read
from wowcrm.levels.upkeep import commit, submitted_before
from wowcrm.today import acting
from wowcrm.today.nudge import REST_DAYS
from wowcrm.traders.turns import take_turn
from wowcrm.web.access import by_link, current_trader
from wowcrm.web.htmx import answer, settle

bp = Blueprint("digest", __name__)


@bp.route("/digest", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    """How often it comes, and what it would say now."""
    digest = db.session.scalar(Digest.of(current_trader))
    form = DigestForm(obj=digest, data=None if digest else {"address": current_trader.email})
    if form.validate_on_submit():
        return _choose(digest or Digest(trader_id=current_trader.id), form)
    return answer(
        "digest/index.html",
        "digest/_form.html",
        form=form,
        digest=digest,
        issue=issue_of(current_trader, current_trader.today(), Site("")),
        server=current_app.config["SMTP"],
        root=_root(digest),
    )


def _choose(digest: Digest, form: DigestForm) -> ResponseReturnValue:
    digest.rhythm, digest.hour = form.rhythm.data, form.at
    digest.weekday, digest.address = form.weekday.data, form.address.data or ""
    # Only the trader's own browser says here where the installation is found.
    digest.site = request.url_root
    digest.trader = current_trader._get_current_object()  # type: ignore[attr-defined]
    db.session.add(digest)
    digest.plan(datetime.now(UTC))
    flash(_("Kept.") if digest.is_wanted else _("Kept: no digest comes."))
    return settle(None, back=url_for(".index"))


def _root(digest: Digest | None) -> str:
    """Where links in the mail lead."""
    return str(current_app.config["URL"] or (digest.site if digest else request.url_root))


@bp.route("/tap/<token>", methods=["GET", "POST"])
@by_link
def tap(token: str) -> ResponseReturnValue:
    """Act on one nudge; looking at it changes nothing, so that mail scanners may."""
    found = read(token)
    if found is None:
        return _page("documents/nothing.html", 404)
    if request.method == "POST":
        take_turn(found.trader.id)
    with force_locale(found.trader.locale):
        if submitted_before(found.trader, found.key) is not None:
            return _page("digest/seen_to.html", 200, tap=found)
        nudge = found.nudge
        if nudge is None:
            return _page("digest/seen_to.html", 200, tap=found)
        if request.method == "POST":
            return _act(found, token)
        can_do = acting.can_do(nudge)
        return _page("digest/tap.html", 200, tap=found, nudge=nudge, can_do=can_do, token=token)


def _act(tap: Tap, token: str) -> ResponseReturnValue:
    nudge, days = tap.nudge, request.form.get("days", type=int)
    today, back = tap.trader.today(), url_for(".tap", token=token)
    if nudge is not None and days in REST_DAYS:
        acting.put_off(nudge, tap.trader, days, today)
    elif nudge is not None and "do" in request.form and acting.can_do(nudge):
        acting.do(nudge, tap.trader, today)
    else:
        return redirect(back, code=303)
    # The link's own key: a second press, from this device or another, changes nothing.
    commit(tap.trader, key=tap.key, back=back)
    return redirect(back, code=303)


@bp.route("/digest/stop/<token>", methods=["GET", "POST"])
@by_link
def stop(token: str) -> ResponseReturnValue:
    """Stop the digest: a mail program posts here by itself (RFC 8058), a person is asked first."""
    digest = db.session.scalar(Digest.by_token(token))
    if digest is None:
        return _page("documents/nothing.html", 404)
    with force_locale(digest.trader.locale):
        if request.method == "POST":
            take_turn(digest.trader_id)
            digest.stop()
            commit(digest.trader)
        return _page("digest/stop.html", 200, digest=digest, token=token)


def _page(template: str, status: int, **context: object) -> Response:
    """Show a page to whoever has the address, and keep that out of search engines."""
    response = make_response(render_template(template, **context), status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
