"""The door, and the trader's own place: Me."""

from datetime import UTC, datetime

import sqlalchemy as sa
from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from wowcrm.db import db
from wowcrm.traders.forms import SignInForm
from wowcrm.traders.models import Trader
from wowcrm.web.access import begin_session, end_session, public, safe_next

bp = Blueprint("traders", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Let a trader in; the first visitor of an installation is welcomed instead."""
    after = safe_next(request.values.get("next"), "/")
    if current_user.is_authenticated:
        return redirect(after, code=303)
    if "first_run.welcome" in current_app.view_functions and nobody_is_registered():
        return redirect(url_for("first_run.welcome"), code=303)
    form = SignInForm()
    if form.validate_on_submit():
        trader = db.session.scalars(Trader.by_email(form.email.data or "")).one_or_none()
        if trader is not None and trader.check_password(form.password.data or ""):
            begin_session(trader, stays=form.stays.data, at=datetime.now(UTC))
            db.session.commit()
            return redirect(after, code=303)
        form.form_errors.append(_("That e-mail address and password do not go together."))
    status = 422 if form.errors else 200
    return render_template("traders/sign_in.html", form=form, after=after), status


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End the session on the server too, so that the old cookie opens nothing."""
    end_session(at=datetime.now(UTC))
    db.session.commit()
    flash(_("You are signed out. See you soon."))
    return redirect(url_for(".sign_in"), code=303)


@bp.get("/me")
def me() -> ResponseReturnValue:
    return render_template("traders/me.html")


def nobody_is_registered() -> bool:
    return db.session.scalar(sa.select(Trader.id).limit(1)) is None
