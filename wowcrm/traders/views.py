"""The door, and Me: the place of everything that is about the trader."""

import logging
from datetime import UTC, datetime

import sqlalchemy as sa
from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from wowcrm.db import db
from wowcrm.traders.door import TriedTooOften, claim_of, keys_for, knock, open_door
from wowcrm.traders.forms import SignInForm
from wowcrm.traders.me import shelves
from wowcrm.traders.models import SignIn, Trader, hash_of, is_dated
from wowcrm.web.access import (
    begin_session,
    current_sign_in,
    current_trader,
    end_session,
    public,
    safe_next,
)
from wowcrm.web.devices import device_of
from wowcrm.worker.health import health_of

bp = Blueprint("traders", __name__)
log = logging.getLogger("wowcrm.door")


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Let a trader in; the first visitor of an installation is welcomed instead."""
    after = safe_next(request.values.get("next"), "/")
    if current_user.is_authenticated:
        return redirect(after, code=303)
    if _nobody_is_registered():
        return redirect(url_for("first_run.welcome"), code=303)
    form = SignInForm()
    if not form.validate_on_submit():
        return _ask(form, after, 422 if form.errors else 200)
    try:
        trader = _recognise(form.email.data or "", form.password.data or "")
    except TriedTooOften as often:
        return _ask_later(form, after, often)
    if trader is None:
        form.form_errors.append(_("That e-mail address and password do not go together."))
        return _ask(form, after, 422)
    db.session.execute(SignIn.sweep(trader, datetime.now(UTC)))
    begin_session(trader, stays=form.stays.data)
    db.session.commit()
    log.info("trader %d signed in", trader.id)
    return redirect(after, code=303)


def _recognise(email: str, password: str) -> Trader | None:
    """Find who opens the door with this password; raise TriedTooOften.

    The password is looked at between two transactions: that takes long on purpose, and the
    database would be locked meanwhile.
    """
    at = datetime.now(UTC)
    keys = keys_for(email, address=request.remote_addr, device=device_of(email))
    tries = knock(keys, at=at)
    claim = claim_of(email)
    db.session.flush()
    tried = [one.id for one in tries]
    db.session.commit()
    if not claim.holds(password):
        log.warning("sign-in refused: wrong password or unknown address")
        return None
    renewed = hash_of(password) if is_dated(claim.password_hash or "") else None
    trader = db.session.get(Trader, claim.trader_id)
    if trader is None or trader.password_hash != claim.password_hash:
        return None
    trader.password_hash = renewed or trader.password_hash
    open_door(keys, tried)
    return trader


def _ask(form: SignInForm, after: str, status: int) -> ResponseReturnValue:
    return render_template("traders/sign_in.html", form=form, after=after), status


def _ask_later(form: SignInForm, after: str, often: TriedTooOften) -> ResponseReturnValue:
    log.warning("sign-in refused: tried too often")
    # The transaction that counted holds the write lock, and there is nothing to save.
    db.session.rollback()
    form.form_errors.append(often.words)
    response = make_response(_ask(form, after, 429))
    response.headers["Retry-After"] = str(often.seconds)
    return response


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End the session on the server too, so that the old cookie opens nothing."""
    if ending := current_sign_in():
        log.info("trader %d signed out", ending.trader_id)
    end_session()
    db.session.commit()
    flash(_("You are signed out. See you soon."))
    return redirect(url_for(".sign_in"), code=303)


@bp.get("/me")
def me() -> ResponseReturnValue:
    health = health_of(current_trader, datetime.now(UTC))
    return render_template("traders/me.html", shelves=shelves(), health=health)


@bp.get("/.well-known/change-password")
def change_password() -> ResponseReturnValue:
    """Lead password managers to the page where the password is changed."""
    return redirect(url_for("account.index", _anchor="password"), code=303)


@bp.get("/healthz")
@public
def health() -> ResponseReturnValue:
    """Tell whoever watches the installation that the database answers; nothing else."""
    db.session.execute(sa.text("SELECT 1"))
    return Response("ok\n", mimetype="text/plain")


ROBOTS = "User-agent: *\nAllow: /enquire/\nDisallow: /\n"
"""Each page for strangers says for itself whether it wishes to be found."""


@bp.get("/robots.txt")
@public
def robots() -> ResponseReturnValue:
    answer = Response(ROBOTS, mimetype="text/plain")
    answer.cache_control.public = True
    answer.cache_control.max_age = 86400
    return answer


def _nobody_is_registered() -> bool:
    return (
        "first_run.welcome" in current_app.view_functions
        and db.session.scalar(sa.select(Trader.id).limit(1)) is None
    )
