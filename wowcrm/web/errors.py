"""Pages for what went wrong: what happened, that nothing is lost, and what to do."""

import errno
import logging

from flask import Flask, Response, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException, SecurityError

from wowcrm.db import db
from wowcrm.web.access import login_manager

log = logging.getLogger(__name__)

KEPT_HEADERS = ("Allow", "Retry-After")
PLAINLY = "Something went wrong. Nothing was saved by half.\n"


def init_app(app: Flask) -> None:
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(SecurityError, _strange_host)
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


def _page(code: int, what: str | None = None, then: str | None = None) -> Response:
    said, advice = _words(code)
    template = "errors/_error.html" if request.headers.get("HX-Request") else "errors/error.html"
    page = render_template(template, code=code, what=what or said, then=then or advice)
    return make_response(page, code)


def _page_without_database(code: int) -> Response:
    """Say what went wrong where asking who is signed in would fail for the same reason."""
    g._login_user = login_manager.anonymous_user()
    try:
        db.session.rollback()
    except SQLAlchemyError:
        log.exception("the transaction could not be rolled back")
    try:
        return _page(code)
    except Exception:
        log.exception("the page about the error could not be drawn")
        return Response(PLAINLY, code, mimetype="text/plain")


def _forged(error: CSRFError) -> ResponseReturnValue:
    log.warning("refused a form without its token: %s", error.description)
    return _page(
        403,
        _("This form had grown too old to be safe."),
        _("Nothing was changed. Go back, reload the page, and send it again."),
    )


def _strange_host(error: SecurityError) -> ResponseReturnValue:
    """Answer a request for a host that is not ours: without one, no page of ours can be drawn."""
    log.warning("refused a request for a host that WOWCRM_HOSTS does not name")
    return Response("Nothing is served under this name.\n", 400, mimetype="text/plain")


def _refused(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()
    try:
        response = _page(error.code)
    except Exception:
        # Nobody may be known yet: on a full or locked disk, who is there cannot be asked.
        response = _page_without_database(error.code)
    for name, value in error.get_headers():
        if name in KEPT_HEADERS:
            response.headers[name] = value
    return response


def _database(error: OperationalError) -> ResponseReturnValue:
    log.error("the database refused: %s", error.orig)
    return _page_without_database(507)


def _broken(error: Exception) -> ResponseReturnValue:
    log.exception("unexpected error in %s", request.endpoint, exc_info=error)
    full = isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}
    return _page_without_database(507 if full else 500)
