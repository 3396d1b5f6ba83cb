"""Pages for what went wrong: what happened, that nothing is lost, and what to do."""

import logging

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from wowcrm.db import db

log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(Exception, _broken)


def _words(code: int) -> tuple[str, str]:
    """Say what happened and what to do, for a status code."""
    return {
        400: (_("I could not read that request."), _("Go back and try once more.")),
        403: (_("That is not open to you."), _("Sign in, or go back to Today.")),
        404: (
            _("There is nothing here."),
            _("It may have been moved or removed, or the address has a slip in it."),
        ),
        405: (_("That page cannot be used this way."), _("Go back and use its buttons.")),
        413: (
            _("That is larger than I can take."),
            _("Nothing was changed. Try a smaller file, or split it in two."),
        ),
        429: (_("That was very often in a short time."), _("Wait a little, then try again.")),
        507: (
            _("The disk is full or the database is busy: nothing was saved."),
            _("What you typed is still in your form. Go back, make room, and save again."),
        ),
    }.get(
        code,
        (
            _("Something went wrong on my side."),
            _("Nothing was saved by half. Go back and try again; what you typed is still there."),
        ),
    )


def _page(code: int, what: str | None = None, then: str | None = None) -> ResponseReturnValue:
    said, advice = _words(code)
    template = "errors/_error.html" if request.headers.get("HX-Request") else "errors/error.html"
    return render_template(template, code=code, what=what or said, then=then or advice), code


def _forged(error: CSRFError) -> ResponseReturnValue:
    return _page(
        400,
        _("This form had grown too old to be safe."),
        _("Nothing was changed. Go back, reload the page, and send it again."),
    )


def _refused(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()
    return _page(error.code)


def _database(error: OperationalError) -> ResponseReturnValue:
    log.error("the database refused: %s", error.orig)
    db.session.rollback()
    return _page(507)


def _broken(error: Exception) -> ResponseReturnValue:
    log.exception("unexpected error on %s %s", request.method, request.path, exc_info=error)
    db.session.rollback()
    return _page(500)
