"""The account: the address and password to sign in with, and the devices signed in on."""

import logging
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_time
from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from wowcrm.db import db
from wowcrm.levels.upkeep import commit
from wowcrm.traders.door import TriedTooOften, keys_of, keys_of_renaming, knock, open_door
from wowcrm.traders.forms import EmailForm, PasswordForm
from wowcrm.traders.models import SignIn, fits, hash_of, normal_email
from wowcrm.web.access import begin_session, current_sign_in, current_trader, end_session, mine
from wowcrm.web.devices import is_handheld, name_of
from wowcrm.web.htmx import settle

bp = Blueprint("account", __name__)
log = logging.getLogger("wowcrm.door")


@bp.get("/account")
def index() -> ResponseReturnValue:
    return _show()


def _show(
    password_form: PasswordForm | None = None, email_form: EmailForm | None = None
) -> ResponseReturnValue:
    """Show both forms; one that was sent and refused shows why."""
    refused = password_form or email_form
    return render_template(
        "traders/account.html",
        # A form that was not sent must not read what was sent with the other.
        password_form=password_form or PasswordForm(None, email=current_trader.email),
        email_form=email_form or EmailForm(None, email=current_trader.email),
    ), 422 if refused else 200


@bp.post("/account/password")
def password() -> ResponseReturnValue:
    """Change the password; every other device, and whoever copied this cookie, is signed out."""
    form = PasswordForm(email=current_trader.email)
    if not form.validate() or not _is_really_you(form):
        return _show(password_form=form)
    new, stays = hash_of(form.password.data or ""), current_stays()
    current_trader.password_hash = new
    current_trader.end_sign_ins(at=datetime.now(UTC))
    begin_session(current_trader, stays=stays)
    log.info("trader %d changed the password", current_trader.id)
    flash(_("Your password is changed. Every other device is signed out."))
    return settle(None, back=url_for(".index"))


@bp.post("/account/email")
def email() -> ResponseReturnValue:
    form = EmailForm()
    if not form.validate() or not _is_really_you(form) or not _may_ask(form):
        return _show(email_form=form)
    current_trader.email = normal_email(form.email.data or "")
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        form.email.errors = [_("Somebody signs in here with that address already.")]
        return _show(email_form=form)
    log.info("trader %d changed the e-mail address", current_trader.id)
    flash(_("From now on you sign in as %(email)s.", email=current_trader.email))
    return settle(None, back=url_for(".index"))


def _is_really_you(form: PasswordForm | EmailForm) -> bool:
    """Look at the password of somebody signed in; it can be tried as often as at the door.

    As there, it is looked at between two transactions.
    """
    keys = keys_of(current_trader)
    try:
        tries = knock(keys, at=datetime.now(UTC))
    except TriedTooOften as often:
        db.session.rollback()
        form.current.errors = [often.words]
        return False
    known = current_trader.password_hash
    db.session.flush()
    tried = [one.id for one in tries]
    db.session.commit()
    if not fits(form.current.data or "", known):
        form.current.errors = [_("That is not your password.")]
        return False
    open_door(keys, tried)
    return True


def _may_ask(form: EmailForm) -> bool:
    """Count an address that was asked for: the answer tells whether it is somebody's."""
    try:
        knock(keys_of_renaming(current_trader), at=datetime.now(UTC))
    except TriedTooOften as often:
        db.session.rollback()
        form.email.errors = [often.words]
        return False
    db.session.commit()
    return True


def current_stays() -> bool:
    return getattr(current_sign_in(), "stays", True)


@bp.get("/devices")
def devices() -> ResponseReturnValue:
    return render_template("traders/devices.html", **_devices())


def _devices() -> dict[str, Any]:
    return {
        "sign_ins": db.session.scalars(SignIn.newest_open(current_trader, datetime.now(UTC))).all(),
        "this": current_sign_in(),
        "name_of": name_of,
        "time_of": _time_of,
        "is_handheld": is_handheld,
    }


def _time_of(moment: datetime) -> str:
    """Say the time of day on the trader's clock: several sign-ins of a day look alike."""
    here = moment.astimezone(ZoneInfo(current_trader.timezone))
    return format_time(here.time(), "short", locale=get_locale())


@bp.post("/devices/<int:sign_in_id>/end")
def end(sign_in_id: int) -> ResponseReturnValue:
    """Sign out on one device, which may be this one."""
    sign_in = mine(SignIn, sign_in_id)
    if sign_in is current_sign_in():
        return _leave()
    sign_in.end(at=datetime.now(UTC))
    flash(_("Signed out there."))
    return _settled()


@bp.post("/devices/end-others")
def end_others() -> ResponseReturnValue:
    current_trader.end_sign_ins(at=datetime.now(UTC), but=current_sign_in())
    flash(_("Signed out everywhere else."))
    return _settled()


@bp.post("/devices/end-all")
def end_all() -> ResponseReturnValue:
    """Sign out everywhere, here too."""
    current_trader.end_sign_ins(at=datetime.now(UTC))
    return _leave()


def _settled() -> ResponseReturnValue:
    db.session.flush()
    return settle("traders/_devices.html", back=url_for(".devices"), **_devices())


def _leave() -> ResponseReturnValue:
    end_session()
    commit(current_trader)
    flash(_("You are signed out. See you soon."))
    return redirect(url_for("traders.sign_in"), code=303)
